/*
 * test_correlation_read.c: what a correlation section may say, what it is read as, and what is
 * refused, with its place.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/limits.h"
#include "base/out.h"
#include "rule_fixture.h"

#define NAMED(name) "title: " name "\nname: " name "\n" SOURCE SELECTION "---\n"
#define HEAD        NAMED("a") NAMED("b") NAMED("c") "title: t\ncorrelation:\n"
#define MINUTE      INT64_C(60000000000)

/* The line on which HEAD ends: the first one of the section's keys. */
#define FIRST "t.yml:24:"

/* The last rule of a set, which is the correlation. */
static const struct correlation *read_good(struct rule_set *set, const char *keys)
{
    char text[4000];

    snprintf(text, sizeof text, HEAD "%s", keys);
    *set = load_text(text);
    check_no_error(set);
    assert_int_equal(set->count, 4);
    assert_non_null(set->rules[3].correlation);
    return set->rules[3].correlation;
}

/* The correlation is refused, and this is told. */
static void refuse(const char *keys, const char *told)
{
    char text[4000];
    struct rule_set set;

    snprintf(text, sizeof text, HEAD "%s", keys);
    set = load_text(text);
    check_problem(&set, told);
    assert_int_equal(count_errors(&set), 1);
    assert_int_equal(set.count, 3);
    rules_release(&set);
}

static void everything(void **state)
{
    struct rule_set set;
    const struct correlation *c = read_good(&set, "  type: Value_Count\n"
                                                  "  rules: [a, b]\n"
                                                  "  group-by: [who, where]\n"
                                                  "  timespan: 10m\n"
                                                  "  aliases:\n"
                                                  "    who: {a: c-ip, b: src_ip}\n"
                                                  "    what: {b: cs-uri-stem}\n"
                                                  "  condition: {field: [what, cs-method], "
                                                  "gt: 50, lte: 99.5}\n"
                                                  "  generate: true\n");

    (void)state;
    assert_int_equal(c->kind, CORRELATION_VALUE_COUNT);
    assert_int_equal(c->member_count, 2);
    assert_int_equal(c->members[0].rule, 0);
    assert_int_equal(c->members[1].rule, 1);
    assert_int_equal(c->group_count, 2);
    assert_true(str_eq(c->group_by[0], STR("who")));
    assert_true(str_eq(c->members[0].group[0], STR("c-ip")));
    assert_true(str_eq(c->members[1].group[0], STR("src_ip")));
    assert_true(str_eq(c->members[1].group[1], STR("where")));
    assert_int_equal(c->field_count, 2);
    assert_true(str_eq(c->members[0].fields[0], STR("what")));
    assert_true(str_eq(c->members[1].fields[0], STR("cs-uri-stem")));
    assert_true(str_eq(c->members[1].fields[1], STR("cs-method")));
    assert_int_equal(c->timespan_ns, 10 * MINUTE);
    assert_int_equal(c->bounds.set, BOUND_GT | BOUND_LTE);
    assert_true(c->bounds.gt == 50 && c->bounds.lte == 99.5);
    assert_true(c->generate);
    assert_null(c->temporal);
    rules_release(&set);
}

static void defaults(void **state)
{
    struct rule_set set;
    const struct correlation *c =
        read_good(&set, "  type: temporal\n  rules: [a, b, c]\n  timespan: 1h\n");

    (void)state;
    assert_int_equal(c->bounds.set, BOUND_GTE);
    assert_true(c->bounds.gte == 3);
    assert_int_equal(c->group_count, 0);
    assert_false(c->generate);
    rules_release(&set);
    c = read_good(&set, "  type: event_count\n  rules: a\n  group-by: c-ip\n  timespan: 1s\n"
                        "  condition: {gte: 1}\n");
    assert_int_equal(c->member_count, 1);
    assert_int_equal(c->group_count, 1);
    rules_release(&set);
}

static void timespans(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds;
    } spans[] = {{"90s", 90},      {"2m", 120},    {"3h", 10800},
                 {"1d", 86400},    {"1w", 604800}, {"1M", 2629746},
                 {"2y", 63113904}, {"007s", 7},    {"292y", 9214629984}};
    static const char *const refused[] = {"10",   "m",  "10 m", "-5m",   "1.5h",  "10S",
                                          "10ms", "''", "10mm", "[10m]", "{a: b}"};
    char keys[200];

    (void)state;
    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++) {
        struct rule_set set;

        snprintf(keys, sizeof keys,
                 "  type: event_count\n  rules: a\n  timespan: %s\n  condition: {gte: 1}\n",
                 spans[i].text);
        assert_int_equal(read_good(&set, keys)->timespan_ns, spans[i].seconds * 1000000000);
        rules_release(&set);
    }
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        snprintf(keys, sizeof keys,
                 "  timespan: %s\n  type: event_count\n  rules: a\n  condition: {gte: 1}\n",
                 refused[i]);
        refuse(keys, FIRST "13: error: \"timespan\"");
    }
    refuse("  timespan: 0m\n  type: event_count\n  rules: a\n  condition: {gte: 1}\n",
           FIRST "13: error: \"timespan\" must not be nothing");
    refuse("  timespan: 293y\n  type: event_count\n  rules: a\n  condition: {gte: 1}\n",
           FIRST "13: error: \"timespan\" is longer than 292 years");
    refuse("  timespan: 99999999999999999999s\n  type: event_count\n  rules: a\n"
           "  condition: {gte: 1}\n",
           FIRST "13: error: \"timespan\" is");
}

#define EVENTS(condition)                                                                          \
    "  condition: " condition "\n  type: event_count\n  rules: a\n  timespan: 1m\n"
#define VALUES(condition)                                                                          \
    "  condition: " condition "\n  type: value_sum\n  rules: a\n  timespan: 1m\n"

static void wrong_conditions(void **state)
{
    (void)state;
    refuse(EVENTS("[gte, 5]"), FIRST "14: error: the condition of a correlation must be a map");
    refuse(EVENTS("a and b"), FIRST "14: error: a condition in words is for temporal");
    refuse(EVENTS("{}"), FIRST "14: error: a condition must have gt, gte");
    refuse(EVENTS("{gte: many}"), FIRST "20: error: \"gte\" must be a number");
    refuse(EVENTS("{gte: '5'}"), FIRST "20: error: \"gte\" must be a number");
    refuse(EVENTS("{gte: .inf}"), FIRST "20: error: \"gte\" must be a number");
    refuse(EVENTS("{gte: 5, above: 3}"), FIRST "30: error: a condition has gt, gte, lt");
    refuse(EVENTS("{gt: 5, lt: 3}"), FIRST "14: error: this can never be true");
    refuse(EVENTS("{gt: 5, lt: 6}"), FIRST "14: error: this can never be true");
    refuse(EVENTS("{gte: 5, lte: 5, neq: 5}"), FIRST "14: error: this can never be true");
    refuse(EVENTS("{eq: 2.5}"), FIRST "14: error: this can never be true");
    refuse(EVENTS("{eq: 5, lt: 5}"), FIRST "14: error: this can never be true");
    refuse(EVENTS("{lt: 1}"), FIRST "14: error: this can never be true");
    refuse(EVENTS("{gte: 1e15}"), FIRST "14: error: this can never be true");
    refuse("  type: event_count\n  rules: a\n  timespan: 1m\n",
           FIRST "3: error: a correlation of this type must have a \"condition\"");
    refuse(VALUES("{gte: 5}"), FIRST "14: error: this type of correlation needs a \"field\"");
    refuse(VALUES("{field: [a, b], gte: 5}"), FIRST "22: error: only value_count takes several");
    refuse(VALUES("{field: x, gt: 5, lt: 5}"), FIRST "14: error: this can never be true: the");
    refuse(VALUES("{field: x, gt: 5, lte: 5}"), FIRST "14: error: this can never be true: the");
    refuse(VALUES("{field: x, gte: 5, lte: 5, neq: 5}"), FIRST "14: error: this can never be");
    refuse("  condition: {field: x, lte: 1}\n  type: value_percentile\n  rules: a\n"
           "  timespan: 1m\n",
           FIRST "14: error: value_percentile needs a \"percentile\" here");
    refuse("  condition: {field: x, lte: 1, percentile: high}\n  type: value_percentile\n"
           "  rules: a\n  timespan: 1m\n",
           FIRST "45: error: \"percentile\" must be a number from 0 to 100");
    refuse("  condition: {field: x, lte: 1, percentile: 101}\n  type: value_percentile\n"
           "  rules: a\n  timespan: 1m\n",
           FIRST "45: error: \"percentile\" must be a number from 0 to 100");
    refuse("  condition: {gte: 4}\n  type: temporal\n  rules: [a, b, c]\n  timespan: 1m\n",
           FIRST "14: error: this can never be true: from 1 to 3 of these rules");
}

/* Bounds that meet are no contradiction. */
static void good_conditions(void **state)
{
    static const char *const good[] = {
        EVENTS("{gte: 5, lte: 5}"),
        EVENTS("{gt: 5, lt: 7}"),
        EVENTS("{gte: 5, lte: 6, neq: 5}"),
        EVENTS("{gt: -3}"),
        EVENTS("{eq: 5, gte: 5}"),
        EVENTS("{neq: 5}"),
        EVENTS("{gte: 2.5, lt: 1048576}"),
        VALUES("{field: x, gt: 5, lt: 5.1}"),
        VALUES("{field: x, gte: 5, lte: 5}"),
        VALUES("{field: x, eq: -0.25}"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct rule_set set;

        (void)read_good(&set, good[i]);
        rules_release(&set);
    }
}

static void wrong_sections(void **state)
{
    (void)state;
    refuse("  rules: a\n  timespan: 1m\n  condition: {gte: 1}\n",
           FIRST "3: error: a correlation must have a \"type\"");
    refuse("  type: count\n  rules: a\n  timespan: 1m\n  condition: {gte: 1}\n",
           FIRST "9: error: \"type\" is event_count, value_count");
    refuse("  type: event_count\n  timespan: 1m\n  condition: {gte: 1}\n",
           FIRST "3: error: a correlation must have \"rules\"");
    refuse("  type: event_count\n  rules: []\n  timespan: 1m\n  condition: {gte: 1}\n",
           "t.yml:25:10: error: \"rules\" must name a rule");
    refuse("  type: event_count\n  rules: {a: b}\n  timespan: 1m\n  condition: {gte: 1}\n",
           "t.yml:25:10: error: \"rules\" must be a text, or a list of texts");
    refuse("  type: event_count\n  rules: [a, [b]]\n  timespan: 1m\n  condition: {gte: 1}\n",
           "t.yml:25:14: error: \"rules\" must be a text, or a list of texts");
    refuse("  type: event_count\n  rules: [a, a]\n  timespan: 1m\n  condition: {gte: 1}\n",
           "t.yml:25:10: error: \"a\" and \"a\" are the same rule");
    refuse("  type: event_count\n  rules: a\n  condition: {gte: 1}\n",
           FIRST "3: error: a correlation must have a \"timespan\"");
    refuse("  generate: maybe\n  type: event_count\n  rules: a\n  timespan: 1m\n"
           "  condition: {gte: 1}\n",
           FIRST "13: error: \"generate\" must be true or false");
    refuse("  group-by: {a: b}\n  type: event_count\n  rules: a\n  timespan: 1m\n"
           "  condition: {gte: 1}\n",
           FIRST "13: error: \"group-by\" must be a text, or a list of texts");
    refuse("  groupby: c-ip\n  type: event_count\n  rules: a\n  timespan: 1m\n"
           "  condition: {gte: 1}\n",
           FIRST "12: error: a correlation has no key \"groupby\"");
    refuse("  aliases: [x]\n  type: event_count\n  rules: a\n  timespan: 1m\n"
           "  condition: {gte: 1}\n",
           FIRST "12: error: \"aliases\" must be a map");
    refuse("  aliases: {x: y}\n  type: event_count\n  rules: a\n  timespan: 1m\n"
           "  condition: {gte: 1}\n",
           FIRST "16: error: an alias must be a map");
    refuse("  aliases: {x: {a: [y]}}\n  type: event_count\n  rules: a\n  timespan: 1m\n"
           "  group-by: x\n  condition: {gte: 1}\n",
           FIRST "20: error: an alias must stand for the name of a field");
    refuse("  aliases: {x: {b: y}}\n  type: event_count\n  rules: a\n  timespan: 1m\n"
           "  group-by: x\n  condition: {gte: 1}\n",
           FIRST "20: error: the alias names \"b\", which is not in \"rules\"");
}

static void warnings(void **state)
{
    struct rule_set set;

    (void)state;
    (void)read_good(&set, EVENTS("{gte: 5, field: x, percentile: 3}") "  aliases: {x: {a: y}}\n");
    check_problem(&set, FIRST "30: warning: \"field\" means nothing here");
    check_problem(&set, FIRST "45: warning: \"percentile\" means nothing here");
    check_problem(&set, "t.yml:28:16: warning: nothing is grouped by, or counts, the alias \"x\"");
    rules_release(&set);
    (void)read_good(&set, "  condition: a or b\n  type: temporal\n  rules: [a, b, c]\n"
                          "  timespan: 1m\n");
    check_problem(&set, FIRST "14: warning: the condition does not name \"c\"");
    rules_release(&set);
}

/* All mistakes of a section are told at once. */
static void several_mistakes(void **state)
{
    struct rule_set set = load_text(HEAD "  type: event_count\n  rules: a\n  timespan: soon\n"
                                         "  generate: 1\n  condition: {gte: x, lt: y}\n");

    (void)state;
    assert_int_equal(count_errors(&set), 4);
    rules_release(&set);
}

static void boolean_conditions(void **state)
{
    struct rule_set set;
    const struct correlation *c = read_good(&set, "  type: temporal\n  rules: [a, b, c]\n"
                                                  "  timespan: 1m\n"
                                                  "  condition: (a or b) and not c\n");
    const struct expr *expr = c->temporal;

    (void)state;
    assert_int_equal(c->bounds.set, 0);
    assert_int_equal(expr->kind, EXPR_AND);
    assert_int_equal(expr->first->kind, EXPR_OR);
    assert_int_equal(expr->first->first->kind, EXPR_MEMBER);
    assert_int_equal(expr->first->first->member, 0);
    assert_int_equal(expr->first->first->next->member, 1);
    assert_int_equal(expr->first->next->kind, EXPR_NOT);
    assert_int_equal(expr->first->next->first->member, 2);
    rules_release(&set);
    /* Rules that are not listed are those of the condition, in its order. */
    c = read_good(&set, "  type: temporal_ordered\n  timespan: 1m\n  condition: (c and a) or c\n");
    assert_int_equal(c->member_count, 2);
    assert_int_equal(c->members[0].rule, 2);
    assert_int_equal(c->members[1].rule, 0);
    rules_release(&set);
    set = load_text("title: x\nid: log-in\n" SOURCE SELECTION "---\ntitle: y\n"
                    "name: pass-word\n" SOURCE SELECTION
                    "---\ntitle: t\ncorrelation:\n  type: temporal\n  rules: [log-in, pass-word]\n"
                    "  timespan: 1m\n  condition: log-in and pass-word\n");
    check_no_error(&set);
    assert_int_equal(set.count, 3);
    rules_release(&set);
}

#define STORY(condition)                                                                           \
    "  condition: " condition "\n  type: temporal\n  rules: [a, b]\n  timespan: 1m\n"

static void wrong_boolean_conditions(void **state)
{
    char text[6000] = "title: t\ncorrelation:\n  type: temporal_ordered\n  timespan: 1m\n"
                      "  condition: (m0 or n0)";
    struct rule_set set;

    (void)state;
    refuse(STORY("a and and b"), FIRST "20: error: ");
    refuse(STORY("a and d"), FIRST "20: error: ");
    refuse(STORY("(a or b"), FIRST);
    refuse(STORY("''"), FIRST "14: error: ");
    refuse(STORY("17"), FIRST "14: error: the condition of a correlation must be a map or a text");
    refuse(STORY("1 of them"), FIRST);
    refuse("  condition: a and not b\n  type: temporal_ordered\n  rules: [a, b]\n"
           "  timespan: 1m\n",
           FIRST "14: error: an order has no \"not\"");
    for (int i = 1; i < 8; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), " and (m%d or n%d)", i, i);
    set = load_text(text);
    check_problem(&set, "t.yml:5:14: error: an order has no \"not\", and at most 64 ways");
    rules_release(&set);
}

static void too_much(void **state)
{
    char text[40000] = "  timespan: 1m\n  condition: {gte: 1}\n  type: temporal\n  rules: [m0";

    (void)state;
    for (int i = 1; i <= LIMIT_CORRELATE_STEPS; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), ", m%d", i);
    snprintf(text + strlen(text), sizeof text - strlen(text), "]\n");
    refuse(text, "t.yml:27:10: error: a correlation of this type has at most 64 rules");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything),         cmocka_unit_test(defaults),
        cmocka_unit_test(timespans),          cmocka_unit_test(wrong_conditions),
        cmocka_unit_test(good_conditions),    cmocka_unit_test(wrong_sections),
        cmocka_unit_test(warnings),           cmocka_unit_test(several_mistakes),
        cmocka_unit_test(boolean_conditions), cmocka_unit_test(wrong_boolean_conditions),
        cmocka_unit_test(too_much),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
