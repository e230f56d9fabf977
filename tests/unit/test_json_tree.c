/*
 * test_json_tree.c: JSON is read as it is written, and what is none is refused at its byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/json_tree.h"
#include "base/mem.h"

static void test_values(void **state)
{
    struct arena arena = {0};
    size_t at = 0;
    const struct json_node *n = json_tree_read(
        STR(" {\"a\": [1, -2.5e3, true, null], \"b.c\": {\"d\": \"x\"}, \"\": 0} "), &arena, &at);

    (void)state;
    assert_non_null(n);
    assert_int_equal(n->kind, JSON_OBJECT);
    n = json_tree_get(n, "a")->first;
    assert_true(str_eq(n->text, STR("1")));
    assert_true(str_eq(n->next->text, STR("-2.5e3")));
    assert_int_equal(n->next->kind, JSON_NUMBER);
    assert_int_equal(n->next->next->kind, JSON_BOOL);
    assert_int_equal(n->next->next->next->kind, JSON_NULL);
    assert_null(n->next->next->next->next);
    assert_null(json_tree_get(n, "a"));
    arena_release(&arena);
}

static void test_strings(void **state)
{
    const struct {
        const char *json;
        struct str text;
    } cases[] = {
        {"\"\"", STR("")},
        {"\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\"", STR("a\"\\/\b\f\n\r\t")},
        {"\"\\u0041\\u00e9\\u20ac\"", STR("A\xc3\xa9\xe2\x82\xac")},
        {"\"\\ud83d\\ude00\"", STR("\xf0\x9f\x98\x80")},
        {"\"\\ud83dx\"", STR("\xef\xbf\xbdx")},
        {"\"\\ud83d\\u0041\"", STR("\xef\xbf\xbd"
                                   "A")},
        {"\"\\u0000b\"", STR("\0b")},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        size_t at = 0;
        const struct json_node *n = json_tree_read(str_of(cases[i].json), &arena, &at);

        assert_non_null(n);
        assert_int_equal(n->text.n, cases[i].text.n);
        assert_memory_equal(n->text.p, cases[i].text.p, n->text.n);
        arena_release(&arena);
    }
}

static void test_refused(void **state)
{
    static const struct {
        const char *json;
        size_t at;
    } cases[] = {
        {"", 0},        {"{", 1},         {"[1,]", 3},     {"[1 2]", 3}, {"{\"a\"}", 4},
        {"nul", 0},     {"01", 2},        {"1.", 2},       {"-", 1},     {"\"a", 1},
        {"\"\\x\"", 2}, {"\"\\u12\"", 5}, {"{\"a\":1", 6}, {"[1]x", 3},  {"\"a\nb\"", 2},
        {"'a'", 0},     {"{a:1}", 1},     {"1e", 2},       {"\"\\", 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        size_t at = 99;

        assert_null(json_tree_read(str_of(cases[i].json), &arena, &at));
        assert_int_equal(at, cases[i].at);
        arena_release(&arena);
    }
}

/* As deep as it may be, and one deeper; a million brackets cost nothing. */
static void test_depth(void **state)
{
    enum { MANY = 1000000 };
    char *text = mem_zero(MANY, 1);
    struct arena arena = {0};
    size_t at = 0;

    (void)state;
    memset(text, '[', JSON_TREE_DEPTH);
    memset(text + JSON_TREE_DEPTH, ']', JSON_TREE_DEPTH);
    assert_non_null(json_tree_read((struct str){text, 2 * JSON_TREE_DEPTH}, &arena, &at));
    memset(text, '[', MANY);
    assert_null(json_tree_read((struct str){text, MANY}, &arena, &at));
    assert_int_equal(at, JSON_TREE_DEPTH + 1);
    free(text);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_depth),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
