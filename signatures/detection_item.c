/*
 * detection_item.c: one key of a map with its values, made into tests: reads the values, has the
 * chain of modifiers applied, and joins what comes out.
 */
#include "base/limits.h"
#include "signatures/condition.h"
#include "signatures/detection_parts.h"
#include "signatures/modifiers.h"
#include "signatures/read_value.h"
#include "signatures/test.h"

/* Names of fields; a keyword has one that is absent. */
struct names {
    const struct str *list;
    size_t count;
};

static struct arena *arena_of(const struct item *item)
{
    return &item->detection->set->arena;
}

static int value_fail(const struct item *item, const struct item_value *value, const char *what)
{
    return detection_fail(item->detection, value->node->line, value->node->column, "%-s", what);
}

/* The fields that a name means: those of the operator's map, or itself. */
static struct names mapped(const struct item *item, const struct str *name)
{
    const struct rule_config *config = item->detection->config;

    for (size_t i = 0; config && i < config->map_count; i++) {
        if (name->p && str_eq(config->maps[i].name, *name) && config->maps[i].count)
            return (struct names){config->maps[i].targets, config->maps[i].count};
    }
    return (struct names){name, 1};
}

static int read_value(struct item *item, const struct yaml_node *node, bool in_list)
{
    struct item_value *value = &item->values[item->count++];
    double number;

    *value = (struct item_value){.node = node, .type = YAML_NULL};
    if (node->kind == YAML_KIND_LIST && !in_list)
        return 0;
    if (node->kind != YAML_KIND_SCALAR)
        return value_fail(item, value,
                          node->kind == YAML_KIND_MAP ? "a map cannot be a value"
                                                      : "a list cannot be a value in a list");
    value->type = yaml_type(node);
    if (value->type == YAML_FLOAT && !yaml_number(node, &number))
        value->type = YAML_TEXT;
    if (value->type != YAML_TEXT)
        return 0;
    value->texts = arena_alloc(arena_of(item), sizeof *value->texts);
    value->texts[0] = glob_read(node->value, arena_of(item));
    value->count = 1;
    return 0;
}

/* Reads a value or a list of them; an empty list is null. */
static int read_values(struct item *item, const struct yaml_node *node)
{
    bool list = node->kind == YAML_KIND_LIST && node->first;
    size_t count = 1;

    for (const struct yaml_node *n = list ? node->first : NULL; n; n = n->next)
        count++;
    item->values = arena_alloc(arena_of(item), count * sizeof *item->values);
    if (!list)
        return read_value(item, node, false);
    for (const struct yaml_node *n = node->first; n; n = n->next) {
        if (read_value(item, n, true) < 0)
            return -1;
    }
    return 0;
}

/* The text of a value that is no pattern of ours: without wildcards. */
static bool plain_text(const struct glob *glob, struct str *ret_text)
{
    *ret_text = glob->count ? glob->parts[0].text : STR("");
    return glob->count == 0 || (glob->count == 1 && glob->parts[0].kind == GLOB_LITERAL);
}

static enum relation relation_of(const struct item *item, enum relation otherwise)
{
    if (item->starts && item->ends)
        return RELATION_CONTAINS;
    return item->starts ? RELATION_STARTS : item->ends ? RELATION_ENDS : otherwise;
}

static int fill_regex(const struct item *item, const struct item_value *value, struct test *test)
{
    struct ready_test ready;
    struct err err = {0};

    test->relation = relation_of(item, RELATION_CONTAINS);
    if (test_prepare(&ready, test, &err) < 0)
        return detection_said(item->detection, value->node->line, value->node->column, err.text,
                              err.french);
    test_release(&ready);
    return 0;
}

static int fill_network(const struct item *item, const struct item_value *value, struct test *test)
{
    bool loose = false;

    if (!read_network(test->text, test->network, &test->bits, &loose))
        return value_fail(item, value, "this is no network, such as 192.0.2.0/24");
    if (loose)
        detection_warn(item->detection, value->node->line, value->node->column,
                       "the address has bits beyond its prefix: they are ignored");
    test->text = STR_NONE;
    return 0;
}

/* What a test asks, by a text that its value has become. */
static int fill_text(const struct item *item, const struct item_value *value,
                     const struct glob *text, struct test *test)
{
    if (test->kind == TEST_TEXT) {
        test->glob = *text;
        return 0;
    }
    if (!plain_text(text, &test->text))
        return value_fail(item, value, "wildcards cannot stand here");
    if (test->kind == TEST_REGEX)
        return fill_regex(item, value, test);
    if (test->kind == TEST_CIDR)
        return fill_network(item, value, test);
    if (test->text.n == 0)
        return value_fail(item, value, "the name of a field is wanted");
    test->relation = relation_of(item, RELATION_EQUAL);
    return 0;
}

/* What a test asks, by a value that is no text. */
static void fill_typed(const struct item *item, const struct item_value *value, struct test *test)
{
    bool truth = false;

    switch (value->type) {
    case YAML_NULL: test->kind = TEST_NULL; return;
    case YAML_BOOL:
        (void)yaml_bool(value->node, &truth);
        test->wanted = truth;
        if (item->decided)
            return;
        test->wanted = false;
        test->glob = (struct glob){arena_alloc(arena_of(item), sizeof *test->glob.parts), 1};
        test->glob.parts[0] = (struct glob_part){GLOB_LITERAL, truth ? STR("true") : STR("false")};
        return;
    default:
        (void)yaml_number(value->node, &test->number);
        if (item->decided)
            return;
        test->kind = TEST_NUMBER;
        test->text = value->node->value;
        return;
    }
}

static int add_test(struct item *item, const struct test *test, struct expr ***tail)
{
    struct test *copy = arena_alloc(arena_of(item), sizeof *copy);
    struct expr *leaf = arena_alloc(arena_of(item), sizeof *leaf);

    if (item_grow(item, 1, 0) < 0)
        return -1;
    *copy = *test;
    leaf->kind = EXPR_TEST;
    leaf->test = copy;
    **tail = leaf;
    *tail = &leaf->next;
    return 0;
}

/* Adds a test for each of its fields; a reference may mean several fields as well. */
static int add_tests(struct item *item, struct test *test, struct names fields, struct expr ***tail)
{
    struct str own = test->text;
    struct names others = {&own, 1};

    if (test->kind == TEST_FIELD)
        others = mapped(item, &own);
    for (size_t i = 0; i < fields.count; i++) {
        for (size_t k = 0; k < others.count; k++) {
            test->field = fields.list[i];
            test->text = others.list[k];
            if (add_test(item, test, tail) < 0)
                return -1;
        }
    }
    return 0;
}

/* One value: any of its texts in any of the fields. What asks for absence must hold of all. */
static int value_expr(struct item *item, const struct item_value *value, struct names fields,
                      struct expr **ret_expr)
{
    struct expr *first = NULL;
    struct expr **tail = &first;
    struct test test = item->base;
    enum expr_kind kind = EXPR_OR;

    test.line = value->node->line;
    test.column = value->node->column;
    if (value->type == YAML_TEXT) {
        for (size_t i = 0; i < value->count; i++) {
            struct test one = test;

            if (fill_text(item, value, &value->texts[i], &one) < 0 ||
                add_tests(item, &one, fields, &tail) < 0)
                return -1;
        }
    } else {
        fill_typed(item, value, &test);
        if (test.kind == TEST_NULL || (test.kind == TEST_EXISTS && !test.wanted))
            kind = EXPR_AND;
        if (add_tests(item, &test, fields, &tail) < 0)
            return -1;
    }
    *ret_expr = expr_join(arena_of(item), kind, first);
    return 0;
}

static int values_expr(struct item *item, struct names fields, struct expr **ret_expr)
{
    struct expr *first = NULL;
    struct expr **tail = &first;

    for (size_t i = 0; i < item->count; i++) {
        if (value_expr(item, &item->values[i], fields, tail) < 0)
            return -1;
        tail = &(*tail)->next;
    }
    *ret_expr = expr_join(arena_of(item), item->all ? EXPR_AND : EXPR_OR, first);
    return 0;
}

/* With "all", one field must have all values; else each may be in another of the fields. */
static int item_expr(struct item *item, struct expr **ret_expr)
{
    struct names fields = mapped(item, &item->field);
    struct expr *first = NULL;
    struct expr **tail = &first;

    if (!item->all || fields.count == 1)
        return values_expr(item, fields, ret_expr);
    for (size_t i = 0; i < fields.count; i++) {
        if (values_expr(item, (struct names){fields.list + i, 1}, tail) < 0)
            return -1;
        tail = &(*tail)->next;
    }
    *ret_expr = expr_join(arena_of(item), EXPR_OR, first);
    return 0;
}

/* Keywords are texts or patterns that stand anywhere in the line. */
static int prepare_keyword(struct item *item)
{
    item->modifier = NULL;
    item->at = 0;
    if (item->decided && item->base.kind != TEST_REGEX)
        return modifier_fail(item, "this needs a field in front of its modifiers");
    for (size_t i = 0; i < item->count; i++) {
        if (item->values[i].type == YAML_NULL)
            return value_fail(item, &item->values[i], "a keyword cannot be null");
    }
    if (item->decided || item->starts || item->ends)
        return item_as_text(item, false);
    return modify_affix(item, AFFIX_START | AFFIX_END);
}

int read_item(struct detection *detection, const struct yaml_node *node, struct str key,
              struct expr **ret_expr)
{
    struct item item = {.detection = detection,
                        .key = key,
                        .line = node->key_line ? node->key_line : node->line,
                        .column = node->key_line ? node->key_column : node->column};
    size_t bar = str_index(key, '|');

    if (bar)
        item.field = (struct str){key.p, bar};
    if (read_values(&item, node) < 0 || modifiers_apply(&item) < 0)
        return -1;
    if (!item.field.p && prepare_keyword(&item) < 0)
        return -1;
    item.modifier = NULL;
    item.at = 0;
    if (item_expr(&item, ret_expr) < 0)
        return -1;
    if (item.negated)
        *ret_expr = expr_not(&detection->set->arena, *ret_expr);
    return 0;
}

int detection_item(struct rule_set *set, const struct yaml_node *item, const char *file,
                   struct str rule, const struct rule_config *config, struct expr **ret_expr)
{
    struct detection detection = {.set = set, .file = file, .rule = rule, .config = config};

    return read_item(&detection, item, item->key, ret_expr);
}
