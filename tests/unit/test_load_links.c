/*
 * test_load_links.c: what documents have with each other, across files: references of
 * correlations, filters, placeholders and field maps; and rules that take each other's names.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/out.h"
#include "rule_fixture.h"

#define ID         "0f2c1d0e-3b5a-4c86-9a43-5d6a5f6d1a01"
#define ID_CAPITAL "0F2C1D0E-3B5A-4C86-9A43-5D6A5F6D1A01"
#define SEP        "---\n"

/* A rule that is called by a name. */
#define NAMED(name) "name: " name "\n" RULE(name)

static struct rule_set load_files(const char *const *texts, size_t count)
{
    struct rule_set set = {0};

    for (size_t i = 0; i < count; i++) {
        char name[] = "0.yml";

        name[0] = (char)(name[0] + i);
        rules_add_text(&set, str_of(texts[i]), name);
    }
    rules_finish(&set);
    return set;
}

static const struct rule *rule_called(const struct rule_set *set, const char *name)
{
    size_t i = rules_find(set, str_of(name));

    if (i == SIZE_MAX)
        fail_msg("no rule is called %s", name);
    return &set->rules[i];
}

static void across_files(void **state)
{
    static const char *const texts[] = {COUNT("outer", "[inner]"),
                                        COUNT("inner", "[" ID_CAPITAL ", b]"),
                                        "id: " ID "\n" RULE("a") SEP NAMED("b")};
    struct rule_set set = load_files(texts, 3);
    const struct rule *inner = rule_called(&set, "inner");

    (void)state;
    check_no_error(&set);
    assert_int_equal(set.count, 4);
    assert_int_equal(set.file_count, 3);
    assert_ptr_equal(&set.rules[inner->correlation->members[0].rule], rule_called(&set, ID));
    assert_ptr_equal(&set.rules[inner->correlation->members[1].rule], rule_called(&set, "b"));
    assert_int_equal(inner->correlation->depth, 0);
    assert_int_equal(rule_called(&set, "outer")->correlation->depth, 1);
    assert_true(inner->referenced && inner->silent);
    assert_false(rule_called(&set, "outer")->referenced || rule_called(&set, "outer")->silent);
    assert_int_equal(rules_find(&set, STR("no such")), SIZE_MAX);
    assert_int_equal(rules_find(&set, STR_NONE), SIZE_MAX);
    rules_release(&set);
}

static void who_alerts(void **state)
{
    struct rule_set set = load_text(NAMED("a") SEP NAMED("b") SEP NAMED("c") SEP COUNT(
        "x", "[a, b]") SEP COUNT("y", "[b, c]") "generate: true\n");

    (void)state;
    check_no_error(&set);
    assert_true(rule_called(&set, "a")->referenced && rule_called(&set, "a")->silent);
    assert_true(rule_called(&set, "b")->referenced && !rule_called(&set, "b")->silent);
    assert_true(rule_called(&set, "c")->referenced && !rule_called(&set, "c")->silent);
    rules_release(&set);
    set = load_text(NAMED("b") SEP COUNT("y", "[b]") "generate: true\n---\n" COUNT("x", "[b]"));
    assert_false(rule_called(&set, "b")->silent);
    rules_release(&set);
    set = load_text(NAMED("b") SEP COUNT("y", "[b]") "generate: yes\n");
    check_problem(&set, "t.yml:16:11: error: \"generate\" must be true or false");
    assert_false(rule_called(&set, "b")->referenced); /* the correlation is refused */
    rules_release(&set);
}

static void unknown_and_refused_members(void **state)
{
    struct rule_set set = load_text(NAMED("a") "level: x\n---\n" COUNT("b", "[a]")
                                        SEP COUNT("c", "[b]") SEP COUNT("d", "[nobody]"));

    (void)state;
    assert_int_equal(set.count, 0);
    check_problem(&set, "t.yml:7:8: error: \"level\" is");
    check_problem(&set, "t.yml:13:11: error: the rule \"a\" is refused");
    check_problem(&set, "t.yml:22:11: error: the rule \"b\" is refused");
    check_problem(&set, "t.yml:31:11: error: the rule \"nobody\" is not there");
    assert_int_equal(count_errors(&set), 4);
    rules_release(&set);
}

static void rings(void **state)
{
    struct rule_set set = load_text(COUNT("a", "[b]") SEP COUNT("b", "[c, e]") SEP COUNT("c", "[a]")
                                        SEP COUNT("d", "[a]") SEP NAMED("e") SEP COUNT("f", "[f]")
                                            SEP COUNT("g", "[e]"));

    (void)state;
    check_problem(&set, "t.yml:5:11: error: the rule \"b\" leads back to this correlation");
    check_problem(&set, "t.yml:14:11: error: the rule \"c\" leads back to this correlation");
    check_problem(&set, "t.yml:23:11: error: the rule \"a\" leads back to this correlation");
    check_problem(&set, "t.yml:32:11: error: the rule \"a\" is refused");
    check_problem(&set, "t.yml:48:11: error: the rule \"f\" leads back to this correlation");
    assert_int_equal(count_errors(&set), 5);
    assert_int_equal(set.count, 2);
    rules_release(&set);
}

/* A chain of correlations, each over the next; the last one over a rule. */
static struct rule_set load_chain(unsigned length)
{
    struct rule_set set = {0};
    struct out out;

    out_memory(&out);
    for (unsigned i = 0; i < length; i++)
        out_print(&out,
                  "title: c%u\nname: c%u\ncorrelation:\n  type: event_count\n  rules: c%u\n"
                  "  timespan: 1m\n  condition: {gte: 2}\n---\n",
                  i, i, i + 1);
    out_print(&out, "name: c%u\n" RULE("end"), length);
    rules_add_text(&set, (struct str){out.buffer, out.used}, "t.yml");
    rules_finish(&set);
    out_drop(&out);
    return set;
}

static void long_chains(void **state)
{
    struct rule_set set = load_chain(LIMIT_CORRELATION_DEPTH + 1);

    (void)state;
    check_no_error(&set);
    assert_int_equal(rule_called(&set, "c0")->correlation->depth, LIMIT_CORRELATION_DEPTH);
    rules_release(&set);
    set = load_chain(LIMIT_CORRELATION_DEPTH + 2);
    assert_int_equal(count_errors(&set), 1);
    check_problem(&set, "t.yml:5:10: error: the rule \"c1\" is the last of a chain");
    rules_release(&set);
    set = load_chain(20000);
    assert_int_equal(set.count, LIMIT_CORRELATION_DEPTH + 2);
    assert_int_equal(set.problem_count + set.problems_omitted, 20000 - LIMIT_CORRELATION_DEPTH - 1);
    rules_release(&set);
}

static void twins(void **state)
{
    static const char *const texts[] = {
        "id: " ID "\nname: n\n" RULE("first"), "id: " ID_CAPITAL "\n" RULE("second"),
        "name: n\n" RULE("third"), "id: n\n" RULE("fourth"), "id: m\nname: m\n" RULE("fifth")};
    struct rule_set set = load_files(texts, 5);

    (void)state;
    assert_int_equal(set.count, 2);
    check_problem(&set, "1.yml:1:5: error: this id is that of the rule at 0.yml:1");
    check_problem(&set, "2.yml:1:7: error: this name is that of the rule at 0.yml:1");
    check_problem(&set, "3.yml:1:5: error: this id is that of the rule at 0.yml:1");
    assert_int_equal(count_errors(&set), 3);
    assert_true(str_eq(rule_called(&set, "n")->title, STR("first")));
    rules_release(&set);
}

/* A rule that is refused leaves its name to others. */
static void refused_rules_have_no_name(void **state)
{
    struct rule_set set = load_text(NAMED("n") "level: x\n---\n" NAMED("n") SEP COUNT("c", "[n]"));

    (void)state;
    assert_int_equal(count_errors(&set), 1);
    assert_int_equal(rule_called(&set, "n")->line, 9);
    assert_int_equal(set.count, 2);
    rules_release(&set);
}

static void a_thousand_twins(void **state)
{
    struct rule_set set = {0};
    struct out out;

    (void)state;
    out_memory(&out);
    for (unsigned i = 0; i < 1000; i++)
        out_print(&out, "---\nid: " ID "\ntitle: t%u\n" SOURCE SELECTION, i);
    rules_add_text(&set, (struct str){out.buffer, out.used}, "t.yml");
    rules_finish(&set);
    out_drop(&out);
    assert_int_equal(set.count, 1);
    assert_int_equal(count_errors(&set), 999);
    check_problem(&set, "t.yml:6995:5: error: this id is that of the rule at t.yml:2");
    rules_release(&set);
}

/* The order of files does not depend on when they were added. */
static void order(void **state)
{
    struct rule_set set = {0};

    (void)state;
    rules_add_text(&set, STR(NAMED("b") SEP RULE("b2")), "b.yml");
    rules_add_text(&set, STR(NAMED("c")), "builtin:0.yml");
    rules_add_text(&set, STR(NAMED("a") "level: x\n"), "a.yml");
    rules_add_text(&set, STR("name: b\n" RULE("a2")), "a/x.yml");
    rules_finish(&set);
    assert_int_equal(set.count, 3);
    assert_true(str_eq(set.rules[0].title, STR("a2")));
    assert_true(str_eq(set.rules[1].title, STR("b2")));
    assert_true(str_eq(set.rules[2].title, STR("c")));
    assert_string_equal(set.problems[0].file, "a.yml");
    check_problem(&set, "b.yml:1:7: error: this name is that of the rule at a/x.yml:1");
    rules_release(&set);
}

#define FILTER(rules, source)                                                                      \
    "title: f\n" source "filter:\n  rules: " rules                                                 \
    "\n  selection: {c-ip: 192.0.2.1}\n  condition: not selection\n"

/* A rule's condition, and how many filters were laid on it. */
static size_t filters_of(const struct rule_set *set, const char *name)
{
    const struct expr *condition = rule_called(set, name)->condition;
    size_t count = 0;

    if (condition->kind != EXPR_AND || !condition->first->next)
        return 0;
    for (const struct expr *child = condition->first->next; child; child = child->next) {
        assert_int_equal(child->kind, EXPR_NOT);
        count++;
    }
    return count;
}

static void filters(void **state)
{
    static const char *const texts[] = {
        FILTER("any", SOURCE) SEP FILTER("[a, " ID "]", "") SEP FILTER("b", ""),
        NAMED("a") SEP "id: " ID "\n" RULE("i") SEP NAMED("b") SEP
        "name: p\ntitle: p\nlogsource: {category: proxy}\n" SELECTION};
    struct rule_set set = load_files(texts, 2);

    (void)state;
    assert_int_equal(set.problem_count, 0);
    assert_int_equal(set.count, 4);
    assert_int_equal(filters_of(&set, "a"), 2);
    assert_int_equal(filters_of(&set, ID), 2);
    assert_int_equal(filters_of(&set, "b"), 2);
    assert_int_equal(filters_of(&set, "p"), 0);
    rules_release(&set);
}

static void filters_that_do_nothing(void **state)
{
    struct rule_set set =
        load_text(FILTER("[a, b, c, d]", "logsource: {category: webserver, product: nginx}\n")
                      SEP FILTER("any", "logsource: {category: proxy}\n") SEP NAMED("a")
                          SEP COUNT("b", "[a]") SEP NAMED("c") "level: x\n");

    (void)state;
    check_problem(&set, "t.yml:4:11: warning: the rule \"a\" is not of the filter's logsource");
    check_problem(&set, "t.yml:4:14: warning: \"b\" is a correlation");
    check_problem(&set, "t.yml:4:17: warning: the rule \"c\" is refused");
    check_problem(&set, "t.yml:4:20: warning: no rule has the id or name \"d\"");
    check_problem(&set, "t.yml:11:10: warning: no rule is of the filter's logsource");
    assert_int_equal(filters_of(&set, "a"), 0);
    assert_int_equal(count_errors(&set), 1);
    rules_release(&set);
}

static void refused_filters(void **state)
{
    static const char *const filters[][2] = {
        {"filter: {s: {a: b}, condition: s}", "2:9: error: a filter must have \"rules\""},
        {"filter: {rules: {a: b}, condition: s}", "2:17: error: a filter must have \"rules\""},
        {"filter: {rules: '', s: {a: b}, condition: s}", "2:17: error: a filter must have"},
        {"filter: {rules: [[a]], s: {a: b}, condition: s}", "2:18: error: \"rules\" must be"},
        {"filter: {rules: any, s: {a: b}}", "2:9: error: a filter must have one \"condition\""},
        {"filter: {rules: any, s: {a: b}, condition: [s]}", "2:44: error: a filter must have one"},
        {"filter: {rules: any, s: {a: b}, condition: t}", "2:"},
        {"logsource: x\nfilter: {rules: any, s: {a: b}, condition: s}", "2:12: error: \"logs"},
        {"filter: {rules: any, s: {a: b}, condition: rules}", "2:"}, /* no selection */
    };

    (void)state;
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
        struct arena arena = {0};

        check_refused(arena_print(&arena, "title: f\n%s\n", filters[i][0]).p,
                      arena_print(&arena, "t.yml:%s", filters[i][1]).p);
        arena_release(&arena);
    }
}

static void too_many_filters(void **state)
{
    struct rule_set set = {0};
    struct out out;

    (void)state;
    out_memory(&out);
    out_text(&out, NAMED("a"));
    for (unsigned i = 0; i < LIMIT_RULE_FILTERS + 1; i++)
        out_text(&out, SEP FILTER("any", SOURCE));
    rules_add_text(&set, (struct str){out.buffer, out.used}, "t.yml");
    rules_finish(&set);
    out_drop(&out);
    assert_int_equal(count_errors(&set), 1);
    assert_int_equal(filters_of(&set, "a"), LIMIT_RULE_FILTERS);
    rules_release(&set);
}

static void placeholders_and_maps(void **state)
{
    static const char *const texts[] = {
        "title: t\n" SOURCE "detection:\n  s:\n    cs-username|expand: '%admins%'\n"
        "    user: x\n  condition: s\n",
        "placeholders:\n  admins: [root, 12]\n  one: x\nfield-map:\n  user: [cs-username, "
        "c-user]\n",
    };
    struct rule_set set = load_files(texts, 2);

    (void)state;
    assert_int_equal(set.problem_count, 0);
    assert_int_equal(set.count, 1);
    rules_release(&set);
    set = load_files(texts, 1);
    assert_int_equal(set.count, 0); /* nobody says what %admins% is */
    assert_int_equal(count_errors(&set), 1);
    rules_release(&set);
}

static void refused_config(void **state)
{
    (void)state;
    check_refused("placeholders: [a]\n", "t.yml:1:15: error: \"placeholders\" must be a map");
    check_refused("field-map: a\n", "t.yml:1:12: error: \"field-map\" must be a map");
    check_refused("placeholders: {a: {b: c}}\n", "t.yml:1:19: error: \"a\" has a text, or a list");
    check_refused("placeholders: {a: [b, null]}\n", "t.yml:1:23: error: \"a\" has a text");
    check_refused("field-map: {a: []}\n", "t.yml:1:16: error: \"a\" is an empty list");
    check_refused("placeholders: {a: b}\n---\nplaceholders: {c: d, a: e}\n",
                  "t.yml:3:22: error: \"a\" stands in a document before");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(across_files),
        cmocka_unit_test(who_alerts),
        cmocka_unit_test(unknown_and_refused_members),
        cmocka_unit_test(rings),
        cmocka_unit_test(long_chains),
        cmocka_unit_test(twins),
        cmocka_unit_test(refused_rules_have_no_name),
        cmocka_unit_test(a_thousand_twins),
        cmocka_unit_test(order),
        cmocka_unit_test(filters),
        cmocka_unit_test(filters_that_do_nothing),
        cmocka_unit_test(refused_filters),
        cmocka_unit_test(too_many_filters),
        cmocka_unit_test(placeholders_and_maps),
        cmocka_unit_test(refused_config),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
