/*
 * test_words.c: a command in an option is a path and arguments; nothing in it is a shell's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "words.h"

static void words_are_parted_by_blanks(void **state)
{
    static const struct {
        const char *text, *joined;
    } rows[] = {
        {"/bin/page", "/bin/page|"},
        {"  /bin/page \t a  b ", "/bin/page|a|b|"},
        {"/bin/page 'a b' \"c 'd'\"", "/bin/page|a b|c 'd'|"},
        {"/bin/page '' x'y z'\"w\"", "/bin/page||xy zw|"},
        {"/bin/page $(id) `id` ; rm -rf * > x \\ y", "/bin/page|$(id)|`id`|;|rm|-rf|*|>|x|\\|y|"},
        {"/bin/page --text='a b'", "/bin/page|--text=a b|"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char joined[200] = "";
        struct words words;
        struct err err = {0};

        assert_int_equal(words_split(&words, "--x", rows[i].text, &err), 0);
        for (size_t k = 0; k < words.count; k++) {
            (void)strncat(joined, words.list[k], sizeof joined - strlen(joined) - 1);
            (void)strncat(joined, "|", sizeof joined - strlen(joined) - 1);
        }
        assert_string_equal(joined, rows[i].joined);
        assert_null(words.list[words.count]);
        words_release(&words);
    }
}

static void what_is_no_command_is_refused(void **state)
{
    static const char *const texts[] = {"", " \t", "/bin/page 'x", "/bin/page \"x' y"};
    char many[200] = "/bin/page";
    struct words words;
    struct err err;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        err = (struct err){0};
        assert_int_equal(words_split(&words, "--x", texts[i], &err), -1);
        assert_int_equal(err.kind, ERR_USAGE);
        assert_null(words.text);
    }
    for (int i = 1; i < PROGRAM_ARGUMENTS - 1; i++)
        (void)strcat(many, " x");
    err = (struct err){0};
    assert_int_equal(words_split(&words, "--x", many, &err), 0);
    words_release(&words);
    (void)strcat(many, " x");
    assert_int_equal(words_split(&words, "--x", many, &err), -1);
}

static void a_program_is_an_absolute_path(void **state)
{
    struct err err = {0};

    (void)state;
    assert_int_equal(words_absolute("--x", "/bin/sh", &err), 0);
    assert_int_equal(words_absolute("--x", "sh", &err), -1);
    assert_int_equal(words_absolute("--x", "./sh", &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    err = (struct err){0};
    assert_int_equal(words_program("--x", "/bin/sh", &err), 0);
    assert_int_equal(words_program("--x", "/bin", &err), -1);
    assert_int_equal(words_program("--x", "/etc/passwd", &err), -1);
    assert_int_equal(words_program("--x", "/nowhere", &err), -1);
    assert_int_equal(err.kind, ERR_FAILED); /* of the machine, not of the command line */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_parted_by_blanks),
        cmocka_unit_test(what_is_no_command_is_refused),
        cmocka_unit_test(a_program_is_an_absolute_path),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
