/*
 * detect.h: what a detector is. One file, one constant, one row of detectors.def.
 *
 * A detector sees every account's acts once, in order of time, and keeps a summary of each
 * (observe). It then learns from all summaries what is usual (fit), says how surprising an account
 * is (judge) and which amount of use in one hour, day or week is beyond the usual, so that sessions
 * can be told apart (limits). It never decides alone: the cohort applies the alert budget,
 * attribution splits the sessions.
 */
#ifndef LIMIER_DETECT_DETECT_H
#define LIMIER_DETECT_DETECT_H

#include "base/arena.h"
#include "base/err.h"
#include "model/finding.h"
#include "model/portal.h"
#include "model/trace.h"

/* Time scales on which use is judged. */
enum scale { SCALE_HOUR, SCALE_DAY, SCALE_WEEK, SCALE_ALL, SCALE_COUNT };

/* What every detector may know of the run. */
struct detect_context {
    const struct portal *portal;
    int offset_seconds; /* local days and hours */
};

/* What every account's acts come to, whatever the detectors: kept for all accounts. Filled by
 * observe.c. */
struct account_summary {
    int64_t first_ns;
    int64_t last_ns;
    uint64_t requests;
    uint64_t records;       /* requests that showed a person's data */
    uint64_t beneficiaries; /* distinct persons shown */
    uint64_t not_found;
    uint64_t follow_ups;  /* PEC and claims */
    uint32_t active_days; /* local days with a person shown */
    uint32_t weekend_days;
    uint32_t plain_days; /* active days without a page or an asset: a program's, not a browser's */
    uint32_t sources;
    double day_median; /* distinct persons of an active day */
    double day_most;
    uint64_t position; /* of its acts in the partition's file */
    uint64_t acts;
    uint8_t partition;
};

/* Accounts as the detectors see them after the first pass. */
struct population {
    uint32_t accounts;               /* numbers 0 … accounts − 1 */
    struct account_summary *summary; /* by account */
    int32_t *group;                  /* by account: its peers; −1: not active */
    int32_t groups;
    double alpha; /* probability below which a window is beyond the usual: alert budget over the
                     tests made */
};

/* A window that a detector finds surprising. `own` and `peers` are −log10 of the probability under
 * either expectation. */
struct suspicion {
    double surprise; /* the one that counts */
    double own;
    double peers;
    enum scale scale;
    int64_t from_ns;
    int64_t to_ns;
    double observed;
    double expected_own;
    double expected_peers;
};

/* Windows that one detector may report for one account. */
#define SUSPICIONS_MOST SCALE_COUNT

/* Use beyond which a stretch of sessions is no longer usual, by scale; 0: no limit known. */
struct use_limits {
    double most[SCALE_COUNT];
};

/* A detector. All functions but `observe` and `end` run in one thread. State is zeroed before each
 * account. */
struct detector {
    const char *name;
    size_t state_bytes;   /* while one account is observed */
    size_t summary_bytes; /* kept for each account */
    size_t model_bytes;   /* learnt from all */
    void (*observe)(void *state, const struct detect_context *context, const struct act *acts,
                    size_t n);
    void (*end)(void *state, const struct detect_context *context, void *summary);
    void (*fit)(void *model, const struct population *population, const void *summaries);
    /* How many windows were tested, for the budget. */
    uint64_t (*tests)(const struct population *population, const void *summaries);
    /* Fills at most SUSPICIONS_MOST windows, one for each scale at most; those without surprise
     * stay zeroed. */
    void (*judge)(const void *model, const struct population *population, const void *summaries,
                  uint32_t account, struct suspicion ret_suspicions[SUSPICIONS_MOST]);
    void (*limits)(const void *model, const struct population *population, const void *summaries,
                   uint32_t account, struct use_limits *ret_limits);
    /* A sentence for the finding: what, against what, since when. */
    void (*explain)(const struct suspicion *suspicion, const struct detect_context *context,
                    struct arena *arena, struct reason *ret_reason);
    void (*release)(void *model);
};

/* Rows of detectors.def. */
extern const struct detector *const detectors[];
extern const size_t detector_count;

/* Explanation and source of a detector, from its row. */
const char *detector_doc(const struct detector *detector);
const char *detector_source(const struct detector *detector);

/* Local hour, day (from Monday for weeks) that a moment lies in, as its first moment. SCALE_ALL
 * gives 0. */
int64_t scale_start(enum scale scale, int64_t time_ns, int offset_seconds);

/* Length of a scale; 0 for SCALE_ALL. */
int64_t scale_length(enum scale scale);

#endif
