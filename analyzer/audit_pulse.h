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

/* Notes a run. True when it is to be told that no line came; that is told once. */
bool audit_pulse_note(struct audit_pulse *pulse, uint64_t lines, int64_t now_ns);

#endif
