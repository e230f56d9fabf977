/*
 * expr_fixture.c: see expr_fixture.h.
 */
#include "expr_fixture.h"

#include <stdlib.h>

#include "base/mem.h"

struct expr *built_test(struct arena *arena, const struct test *test)
{
    struct test *copy = arena_alloc(arena, sizeof *copy);
    struct expr *expr = arena_alloc(arena, sizeof *expr);

    *copy = *test;
    expr->kind = EXPR_TEST;
    expr->test = copy;
    return expr;
}

struct expr *built_text(struct arena *arena, const char *field, struct str like, bool cased)
{
    struct test test = {.field = str_of(field), .kind = TEST_TEXT, .cased = cased};

    test.glob = glob_read(like, arena);
    return built_test(arena, &test);
}

struct expr *built_regex(struct arena *arena, const char *field, struct str pattern, unsigned flags)
{
    struct test test = {
        .field = str_of(field), .kind = TEST_REGEX, .text = pattern, .regex = flags};

    test.relation = RELATION_CONTAINS;
    return built_test(arena, &test);
}

struct expr *built_of(struct arena *arena, enum expr_kind kind, struct expr **children,
                      size_t count)
{
    struct expr *expr = arena_alloc(arena, sizeof *expr);
    struct expr **link = &expr->first;

    expr->kind = kind;
    for (size_t i = 0; i < count; i++) {
        struct expr *one = arena_alloc(arena, sizeof *one);

        *one = *children[i]; /* by a node of its own: children may have several parents */
        one->next = NULL;
        *link = one;
        link = &one->next;
    }
    return expr;
}

uint32_t built_rule(struct rule_set *set, struct expr *condition)
{
    MEM_GROW(set->rules, set->count, set->room);
    set->rules[set->count] = (struct rule){.file = "fixture", .condition = condition};
    return (uint32_t)set->count++;
}

void built_release(struct rule_set *set)
{
    free(set->rules);
    arena_release(&set->arena);
    *set = (struct rule_set){0};
}

const struct sigma_value *plain_event_value(const void *context, struct str name)
{
    const struct plain_event *event = context;

    for (size_t i = 0; i < event->count; i++) {
        if (str_eq(str_of(event->names[i]), name))
            return &event->values[i];
    }
    return NULL;
}

static const struct sigma_value *by_number(void *context, uint32_t field)
{
    struct plain_event *event = context;
    size_t count;
    const struct str *fields = engine_fields(event->engine, &count);

    event->asked++;
    return field < count ? plain_event_value(event, fields[field]) : NULL;
}

void plain_event_init(struct plain_event *event, const struct engine *engine,
                      const char *const *names, const struct sigma_value *values, size_t count,
                      struct str line)
{
    *event =
        (struct plain_event){.engine = engine, .names = names, .values = values, .count = count};
    event->event = (struct sigma_event){.line = line, .value = by_number, .context = event};
}

static bool test_holds_plainly(const struct test *test, const struct plain_event *event,
                               struct test_state *tests)
{
    struct sigma_value line = {.kind = VALUE_TEXT, .text = event->event.line};
    const struct sigma_value *value = plain_event_value(event, test->field);
    struct ready_test ready;
    struct err err = {0};
    bool holds;

    if (!test->field.p)
        value = event->event.line.p ? &line : NULL;
    if (test_prepare(&ready, test, &err) < 0)
        return false;
    holds = test_holds(&ready, tests, value, plain_event_value(event, test->text));
    test_release(&ready);
    return holds;
}

bool built_holds(const struct expr *expr, const struct plain_event *event, struct test_state *tests)
{
    bool holds = expr->kind != EXPR_OR;

    if (expr->kind == EXPR_TEST)
        return test_holds_plainly(expr->test, event, tests);
    if (expr->kind == EXPR_NOT)
        return !built_holds(expr->first, event, tests);
    for (const struct expr *one = expr->first; one; one = one->next) {
        bool also = built_holds(one, event, tests);

        holds = expr->kind == EXPR_OR ? holds || also : holds && also;
    }
    return holds;
}
