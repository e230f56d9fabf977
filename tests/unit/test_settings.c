/*
 * test_settings.c: numbers of detectors by name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "model/settings.h"

static bool known(const char *detector, const char *parameter)
{
    return strcmp(detector, "volume") == 0 && strcmp(parameter, "day-floor") == 0;
}

static void the_last_one_wins(void **state)
{
    struct settings s = {0};
    struct err err = {0};
    char text[] = "volume.day-floor=40";

    (void)state;
    assert_true(settings_get(&s, "volume", "day-floor", 7) == 7);
    assert_int_equal(settings_add(&s, text, &err), 0);
    memset(text, 'x', sizeof text - 1); /* the text is not needed any more */
    assert_true(settings_get(&s, "volume", "day-floor", 7) == 40);
    assert_int_equal(settings_add(&s, "volume.day-floor=-1.5e-1", &err), 0);
    assert_true(settings_get(&s, "volume", "day-floor", 7) == -0.15);
    assert_true(settings_get(&s, "volume", "day", 7) == 7);
    assert_true(settings_get(&s, "canary", "day-floor", 7) == 7);
    assert_int_equal(settings_check(&s, known, &err), 0);
    assert_int_equal(settings_add(&s, "volume.week=1", &err), 0);
    assert_int_equal(settings_check(&s, known, &err), -1);
    assert_string_equal(err.text, "--set volume.week=1: no detector has this parameter");
    assert_int_equal(err.kind, ERR_USAGE);
    settings_release(&s);
}

static void what_is_no_setting(void **state)
{
    static const char *const wrong[] = {"",          "volume",    "volume.day", "volume=1",
                                        ".day=1",    "volume.=1", "v.d=",       "v.d= 1",
                                        "v.d=1 ",    "v.d=inf",   "v.d=nan",    "v.d=0x10",
                                        "v.d=1e999", "v.d=1=2",   "V.d=1",      "v.d d=1",
                                        "v.d=1,5",   "=v.d",      "v.d.e=1",    "v.d=--1"};
    struct settings s = {0};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct err err = {0};

        if (settings_add(&s, wrong[i], &err) == 0)
            fail_msg("%s is taken", wrong[i]);
        assert_int_equal(err.kind, ERR_USAGE);
    }
    assert_int_equal(s.count, 0);
    settings_release(&s);
}

static void too_many(void **state)
{
    struct settings s = {0};
    struct err err = {0};

    (void)state;
    for (int i = 0; i < LIMIT_SETTINGS; i++)
        assert_int_equal(settings_add(&s, "v.d=1", &err), 0);
    assert_int_equal(settings_add(&s, "v.d=1", &err), -1);
    settings_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_one_wins),
        cmocka_unit_test(what_is_no_setting),
        cmocka_unit_test(too_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
