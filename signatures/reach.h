/*
 * reach.h: which groups can reach the threshold of their correlation at all, so that the rows of
 * those that cannot - nearly all - need not be sorted. Counts in cells that groups share are upper
 * bounds of what any window of a group holds: what is left out could not have changed a thing.
 */
#ifndef LIMIER_SIGNATURES_REACH_H
#define LIMIER_SIGNATURES_REACH_H

#include "signatures/rows.h"

/* Cells: the value seen last, and a count. Zeroed: none yet. */
struct reach {
    uint64_t *cells;
    uint64_t mask;
};

/* How many events, or distinct values, a correlation wants in a window at least; 0: it cannot be
 * told, and all its rows matter. */
unsigned reach_wanted(const struct correlation *correlation);

/* Counts a row of a correlation for which reach_wanted is not 0. `bytes` is the size of the table
 * when it is made now; all that are merged must have the same. */
void reach_add(struct reach *reach, size_t bytes, const struct correlation *correlation,
               const struct correlation_row *row);

/* Adds the counts of another table of the same size. */
void reach_merge(struct reach *reach, const struct reach *other);

/* Whether a window of the row's group that holds the row can reach the threshold. */
bool reach_can(const struct reach *reach, const struct correlation *correlation,
               const struct correlation_row *row);

/* Frees. */
void reach_release(struct reach *reach);

#endif
