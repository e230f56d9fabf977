/*
 * rule.c: names of levels, and which rules are about which events.
 */
#include "signatures/rule.h"

static const char *const level_names[LEVEL_COUNT] = {"informational", "low", "medium", "high",
                                                     "critical"};

const char *level_name(enum level level)
{
    return level_names[level];
}

enum level level_by_name(struct str name)
{
    int level = 0;

    while (level < LEVEL_COUNT && !str_eq_nocase(name, str_of(level_names[level])))
        level++;
    return (enum level)level;
}

static bool part_applies(struct str rule, struct str source)
{
    return !rule.p || !source.p || str_eq(rule, source);
}

bool logsource_applies(const struct logsource *rule, const struct logsource *source)
{
    return part_applies(rule->category, source->category) &&
           part_applies(rule->product, source->product) &&
           part_applies(rule->service, source->service);
}
