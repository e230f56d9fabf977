/*
 * replay.h: judging as of each moment: when would each account have been accused, and what had been
 * shown by then. What is usual is learnt from what lies before the day in question; the day itself
 * is judged act by act.
 */
#ifndef LIMIER_REPLAY_H
#define LIMIER_REPLAY_H

#include "case_read.h"
#include "cohort.h"

/* One account that would have been accused, or is at the end. */
struct replay_account {
    uint32_t account;
    bool accused;         /* at the end, knowing all */
    double bans;          /* at the end */
    int64_t flagged_ns;   /* the first moment; TIME_NONE: only at the end */
    struct evidence_sum flag;
    uint64_t then;  /* persons shown to the attacker, or unclear, up to that moment */
    uint64_t floor; /* in all */
    uint64_t ceiling;
};

/* The whole. Release with replay_release. */
struct replay {
    struct replay_account *accounts; /* by moment, those that never were last; then by number */
    size_t count;
    size_t room;
    double threshold;
    uint64_t tests;
    uint32_t judged; /* accounts */
};

/* Replays a case. 0 or -1. */
int replay_run(struct replay *replay, const struct case_read *from,
               const struct cohort_options *options, struct err *err);

/* Frees all. */
void replay_release(struct replay *replay);

#endif
