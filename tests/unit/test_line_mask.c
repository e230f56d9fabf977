/*
 * test_line_mask.c: lines for people: when, where from and with what result stay, nobody is named.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "line_mask.h"

struct line_case {
    const char *line;
    const char *masked;
};

static const struct line_case cases[] = {
    {"192.0.2.7 - 10000000001 [29/Jan/2024:09:00:01 +0100] \"GET /a/1850578006084 HTTP/1.1\" 200 "
     "512",
     "192.0.2.7 - ########### [29/Jan/2024:09:00:01 +0100] \"GET /a/############# HTTP/1.1\" 200 "
     "###"},
    {"2024-01-29T09:00:01.123Z 2024-01-29T09:00:02Z",
     "2024-01-29T09:00:01.###Z ####-##-##T##:##:##Z"},
    {"2024-01-29 09:00:01 x", "2024-01-29 09:00:01 x"},
    /* Dates of birth, and what looks like an address. */
    {"1985-04-12T00:00:00 1985-04-12", "####-##-##T##:##:## ####-##-##"},
    {"?d=1985-04-12T08:30:00&x", "?d=###################&x"},
    {"/1985-04-12T08:30:00", "/####-##-##T##:##:##"},
    {"1.85.05.78.006.084.36", "#.##.##.##.###.###.##"},
    {"300.1.2.3 1.2.3 1.2.3.4567 /192.0.2.1", "###.#.#.# #.#.# #.#.#.#### /###.#.#.#"},
    {"?nom=DUPONT&prenom=Zo%C3%A9 x", "?nom=######&prenom=######## x"},
    {"?u=a%3Dnom%26b c", "?u=########### c"},
    {"/p%3Fnom%3DDURAND c", "/p%#Fnom%######## c"},
    {"s=abc; t=\"def\"", "s=###; t=\"def\""},
    {"", ""},
};

static void lines_are_masked(void **state)
{
    struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str masked = line_mask(&arena, str_of(cases[i].line), 1000);
        char text[256];

        (void)str_copy(text, sizeof text, masked);
        assert_string_equal(text, cases[i].masked);
    }
    arena_release(&arena);
}

/* However little of a line is kept, nothing more is shown of it, and nothing is read behind it. */
static void lines_are_cut(void **state)
{
    struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str whole = str_of(cases[i].line);

        for (size_t most = 0; most <= whole.n; most++) {
            struct str masked = line_mask(&arena, whole, most);

            assert_int_equal(masked.n, most);
            assert_memory_equal(masked.p ? masked.p : "", cases[i].masked, most);
        }
        for (size_t n = 0; n <= whole.n; n++)
            assert_int_equal(line_mask(&arena, str_slice(whole, 0, n), 1000).n, n);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_masked),
        cmocka_unit_test(lines_are_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
