/*
 * alerts.h: from what lookouts left to alerts: correlations over what came in no order, each alert
 * with the lines behind it, and what an alert weighs as evidence against the account it names.
 */
#ifndef LIMIER_ALERTS_H
#define LIMIER_ALERTS_H

#include "alert_marks.h"
#include "judge.h"
#include "model/allow_list.h"
#include "model/dossier.h"
#include "watch.h"

/* What they are made from. Borrowed. */
struct alerts_options {
    const struct watch *watch;
    struct lookout *lookouts; /* ended; in the order of their numbers */
    size_t lookout_count;
    const struct coverage *inputs; /* repeated ones do not count */
    const struct judge *judge;     /* whose partitions hold the acts */
    const struct act_context *acts;
    const struct pseudonym_key *key; /* NULL: persons are not told apart in texts */
    bool sessions_are_tokens;        /* in a case that is read back */
    uint32_t active;                 /* accounts that showed anybody */
    int64_t since_ns;                /* rows of what happened before do not count; 0: all do */
    size_t memory_bytes;
    int directory; /* of files without names */
};

/* The result, beside what is in the dossier. Zeroed: none. Release with alerts_release. */
struct alerts {
    struct alert_marks marks;
    struct engine_stats *stats; /* by rule of the set, when the watch is timed; else NULL */
    uint64_t regex_limits;      /* events on which a pattern reached its limit */
};

/* Correlates, and fills signatures, alerts and their counts in the dossier, in the arena. 0 or -1.
 */
int alerts_collect(struct alerts *alerts, const struct alerts_options *options,
                   struct dossier *dossier, struct arena *arena, struct err *err);

/* Says in each alert which finding is about its account, and whether the operator allows it. */
void alerts_settle(struct dossier *dossier, const struct allow_list *allow_list);

/* Frees. */
void alerts_release(struct alerts *alerts);

#endif
