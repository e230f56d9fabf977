/*
 * rule_fixture.h: rules for tests of the loader, and what is looked for among their problems.
 */
#ifndef LIMIER_TESTS_UNIT_RULE_FIXTURE_H
#define LIMIER_TESTS_UNIT_RULE_FIXTURE_H

#include "signatures/load.h"

/* Parts of a rule. */
#define SOURCE    "logsource: {category: webserver}\n"
#define SELECTION "detection:\n  selection: {cs-method: PUT}\n  condition: selection\n"

/* A rule of five lines; and a correlation over others. */
#define RULE(title) "title: " title "\n" SOURCE SELECTION
#define COUNT(name, rules)                                                                         \
    "title: " name "\nname: " name "\ncorrelation:\n  type: event_count\n  rules: " rules          \
    "\n  group-by: [c-ip]\n  timespan: 1m\n  condition: {gte: 2}\n"

/* Fails when the set has a problem that is an error. */
void check_no_error(const struct rule_set *set);

/* Fails unless the set has this problem, told as "file:line:column: error: text", or a problem
 * that starts so. */
void check_problem(const struct rule_set *set, const char *told);

/* How many problems are errors. */
size_t count_errors(const struct rule_set *set);

/* Loads a text as "t.yml" and finishes. The set is to be released. */
struct rule_set load_text(const char *text);

/* Loads a text that has no rule, and checks its problem. */
void check_refused(const char *text, const char *told);

#endif
