/*
 * test_str.c: spans: comparison, numbers at the edge of their type, UTF-8 by RFC 3629.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

static void absent_equals_empty(void **state)
{
    (void)state;
    assert_true(str_eq(STR_NONE, STR("")));
    assert_true(str_eq(str_of(NULL), STR_NONE));
    assert_null(str_of(NULL).p);
    assert_int_equal(str_cmp(STR_NONE, STR("")), 0);
    assert_true(str_cmp(STR_NONE, STR("a")) < 0);
    assert_true(str_starts(STR("a"), STR_NONE));
    assert_true(str_ends(STR_NONE, STR_NONE));
    assert_int_equal(str_index(STR_NONE, 'a'), 0);
}

static void order_is_by_bytes_prefix_first(void **state)
{
    (void)state;
    assert_true(str_cmp(STR("ab"), STR("abc")) < 0);
    assert_true(str_cmp(STR("b"), STR("abc")) > 0);
    assert_true(str_cmp(STR("\xff"), STR("\x01")) > 0);
    assert_true(str_cmp(STR("a\0b"), STR("a\0c")) < 0);
    assert_false(str_eq(STR("a\0b"), STR("a\0c")));
}

static void find_and_slice(void **state)
{
    (void)state;
    assert_int_equal(str_find(STR("abcabd"), STR("abd")), 3);
    assert_int_equal(str_find(STR("abc"), STR("abcd")), 3);
    assert_int_equal(str_find(STR("abc"), STR("")), 0);
    assert_int_equal(str_find(STR("a\0b\0c"), STR("\0c")), 3);
    assert_int_equal(str_index(STR("a;b"), ';'), 1);
    assert_int_equal(str_index(STR("ab"), ';'), 2);
    assert_true(str_eq(str_slice(STR("abcd"), 1, 3), STR("bc")));
    assert_true(str_eq(str_trim(STR(" \t a b \r\n")), STR("a b")));
    assert_int_equal(str_trim(STR(" \n ")).n, 0);
    assert_true(str_eq_nocase(STR("User-AGENT"), STR("uSER-agent")));
    assert_false(str_eq_nocase(STR("[a"), STR("{a"))); /* 32 apart, and no letters */
    assert_false(str_eq_nocase(STR("ab"), STR("abc")));
}

static void numbers_stop_at_their_cap(void **state)
{
    uint64_t value = 7;

    (void)state;
    assert_true(str_to_u64(STR("18446744073709551615"), UINT64_MAX, &value));
    assert_true(value == UINT64_MAX);
    value = 7;
    assert_false(str_to_u64(STR("18446744073709551616"), UINT64_MAX, &value));
    assert_false(str_to_u64(STR("99999999999999999999"), UINT64_MAX, &value));
    assert_false(str_to_u64(STR("000000000000000000001"), UINT64_MAX, &value));
    assert_false(str_to_u64(STR("600"), 599, &value));
    assert_false(str_to_u64(STR("9"), 5, &value)); /* a cap below the digit must not wrap */
    assert_false(str_to_u64(STR("1"), 0, &value));
    assert_false(str_to_u64(STR(""), 599, &value));
    assert_false(str_to_u64(STR_NONE, 599, &value));
    assert_false(str_to_u64(STR("+1"), 599, &value));
    assert_false(str_to_u64(STR("1 "), 599, &value));
    assert_false(str_to_u64(STR("1\0"), 599, &value));
    assert_false(str_to_u64(STR("\xb2"), 599, &value));
    assert_int_equal(value, 7);
    assert_true(str_to_u64(STR("599"), 599, &value));
    assert_int_equal(value, 599);
    assert_true(str_to_u64(STR("0"), 0, &value));
    assert_int_equal(value, 0);
}

static void copy_ends_with_nul(void **state)
{
    char to[4] = "xxx";

    (void)state;
    assert_int_equal(str_copy(to, sizeof to, STR("abcdef")), 3);
    assert_string_equal(to, "abc");
    assert_int_equal(str_copy(to, sizeof to, STR_NONE), 0);
    assert_string_equal(to, "");
    assert_int_equal(str_copy(to, 1, STR("a")), 0);
}

static void hexadecimal_digits(void **state)
{
    (void)state;
    assert_int_equal(str_hex_digit('0'), 0);
    assert_int_equal(str_hex_digit('f'), 15);
    assert_int_equal(str_hex_digit('A'), 10);
    assert_int_equal(str_hex_digit('g'), -1);
    assert_int_equal(str_hex_digit('@'), -1);
    assert_int_equal(str_hex_digit('/'), -1);
    assert_int_equal(str_hex_digit(':'), -1);
}

/* Every code point that RFC 3629 allows, and the neighbours that it does not. */
static void utf8_edges(void **state)
{
    static const struct str good[] = {
        {"\0", 1},
        {"\x7f", 1},
        {"\xc2\x80", 2},
        {"\xdf\xbf", 2},
        {"\xe0\xa0\x80", 3},
        {"\xed\x9f\xbf", 3},
        {"\xee\x80\x80", 3},
        {"\xef\xbf\xbf", 3},
        {"\xf0\x90\x80\x80", 4},
        {"\xf4\x8f\xbf\xbf", 4},
    };
    static const struct str bad[] = {
        {"\x80", 1},
        {"\xbf", 1},
        {"\xc0\x80", 2},
        {"\xc1\xbf", 2},
        {"\xc2", 1},
        {"\xc2\x7f", 2},
        {"\xc2\xc0", 2},
        {"\xe0\x9f\xbf", 3},
        {"\xe0\xa0", 2},
        {"\xed\xa0\x80", 3},
        {"\xed\xbf\xbf", 3},
        {"\xe1\x80\x7f", 3},
        {"\xf0\x8f\xbf\xbf", 4},
        {"\xf4\x90\x80\x80", 4},
        {"\xf5\x80\x80\x80", 4},
        {"\xf0\x90\x80", 3},
        {"\xf0\x90\x80\xc0", 4},
        {"\xfe", 1},
        {"\xff", 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_int_equal(str_utf8_length(good[i]), good[i].n);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(str_utf8_length(bad[i]), 0);
        assert_false(str_is_utf8(bad[i]));
    }
    assert_true(str_is_utf8(STR("d\xc3\xa9j\xc3\xa0 \xf0\x9f\x98\x80")));
    assert_false(str_is_utf8(STR("d\xe9j\xe0"))); /* Latin-1 */
    assert_true(str_is_utf8(STR_NONE));
    assert_int_equal(str_utf8_length(STR_NONE), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(absent_equals_empty), cmocka_unit_test(order_is_by_bytes_prefix_first),
        cmocka_unit_test(find_and_slice),      cmocka_unit_test(numbers_stop_at_their_cap),
        cmocka_unit_test(copy_ends_with_nul),  cmocka_unit_test(hexadecimal_digits),
        cmocka_unit_test(utf8_edges),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
