/*
 * audit_learning.c: the first days of a state. A model that has seen two days suspects more than
 * one that has seen two weeks, and an operator has to look at each account: so findings are kept
 * back until then, but for those that nobody may sleep over. What is kept back is not noted as
 * told: the first run behind these days finds it new, as far as it still holds.
 *
 * Days are counted on the clock of the runs, from the first one on: who writes log lines cannot
 * prolong them, and the operator knows when they end.
 */
#include "audit.h"

int audit_learning_read(struct audit *audit, struct err *err)
{
    return audit->options.set[OPT_LEARN]
               ? options_number(&audit->options, OPT_LEARN, AUDIT_KEEP_MOST, 0,
                                &audit->learning.days, err)
               : 0;
}

/* When the first run was; TIME_NONE: nobody knows, so these days are over. */
static int read_birth(const struct audit *audit, int64_t *ret_ns, struct err *err)
{
    if (state_number(audit->state, "born", TIME_NONE, ret_ns, err) < 0)
        return -1;
    if (*ret_ns != TIME_NONE || audit->known.stream_count > 0)
        return 0;
    *ret_ns = audit->scan.dossier.now_ns;
    return state_put_number(audit->state, "born", *ret_ns, err);
}

int audit_learning_begin(struct audit *audit, struct err *err)
{
    struct audit_learning *learning = &audit->learning;
    int64_t age_ns;
    int64_t born_ns;
    int64_t was;
    int64_t findings;
    int64_t alerts;

    if (read_birth(audit, &born_ns, err) < 0 ||
        state_number(audit->state, "learning", 0, &was, err) < 0 ||
        state_number(audit->state, "learning.findings", 0, &findings, err) < 0 ||
        state_number(audit->state, "learning.alerts", 0, &alerts, err) < 0)
        return -1;
    age_ns = born_ns == TIME_NONE ? INT64_MAX : audit->scan.dossier.now_ns - born_ns;
    learning->on = age_ns < (int64_t)learning->days * NS_PER_DAY;
    learning->over = was && !learning->on;
    learning->lasted = age_ns > 0 ? (uint64_t)(age_ns / NS_PER_DAY) : 0;
    learning->findings = learning->over ? (uint64_t)findings : 0;
    learning->alerts = learning->over ? (uint64_t)alerts : 0;
    return 0;
}

int audit_learning_end(struct audit *audit, struct err *err)
{
    const struct audit_learning *learning = &audit->learning;

    if (!learning->on && !learning->over)
        return 0;
    if (state_put_number(audit->state, "learning", learning->on, err) < 0 ||
        state_put_number(audit->state, "learning.findings",
                         learning->on ? (int64_t)learning->findings : 0, err) < 0)
        return -1;
    return state_put_number(audit->state, "learning.alerts",
                            learning->on ? (int64_t)learning->alerts : 0, err);
}

bool audit_learning_keeps(const struct audit *audit, enum verdict verdict)
{
    return audit->learning.on && verdict < VERDICT_HARVESTING;
}

bool audit_learning_mutes(const struct audit *audit, int rank)
{
    return audit->learning.on && rank < ALERT_LEVELS - 1;
}
