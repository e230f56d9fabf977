/*
 * test_condition.c: the language of conditions: what is accepted means what it should, and what is
 * refused says where and why.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "expr_text.h"
#include "signatures/condition.h"

static const struct str names[] = {{"a", 1},       {"b", 1},       {"c", 1},      {"sel_web", 7},
                                   {"sel_api", 7}, {"_hidden", 7}, {"not_me", 6}, {"web-sel", 7}};
#define NAMES (sizeof names / sizeof names[0])

/* One parse, with a leaf for each name: the first is "a", and so on. */
struct parsed {
    struct arena arena;
    struct expr *expr;
    struct condition_trouble error;
    struct condition_trouble warning;
    int rc;
};

static void parse(struct parsed *p, struct str text, bool selectors)
{
    static struct expr leaves[NAMES];
    static struct expr *exprs[NAMES];
    struct condition_scope scope = {names, exprs, NAMES, selectors};

    for (uint32_t i = 0; i < NAMES; i++) {
        leaves[i] = (struct expr){.kind = EXPR_MEMBER, .member = i};
        exprs[i] = &leaves[i];
    }
    *p = (struct parsed){0};
    p->rc = condition_parse(text, &scope, &p->arena, &p->expr, &p->error, &p->warning);
    for (uint32_t i = 0; i < NAMES; i++)
        assert_null(leaves[i].next);
}

static void check(const char *text, const char *meaning)
{
    struct parsed p;

    parse(&p, str_of(text), true);
    if (p.rc < 0)
        fail_msg("%s: %.*s", text, (int)p.error.text.n, p.error.text.p);
    assert_string_equal(expr_text(&p.arena, p.expr), meaning);
    assert_null(p.warning.text.p);
    arena_release(&p.arena);
}

static void check_refused(const char *text, bool selectors, size_t at, const char *sentence)
{
    struct parsed p;

    parse(&p, str_of(text), selectors);
    assert_int_equal(p.rc, -1);
    if (p.error.at != at || !strstr(arena_str(&p.arena, p.error.text).p, sentence))
        fail_msg("%s: at %zu: %.*s", text, p.error.at, (int)p.error.text.n, p.error.text.p);
    arena_release(&p.arena);
}

static void precedence(void **state)
{
    (void)state;
    check("a", "a");
    check("  a\t\n", "a");
    check("a or b and c", "or(a, and(b, c))");
    check("a and b or c", "or(and(a, b), c)");
    check("not a and b", "and(not(a), b)");
    check("not (a and b)", "not(and(a, b))");
    check("not not a", "not(not(a))");
    check("(a or b) and not c", "and(or(a, b), not(c))");
    check("((a))", "a");
    check("a and b and c", "and(a, b, c)");
    check("not 1 of sel_* and a", "and(not(or(d, e)), a)");
    check("a and(b)or(c)", "or(and(a, b), c)");
    check("not_me and web-sel", "and(g, h)");
}

static void selectors(void **state)
{
    (void)state;
    check("1 of them", "or(a, b, c, d, e, g, h)");
    check("all of them", "and(a, b, c, d, e, g, h)");
    check("any of sel_*", "or(d, e)");
    check("all of sel_*", "and(d, e)");
    check("1 of *_api", "e");
    check("all of *sel*", "and(d, e, h)");
    check("1 of s*_*b", "d");
    check("1 of _hidden", "f");
    check("_hidden and 1 of a", "and(f, a)");
}

static void a_selector_without_match_is_left_out(void **state)
{
    struct parsed p;

    (void)state;
    parse(&p, STR("a and not 1 of filter_*"), true);
    assert_int_equal(p.rc, 0);
    assert_string_equal(expr_text(&p.arena, p.expr), "a");
    assert_int_equal(p.warning.at, 15);
    assert_non_null(strstr(p.warning.text.p, "filter_*"));
    arena_release(&p.arena);
    parse(&p, STR("(1 of x* or b) and c"), true);
    assert_string_equal(expr_text(&p.arena, p.expr), "and(b, c)");
    arena_release(&p.arena);
    parse(&p, STR("a and 1 of _*"), true);
    assert_string_equal(expr_text(&p.arena, p.expr), "a");
    arena_release(&p.arena);
    check_refused("1 of filter_*", true, 5, "nothing is left");
    check_refused("not all of x* or 1 of y*", true, 11, "nothing is left");
}

static void mistakes(void **state)
{
    (void)state;
    check_refused("", true, 0, "empty");
    check_refused("  ", true, 0, "empty");
    check_refused("a and", true, 5, "ends where a name");
    check_refused("and a", true, 0, "a name is wanted before \"and\"");
    check_refused("a and and b", true, 6, "a name is wanted before \"and\"");
    check_refused("a b", true, 2, "\"and\" or \"or\" is wanted before \"b\"");
    check_refused("a and missing", true, 6, "\"missing\" is no selection");
    check_refused("a and (b or c", true, 6, "not closed");
    check_refused("a)", true, 1, "without an opening");
    check_refused("()", true, 1, "without an opening");
    check_refused("a AND b", true, 2, "lower case: and");
    check_refused("NOT a", true, 0, "lower case: not");
    check_refused("1 OF them", true, 2, "lower case: of");
    check_refused("All of them", true, 0, "lower case: all");
    check_refused("sel_*", true, 0, "after \"1 of\"");
    check_refused("them", true, 0, "\"them\" stands after");
    check_refused("1 of", true, 4, "after \"of\"");
    check_refused("1 of (a)", true, 5, "after \"of\"");
    check_refused("1 of missing", true, 5, "no selection");
    check_refused("2 of them", true, 0, "\"2 of\" is not Sigma");
    check_refused("a & b", true, 2, "not part of the language");
    check_refused("a and \"b\"", true, 6, "not part of the language");
}

static void the_syntax_of_sigma_1(void **state)
{
    (void)state;
    check_refused("a | count() by c-ip > 10", true, 2, "correlation rule");
    check_refused("a and near b", true, 6, "temporal");
    check_refused("a | near b", true, 2, "correlation rule");
}

static void correlations_have_no_selectors(void **state)
{
    struct parsed p;

    (void)state;
    parse(&p, STR("a and not (b or c)"), false);
    assert_string_equal(expr_text(&p.arena, p.expr), "and(a, not(or(b, c)))");
    arena_release(&p.arena);
    check_refused("1 of them", false, 0, "without \"of\"");
    check_refused("a or x", false, 5, "no rule of this correlation");
}

static void repeated(struct str piece, size_t count, struct str end, bool refused)
{
    struct parsed p;
    char *text = mem_zero(1, piece.n * count + end.n + 1);

    for (size_t i = 0; i < count; i++)
        memcpy(text + i * piece.n, piece.p, piece.n);
    memcpy(text + piece.n * count, end.p, end.n);
    parse(&p, str_of(text), true);
    assert_int_equal(p.rc, refused ? -1 : 0);
    assert_int_equal(p.error.text.p != NULL, refused);
    arena_release(&p.arena);
    free(text);
}

static void size_is_bounded(void **state)
{
    (void)state;
    repeated(STR("("), 10000, STR("a"), true);
    repeated(STR("not "), 4000, STR("a"), true);
    repeated(STR("not "), LIMIT_CONDITION_DEPTH - 1, STR("a"), false);
    repeated(STR("not "), LIMIT_CONDITION_DEPTH, STR("a"), true);
    repeated(STR("a or "), LIMIT_CONDITION_NAMES - 1, STR("a"), false);
    repeated(STR("a or "), LIMIT_CONDITION_NAMES, STR("a"), true);
    repeated(STR(" "), LIMIT_CONDITION_BYTES, STR("a"), true);
}

static void selections_are_shared(void **state)
{
    struct arena arena = {0};
    struct test test = {.kind = TEST_NULL, .field = {"f", 1}};
    struct expr leaf = {.kind = EXPR_TEST, .test = &test};
    struct expr both = {.kind = EXPR_NOT, .first = &leaf};
    struct expr *exprs[] = {&both};
    struct condition_scope scope = {names, exprs, 1, true};
    struct condition_trouble error;
    struct condition_trouble warning;
    struct expr *expr;

    (void)state;
    assert_int_equal(
        condition_parse(STR("a and (a or a)"), &scope, &arena, &expr, &error, &warning), 0);
    assert_string_equal(expr_text(&arena, expr), "and(not(f null), or(not(f null), not(f null)))");
    assert_ptr_equal(expr->first->first, &leaf);
    assert_int_equal(expr_count(expr, 100), 8);
    assert_int_equal(expr_count(expr, 5), 5);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(precedence),
        cmocka_unit_test(selectors),
        cmocka_unit_test(a_selector_without_match_is_left_out),
        cmocka_unit_test(mistakes),
        cmocka_unit_test(the_syntax_of_sigma_1),
        cmocka_unit_test(correlations_have_no_selectors),
        cmocka_unit_test(size_is_bounded),
        cmocka_unit_test(selections_are_shared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
