/*
 * test_text.c: numbers, moments and plurals in both languages.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/text.h"

#define NNBSP "\xe2\x80\xaf"

static void counts(void **state)
{
    char buffer[TEXT_COUNT];

    (void)state;
    assert_string_equal(text_count(LANG_EN, 0, buffer), "0");
    assert_string_equal(text_count(LANG_EN, 999, buffer), "999");
    assert_string_equal(text_count(LANG_EN, 1000, buffer), "1,000");
    assert_string_equal(text_count(LANG_FR, 1234567, buffer), "1" NNBSP "234" NNBSP "567");
    assert_string_equal(text_count(LANG_EN, UINT64_MAX, buffer), "18,446,744,073,709,551,615");
    assert_int_equal(strlen(text_count(LANG_FR, UINT64_MAX, buffer)), 20 + 6 * 3);
}

static void moments(void **state)
{
    char buffer[TEXT_MOMENT];
    int64_t ns = INT64_C(1706494365) * NS_PER_SECOND;

    (void)state;
    assert_string_equal(text_moment(LANG_FR, ns, 3600, buffer), "29/01/2024 \xc3\xa0 03:12");
    assert_string_equal(text_moment(LANG_EN, ns, 3600, buffer), "2024-01-29 03:12");
    assert_string_equal(text_moment(LANG_EN, ns, -4 * 3600, buffer), "2024-01-28 22:12");
    assert_string_equal(text_moment(LANG_FR, TIME_NONE, 0, buffer), "");
}

static void texts_without_translation_stay(void **state)
{
    (void)state;
    assert_string_equal(text_get(LANG_FR, "no such text in the catalogue"),
                        "no such text in the catalogue");
    assert_string_equal(text_get(LANG_FR, ""), ""); /* not the catalogue's own header */
    assert_string_equal(text_lang_code(LANG_FR), "fr");
    assert_string_equal(text_lang_code(LANG_EN), "en");
}

static void plurals_by_each_language_s_rule(void **state)
{
    (void)state;
    assert_string_equal(text_plural(LANG_EN, "one!", "many!", 0), "many!");
    assert_string_equal(text_plural(LANG_EN, "one!", "many!", 1), "one!");
    assert_string_equal(text_plural(LANG_EN, "one!", "many!", 2), "many!");
    /* A text that is not in the catalogue stays English, by the English rule. */
    assert_string_equal(text_plural(LANG_FR, "one!", "many!", 0), "many!");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts),
        cmocka_unit_test(moments),
        cmocka_unit_test(texts_without_translation_stay),
        cmocka_unit_test(plurals_by_each_language_s_rule),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
