/*
 * observe.h: one account after another, in blocks: its summary, its habits, and what its days teach
 * about what is usual.
 */
#ifndef LIMIER_OBSERVE_H
#define LIMIER_OBSERVE_H

#include "detect/tallies.h"
#include "judge.h"

/* Distinct persons of one scale's windows, while an account is observed. */
struct observed_windows {
    int64_t start_ns;
    uint64_t count;
    double *counts; /* of the windows that ended */
    size_t n;
    size_t room;
};

/* One thread's observer. */
struct observer {
    struct judge *judge;
    const uint32_t *trades;
    struct lessons lessons;
    struct detect_context context;
    struct ledger ledger;
    uint32_t account; /* being observed; NAME_NONE: none */
    bool open;
    struct tallies *whole;
    char *days; /* tallies of its active days, side by side */
    size_t day_bytes;
    uint32_t *day_numbers;
    uint32_t *day_persons; /* distinct persons of each */
    bool *day_plain;       /* without a page or an asset */
    size_t day_count;
    size_t day_room;
    struct observed_windows windows[SCALE_COUNT];
    bool day_shown;
    int64_t week_ns;
    uint32_t week_unreasoned;
    uint64_t unattributed;
};

/* Starts and ends an observer; trades by account, or NULL. */
void observer_init(struct observer *observer, struct judge *judge, const uint32_t *trades);
void observer_release(struct observer *observer);

/* Takes a block of one account's acts, which start at `position` in the file of `partition`. */
void observer_take(struct observer *observer, const struct act *acts, size_t n, uint8_t partition,
                   uint64_t position);

/* Ends the account that is being observed. */
void observer_end(struct observer *observer);

#endif
