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
    check_refused(STR("a: \xff\n"), "not valid YAML");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tree),     cmocka_unit_test(empty_text_has_no_document),
        cmocka_unit_test(refusals), cmocka_unit_test(control_bytes_do_not_reach_the_sentence),
        cmocka_unit_test(caps),     cmocka_unit_test(just_below_the_caps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
