/*
 * census.h: the numbers that workers gave to texts become the run's numbers: by the order of the
 * texts' bytes, so that they do not depend on who read what first.
 */
#ifndef LIMIER_CENSUS_H
#define LIMIER_CENSUS_H

#include "ingest.h"

/* Texts of the run by kind, sorted, and for each worker the way from its numbers to them. Texts
 * borrow from the workers' names. */
struct census {
    struct str *texts[NAMES_KINDS];
    uint32_t count[NAMES_KINDS];
    uint32_t **map[NAMES_KINDS]; /* [kind][worker][number] */
    struct arena arena;          /* of texts that are masked */
    unsigned worker_count;
    uint64_t refused; /* texts beyond the caps, which share one entry */
};

/* Takes stock of all workers. */
void census_take(struct census *census, const struct ingest *ingest);

/* Frees the lists. */
void census_release(struct census *census);

#endif
