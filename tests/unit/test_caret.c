/*
 * test_caret.c: the caret stands under the byte that it points at, in a terminal and on a page,
 * whatever stands before it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/out.h"
#include "report/caret.h"

/* A text, the byte pointed at, and the blanks before the caret in a terminal and in HTML. */
static const struct {
    struct str text;
    uint32_t column;
    int terminal;
    int html;
} cases[] = {
    {{"abc", 3}, 0, 0, 0},
    {{"abc", 3}, 2, 2, 2},
    {{"abc", 3}, 3, 3, 3}, /* the line ends too early */
    {{"", 0}, 0, 0, 0},
    {{"\xC3\xA9t\xC3\xA9!", 6}, 5, 3, 3}, /* two characters of two bytes */
    {{"\x01\x02x", 3}, 2, 8, 2},          /* \x01\x02, and two pictures */
    {{"\xFF\xFE.", 3}, 2, 8, 2},          /* bytes that begin no character */
    {{"\xC2\x9B[31m", 6}, 2, 8, 1},       /* C1 control: both bytes in a terminal, one sign */
    {{"\xE2\x80\xAE.", 4}, 3, 12, 1},     /* right-to-left override */
    {{"e\xCC\x81.", 4}, 3, 1, 1},         /* combining acute accent */
    {{"\xE6\x97\xA5.", 4}, 3, 2, 2},      /* a wide character */
    {{"\xF0\x9F\x94\x92.", 5}, 4, 2, 2},  /* a padlock */
    {{"a\tb", 3}, 2, 5, 2},               /* tabs do not jump: they are escaped */
    {{"\xC3\xA9", 2}, 1, 0, 0},           /* inside a character: under it */
};

static void test_columns(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int terminal = 0; terminal < 2; terminal++) {
            struct reject_sample sample = {.column = cases[i].column, .text = cases[i].text};
            struct caret caret = caret_of(&sample, terminal);
            struct str row;
            int blanks;

            assert_true(caret_next(&caret, &row, &blanks));
            assert_true(str_eq(row, cases[i].text));
            assert_int_equal(blanks, terminal ? cases[i].terminal : cases[i].html);
            assert_false(caret_next(&caret, &row, &blanks));
        }
    }
}

/* Rows are the text again, none is wider than it may be, and there is one caret, under the byte. */
static void test_rows(void **state)
{
    char text[240];

    (void)state;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 7 == 3 ? '\x01' : (char)('a' + i % 26);
    for (uint32_t column = 0; column <= sizeof text; column++) {
        struct reject_sample sample = {
            .column = 1000 + column, .text_at = 1000, .text = {text, sizeof text}};
        struct caret caret = caret_of(&sample, true);
        struct str row;
        size_t at = 0;
        int blanks;
        int carets = 0;

        while (caret_next(&caret, &row, &blanks)) {
            struct out before;
            struct out all;

            assert_memory_equal(row.p, text + at, row.n);
            out_memory(&all);
            out_terminal(&all, row);
            assert_true(all.used <= CARET_COLUMNS);
            out_drop(&all);
            if (blanks >= 0) {
                carets++;
                assert_true(column >= at && column <= at + row.n);
                out_memory(&before);
                out_terminal(&before, str_slice(row, 0, column - at));
                assert_int_equal(before.used, blanks);
                out_drop(&before);
            }
            at += row.n;
        }
        assert_int_equal(at, sizeof text);
        assert_int_equal(carets, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_columns), cmocka_unit_test(test_rows)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
