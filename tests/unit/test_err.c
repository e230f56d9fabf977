/*
 * test_err.c: one failure in two languages: formats and arguments of the catalogue, places, the
 * system's reasons, and lengths at the edge.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "base/err.h"
#include "base/sentence.h"

static void test_both(void **state)
{
    struct err err = {0};

    (void)state;
    assert_int_equal(err_usage(&err, "%s: no such file or folder", "a\x1b.log"), -1);
    assert_string_equal(err_text(&err, LANG_EN), "a?.log: no such file or folder");
    assert_string_equal(err_text(&err, LANG_FR),
                        "a?.log\u00a0: ce fichier ou ce dossier n’existe pas");
    (void)err_set(&err, "the list is empty"); /* the first one wins */
    assert_int_equal(err.kind, ERR_USAGE);
    assert_non_null(strstr(err.text, "a?.log"));
    err_place(&err, "%s:%u: ", "conf", 12u);
    assert_memory_equal(err.text, "conf:12: a?.log: ", 17);
    assert_memory_equal(err.french, "conf:12: a?.log\u00a0: ", 19);
}

static void test_arguments(void **state)
{
    struct err err = {0};

    (void)state;
    (void)err_set(&err, "line %u: %-s", 7u, "not a setting");
    assert_string_equal(err.text, "line 7: not a setting");
    assert_string_equal(err.french, "ligne 7\u00a0: ce n’est pas un réglage");
    err = (struct err){0};
    (void)err_set(&err, "%d %.3f %5.2s| %.*s %c %x %llu %zu %lu 100%%", -3, 1.5, "xyz", 2, "abc",
                  'q', 255u, 1ull << 40, (size_t)9, 8ul);
    assert_string_equal(err.text, "-3 1.500    xy| ab q ff 1099511627776 9 8 100%");
    assert_string_equal(err.french, err.text);
}

static void test_system(void **state)
{
    struct err err = {0};
    char room[SENTENCE_REASON];

    (void)state;
    (void)err_system(&err, ENOSPC, "%s: cannot be written", "x");
    assert_int_equal(err.kind, ERR_FAILED);
    assert_string_equal(err.text, "x: cannot be written: No space left on device");
    assert_string_equal(err.french,
                        "x\u00a0: écriture impossible\u00a0: plus d’espace disponible sur "
                        "le périphérique");
    for (int number = 1; number < 140; number++) { /* rare ones are what the library says */
        const char *reason = sentence_reason(number, room);

        assert_true(reason[0] != '\0');
        if (reason != room)
            assert_string_not_equal(text_get(LANG_FR, reason), reason);
    }
}

static void test_lengths(void **state)
{
    char path[4000];
    struct err err = {0};

    (void)state;
    memset(path, 'p', sizeof path);
    path[sizeof path - 1] = '\0';
    (void)err_usage(&err, "%s: the profile is empty", path);
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    assert_int_equal(strlen(err.french), sizeof err.french - 1);
    err_place(&err, "%s: ", path);
    err_show(&err, "text", 4, 2);
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    err = (struct err){0};
    (void)err_said(&err, "short", "court");
    err_show(&err, "text", 4, 2);
    assert_string_equal(err.text, "short\n  text\n    ^");
    assert_string_equal(err.french, "court\n  text\n    ^");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both),
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_system),
        cmocka_unit_test(test_lengths),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
