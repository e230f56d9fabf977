/*
 * detection.h: the detection section of a rule: maps and lists of tests, modifiers, values; and its
 * condition.
 */
#ifndef LIMIER_SIGNATURES_DETECTION_H
#define LIMIER_SIGNATURES_DETECTION_H

#include "signatures/rule.h"

/* A list of the operator that stands for %name% in values with "expand". */
struct placeholder {
    struct str name;
    struct str *values;
    size_t count;
};

/* Other names for a field. */
struct field_map {
    struct str name;
    struct str *targets; /* any of them may hold what is asked */
    size_t count;
};

/* What rules may borrow from the operator. */
struct rule_config {
    const struct placeholder *placeholders;
    size_t placeholder_count;
    const struct field_map *maps;
    size_t map_count;
};

/* Reads a detection section (a map with its condition) into one expression, in the set's arena.
 * `file` and `rule` are for messages. Warnings become problems of the set. 0, or -1 when a problem
 * with error was noted. */
int detection_read(struct rule_set *set, const struct yaml_node *section, const char *file,
                   struct str rule, const struct rule_config *config, struct expr **ret_expr);

/* Tests of one key of a map ("field|contains|all") with its value; field absent: keywords. Exposed
 * for the vectors of tests. 0 or -1 likewise. */
int detection_item(struct rule_set *set, const struct yaml_node *item, const char *file,
                   struct str rule, const struct rule_config *config, struct expr **ret_expr);

#endif
