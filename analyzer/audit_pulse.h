/*
 * audit_pulse.h: whether what used to come still comes. A run that finds nothing is no news by
 * itself: it may be the second of a night. It is one when it comes as late as runs that found
 * something used to come, or later.
 */
#ifndef LIMIER_AUDIT_PULSE_H
#define LIMIER_AUDIT_PULSE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/hours.h"

/* What lasts is said again after a week, but for the hour of a timer. */
#define AUDIT_AGAIN_NS (7 * NS_PER_DAY - 12 * NS_PER_HOUR)

/* What a run is told about it. */
enum pulse_news {
    PULSE_QUIET,   /* nothing that is new */
    PULSE_STOPPED, /* nothing comes any more */
    PULSE_STILL,   /* still nothing, a week after it was said last */
    PULSE_AGAIN    /* it was said to have stopped, and comes again */
};

/* What is remembered. Zeroed before the first run. */
struct audit_pulse {
    int64_t runs;      /* that found something */
    int64_t first_ns;  /* when the first of them was … */
    int64_t last_ns;   /* … and the last */
    int64_t most_ns;   /* the longest time between two of them that is usual */
    int64_t outage_ns; /* the longest of which it was said: another one like it is usual */
    int64_t told_ns;   /* when it was said last that nothing comes; 0: it does */
};

/* What makes a habit, and how long it must be broken. */
struct audit_pulse_rule {
    int64_t runs;    /* that found something */
    int64_t percent; /* of the longest usual time between two of them */
};

/* Lines: one run is enough, and the next one that comes a day later, or as late as others did, and
 * finds none, tells it. A tenth less: the hour of a timer varies. */
extern const struct audit_pulse_rule audit_pulse_lines;

/* Beneficiaries in lines that go on: a small portal has nights without, so the habit takes a week,
 * and must be broken for longer than it ever was. */
extern const struct audit_pulse_rule audit_pulse_acts;

/* Notes a run, and whether it found something. */
enum pulse_news audit_pulse_note(struct audit_pulse *pulse, const struct audit_pulse_rule *rule,
                                 bool brought, int64_t now_ns);

/* Whether something that lasts is to be told: when it begins, and each week. *told_ns is what is
 * remembered of it, 0 before it begins. */
bool audit_pulse_lasting(int64_t *told_ns, bool lasts, int64_t now_ns);

/* Whether a silence that lasts at this moment is one of every week, such as a Sunday: since the
 * last line (`hours`, settled, of all that was read) there is hardly a line in the same hours of
 * most weeks before, and of two at least. */
bool audit_pulse_weekly(const struct hours *hours, int64_t now_ns);

#endif
