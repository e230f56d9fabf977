/*
 * finding.c: names of verdicts, attributions, stretches and kinds of what campaigns share.
 */
#include "model/finding.h"

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = {"none", "watch", "suspect", "harvesting"};

    return names[verdict];
}

const char *stretch_name(enum stretch stretch)
{
    static const char *const names[] = {NULL, "session", "strand", "strangers", "account", "drip"};

    return names[stretch];
}

const char *attribution_name(enum attribution attribution)
{
    static const char *const names[] = {"owner", "unclear", "attacker"};

    return names[attribution];
}

const char *campaign_kind_name(enum campaign_kind kind)
{
    static const char *const names[] = {"address", "network",  "agent",
                                        "persons", "sequence", "rhythm"};

    return names[kind];
}
