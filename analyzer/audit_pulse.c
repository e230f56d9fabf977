/*
 * audit_pulse.c: the rule of the dead man's switch.
 */
#include "audit_pulse.h"

/* Runs in a row that make a habit. */
#define HABIT 3

bool audit_pulse_note(struct audit_pulse *pulse, uint64_t lines, int64_t now_ns)
{
    int64_t since_ns = now_ns - pulse->last_ns;

    if (lines) {
        if (pulse->runs && since_ns > pulse->most_ns)
            pulse->most_ns = since_ns;
        pulse->runs++;
        pulse->last_ns = now_ns;
        return false;
    }
    /* Half the usual time: the hour of a timer varies, a second run of a night does not count. */
    if (pulse->runs < HABIT || since_ns < pulse->most_ns / 2)
        return false;
    *pulse = (struct audit_pulse){.runs = 0};
    return true;
}
