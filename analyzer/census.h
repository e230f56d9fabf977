/*
 * census.h: the numbers that workers gave to texts become the run's numbers: by the order of the
 * texts' bytes, so that they do not depend on who read what first.
 */
#ifndef LIMIER_CENSUS_H
#define LIMIER_CENSUS_H

#include "ingest.h"

/* Texts of the run by kind, sorted, and for each worker the way from its numbers to them. One map
 * more, after the workers', is of the traces that the join has renumbered already; NULL: as they
 * are. Texts borrow from the workers' names. */
struct census {
    struct str *texts[NAMES_KINDS];
    uint32_t count[NAMES_KINDS];
    uint32_t **map[NAMES_KINDS]; /* [kind][worker][number] */
    struct arena arena;          /* of texts that are masked */
    unsigned worker_count;
    uint64_t refused; /* texts beyond the caps, which share one entry */
};

/* Takes stock of all workers. Absent texts are those of nobody any more: their numbers lead to
 * none.
 */
void census_take(struct census *census, const struct ingest *ingest);

/* The same, and the texts as they are: what clients chose is not masked. */
void census_gather(struct census *census, const struct ingest *ingest);

/* The run's number of what a worker calls `number`. */
static inline uint32_t census_number(const struct census *census, int kind, unsigned worker,
                                     uint32_t number)
{
    const uint32_t *map = census->map[kind][worker];

    return number == NAME_NONE || !map ? number : map[number];
}

/* Takes the accounts off that are not in use; the others move up. */
void census_keep_accounts(struct census *census, const struct ingest *ingest,
                          const _Atomic bool *used);

/* Frees the lists. */
void census_release(struct census *census);

#endif
