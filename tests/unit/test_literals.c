/*
 * test_literals.c: what tests require of values, and what is not certain; rare literals before
 * common ones.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "signatures/literals.h"
#include "signatures/test.h"

/* One case: the literals with '|' between them; "^" and "$" tie them, "!" in front: exact. */
struct expected {
    const char *source;
    const char *literals;
};

static struct str written(const struct literal_set *set, struct arena *arena)
{
    struct str all = STR("");

    for (size_t i = 0; i < set->count; i++) {
        const struct literal *one = &set->items[i];

        all = arena_print(arena, "%s%s%s%s%s%s", set->exact && i == 0 ? "!" : "", all.p,
                          i ? "|" : "", one->begin ? "^" : "", one->text.p, one->end ? "$" : "");
    }
    return all;
}

static void check(const struct expected *expected, struct literal_set set, struct arena *arena)
{
    struct str text = written(&set, arena);

    if (!str_eq(text, str_of(expected->literals)))
        print_error("%s\n", expected->source);
    assert_string_equal(text.p, expected->literals);
}

static void globs(void **state)
{
    static const struct expected cases[] = {
        {"*/CGI-bin/*", "!/cgi-bin/"},
        {"GET", "!^get$"},
        {"/wp-*", "!^/wp-"},
        {"*.JSP", "!.jsp$"},
        {"**x**", "!x"},
        {"", "!^$"},
        {"*", ""},
        {"?", ""},
        {"*?*", ""},
        {"?abc", "abc$"},
        {"*jndi*mozilla*", "jndi"},
        {"*mozilla*jndi", "jndi$"},
        {"/*/\\*x", "/*x$"},
        {"*D\xc3\x89J\xc3\x80*", "!d\xc3\xa9j\xc3\xa0"},
        {"*\x89vu\xc3*", "vu\xc3"}, /* half a character folds with what stands before it */
        {"\x89vu\xc3", "!^\x89vu\xc3$"},
        {"*\xc3*", "!\xc3"},
        {"*\x89*", ""},
    };
    struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct test test = {.kind = TEST_TEXT};

        test.glob = glob_read(str_of(cases[i].source), &arena);
        check(&cases[i], literals_of(&test, &arena), &arena);
        test.cased = true;
        assert_false(literals_of(&test, &arena).exact && test.glob.count);
    }
    arena_release(&arena);
}

static void patterns(void **state)
{
    static const struct expected cases[] = {
        {"abc", "abc"},
        {"^/Admin\\.php$", "/admin.php"},
        {"ab?cde", "cde"},
        {"abcd*ef", "abc"},
        {"xyzk+q", "xyzk"},
        {"xyz{2,3}q", "xyz"},
        {"xyz{0,3}q", "xy"},
        {"(?i)select.+from\\s", "select"},
        {"union|select", "union|select"},
        {"union|", ""},
        {"(union|select)\\s(all)?", "union|select"},
        {"(union|select)?z", "z"},
        {"(union|select)*z", "z"},
        {"(?:wxyz){2}q", "wxyz"},
        {"(?<name>wxyz)q", "wxyz"},
        {"(?=wxyz)q", "q"},
        {"(?!wxyz)q", "q"},
        {"(?<!wxyz)q", "q"},
        {"[a-z]{4}\\.exe", ".exe"},
        {"[]abc]zq", "zq"},
        {"[^]abc]zq", "zq"},
        {"[[:alpha:]x]zq", "zq"},
        {"[\\]x]zq", "zq"},
        {"\\x61zq", "zq"},
        {"\\$\\{jndi:", "${jndi:"},
        {"${jndi:", "{jndi:"},
        {"a{jndi}", "a{jndi}"},
        {"\xc3\xa9zq", "zq"},
        {"\\dzq\\w", "zq"},
        {"(a(b(cxz)))", "cxz"},
        {"zq++", "zq"},
        {"zq+?", "zq"},
        /* not understood: nothing is required */
        {"zq\\1", ""},
        {"\\Qzq\\E", ""},
        {"(?x)z q", ""},
        {"(*UTF)zq", ""},
        {"zq\\x{61}", ""},
        {"zq(?R)", ""},
        {"(?(1)a|b)zq", ""},
        {"zq{,3}", ""},
        {"zq\\p{L}", ""},
        {"zq(", ""},
        {"zq)", ""},
        {"zq[a", ""},
        {"zq\\", ""},
        {"a**", ""},
        {"", ""},
        {".*", ""},
    };
    struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(&cases[i], literals_of_regex(str_of(cases[i].source), &arena), &arena);
    arena_release(&arena);
}

static void groups_are_bounded(void **state)
{
    struct arena arena = {0};
    char deep[2000];
    struct literal_set set;

    (void)state;
    memset(deep, '(', 1000);
    memset(deep + 1000, ')', 1000);
    set = literals_of_regex((struct str){deep, sizeof deep}, &arena);
    assert_int_equal(set.count, 0);
    for (size_t i = 0; i < sizeof deep; i++)
        deep[i] = i % 2 ? '|' : 'a';
    set = literals_of_regex((struct str){deep, sizeof deep - 1}, &arena);
    assert_int_equal(set.count, 0);
    arena_release(&arena);
}

static void other_tests_require_nothing(void **state)
{
    struct arena arena = {0};

    (void)state;
    for (int kind = TEST_NUMBER; kind <= TEST_DATE; kind++) {
        struct test test = {.kind = (enum test_kind)kind, .text = STR("200")};

        assert_int_equal(literals_of(&test, &arena).count, 0);
    }
    arena_release(&arena);
}

static double rate(const char *text, bool tied)
{
    struct literal literal = {str_of(text), tied, tied};

    return literal_rate(&literal);
}

static void rare_before_common(void **state)
{
    (void)state;
    assert_true(rate("jndi:ldap", false) < rate("jndi", false));
    assert_true(rate("x'--", false) < rate("teat", false));
    assert_true(rate("zqvxkw", false) < 0.001);
    assert_true(rate("Mozilla/5.0", false) < rate("mozilla/5.0", false));
    assert_true(rate("mozilla/5.0", false) > 0.1);
    assert_true(rate("/", false) > 0.1);
    assert_true(rate("zqv", true) < rate("zqv", false));
    assert_true(rate("", false) > 0.1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(globs),
        cmocka_unit_test(patterns),
        cmocka_unit_test(groups_are_bounded),
        cmocka_unit_test(other_tests_require_nothing),
        cmocka_unit_test(rare_before_common),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
