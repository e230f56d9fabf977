/*
 * trial.h: the second pass, over one account: its stretches of work are weighed against its past
 * and its peers. Run on accounts that could have harvested at all.
 */
#ifndef LIMIER_TRIAL_H
#define LIMIER_TRIAL_H

#include "evidence.h"

/* Kinds of windows that are open at one time. */
enum trial_window { WINDOW_DAY, WINDOW_WEEK, WINDOW_STRANGERS_DAY, WINDOW_STRANGERS_WEEK, WINDOWS };

/* A stretch that says much: attribution looks at what lies in it. */
struct hot_window {
    int64_t from_ns;
    int64_t to_ns;
    double bans;
    enum stretch stretch;
};

/* What came out for one account. */
struct verdict_sum {
    struct evidence_sum best; /* the stretch that says most */
    uint64_t tests;           /* stretches that were looked at */
    int64_t flagged_ns;       /* judging as of each act: when the sum first reached the threshold;
                                 TIME_NONE: never */
    struct evidence_sum flag; /* the sum at that moment */
};

/* One trial: reused from account to account. */
struct trial {
    struct evidence_frame frame;
    struct detect_context context;
    struct ledger ledger;
    size_t tallies_bytes;
    struct tallies *past;
    struct tallies *past_day; /* the past as it was when the day and the week began */
    struct tallies *past_week;
    struct tallies *windows[WINDOWS];
    int64_t day_ns;
    int64_t week_ns;
    struct tallies **spare; /* not in use */
    size_t spare_count;
    size_t spare_room;
    uint32_t strands_kept; /* strands that have tallies */
    struct evidence_sum drip;
    struct evidence_sum work; /* scratch */
    double hot_bans;          /* stretches of at least so much are kept; INFINITY: none are */
    struct hot_window *hot;
    size_t hot_count;
    size_t hot_room;
    bool investigating; /* every session is weighed, however little it shows */
    double accuse_bans; /* of stretches beyond it, the one that shows most persons is told */
    double threshold;   /* judging as of each act */
    int64_t from_ns;    /* and flagging nothing before this moment */
    int64_t now_ns;     /* the act that it is at */
    /* Judging as of each act: asked when a local day begins, before anything of it is counted, so
     * that what is known (frame, context) can be that of the day; NULL: it does not change. */
    void (*turn)(void *caller, struct trial *trial, int64_t day_ns);
    void *turn_caller;
    struct verdict_sum sum;
    /* Strands that somebody uses who harvests through other accounts: tallied apart, and never
     * learnt from. NULL: none. */
    bool (*foreign)(const void *context, const struct strand *strand);
    const void *foreign_context;
    struct tallies *foreign_tallies;
    struct evidence_sum foreign_sum;
};

/* Starts and ends. `context` is copied: its `live` says whether each act is judged as of itself. */
void trial_init(struct trial *trial, const struct judge *judge, const struct usual *usual,
                const struct detect_context *context);
void trial_release(struct trial *trial);

/* Tries one account: trial->sum, and the ledger's sessions and strands with their evidence, stay
 * valid until the next. 0 or -1. */
int trial_run(struct trial *trial, uint32_t account, struct err *err);

/* Whether an account could have harvested at all: in one week, persons enough, never dealt with
 * before, whom nothing follows; or canaries. */
bool trial_wanted(const struct account_summary *summary);

#endif
