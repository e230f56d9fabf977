/*
 * test_state_options.c: which options of a run are not those of a state.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/state_options.h"

static void names_are_those_of_the_run_that_differ(void **unused)
{
    static const struct {
        const char *state, *run;
        bool same;
        const char *names;
    } rows[] = {
        {"v=1 --tz=a --key=b", "v=1 --tz=a --key=b", true, ""},
        {"v=1 --tz=a --key=b", "v=1 --tz=c --key=b", false, "--tz"},
        {"v=1 --tz=a --key=b", "v=2 --tz=c --key=d", false, "v, --tz, --key"},
        {"v=1 --tz=a", "v=1 --tz=a --key=b", false, "--key"},
        {"v=1 --tz=a --key=b", "v=1 --tz=a", false, ""},
        {"v=1 --tz=ab", "v=1 --tz=a", false, "--tz"},
        {"", "v=1", false, "v"},
        {"8f00", "v=1 --tz=", false, "v, --tz"},
        {"   ", "--tz=\x1b[0m --key=%n%s", false, "--tz, --key"},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char names[STATE_OPTIONS_NAMES];

        assert_int_equal(state_options_same(str_of(rows[i].state), str_of(rows[i].run), names),
                         rows[i].same);
        assert_string_equal(names, rows[i].names);
    }
}

static void a_list_that_is_too_long_is_cut(void **unused)
{
    char run[1200] = "";
    char names[STATE_OPTIONS_NAMES];

    (void)unused;
    for (size_t i = 0; i < 100; i++)
        strcat(run, "--option=1 ");
    assert_false(state_options_same(str_of(""), str_of(run), names));
    assert_int_equal(strlen(names), STATE_OPTIONS_NAMES - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_those_of_the_run_that_differ),
        cmocka_unit_test(a_list_that_is_too_long_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
