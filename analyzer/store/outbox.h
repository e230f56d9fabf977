/*
 * outbox.h: messages that could not be delivered, by channel, in the state: they are tried again by
 * the next run. Knows nothing about what stands in them.
 */
#ifndef LIMIER_STORE_OUTBOX_H
#define LIMIER_STORE_OUTBOX_H

#include "store/state.h"

/* One message. */
struct outbox_parcel {
    int64_t id; /* given by outbox_put; later ones have greater numbers */
    struct str channel;
    int64_t made_ns;
    struct str bytes;
};

/* All of them, oldest first, in the arena. 0 or -1. */
int outbox_list(struct state *state, struct arena *arena, struct outbox_parcel **ret_list,
                size_t *ret_count, struct err *err);

/* Keeps one, of any id. Of one channel the LIMIT_OUTBOX latest are kept. It is there when the run
 * commits. 0 or -1. */
int outbox_put(struct state *state, const struct outbox_parcel *parcel, struct err *err);

/* Removes one, likewise. 0 or -1. */
int outbox_drop(struct state *state, int64_t id, struct err *err);

#endif
