/*
 * test_load.c: files, folders, documents and collections of rules; what strangers may write into
 * them; and where problems say they are.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/out.h"
#include "rule_fixture.h"

static void documents(void **state)
{
    struct rule_set set = load_text(
        "\xef\xbb\xbf%YAML 1.2\n# a comment\n---\ntitle: a\n" SOURCE SELECTION
        "...\n# between\n--- \n" RULE("b") "---\n"
                                           "---\n# nothing\n---\ntitle: c\n" SOURCE
                                           "detection:\n  selection:\n    - |\n     --- no marker\n"
                                           "  condition: selection\n---\n");

    (void)state;
    check_no_error(&set);
    assert_int_equal(set.count, 3);
    assert_int_equal(set.file_count, 1);
    assert_true(str_eq(set.rules[0].title, STR("a")));
    assert_int_equal(set.rules[0].line, 4);
    assert_true(str_eq(set.rules[1].title, STR("b")));
    assert_true(str_eq(set.rules[2].title, STR("c")));
    assert_string_equal(set.rules[2].file, "t.yml");
    rules_release(&set);
}

static void broken_documents_do_not_stop_others(void **state)
{
    struct rule_set set = load_text(RULE("a") "---\ntitle: [b\n---\n" RULE(
        "c") "---\ntitle: d\n"
             "title: e\n---\n- list\n---\nword\n---\n" RULE("f"));

    (void)state;
    assert_int_equal(set.count, 3);
    assert_true(str_eq(set.rules[2].title, STR("f")));
    check_problem(&set, "t.yml:8:1: error: not valid YAML");
    check_problem(&set, "t.yml:16:1: error: the key \"title\" stands twice");
    check_problem(&set, "t.yml:18:1: error: a document must be a map");
    check_problem(&set, "t.yml:20:1: error: a document must be a map");
    assert_int_equal(count_errors(&set), 4);
    rules_release(&set);
}

static void problems_have_their_line(void **state)
{
    struct rule_set set = load_text("title: \"a\\e[31m\"\n" SOURCE SELECTION
                                    "level:\t'\x1b[31mh\xc3\xb4t\xc2\x9b\xff'\n---\n" RULE("b"));

    (void)state;
    assert_int_equal(set.problem_count, 1);
    check_problem(&set, "t.yml:6:9: error: not valid YAML");
    rules_release(&set);
    set = load_text("title: \"a\\e[31m\"\r\n" SOURCE SELECTION "level:\t'h\xc3\xb4t'\r\n");
    assert_int_equal(set.problem_count, 1);
    check_problem(&set, "t.yml:6:8: error: \"level\" is");
    assert_true(str_eq(set.problems[0].excerpt, STR("level: 'h\xc3\xb4t'")));
    assert_true(str_eq(set.problems[0].rule, STR("a?[31m")));
    rules_release(&set);
}

static void lines_of_long_files(void **state)
{
    struct out out;
    struct rule_set set = {0};

    (void)state;
    out_memory(&out);
    for (unsigned i = 0; i < 200; i++)
        out_print(&out, "---\ntitle: t%u\nlevel: l%u\n", i, i);
    rules_add_text(&set, (struct str){out.buffer, out.used}, "t.yml");
    rules_finish(&set);
    for (size_t i = 0; i < set.problem_count; i++) {
        const struct rule_problem *p = &set.problems[i];
        char line[32];

        snprintf(line, sizeof line, "%s%u", p->line % 3 == 2 ? "title: t" : "level: l",
                 (p->line - 1) / 3);
        assert_true(str_eq(p->excerpt, str_of(line)));
    }
    assert_int_equal(set.problem_count, 600); /* no logsource, no detection, no such level */
    out_drop(&out);
    rules_release(&set);
}

static void kinds(void **state)
{
    (void)state;
    check_refused("title: a\n" SOURCE, "t.yml:1:1: error: a document must have a \"detection\"");
    check_refused("title: a\n" SOURCE SELECTION "correlation: {type: event_count}\n",
                  "t.yml:1:1: error: a document has one of");
    check_refused("title: a\n" SOURCE SELECTION "filter: {rules: any}\n",
                  "t.yml:1:1: error: a document has one of");
    check_refused("title: a\n" SOURCE "detection: word\n",
                  "t.yml:3:12: error: \"detection\" must be a map");
    check_refused("title: a\ncorrelation: [x]\n",
                  "t.yml:2:14: error: \"correlation\" must be a map");
    check_refused("title: a\nfilter: [x]\n", "t.yml:2:9: error: \"filter\" must be a map");
    check_refused("", "t.yml:0:0: error: the file holds no rule");
    check_refused("action: global\n" SOURCE, "t.yml:0:0: error: the file holds no rule");
    check_refused("  \n# a comment\n---\n", "t.yml:0:0: error: the file holds no rule");
}

static void global_and_reset(void **state)
{
    struct rule_set set = load_text(
        "action: global\nlogsource: {category: webserver, product: nginx}\nlevel: high\n"
        "author: x\ndetection: {condition: s, s: {a: 1}}\n---\n"
        "title: a\nlevel: low\nlogsource: {product: apache}\ndetection: {s: {b: 2}}\n---\n"
        "action: global\nlevel: critical\n---\n"
        "title: b\n---\n"
        "action: reset\n---\n"
        "title: c\n" SOURCE SELECTION);
    const struct yaml_node *selection;

    (void)state;
    check_no_error(&set);
    assert_int_equal(set.count, 3);
    assert_int_equal(set.rules[0].level, LEVEL_LOW);
    assert_true(str_eq(set.rules[0].logsource.product, STR("apache")));
    assert_true(str_eq(set.rules[0].logsource.category, STR("webserver")));
    selection = yaml_get(yaml_get(set.rules[0].root, "detection"), "s");
    assert_non_null(yaml_get(selection, "a"));
    assert_non_null(yaml_get(selection, "b"));
    assert_null(yaml_get(set.rules[0].root, "action"));
    assert_int_equal(set.rules[0].line, 7);
    assert_int_equal(set.rules[1].level, LEVEL_CRITICAL);
    assert_true(str_eq(set.rules[1].author, STR("x")));
    assert_true(str_eq(set.rules[1].logsource.product, STR("nginx")));
    selection = yaml_get(yaml_get(set.rules[1].root, "detection"), "s");
    assert_null(yaml_get(selection, "b")); /* of the first rule alone */
    assert_null(set.rules[2].author.p);
    rules_release(&set);
}

static void global_is_for_plain_rules(void **state)
{
    struct rule_set set = load_text("action: global\nauthor: x\nlogsource: {category: c}\n---\n"
                                    "title: a\nname: a\n" SELECTION "---\n" COUNT("b", "[a]"));

    (void)state;
    check_no_error(&set);
    assert_int_equal(set.count, 2);
    assert_true(str_eq(set.rules[0].author, STR("x")));
    assert_null(set.rules[1].author.p);
    rules_release(&set);
    check_refused("action: global\nfilter: {rules: any}\n---\n" RULE("a"),
                  "t.yml:1:1: error: correlations and filters cannot be global");
}

static void repeat(void **state)
{
    struct rule_set set = load_text("action: global\nlevel: high\n---\n" RULE(
        "a") "---\n"
             "action: repeat\ntitle: b\ndetection: {selection: {x: y}}\n---\n"
             "action: repeat\nlevel: low\n");
    const struct yaml_node *selection;

    (void)state;
    check_no_error(&set);
    assert_int_equal(set.count, 3);
    assert_true(str_eq(set.rules[1].title, STR("b")));
    assert_int_equal(set.rules[1].level, LEVEL_HIGH);
    selection = yaml_get(yaml_get(set.rules[1].root, "detection"), "selection");
    assert_non_null(yaml_get(selection, "x"));
    assert_non_null(yaml_get(selection, "cs-method"));
    assert_true(str_eq(set.rules[2].title, STR("b"))); /* the previous one is the repeated one */
    assert_int_equal(set.rules[2].level, LEVEL_LOW);
    selection = yaml_get(yaml_get(set.rules[0].root, "detection"), "selection");
    assert_null(yaml_get(selection, "x"));
    rules_release(&set);
}

static void bad_actions(void **state)
{
    (void)state;
    check_refused("action: repeat\ntitle: a\n", "t.yml:1:1: error: no rule stands before");
    check_refused("action: explode\ntitle: a\n",
                  "t.yml:1:9: error: an \"action\" is global, reset or repeat");
    check_refused("action: [global]\ntitle: a\n",
                  "t.yml:1:9: error: an \"action\" is global, reset or repeat");
    check_refused("title: [\n---\naction: repeat\ntitle: a\n",
                  "t.yml:3:1: error: no rule stands before");
    check_refused("action: global\nlevel: [\n---\n" RULE("a"),
                  "t.yml:4:1: error: the global document before this rule could not be read");
}

static void identity_is_not_shared(void **state)
{
    struct rule_set set =
        load_text("action: global\nid: 7e5bd3b3-8b0e-4f0c-8b4c-0c9d43ad0001\n---\n" RULE(
            "a") "---\n" RULE("b") "---\naction: repeat\ntitle: c\nname: n\n");

    (void)state;
    check_no_error(&set);
    assert_int_equal(set.count, 3);
    check_problem(&set, "t.yml:2:5: warning: several rules take this id from here");
    assert_int_equal(rules_find(&set, STR("7E5BD3B3-8B0E-4F0C-8B4C-0C9D43AD0001")), 0);
    assert_int_equal(rules_find(&set, STR("n")), 2);
    assert_null(set.rules[1].id.p);
    rules_release(&set);
}

/* n times `unit`, as a document of its own between two rules. */
static void check_hostile(const char *before, const char *unit, size_t n, const char *told)
{
    struct rule_set set = {0};
    struct out out;

    out_memory(&out);
    out_text(&out, RULE("a") "---\n");
    out_text(&out, before);
    for (size_t i = 0; i < n; i++)
        out_text(&out, unit);
    out_text(&out, "\n---\n" RULE("b"));
    rules_add_text(&set, (struct str){out.buffer, out.used}, "t.yml");
    rules_finish(&set);
    assert_int_equal(set.count, 2);
    assert_int_equal(count_errors(&set), 1);
    check_problem(&set, told);
    rules_release(&set);
    out_drop(&out);
}

static void hostile_texts(void **state)
{
    (void)state;
    check_hostile("", "[", 10000, "t.yml:7:65: error: nested deeper than 64 levels");
    check_hostile("title: ", "{a: ", 100000, "t.yml:7:260: error: nested deeper than 64 levels");
    check_hostile("", "- ", 50000, "t.yml:7:129: error: nested deeper than 64 levels");
    check_hostile("", "- a\n", LIMIT_RULE_NODES, "t.yml:50006:3: error: more than 50000 entries");
    check_hostile("", "- abcdefghijklmnopqrstuvwxyz0123456789\n", 27000,
                  "t.yml:6:1: error: larger than 1048576 bytes");
    check_hostile("a: &a [x, x]\nb: &b [*a, *a]\nc: ", "[*b, *b], ", 10,
                  "t.yml:7:4: error: anchors, aliases and tags are not accepted");
    check_hostile("title: !!python/object:os.system ", "x", 10,
                  "t.yml:7:8: error: anchors, aliases and tags are not accepted");
    check_hostile("title: ", "x", LIMIT_SCALAR_BYTES + 1,
                  "t.yml:7:8: error: a text of more than 65536 bytes");
}

static void a_hundred_megabytes(void **state)
{
    char *text = malloc(100u << 20);
    struct rule_set set = {0};

    (void)state;
    assert_non_null(text);
    memset(text, 'x', 100u << 20);
    rules_add_text(&set, (struct str){text, 100u << 20}, "t.yml");
    rules_finish(&set);
    check_problem(&set, "t.yml:0:0: error: larger than 16777216 bytes");
    free(text);
    rules_release(&set);
}

/* Shared parts that multiply: a small file must not take the memory of all. */
static void multiplied_parts(void **state)
{
    struct rule_set set = {0};
    struct out out;

    (void)state;
    out_memory(&out);
    out_text(&out, "action: global\nx:\n");
    for (unsigned i = 0; i < 20000; i++)
        out_print(&out, " k%u: 1\n", i);
    for (unsigned i = 0; i < 100000; i++)
        out_text(&out, "---\nx: {a: 1}\n");
    rules_add_text(&set, (struct str){out.buffer, out.used}, "a.yml");
    rules_add_text(&set, STR(RULE("b")), "b.yml");
    rules_finish(&set);
    assert_int_equal(set.count, 1);
    check_problem(&set, "a.yml:0:0: error: one file with more than 64 MiB of rules");
    assert_true(set.arena.used_bytes < 2 * LIMIT_RULE_FILE_MEMORY);
    rules_release(&set);
    out_drop(&out);
}

static void problems_have_a_cap(void **state)
{
    struct rule_set set = {0};
    struct out out;

    (void)state;
    out_memory(&out);
    for (unsigned i = 0; i < LIMIT_RULE_PROBLEMS + 5; i++)
        out_text(&out, "---\n- x\n");
    rules_add_text(&set, (struct str){out.buffer, out.used}, "a.yml");
    rules_finish(&set);
    assert_int_equal(set.problem_count, LIMIT_RULE_PROBLEMS);
    assert_int_equal(set.problems_omitted, 5);
    rules_release(&set);
    out_drop(&out);
}

static void builtin_rules(void **state)
{
    struct rule_set set = {0};

    (void)state;
    rules_add_builtin(&set);
    rules_finish(&set);
    check_no_error(&set);
    for (size_t i = 0; i < set.count; i++)
        assert_true(str_starts(str_of(set.rules[i].file), STR("builtin:")) &&
                    str_ends(str_of(set.rules[i].file), STR(".yml")));
    assert_true(set.count >= set.file_count);
    rules_release(&set);
}

static void own_rules_replace_builtin_ones(void **state)
{
    struct rule_set set = {0};

    (void)state;
    rules_add_text(&set, STR("name: n\n" RULE("theirs")), "builtin:a.yml");
    rules_add_text(&set, STR("name: n\n" RULE("own")), "z.yml");
    rules_finish(&set);
    check_no_error(&set);
    check_problem(&set,
                  "builtin:a.yml:1:7: warning: replaced by the rule of the same name at z.yml:1");
    assert_int_equal(set.count, 1);
    assert_true(str_eq(set.rules[0].title, STR("own")));
    rules_release(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents),
        cmocka_unit_test(broken_documents_do_not_stop_others),
        cmocka_unit_test(problems_have_their_line),
        cmocka_unit_test(lines_of_long_files),
        cmocka_unit_test(kinds),
        cmocka_unit_test(global_and_reset),
        cmocka_unit_test(global_is_for_plain_rules),
        cmocka_unit_test(repeat),
        cmocka_unit_test(bad_actions),
        cmocka_unit_test(identity_is_not_shared),
        cmocka_unit_test(hostile_texts),
        cmocka_unit_test(a_hundred_megabytes),
        cmocka_unit_test(multiplied_parts),
        cmocka_unit_test(problems_have_a_cap),
        cmocka_unit_test(builtin_rules),
        cmocka_unit_test(own_rules_replace_builtin_ones),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
