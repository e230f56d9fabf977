/*
 * observe.h: one account after another, in blocks, into summaries: the common one and every
 * detector's.
 */
#ifndef LIMIER_OBSERVE_H
#define LIMIER_OBSERVE_H

#include "judge.h"

/* One thread's observer. */
struct observer {
    struct judge *judge;
    uint32_t account; /* being observed; NAME_NONE: none */
    bool open;
    void **states;  /* by detector */
    int64_t day_ns; /* start of the local day being counted */
    bool day_shown;
    uint64_t day_count; /* distinct persons of that day */
    double *days;       /* counts of the active days */
    uint32_t day_room;
    bool day_page;
    uint32_t *sources; /* distinct sources of the account: a set of source + 1, 0 free */
    uint32_t source_room;
    uint64_t unattributed;
};

/* Starts and ends an observer. */
void observer_init(struct observer *observer, struct judge *judge);
void observer_release(struct observer *observer);

/* Takes a block of one account's acts, which start at `position` in the file of `partition`. */
void observer_take(struct observer *observer, const struct act *acts, size_t n, uint8_t partition,
                   uint64_t position);

/* Ends the account that is being observed. */
void observer_end(struct observer *observer);

#endif
