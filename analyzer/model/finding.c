/*
 * finding.c: names of verdicts and attributions.
 */
#include "model/finding.h"

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = {"none", "watch", "suspect", "harvesting"};

    return names[verdict];
}

const char *attribution_name(enum attribution attribution)
{
    static const char *const names[] = {"owner", "unclear", "attacker"};

    return names[attribution];
}
