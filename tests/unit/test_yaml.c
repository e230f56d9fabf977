/*
 * test_yaml.c: what is read, and everything that is refused, with its place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/out.h"
#include "base/yaml.h"

static void check_refused(struct str text, const char *sentence)
{
    struct arena arena = {0};
    struct err err = {0};
    struct yaml_node *root;

    assert_int_equal(yaml_read(text, "f.yaml", &arena, &root, &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    if (strstr(err.text, sentence) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, sentence);
    arena_release(&arena);
}

static void tree(void **state)
{
    struct arena arena = {0};
    struct err err = {0};
    struct yaml_node *root;
    struct yaml_node *node;

    (void)state;
    assert_int_equal(yaml_read(STR("a: 1\nb:\n  - 'x'\n  - {c: \"d\\ne\"}\n---\n- z\n"), "f",
                               &arena, &root, &err),
                     0);
    assert_int_equal(root->kind, YAML_KIND_MAP);
    node = yaml_get(root, "a");
    assert_true(str_eq(node->value, STR("1")));
    assert_true(node->plain);
    node = yaml_get(root, "b");
    assert_int_equal(node->kind, YAML_KIND_LIST);
    assert_int_equal(node->first->line, 3);
    assert_int_equal(node->first->column, 5);
    assert_false(node->first->plain);
    assert_true(str_eq(yaml_get(node->first->next, "c")->value, STR("d\ne")));
    assert_null(yaml_get(root, "c"));
    assert_null(yaml_get(root->next, "a"));
    assert_null(yaml_get(NULL, "a"));
    assert_int_equal(root->next->kind, YAML_KIND_LIST);
    assert_null(root->next->next);
    arena_release(&arena);
}

static void empty_text_has_no_document(void **state)
{
    struct arena arena = {0};
    struct err err = {0};
    struct yaml_node *root;

    (void)state;
    assert_int_equal(yaml_read(STR(""), "f", &arena, &root, &err), 0);
    assert_null(root);
    assert_int_equal(yaml_read(STR("# only a comment\n"), "f", &arena, &root, &err), 0);
    assert_null(root);
    arena_release(&arena);
}

static void refusals(void **state)
{
    (void)state;
    check_refused(STR("a: 1\nb: 2\na: 3\n"), "f.yaml:3:1: the key \"a\" stands twice");
    check_refused(STR("{a: 1, a: 1}"), "f.yaml:1:8: the key \"a\" stands twice");
    check_refused(STR("a: &x 1\n"), "f.yaml:1:4: anchors, aliases and tags");
    check_refused(STR("a: *x\n"), "f.yaml:1:4: anchors, aliases and tags");
    check_refused(STR("a: !!python/object:os.system 1\n"), "f.yaml:1:4: anchors, aliases and tags");
    check_refused(STR("a: !t [1]\n"), "anchors, aliases and tags");
    check_refused(STR("&x {a: 1}\n"), "anchors, aliases and tags");
    check_refused(STR("? [1]\n: 2\n"), "f.yaml:1:3: a key must be a text");
    check_refused(STR("a: [1\n"), "not valid YAML");
    check_refused(STR("a:\n\t- 1\n"), "f.yaml:2:1: not valid YAML");
    check_refused(STR("a: 1\nb\xc3\xa9: \xff\n"), "f.yaml:2:5: not valid YAML");
    check_refused(STR("\xff\xfe\x61\0"), "f.yaml:1:1: not valid YAML"); /* UTF-16 */
    check_refused(STR("a: \"\\x\"\n"), "not valid YAML");
}

static void control_bytes_do_not_reach_the_sentence(void **state)
{
    (void)state;
    check_refused(STR("{\"\\x1b[31m\": 1, \"\\x1b[31m\": 1}"), "the key \"?[31m\" stands twice");
}

/* n times `unit`. */
static struct str repeated(const char *unit, size_t n)
{
    struct out out;

    out_memory(&out);
    for (size_t i = 0; i < n; i++)
        out_text(&out, unit);
    return (struct str){out.buffer, out.used};
}

static void check_refused_repeated(const char *unit, size_t n, const char *sentence)
{
    struct str text = repeated(unit, n);

    check_refused(text, sentence);
    free((void *)(uintptr_t)text.p);
}

static void caps(void **state)
{
    (void)state;
    check_refused_repeated("[", 10000, "f.yaml:1:17: nested deeper than 16 levels");
    check_refused_repeated("{a: ", 10000, "nested deeper than 16 levels");
    check_refused_repeated("- ", 10000, "nested deeper than 16 levels");
    check_refused_repeated("- a\n", LIMIT_CONFIG_NODES + 1, "more than 20000 entries");
    check_refused_repeated("- a\n", LIMIT_CONFIG_BYTES / 4 + 1,
                           "f.yaml: larger than 1048576 bytes");
    check_refused_repeated("x", LIMIT_SCALAR_BYTES + 1, "a text of more than 65536 bytes");
}

static void just_below_the_caps(void **state)
{
    struct str text = repeated("[", LIMIT_CONFIG_DEPTH);
    struct out out;
    struct arena arena = {0};
    struct err err = {0};
    struct yaml_node *root;

    (void)state;
    out_memory(&out);
    out_bytes(&out, text.p, text.n);
    for (int i = 0; i < LIMIT_CONFIG_DEPTH; i++)
        out_text(&out, "]");
    assert_int_equal(yaml_read((struct str){out.buffer, out.used}, "f", &arena, &root, &err), 0);
    out_drop(&out);
    free((void *)(uintptr_t)text.p);
    text = repeated("- a\n", LIMIT_CONFIG_NODES - 1); /* the list is a node too */
    assert_int_equal(yaml_read(text, "f", &arena, &root, &err), 0);
    free((void *)(uintptr_t)text.p);
    arena_release(&arena);
}

static void parts_keep_what_stands_before(void **state)
{
    static const struct yaml_limits limits = {2, 100, 1000, 10};
    struct arena arena = {0};
    struct yaml_node *root;
    struct yaml_problem problem;

    (void)state;
    assert_int_equal(yaml_read_part(STR("\xef\xbb\xbfkey: v\n--- [[[x]]]\n"), 10, &limits, &arena,
                                    &root, &problem),
                     -1);
    assert_int_equal(root->first->line, 10);
    assert_int_equal(root->first->column, 6);
    assert_int_equal(root->first->key_line, 10);
    assert_int_equal(root->first->key_column, 1);
    assert_null(root->next);
    assert_int_equal(problem.line, 11);
    assert_int_equal(problem.column, 7);
    assert_string_equal(problem.text, "nested deeper than 2 levels");
    assert_int_equal(yaml_read_part(STR("01234567890"), 1, &limits, &arena, &root, &problem), -1);
    assert_string_equal(problem.text, "a text of more than 10 bytes");
    arena_release(&arena);
}

static void long_maps(void **state)
{
    struct arena arena = {0};
    struct err err = {0};
    struct yaml_node *root;
    struct out out;

    (void)state;
    out_memory(&out);
    for (unsigned i = 0; i < 5000; i++)
        out_print(&out, "key%u: 1\n", i * 7919 % 5000);
    assert_int_equal(yaml_read((struct str){out.buffer, out.used}, "f", &arena, &root, &err), 0);
    out_text(&out, "key17: 2\nkey4: 2\n");
    check_refused((struct str){out.buffer, out.used},
                  "f.yaml:5001:1: the key \"key17\" stands twice");
    out_drop(&out);
    arena_release(&arena);
}

/* The type and the number of a scalar as written after "k: ". */
static void check_scalar(const char *text, enum yaml_type type, double number)
{
    struct arena arena = {0};
    struct err err = {0};
    struct yaml_node *root;
    const struct yaml_node *node;
    double value = -1;
    bool numeric = type == YAML_INT || type == YAML_FLOAT;

    assert_int_equal(yaml_read(arena_print(&arena, "k: %s\n", text), "f", &arena, &root, &err), 0);
    node = yaml_get(root, "k");
    if (yaml_type(node) != type)
        fail_msg("%s is of type %d, not %d", text, yaml_type(node), type);
    if (yaml_number(node, &value) != (numeric && number == number) ||
        (numeric && number == number && value != number))
        fail_msg("%s is %f, not %f", text, value, number);
    arena_release(&arena);
}

static void core_schema(void **state)
{
    static const char *const texts[] = {
        "'true'", "\"1\"",      "yes",  "no",       "on",     "off", "1:30", "1_000",
        "-0x1F",  "0o8",        "0xg",  "1e",       ".",      "-a",  "+.e1", "inf",
        "nan",    "1.2.3",      "tRUE", "nULL",     "e3",     "--1", "0x",   "0o",
        "1e+",    "2024-01-29", "0b1",  "10.0.0.1", "|\n  1", ".5.", "-.nan"};
    double unknown = strtod("nan", NULL);

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        check_scalar(texts[i], YAML_TEXT, 0);
    check_scalar("", YAML_NULL, 0);
    check_scalar("~", YAML_NULL, 0);
    check_scalar("Null", YAML_NULL, 0);
    check_scalar("TRUE", YAML_BOOL, 0);
    check_scalar("false", YAML_BOOL, 0);
    check_scalar("404", YAML_INT, 404);
    check_scalar("-017", YAML_INT, -17);
    check_scalar("+7", YAML_INT, 7);
    check_scalar("0o17", YAML_INT, 15);
    check_scalar("0x1F", YAML_INT, 31);
    check_scalar("1.", YAML_FLOAT, 1);
    check_scalar("-.5", YAML_FLOAT, -0.5);
    check_scalar("1e3", YAML_FLOAT, 1000);
    check_scalar("2.5E-1", YAML_FLOAT, 0.25);
    check_scalar("-.Inf", YAML_FLOAT, -strtod("inf", NULL));
    check_scalar(".NaN", YAML_FLOAT, unknown);
}

static void booleans(void **state)
{
    struct yaml_node node = {.plain = true, .value = STR("True")};
    bool value = false;

    (void)state;
    assert_true(yaml_bool(&node, &value) && value);
    node.value = STR("FALSE");
    assert_true(yaml_bool(&node, &value) && !value);
    node.plain = false;
    assert_false(yaml_bool(&node, &value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tree),
        cmocka_unit_test(empty_text_has_no_document),
        cmocka_unit_test(refusals),
        cmocka_unit_test(control_bytes_do_not_reach_the_sentence),
        cmocka_unit_test(caps),
        cmocka_unit_test(just_below_the_caps),
        cmocka_unit_test(parts_keep_what_stands_before),
        cmocka_unit_test(long_maps),
        cmocka_unit_test(core_schema),
        cmocka_unit_test(booleans),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
