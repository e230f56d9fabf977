/*
 * audit_compare.c: what was told against what is found. Says nothing itself.
 */
#include "audit_compare.h"

#include "audit_pulse.h"

/* A finding has grown by a tenth of what was told, or goes on a week after it was told: less
 * would be a message every night of an attack that goes on, more would hide that it does. The
 * owner's own work may raise the ceiling. */
#define GROWTH 10

bool audit_worth(const struct finding *finding)
{
    return finding->verdict >= VERDICT_SUSPECT && !finding->allowed_reason.p;
}

static bool grown(uint64_t was, uint64_t now)
{
    return now > was && now - was >= was / GROWTH + (was % GROWTH != 0);
}

enum audit_change audit_compare(const struct state_finding *told, const struct finding *finding,
                                int64_t now_ns)
{
    bool long_ago = told && now_ns >= told->told_ns && now_ns - told->told_ns >= AUDIT_AGAIN_NS;
    bool goes_on = long_ago &&
                   (finding->beneficiaries.floor > told->floor || finding->last_ns > told->last_ns);

    if (!told)
        return AUDIT_FRESH;
    if ((int)finding->verdict != told->verdict)
        return (int)finding->verdict > told->verdict ? AUDIT_GRAVER : AUDIT_MILDER;
    return grown(told->floor, finding->beneficiaries.floor) ||
                   grown(told->ceiling, finding->beneficiaries.ceiling) || goes_on ||
                   finding->insurer_count > told->insurers
               ? AUDIT_GROWN
               : AUDIT_SAME;
}
