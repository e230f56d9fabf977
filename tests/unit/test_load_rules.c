/*
 * test_load_rules.c: every key of a rule as it is kept, and what each refuses.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/out.h"
#include "rule_fixture.h"

#define ID    "0f2c1d0e-3b5a-4c86-9a43-5d6a5f6d1a01"
#define OTHER "0f2c1d0e-3b5a-4c86-9a43-5d6a5f6d1a02"

static void check_list(const struct str *texts, size_t count, const char *first, const char *last)
{
    assert_int_equal(count, 2);
    assert_true(str_eq(texts[0], str_of(first)));
    assert_true(str_eq(texts[1], str_of(last)));
}

static void every_key(void **state)
{
    struct rule_set set = load_text(
        "title: Ein Titel mit é\nid: " ID "\nname: reading\nrelated:\n  - {id: " OTHER
        ", type: obsoletes}\ntaxonomy: portal\nstatus: Test\ndescription: |\n  two\n  lines\n"
        "license: MIT\nauthor: A, B\nreferences: [https://example.com/1, x]\ndate: 2024-02-29\n"
        "modified: 2024/3/1\nfields: [c-ip]\nfalsepositives:\n  - none\n  - '1'\n"
        "tags: [attack.t1190, cve.2024-1]\nscope: [server]\nlevel: HIGH\n"
        "logsource: {category: WebServer, product: nginx, service: access, definition: "
        "x}\n" SELECTION "mine: {a: [1, {b: c}]}\n");
    const struct rule *rule = set.rules;

    (void)state;
    assert_int_equal(set.problem_count, 0);
    assert_int_equal(set.count, 1);
    assert_true(str_eq(rule->title, STR("Ein Titel mit é")));
    assert_true(str_eq(rule->id, STR(ID)));
    assert_true(str_eq(rule->name, STR("reading")));
    assert_true(str_eq(rule->taxonomy, STR("portal")));
    assert_true(str_eq(rule->status, STR("test")));
    assert_true(str_eq(rule->description, STR("two\nlines\n")));
    assert_true(str_eq(rule->license, STR("MIT")));
    assert_true(str_eq(rule->author, STR("A, B")));
    assert_true(str_eq(rule->date, STR("2024-02-29")));
    assert_true(str_eq(rule->modified, STR("2024-03-01")));
    check_list(rule->references, rule->reference_count, "https://example.com/1", "x");
    check_list(rule->falsepositives, rule->falsepositive_count, "none", "1");
    check_list(rule->tags, rule->tag_count, "attack.t1190", "cve.2024-1");
    assert_int_equal(rule->level, LEVEL_HIGH);
    assert_true(str_eq(rule->logsource.category, STR("webserver")));
    assert_true(str_eq(rule->logsource.product, STR("nginx")));
    assert_true(str_eq(rule->logsource.service, STR("access")));
    assert_non_null(rule->condition);
    assert_null(rule->correlation);
    assert_false(rule->referenced || rule->silent);
    assert_true(
        str_eq(yaml_get(yaml_get(rule->root, "mine")->first->first->next, "b")->value, STR("c")));
    rules_release(&set);
}

static void least_rule(void **state)
{
    struct rule_set set = load_text(RULE("t") "id: null\ndescription: ~\nlevel:\ntags:\n");

    (void)state;
    assert_int_equal(set.problem_count, 0);
    assert_int_equal(set.rules[0].level, LEVEL_MEDIUM);
    assert_true(str_eq(set.rules[0].taxonomy, STR("sigma")));
    assert_null(set.rules[0].id.p);
    assert_null(set.rules[0].logsource.product.p);
    rules_release(&set);
}

static void refused_keys(void **state)
{
    /* Each is the sixth line of a rule that is good otherwise. */
    static const char *const keys[][2] = {
        {"name: ''", ":7: error: \"name\" must not be empty"},
        {"name: 12", ":7: error: \"name\" must be a text"},
        {"id: [x]", ":5: error: \"id\" must be a text"},
        {"id: ''", ":5: error: \"id\" must be a text"},
        {"taxonomy: 123", ":11: error: \"taxonomy\" must be a text"},
        {"taxonomy: ''", ":11: error: \"taxonomy\" must not be empty"},
        {"status: tested", ":9: error: \"status\" is stable"},
        {"status: [test]", ":9: error: \"status\" is stable"},
        {"level: severe", ":8: error: \"level\" is informational"},
        {"level: {a: b}", ":8: error: \"level\" is informational"},
        {"description: 5", ":14: error: \"description\" must be a text"},
        {"author: [a, b]", ":9: error: \"author\" must be a text"},
        {"license: 1234", ":10: error: \"license\" must be a text"},
        {"references: x", ":13: error: \"references\" must be a list"},
        {"references: [[x]]", ":14: error: \"references\" must be a list of texts"},
        {"falsepositives: none", ":17: error: \"falsepositives\" must be a list"},
        {"fields: c-ip", ":9: error: \"fields\" must be a list"},
        {"scope: x", ":8: error: \"scope\" must be a list"},
        {"tags: attack.t1", ":7: error: \"tags\" must be a list"},
        {"date: 2024-13-01", ":7: error: \"date\" must be a date"},
        {"date: 2023-02-29", ":7: error: \"date\" must be a date"},
        {"date: 2024-1-1", ":7: error: \"date\" must be a date"},
        {"date: 2024", ":7: error: \"date\" must be a date"},
        {"date: 2024-01-01x", ":7: error: \"date\" must be a date"},
        {"modified: 24/1/1", ":11: error: \"modified\" must be a date"},
        {"related: {id: x}", ":10: error: \"related\" must be a list"},
        {"related: [x]", ":11: error: a \"related\" rule must have"},
        {"related: [{id: " ID "}]", ":11: error: a \"related\" rule must have"},
        {"related: [{type: derived}]", ":11: error: a \"related\" rule must have"},
        {"related: [{id: " ID ", type: same}]", ":60: error: the type of a related rule"},
        {"related: [{id: " ID ", type: 1}]", ":60: error: the type of a related rule"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct arena arena = {0};

        check_refused(arena_print(&arena, RULE("t") "%s\n", keys[i][0]).p,
                      arena_print(&arena, "t.yml:6%s", keys[i][1]).p);
        arena_release(&arena);
    }
}

static void refused_titles_and_sources(void **state)
{
    struct arena arena = {0};
    char title[300];

    (void)state;
    check_refused(SOURCE SELECTION, "t.yml:1:1: error: a rule must have a \"title\"");
    check_refused("title:\n" SOURCE SELECTION, "t.yml:1:1: error: a rule must have a \"title\"");
    check_refused("title: ''\n" SOURCE SELECTION, "t.yml:1:8: error: \"title\" must not be empty");
    check_refused("title: 12\n" SOURCE SELECTION, "t.yml:1:8: error: \"title\" must be a text");
    memset(title, 'x', 257);
    title[257] = '\0';
    check_refused(arena_print(&arena, "title: %s\n" SOURCE SELECTION, title).p,
                  "t.yml:1:8: error: the title is longer than 256 characters");
    check_refused("title: t\n" SELECTION, "t.yml:1:1: error: a rule must have a \"logsource\"");
    check_refused("title: t\nlogsource:\n" SELECTION,
                  "t.yml:1:1: error: a rule must have a \"logsource\"");
    check_refused("title: t\nlogsource: x\n" SELECTION,
                  "t.yml:2:12: error: \"logsource\" must be a map");
    check_refused("title: t\nlogsource: {definition: x}\n" SELECTION,
                  "t.yml:2:12: error: a \"logsource\" must have a category");
    check_refused("title: t\nlogsource: {category: [x]}\n" SELECTION,
                  "t.yml:2:23: error: \"category\" of a logsource must be a text");
    arena_release(&arena);
}

static void all_mistakes_are_told(void **state)
{
    struct rule_set set = load_text("id: x\nlevel: y\nlogsource: z\ntags: [w]\ndate: v\n");

    (void)state;
    assert_int_equal(count_errors(&set), 5); /* title, detection, level, logsource, date */
    check_problem(&set, "t.yml:1:5: warning: the id is not a UUID");
    check_problem(&set, "t.yml:4:8: warning: a tag has a namespace");
    assert_true(str_eq(set.problems[0].rule, STR("x")));
    for (size_t i = 1; i < set.problem_count; i++)
        assert_true(set.problems[i].line >= set.problems[i - 1].line);
    rules_release(&set);
}

static void levels(void **state)
{
    (void)state;
    for (int i = 0; i < LEVEL_COUNT; i++)
        assert_int_equal(level_by_name(str_of(level_name((enum level)i))), i);
    assert_int_equal(level_by_name(STR("Critical")), LEVEL_CRITICAL);
    assert_int_equal(level_by_name(STR("crit")), LEVEL_COUNT);
    assert_int_equal(level_by_name(STR_NONE), LEVEL_COUNT);
}

static void sources_apply(void **state)
{
    const struct logsource web = {.category = STR("webserver")};
    const struct logsource nginx = {.category = STR("webserver"), .product = STR("nginx")};
    const struct logsource apache = {.category = STR("webserver"), .product = STR("apache")};
    const struct logsource proxy = {.category = STR("proxy")};
    const struct logsource any = {.category = STR_NONE};

    (void)state;
    assert_true(logsource_applies(&web, &nginx));
    assert_true(logsource_applies(&nginx, &web)); /* which does not say its product */
    assert_false(logsource_applies(&apache, &nginx));
    assert_false(logsource_applies(&web, &proxy));
    assert_true(logsource_applies(&any, &proxy));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key),
        cmocka_unit_test(least_rule),
        cmocka_unit_test(refused_keys),
        cmocka_unit_test(refused_titles_and_sources),
        cmocka_unit_test(all_mistakes_are_told),
        cmocka_unit_test(levels),
        cmocka_unit_test(sources_apply),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
