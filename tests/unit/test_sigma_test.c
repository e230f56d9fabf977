/*
 * test_sigma_test.c: tests on values: globs with both matchers, patterns and their limits, numbers,
 * addresses, dates, what is missing; and detection sections as a whole.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "detection_fixture.h"
#include "expr_text.h"
#include "naive_sigma.h"
#include "signatures/read_value.h"

/* Whether a Sigma text matches a value: by glob_matches, by test_holds and by the naive matcher,
 * which must agree. */
static bool matches(struct str pattern, struct str text, bool cased)
{
    struct arena arena = {0};
    struct test test = {.kind = TEST_TEXT, .cased = cased, .glob = glob_read(pattern, &arena)};
    struct sigma_value value = {VALUE_TEXT, text, NULL};
    struct ready_test ready;
    struct test_state state;
    struct err err = {0};
    bool holds = naive_glob(&test.glob, cased, text);

    test_state_init(&state);
    assert_int_equal(test_prepare(&ready, &test, &err), 0);
    assert_int_equal(test_holds(&ready, &state, &value, NULL), holds);
    assert_int_equal(glob_matches(&test.glob, cased, text), holds);
    test_release(&ready);
    test_state_release(&state);
    arena_release(&arena);
    return holds;
}

static void check_glob(const char *pattern, const char *text, bool wanted)
{
    if (matches(str_of(pattern), str_of(text), false) != wanted)
        fail_msg("%s on %s is %d", pattern, text, !wanted);
}

static void globs(void **state)
{
    (void)state;
    check_glob("admin", "ADMIN", true);
    check_glob("admin", "admins", false);
    check_glob("", "", true);
    check_glob("", "x", false);
    check_glob("*", "", true);
    check_glob("*", "a\nb", true);
    check_glob("**", "x", true);
    check_glob("?", "", false);
    check_glob("?*", "x", true);
    check_glob("*?", "x", true);
    check_glob("a*b*c", "a-b-b-c", true);
    check_glob("a*b*c", "a-c-b", false);
    check_glob("*ab", "aab", true);
    check_glob("*ab", "abx", false);
    check_glob("*a?c*", "xabcabd", true);
    check_glob("a*a", "a", false);
    check_glob("*aab*", "aaab", true);
    check_glob("/wp-*/*.php", "/wp-content/x/y.PHP", true);
    check_glob("a\\*b", "a*b", true);
    check_glob("a\\*b", "axb", false);
    check_glob("a\\?", "a?", true);
    check_glob("a\\\\*", "a\\xyz", true);
    check_glob("\\d", "\\d", true);
    check_glob("a\\", "a\\", true);
    check_glob("*x", "", false);
}

static void characters(void **state)
{
    (void)state;
    check_glob("\u00C9t\u00C9", "\u00E9T\u00E9", true);
    check_glob("\u00D7", "\u00F7", false); /* multiplication and division */
    check_glob("\u0100", "\u0101", false); /* beyond Latin-1 */
    check_glob("?", "\u00E9", true);
    check_glob("??", "\u00E9", false);
    check_glob("?", "\u20AC", true);
    check_glob("*??", "\u20AC", false);
    check_glob("*?*?*", "\u20AC", false);
    check_glob("?", "\xE9", true);
    check_glob("??", "\xE2\x82", true);
    check_glob("a?*", "a\xFF\xFE", true);
    assert_false(matches(STR("\u00E9"), STR("\u00C9"), true));
    assert_false(matches(STR("a"), STR("A"), true));
    assert_true(matches(STR("*A"), STR("bA"), true));
    assert_true(matches(STR("a*"), STR("a\0b"), false));
}

/* All short patterns on all short texts: three matchers agree. */
static void matchers_agree(void **state)
{
    static const char *const pieces[] = {"a", "B", "*", "?", "\u00E9", "\u00C9", "\xE9", "ab"};
    char pattern[16];
    char text[16];

    (void)state;
    for (unsigned p = 0; p < 8 * 8 * 8 * 8; p++) {
        pattern[0] = '\0';
        for (unsigned k = p, i = 0; i < 4; i++, k /= 8)
            strcat(pattern, pieces[k % 8]);
        for (unsigned t = p % 13; t < 6 * 6 * 6; t += 13) {
            text[0] = '\0';
            for (unsigned k = t, i = 0; i < 3; i++, k /= 6)
                strcat(text, pieces[k % 6 < 2 ? k % 6 : k % 6 + 2]);
            (void)matches(str_of(pattern), str_of(text), (p + t) % 2);
        }
    }
}

/* The classic traps for backtracking end at once. */
static void globs_are_fast(void **state)
{
    size_t n = 100000;
    char *text = mem_zero(1, n + 1);
    struct arena arena = {0};
    struct glob glob = glob_read(STR("*a*a*a*a*a*a*a*a*a*a*a*b"), &arena);
    struct glob ones = glob_read(STR("*?a?*?a?*?a?*?a?*b?"), &arena);
    int64_t start = clock_monotonic();

    (void)state;
    memset(text, 'a', n);
    assert_false(glob_matches(&glob, false, (struct str){text, n}));
    assert_false(glob_matches(&ones, false, (struct str){text, n}));
    assert_true(clock_monotonic() - start < 5 * NS_PER_SECOND);
    arena_release(&arena);
    free(text);
}

/* Whether an item that is written in YAML holds of one value of its field f; g is "Abc". */
struct asked {
    struct sigma_value f;
    struct sigma_value g;
};

static const struct sigma_value *asked_value(const void *context, struct str field)
{
    const struct asked *asked = context;

    return str_eq(field, STR("f")) ? &asked->f : str_eq(field, STR("g")) ? &asked->g : NULL;
}

static bool holds_with(const char *yaml, struct sigma_value value, struct test_state *state)
{
    struct asked asked = {value, {VALUE_TEXT, STR("Abc"), NULL}};
    struct naive_event event = {STR("GET /x?Y=1 HTTP/1.1"), asked_value, &asked};
    struct detection_fixture f;
    bool holds;

    detection_fixture_item(&f, yaml, NULL);
    if (f.rc < 0)
        fail_msg("%s: %.*s", yaml, (int)f.set.problems[0].text.n, f.set.problems[0].text.p);
    holds = naive_holds(f.expr, &event, state);
    if (f.expr->kind == EXPR_TEST) {
        const struct test *test = f.expr->test;
        struct ready_test ready;
        struct err err = {0};
        struct sigma_value line = {VALUE_TEXT, event.line, NULL};

        assert_int_equal(test_prepare(&ready, test, &err), 0);
        assert_int_equal(test_holds(&ready, state,
                                    test->field.p ? asked_value(&asked, test->field) : &line,
                                    asked_value(&asked, test->text)),
                         holds);
        test_release(&ready);
    }
    detection_fixture_release(&f);
    return holds;
}

static void check(const char *yaml, const char *text, bool wanted)
{
    struct test_state state;
    struct sigma_value value = {VALUE_TEXT, str_of(text), NULL};

    test_state_init(&state);
    if (holds_with(yaml, value, &state) != wanted)
        fail_msg("%s on \"%s\" is %d", yaml, text, !wanted);
    assert_int_equal(state.limit_hits, 0);
    test_state_release(&state);
}

static void numbers(void **state)
{
    (void)state;
    check("f: 200", "200", true);
    check("f: 200", "200.0", true);
    check("f: 200", "0200", true);
    check("f: 200", "2e2", true);
    check("f: 200", "2000", false);
    check("f: '200'", "200", true);
    check("f: '200'", "200.0", false);
    check("f: 0x10", "16", true);
    check("f: 0x10", "0X10", true);
    check("f: 9007199254740993", "9007199254740992", false);
    check("f: 9007199254740993", "9007199254740993", true);
    check("f: -0", "0", true);
    check("f: 1.5", "1.50", true);
    check("f: 1.5", "x", false);
    check("f: true", "True", true);
    check("f: yes", "true", false);
    check("f: yes", "YES", true);
    check("f|gt: 5", "6", true);
    check("f|gt: 5", "5", false);
    check("f|gte: 5", "5", true);
    check("f|lt: 5", "-1e400", false); /* out of range: no number */
    check("f|lt: 5", "", false);
    check("f|lt: 5", "-", false);
    check("f|lt: 5", " 1", false);
    check("f|lt: 5", "0x1", false);
    check("f|lte: 0.1", "0.1", true);
    check("f|lt: 0.30000000000000004", "0.3", true);
    check("f|gt: 0", "inf", false);
    check("f|gt: 0", "1e308", true);
    check("f|gt: 0", "1e99999999999999999999", false);
    check("f|neq: 5", "5.0", false);
    check("f|neq: 5", "x", true);
}

static void numbers_are_the_nearest(void **state)
{
    static const char *const texts[] = {"0.1",
                                        "1.7976931348623157e308",
                                        "123456789012345678",
                                        "4.35",
                                        "9007199254740993",
                                        "1e22",
                                        "1e23",
                                        "-2.5E-3",
                                        "000.00012345678901234567",
                                        "1.e3",
                                        ".5",
                                        "+7"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double number = 0;

        assert_true(read_number(str_of(texts[i]), &number));
        assert_memory_equal(&number, &(double){strtod(texts[i], NULL)}, sizeof number);
    }
    for (const char *const *bad = (const char *const[]){".", "e5", "1e", "1e+", "--1", "1x", "1 ",
                                                        "+", "0x1p3", "nan", NULL};
         *bad; bad++)
        assert_false(read_number(str_of(*bad), &(double){0}));
}

static void addresses(void **state)
{
    (void)state;
    check("f|cidr: 192.0.2.0/24", "192.0.2.77", true);
    check("f|cidr: 192.0.2.0/24", "192.0.3.1", false);
    check("f|cidr: 192.0.2.0/24", "::ffff:192.0.2.77", true);
    check("f|cidr: 192.0.2.0/24", "192.0.2.077", false);
    check("f|cidr: 192.0.2.0/24", "192.0.2", false);
    check("f|cidr: 192.0.2.0/24", "", false);
    check("f|cidr: 198.18.0.0/15", "198.19.255.255", true);
    check("f|cidr: 198.18.0.0/15", "198.20.0.0", false);
    check("f|cidr: 0.0.0.0/0", "198.20.0.0", true);
    check("f|cidr: 0.0.0.0/0", "2001:db8::1", false);
    check("f|cidr: '2001:db8::/33'", "2001:DB8:7fff::1", true);
    check("f|cidr: '2001:db8::/33'", "2001:db8:8000::1", false);
    check("f|cidr: '::/0'", "2001:db8::1", true);
    check("f|cidr: '::/0'", "192.0.2.1", false);
    check("f|cidr: 192.0.2.1", "192.0.2.1", true);
}

static void loose_networks_are_told(void **state)
{
    struct detection_fixture f;

    (void)state;
    detection_fixture_item(&f, "f|cidr: 192.0.2.9/24", NULL);
    assert_int_equal(f.rc, 0);
    assert_int_equal(f.set.problem_count, 1);
    assert_false(f.set.problems[0].error);
    assert_int_equal(f.expr->test->network[15], 0);
    detection_fixture_release(&f);
}

static void dates(void **state)
{
    (void)state;
    check("f|hour: 3", "2024-01-15T03:10:00Z", true);
    check("f|hour: 3", "2024-01-15 03:10:00", true);
    check("f|hour: 3", "29/Jan/2024:03:12:45 +0100", true);
    check("f|hour: 3", "[29/Jan/2024:03:12:45 +0100]", true);
    check("f|hour: 2", "29/Jan/2024:03:12:45 +0100", false);
    check("f|hour: 3", "2024/01/15 03:10:00", true);
    check("f|hour: 3", "03:10:00.5", true);
    check("f|hour: 3", "1705288200", true);
    check("f|hour: 3", "1705288200.25", true);
    check("f|hour: 3", "1705288200123", true);
    check("f|hour: 3", "1705288200123456789", true);
    check("f|minute: 10", "1705288200", true);
    check("f|hour: 0", "2024-01-15", false);
    check("f|day: 15", "2024-01-15", true);
    check("f|month: 1", "29/jan/2024:03:12:45 +0100", true);
    check("f|year: 2024", "2024-01-15", true);
    check("f|year: 1970", "03:10:00", false);
    check("f|week: 1", "2024-12-30", true);
    check("f|week: 53", "2021-01-03", true);
    check("f|week: 1", "2024-01-01", true);
    check("f|hour|lt: 6", "2024-01-15T05:59:59", true);
    check("f|hour|lt: 6", "2024-01-15T06:00:00", false);
    check("f|hour|gte: 22", "2024-01-15T22:00", true);
    check("f|day: 30", "2024-02-30", false);
    check("f|hour: 25", "2024-02-20 25:00:00", false);
    check("f|hour|gte: 0", "yesterday", false);
    check("f|hour|gte: 0", "2024-01-15x03:10:00", false);
    check("f|hour|gte: 0", "", false);
}

static void patterns(void **state)
{
    (void)state;
    check("f|re: 'b.d'", "abcde", true);
    check("f|re: 'B.D'", "abcde", false);
    check("f|re|i: 'B.D'", "abcde", true);
    check("f|re: '(?i)B.D'", "abcde", true);
    check("f|re: '^b'", "a\nb", false);
    check("f|re|m: '^b'", "a\nb", true);
    check("f|re: 'a.b'", "a\nb", false);
    check("f|re|s: 'a.b'", "a\nb", true);
    check("f|re|startswith: 'a|b'", "xb", false);
    check("f|re|startswith: 'a|b'", "bx", true);
    check("f|re|endswith: 'a|b'", "bx", false);
    check("f|re|endswith: 'a|b'", "xb", true);
    check("f|re: '\\xE9.'", "\xE9!", true);
    check("f|re: ''", "", true);
}

static void patterns_have_limits(void **state)
{
    size_t n = 1u << 20;
    char *text = mem_zero(1, n + 1);
    struct sigma_value value = {VALUE_TEXT, {text, n}, NULL};
    struct sigma_value part = {VALUE_TEXT, {text, 2000}, NULL};
    struct test_state limits;
    int64_t start = clock_monotonic();

    (void)state;
    test_state_init(&limits);
    memset(text, 'a', n);
    text[1999] = '!';
    assert_false(holds_with("f|re: '(a+)+$'", part, &limits));
    assert_true(limits.limit_hits > 0);
    limits.limit_hits = 0;
    assert_false(
        holds_with("f|re: '[a-z]+[0-9]x|q'", value, &limits)); /* cut: not looked at whole */
    assert_true(limits.limit_hits > 0);
    limits.limit_hits = 0;
    assert_true(holds_with("f|re: '^aaa'", value, &limits));
    assert_false(holds_with("f|re: 'a$'", value, &limits));
    assert_true(limits.limit_hits > 0);
    limits.limit_hits = 0;
    assert_false(holds_with("f|re|endswith: 'a'", value, &limits));
    assert_true(limits.limit_hits > 0);
    assert_true(clock_monotonic() - start < 20 * NS_PER_SECOND);
    test_state_release(&limits);
    free(text);
}

static void fields(void **state)
{
    (void)state;
    check("f|fieldref: g", "aBC", true);
    check("f|fieldref|cased: g", "aBC", false);
    check("f|fieldref: g", "abcd", false);
    check("f|fieldref|startswith: g", "abcd", true);
    check("f|fieldref|endswith: g", "xabc", true);
    check("f|fieldref|contains: g", "xabcx", true);
    check("f|fieldref|contains: g", "ab", false);
    check("f|fieldref|neq: g", "abc", false);
    check("f|fieldref: nowhere", "abc", false);
}

static void check_value(const char *yaml, struct sigma_value value, bool wanted)
{
    struct test_state state;

    test_state_init(&state);
    if (holds_with(yaml, value, &state) != wanted)
        fail_msg("%s is %d", yaml, !wanted);
    test_state_release(&state);
}

static void what_is_not_there(void **state)
{
    const struct sigma_value missing = {.kind = VALUE_MISSING};
    const struct sigma_value null = {.kind = VALUE_NULL};
    const struct sigma_value second = {VALUE_TEXT, STR("b"), NULL};
    const struct sigma_value list = {VALUE_TEXT, STR("a"), &second};

    (void)state;
    check_value("f: null", missing, true);
    check_value("f: null", null, true);
    check_value("f: []", null, true);
    check("f: null", "-", true);
    check("f: null", "", false);
    check("f: null", "null", false);
    check("f: '-'", "-", true);
    check("f: ''", "", true);
    check("f: ''", "-", false);
    check_value("f: ''", null, false);
    check_value("f: ''", missing, false);
    check_value("f: '*'", missing, false);
    check_value("f: '*'", null, false);
    check_value("f|exists: true", null, true);
    check_value("f|exists: true", missing, false);
    check_value("f|exists: false", missing, true);
    check_value("f|exists: false", list, false);
    check_value("f|neq: a", missing, true);
    check_value("f|lt: 5", missing, false);
    check_value("f: b", list, true);
    check_value("f: c", list, false);
    check_value("f|contains|all: [a, b]", list, true);
    check_value("h: null", list, true);
    check_value("f: [null, x]", missing, true);
}

static void keywords(void **state)
{
    (void)state;
    check("'|all': [get, y=1]", "", true);
    check("'|all': [get, z=1]", "", false);
    check("'|cased': get", "", false);
    check("'|re': '[xy]=\\d'", "", false);
    check("'|re|i': '[xy]=\\d'", "", true);
    check("'|startswith': get", "", true);
}

static void sections(void **state)
{
    (void)state;
    check_section("a: {f: 1, g|contains: [x, y]}\ncondition: a",
                  "and(f==1, or(g:[<*>x<*>], g:[<*>y<*>]))");
    check_section("a: [{f: x, g: y}, {f: z}]\ncondition: a", "or(and(f:[x], g:[y]), f:[z])");
    check_section("a: [x, 'y*', 5, true]\ncondition: a",
                  "or(_:[<*>x<*>], _:[<*>y<*>], _:[<*>5<*>], _:[<*>true<*>])");
    check_section("a: x\ncondition: not a", "not(_:[<*>x<*>])");
    check_section("a: [x, {f: y}]\ncondition: a", "or(_:[<*>x<*>], f:[y])");
    check_section("a: [[x, y], z]\ncondition: a", "or(or(_:[<*>x<*>], _:[<*>y<*>]), _:[<*>z<*>])");
    check_section("a: {f: x}\nb: {f: y}\ncondition: [a, not b]", "or(f:[x], not(f:[y]))");
    check_section("a: {f: x}\n_b: {f: y}\ncondition: all of them or _b", "or(f:[x], f:[y])");
    check_section("a:\n  '|all': [x, y]\n  f: z\ncondition: a",
                  "and(and(_:[<*>x<*>], _:[<*>y<*>]), f:[z])");
    check_section("a: {f: null, g: '', h: [1.5, 'b']}\ncondition: a",
                  "and(f null, g:[], or(h==1.5, h:[b]))");
}

static void sections_refused(void **state)
{
    (void)state;
    check_section_refused("a: {f: x}", 1, 1, "no condition");
    check_section_refused("condition: a", 1, 1, "no selection");
    check_section_refused("[a]", 1, 1, "a map of selections");
    check_section_refused("a: {}\ncondition: a", 1, 4, "the map is empty");
    check_section_refused("a: []\ncondition: a", 1, 4, "the list is empty");
    check_section_refused("a: null\ncondition: a", 1, 4, "a keyword cannot be null");
    check_section_refused("a: {f: x}\ncondition: a and bad", 2, 18, "\"bad\" is no selection");
    check_section_refused("a: {f: x}\ncondition: 'a and bad'", 2, 19, "\"bad\" is no selection");
    check_section_refused("a: {f: x}\ncondition:\n  - a\n  - b", 4, 5, "\"b\" is no selection");
    check_section_refused("a: {f: x}\ncondition: |\n  a and\n  bad", 4, 0, "\"bad\" is no");
    check_section_refused("a: {f: x}\ncondition: []", 2, 12, "list of conditions is empty");
    check_section_refused("a: {f: x}\ncondition: {x: y}", 2, 12, "a text or a list");
    check_section_refused("a: {f: x}\ntimeframe: 5m\ncondition: a", 2, 1, "Sigma 1");
    check_section_refused("a:\n  f|contians: x\ncondition: a", 2, 5, "no modifier \"contians\"");
}

/* A selection of many tests that a condition names many times. */
static void use_is_bounded(void **state)
{
    char *yaml = mem_zero(1, 200000);
    size_t n = 0;
    struct detection_fixture f;

    (void)state;
    n += (size_t)sprintf(yaml + n, "a: {f: [");
    for (int i = 0; i < 4000; i++)
        n += (size_t)sprintf(yaml + n, "v%d,", i);
    n += (size_t)sprintf(yaml + n, "x]}\ncondition: a");
    for (int i = 0; i < 40; i++)
        n += (size_t)sprintf(yaml + n, " or a");
    detection_fixture_section(&f, yaml, NULL);
    assert_int_equal(f.rc, -1);
    assert_non_null(strstr(f.set.problems[0].text.p, "means more than"));
    detection_fixture_release(&f);
    free(yaml);
}

static void which_tests_are_the_same(void **state)
{
    const struct hash_key key = HASH_KEY_FIXED;
    static const char *const yamls[] = {"f: a",
                                        "f: a*",
                                        "f|cased: a",
                                        "g: a",
                                        "'|contains': a",
                                        "f|re: a",
                                        "f|re|i: a",
                                        "f|re|startswith: a",
                                        "f: 1",
                                        "f|lt: 1",
                                        "f|gt: 1",
                                        "f|hour: 1",
                                        "f|minute: 1",
                                        "f|hour|lt: 1",
                                        "f|exists: true",
                                        "f|exists: false",
                                        "f: null",
                                        "f|fieldref: a",
                                        "f|fieldref|contains: a",
                                        "f|cidr: 192.0.2.0/24",
                                        "f|cidr: 192.0.2.0/25"};
    const size_t count = sizeof yamls / sizeof *yamls;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < count; k++) {
            struct detection_fixture a;
            struct detection_fixture b;

            detection_fixture_item(&a, yamls[i], NULL);
            detection_fixture_item(&b, yamls[k], NULL);
            assert_int_equal(test_same(a.expr->test, b.expr->test), i == k);
            assert_int_equal(test_hash(a.expr->test, &key) == test_hash(b.expr->test, &key),
                             i == k);
            detection_fixture_release(&a);
            detection_fixture_release(&b);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(globs),
        cmocka_unit_test(characters),
        cmocka_unit_test(matchers_agree),
        cmocka_unit_test(globs_are_fast),
        cmocka_unit_test(numbers),
        cmocka_unit_test(numbers_are_the_nearest),
        cmocka_unit_test(addresses),
        cmocka_unit_test(loose_networks_are_told),
        cmocka_unit_test(dates),
        cmocka_unit_test(patterns),
        cmocka_unit_test(patterns_have_limits),
        cmocka_unit_test(fields),
        cmocka_unit_test(what_is_not_there),
        cmocka_unit_test(keywords),
        cmocka_unit_test(sections),
        cmocka_unit_test(sections_refused),
        cmocka_unit_test(use_is_bounded),
        cmocka_unit_test(which_tests_are_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
