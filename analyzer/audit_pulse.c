/*
 * audit_pulse.c: the rule of the dead man's switch.
 */
#include "audit_pulse.h"

const struct audit_pulse_rule audit_pulse_lines = {.runs = 3, .wait_tenths = 5};
const struct audit_pulse_rule audit_pulse_acts = {.runs = 7, .wait_tenths = 15};

bool audit_pulse_note(struct audit_pulse *pulse, const struct audit_pulse_rule *rule,
                      uint64_t brought, int64_t now_ns)
{
    int64_t since_ns = now_ns - pulse->last_ns;

    if (brought) {
        if (pulse->runs && since_ns > pulse->most_ns)
            pulse->most_ns = since_ns;
        pulse->runs++;
        pulse->last_ns = now_ns;
        return false;
    }
    if (pulse->runs < rule->runs || since_ns / rule->wait_tenths < pulse->most_ns / 10)
        return false;
    pulse->runs = 0;
    return true;
}
