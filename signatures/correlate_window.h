/*
 * correlate_window.h: what correlate.c asks of a window, whatever it counts; one family of windows
 * is one file. Families know events and times, no alerts.
 */
#ifndef LIMIER_SIGNATURES_CORRELATE_WINDOW_H
#define LIMIER_SIGNATURES_CORRELATE_WINDOW_H

#include "signatures/correlate.h"

/* Events that had to leave before their time. */
struct window_loss {
    uint64_t count;
    int64_t newest_ns; /* of the last of them */
};

/* A family. Windows belong to who made them; they are emptied between groups and keep their
 * memory. */
struct window_family {
    void *(*create)(const struct correlation *correlation, size_t most_events);
    void (*release)(void *window);
    void (*clear)(void *window);
    /* What is before since_ns leaves, then the event enters. Times never step back. */
    void (*add)(void *window, const struct correlate_event *event, int64_t since_ns,
                struct window_loss *loss);
    /* What is counted. */
    double (*value)(const void *window);
    /* Whether a boolean condition holds; NULL, or asked of a correlation without one: the bounds
     * decide. */
    bool (*holds)(const void *window);
    /* The earliest event that is held, and how many are. */
    void (*tell)(const void *window, int64_t *ret_from_ns, uint64_t *ret_events);
    size_t (*bytes)(const void *window);
};

/* event_count, value_sum, value_avg, value_percentile, value_median (correlate_numbers.c);
 * value_count (correlate_values.c); temporal (correlate_seen.c); temporal_ordered
 * (correlate_ordered.c). */
extern const struct window_family window_numbers;
extern const struct window_family window_values;
extern const struct window_family window_seen;
extern const struct window_family window_ordered;

/* Whether a boolean condition holds when the members of `seen` (a bit each) have been seen. */
bool seen_holds(const struct expr *expr, uint64_t seen);

/* Whether there is a `not` in it. */
bool seen_negates(const struct expr *expr);

/* Ways to make a boolean condition without `not` true: sets of members, at most ORDERED_WAYS of
 * them, in `ways`. Returns how many; 0 when there is a `not`, or more ways than that. */
#define ORDERED_WAYS 64
size_t ordered_ways(const struct expr *expr, uint64_t ways[ORDERED_WAYS]);

/* Numbers in order, with repetitions. Owned by who made them; NULL is freed, too. */
struct ranks;
/* Made, freed, emptied (memory is kept), added to. */
struct ranks *ranks_new(void);
void ranks_free(struct ranks *ranks);
void ranks_clear(struct ranks *ranks);
void ranks_insert(struct ranks *ranks, double number);
/* Removes one that is there. */
void ranks_remove(struct ranks *ranks, double number);
/* The one at `rank`, from 0. */
double ranks_at(const struct ranks *ranks, size_t rank);
/* Bytes held. */
size_t ranks_bytes(const struct ranks *ranks);

#endif
