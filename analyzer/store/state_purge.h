/*
 * state_purge.h: what leaves the state for good. Deleted bytes are overwritten with zeros
 * (secure_delete); all of it is true when the transaction is.
 */
#ifndef LIMIER_STORE_STATE_PURGE_H
#define LIMIER_STORE_STATE_PURGE_H

#include "store/state.h"

/* How many rows are of what had ended before a moment. */
struct state_purged {
    uint64_t findings;
    uint64_t alerts;
    uint64_t messages; /* made before it, that could not be delivered */
};

/* Counts them; removes nothing. 0 or -1. */
int state_purge_count(struct state *state, int64_t before_ns, struct state_purged *ret,
                      struct err *err);

/* Removes them. 0 or -1. */
int state_purge(struct state *state, int64_t before_ns, struct err *err);

/* Removes all rows of all tables. 0 or -1. */
int state_empty(struct state *state, struct err *err);

#endif
