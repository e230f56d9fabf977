/*
 * audit_pulse.h: whether logs still come. A run that reads nothing is no news by itself: it may be
 * the second of a night. It is one when runs used to read something, and none did for long.
 */
#ifndef LIMIER_AUDIT_PULSE_H
#define LIMIER_AUDIT_PULSE_H

#include <stdbool.h>
#include <stdint.h>

/* What is remembered. Zeroed before the first run. */
struct audit_pulse {
    int64_t runs;    /* in a row, that read something; runs that came too soon do not count */
    int64_t last_ns; /* when the last of them was */
    int64_t most_ns; /* the longest time between two of them */
};

/* What makes a habit, and how long it must be broken. */
struct audit_pulse_rule {
    int64_t runs;        /* in a row that brought something */
    int64_t wait_tenths; /* of the longest time between two of them */
};

/* Lines stop: told by the first run that finds none, since every portal has lines every night. Half
 * the usual time: the hour of a timer varies, a second run of a night does not count. */
extern const struct audit_pulse_rule audit_pulse_lines;

/* Lines go on, but nothing of the portal is recognised in them: a small one has nights without, so
 * the habit takes a week, and must be broken for longer than it ever was. */
extern const struct audit_pulse_rule audit_pulse_acts;

/* Notes a run, and how much it brought. True when it is to be told that nothing came; that is told
 * once, then there must be a habit again. */
bool audit_pulse_note(struct audit_pulse *pulse, const struct audit_pulse_rule *rule,
                      uint64_t brought, int64_t now_ns);

#endif
