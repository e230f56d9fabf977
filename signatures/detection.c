/*
 * detection.c: a detection section: its selections, each a map, a list or a keyword, and its
 * condition over them.
 */
#include "signatures/detection.h"

#include "base/limits.h"
#include "signatures/condition.h"
#include "signatures/detection_parts.h"

static int node_fail(struct detection *d, const struct yaml_node *node, const char *what)
{
    return detection_fail(d, node->line, node->column, "%-s", what);
}

static int key_fail(struct detection *d, const struct yaml_node *node, const char *what)
{
    return detection_fail(d, node->key_line, node->key_column, "%-s", what);
}

/* A map: all of its items. */
static int read_map(struct detection *d, const struct yaml_node *map, struct expr **ret_expr)
{
    struct expr *first = NULL;
    struct expr **tail = &first;

    if (!map->first)
        return node_fail(d, map, "the map is empty");
    for (const struct yaml_node *n = map->first; n; n = n->next) {
        if (read_item(d, n, n->key, tail) < 0)
            return -1;
        tail = &(*tail)->next;
    }
    *ret_expr = expr_join(&d->set->arena, EXPR_AND, first);
    return 0;
}

static int read_selection(struct detection *d, const struct yaml_node *node,
                          struct expr **ret_expr);

/* A list: any of its maps and keywords. */
static int read_list(struct detection *d, const struct yaml_node *list, struct expr **ret_expr)
{
    struct expr *first = NULL;
    struct expr **tail = &first;

    if (!list->first)
        return node_fail(d, list, "the list is empty");
    for (const struct yaml_node *n = list->first; n; n = n->next) {
        if (read_selection(d, n, tail) < 0)
            return -1;
        tail = &(*tail)->next;
    }
    *ret_expr = expr_join(&d->set->arena, EXPR_OR, first);
    return 0;
}

/* Depth is that of the YAML, which is capped. */
static int read_selection(struct detection *d, const struct yaml_node *node, struct expr **ret_expr)
{
    if (node->kind == YAML_KIND_MAP)
        return read_map(d, node, ret_expr);
    if (node->kind == YAML_KIND_LIST)
        return read_list(d, node, ret_expr);
    return read_item(d, node, STR(""), ret_expr);
}

/* Where byte `at` of a condition stands. Exact when it was written in one line without escapes; a
 * text with line breaks is taken for a block ("|"), of which the line is known. */
static void find_place(const struct yaml_node *node, size_t at, unsigned *ret_line,
                       unsigned *ret_column)
{
    struct str before = {node->value.p, at < node->value.n ? at : node->value.n};

    *ret_line = node->line;
    *ret_column = node->column + !node->plain + (unsigned)str_columns(before);
    if (str_index(node->value, '\n') == node->value.n)
        return;
    *ret_column = 0;
    *ret_line += 1;
    for (size_t i = 0; i < before.n; i++)
        *ret_line += before.p[i] == '\n';
}

/* One query of the condition. */
static int read_query(struct detection *d, const struct yaml_node *node,
                      const struct condition_scope *scope, struct expr **ret_expr)
{
    struct condition_trouble error;
    struct condition_trouble warning;
    unsigned line;
    unsigned column;

    if (node->kind != YAML_KIND_SCALAR)
        return node_fail(d, node, "a condition is a text or a list of texts");
    if (condition_parse(node->value, scope, &d->set->arena, ret_expr, &error, &warning) < 0) {
        find_place(node, error.at, &line, &column);
        return detection_said(d, line, column, error.text.p, error.french.p);
    }
    if (warning.text.p) {
        find_place(node, warning.at, &line, &column);
        rules_problem(d->set, &(struct rule_problem){.file = d->file,
                                                     .line = line,
                                                     .column = column,
                                                     .text = warning.text,
                                                     .french = warning.french,
                                                     .rule = d->rule});
    }
    return 0;
}

/* A condition, or a list of them: any. */
static int read_condition(struct detection *d, const struct yaml_node *node,
                          const struct condition_scope *scope, struct expr **ret_expr)
{
    struct expr *first = NULL;
    struct expr **tail = &first;

    if (node->kind != YAML_KIND_LIST)
        return read_query(d, node, scope, ret_expr);
    if (!node->first)
        return node_fail(d, node, "the list of conditions is empty");
    for (const struct yaml_node *n = node->first; n; n = n->next) {
        if (read_query(d, n, scope, tail) < 0)
            return -1;
        tail = &(*tail)->next;
    }
    *ret_expr = expr_join(&d->set->arena, EXPR_OR, first);
    return 0;
}

/* Reads the selections into a scope for the condition. */
static int read_selections(struct detection *d, const struct yaml_node *section,
                           struct condition_scope *scope)
{
    struct arena *arena = &d->set->arena;
    struct expr **exprs;
    struct str *names;
    size_t count = 0;

    for (const struct yaml_node *n = section->first; n; n = n->next)
        count++;
    names = arena_alloc(arena, (count + 1) * sizeof *names);
    exprs = arena_alloc(arena, (count + 1) * sizeof *exprs);
    for (const struct yaml_node *n = section->first; n; n = n->next) {
        if (str_eq(n->key, STR("condition")))
            continue;
        if (str_eq(n->key, STR("timeframe")))
            return key_fail(d, n,
                            "\"timeframe\" is Sigma 1: write a correlation rule with a timespan "
                            "that refers to this rule");
        names[scope->count] = n->key;
        if (read_selection(d, n, &exprs[scope->count++]) < 0)
            return -1;
    }
    scope->names = names;
    scope->exprs = exprs;
    return 0;
}

int detection_read(struct rule_set *set, const struct yaml_node *section, const char *file,
                   struct str rule, const struct rule_config *config, struct expr **ret_expr)
{
    struct detection d = {.set = set, .file = file, .rule = rule, .config = config};
    const struct yaml_node *condition = yaml_get(section, "condition");
    struct condition_scope scope = {.selectors = true};

    if (section->kind != YAML_KIND_MAP)
        return node_fail(&d, section, "a detection is a map of selections with a condition");
    if (!condition)
        return node_fail(&d, section, "the detection has no condition");
    if (read_selections(&d, section, &scope) < 0)
        return -1;
    if (scope.count == 0)
        return node_fail(&d, section, "the detection has no selection");
    if (read_condition(&d, condition, &scope, ret_expr) < 0)
        return -1;
    if (expr_count(*ret_expr, LIMIT_RULE_TESTS + 1) > LIMIT_RULE_TESTS)
        return detection_fail(&d, condition->line, condition->column,
                              "the condition means more than %u tests", LIMIT_RULE_TESTS);
    return 0;
}
