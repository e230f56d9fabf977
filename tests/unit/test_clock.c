/*
 * test_clock.c: the calendar against the C library's, and every way in which logs and people write
 * a time.
 */
#define _DEFAULT_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <time.h>

#include "base/clock.h"

static void every_day_is_the_library_s(void **state)
{
    int64_t last = clock_days(2200, 12, 31);

    (void)state;
    assert_int_equal(clock_days(1970, 1, 1), 0);
    for (int64_t day = 0; day <= last; day++) {
        time_t seconds = (time_t)(day * 86400 + 86399);
        struct tm tm;
        struct civil c = clock_civil(day * NS_PER_DAY + NS_PER_DAY - 1, 0);

        assert_non_null(gmtime_r(&seconds, &tm));
        assert_int_equal(c.year, tm.tm_year + 1900);
        assert_int_equal(c.month, tm.tm_mon + 1);
        assert_int_equal(c.day, tm.tm_mday);
        assert_int_equal(c.weekday, (tm.tm_wday + 6) % 7);
        assert_int_equal(c.hour * 3600 + c.minute * 60 + c.second, 86399);
        assert_int_equal(c.ns, 999999999);
        assert_true(clock_valid(&c));
        assert_true(clock_ns(&c, 0) == day * NS_PER_DAY + NS_PER_DAY - 1);
    }
}

static void zones_shift_and_come_back(void **state)
{
    static const int zones[] = {0, 3600, -4 * 3600, 12600, -12600, 20700, 14 * 3600, -12 * 3600};

    (void)state;
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        for (int64_t t = -NS_PER_DAY; t < NS_PER_DAY; t += 7919 * NS_PER_SECOND + 1) {
            struct civil c = clock_civil(t, zones[i]);

            assert_true(clock_ns(&c, zones[i]) == t);
        }
    }
}

static void dates_that_do_not_exist(void **state)
{
    static const struct civil bad[] = {
        {.year = 2023, .month = 2, .day = 29},
        {.year = 1900, .month = 1, .day = 1},
        {.year = 2100, .month = 2, .day = 29},
        {.year = 2024, .month = 2, .day = 30},
        {.year = 2024, .month = 4, .day = 31},
        {.year = 2024, .month = 13, .day = 1},
        {.year = 2024, .month = 0, .day = 1},
        {.year = 2024, .month = 1, .day = 0},
        {.year = 2201, .month = 1, .day = 1},
        {.year = 2024, .month = 1, .day = 1, .hour = 24},
        {.year = 2024, .month = 1, .day = 1, .minute = 60},
        {.year = 2024, .month = 1, .day = 1, .second = 61},
        {.year = 2024, .month = 1, .day = 1, .hour = -1},
        {.year = 2024, .month = -1, .day = 1},
    };
    const struct civil leap = {.year = 2024, .month = 2, .day = 29};
    const struct civil century = {.year = 2000, .month = 2, .day = 29};
    const struct civil second = {
        .year = 2016, .month = 12, .day = 31, .hour = 23, .minute = 59, .second = 60};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(clock_valid(&bad[i]));
    assert_true(clock_valid(&leap));
    assert_true(clock_valid(&century));
    assert_true(clock_valid(&second)); /* a leap second, as logs write it */
}

static void rfc3339_text(void **state)
{
    char text[CLOCK_TEXT];

    (void)state;
    assert_int_equal(clock_rfc3339(INT64_C(1706533387125000000), text), 24);
    assert_string_equal(text, "2024-01-29T13:03:07.125Z");
    assert_int_equal(clock_rfc3339(TIME_NONE, text), 0);
    assert_string_equal(text, "");
    assert_int_equal(clock_rfc3339(-1, text), 24);
    assert_string_equal(text, "1969-12-31T23:59:59.999Z");
    assert_true(clock_rfc3339(INT64_MAX, text) < CLOCK_TEXT);
}

static void floor_of_moments_before_the_epoch(void **state)
{
    (void)state;
    assert_int_equal(clock_floor(-1, NS_PER_DAY), -1);
    assert_int_equal(clock_floor(-NS_PER_DAY, NS_PER_DAY), -1);
    assert_int_equal(clock_floor(0, NS_PER_DAY), 0);
    assert_int_equal(clock_floor(NS_PER_DAY - 1, NS_PER_DAY), 0);
}

static void times_that_are_read(void **state)
{
    static const struct {
        const char *text;
        int zone;
        const char *utc;
    } rows[] = {
        {"2024-01-29", 0, "2024-01-29T00:00:00.000Z"},
        {"2024-01-29", 3600, "2024-01-28T23:00:00.000Z"},
        {"2024-01-29 15:00", 0, "2024-01-29T15:00:00.000Z"},
        {"2024-01-29 15:00:07", 0, "2024-01-29T15:00:07.000Z"},
        {"2024-01-29T15:00:07.1239999999", 0, "2024-01-29T15:00:07.123Z"},
        {"2024-01-29T15:00:07,5Z", 7200, "2024-01-29T15:00:07.500Z"},
        {"2024-01-29t15:00:07z", 7200, "2024-01-29T15:00:07.000Z"},
        {"2024-01-29T15:00:07+01:00", 0, "2024-01-29T14:00:07.000Z"},
        {"2024-01-29T15:00:07-0400", 0, "2024-01-29T19:00:07.000Z"},
        {"2024-01-29 15:00:07 +03:30", 0, "2024-01-29T11:30:07.000Z"},
        {"2024-02-29T23:59:60Z", 0, "2024-03-01T00:00:00.000Z"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[CLOCK_TEXT];
        int64_t ns = 0;

        assert_int_equal(clock_parse(str_of(rows[i].text), rows[i].zone, &ns), 0);
        clock_rfc3339(ns, text);
        assert_string_equal(text, rows[i].utc);
    }
}

static void times_that_are_not(void **state)
{
    static const char *const texts[] = {
        "",
        "2024",
        "2024-1-2",
        "2024-01-29T",
        "2024-01-29T15",
        "2024-01-29T15:0",
        "2024-02-30",
        "2023-02-29",
        "2024-01-29X15:00",
        "2024-01-29T25:00",
        "2024-01-29T15:00:07.",
        "29/01/2024",
        "2024-01-29T15:00:07+16:00",
        "2024-01-29T15:00Zx",
        "+024-01-29",
        "2024-01-29T15:00:07 CET",
        "1969-12-31",
        "9999-12-31",
    };
    int64_t ns = 42;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (clock_parse(str_of(texts[i]), 0, &ns) != -1)
            fail_msg("\"%s\" was read as a time", texts[i]);
    }
    assert_int_equal(ns, 42);
}

static void zones_that_are_read(void **state)
{
    static const struct {
        const char *text;
        int seconds;
    } rows[] = {{"Z", 0},          {"utc", 0},        {"GMT", 0},       {"+0100", 3600},
                {"+01:00", 3600},  {"-4", -4 * 3600}, {"+0330", 12600}, {"-0930", -34200},
                {"+05:45", 20700}, {"+14", 50400},    {"-00:00", 0}};
    static const char *const bad[] = {"",      "+",      "0100", "+01:", "+1:00", "+16",
                                      "+0160", "+01000", "CET",  "++1",  "+01:0", "Z "};
    int seconds = 42;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(clock_parse_zone(str_of(rows[i].text), &seconds), 0);
        assert_int_equal(seconds, rows[i].seconds);
    }
    seconds = 42;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (clock_parse_zone(str_of(bad[i]), &seconds) != -1)
            fail_msg("\"%s\" was read as a zone", bad[i]);
    }
    assert_int_equal(seconds, 42);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_is_the_library_s),
        cmocka_unit_test(zones_shift_and_come_back),
        cmocka_unit_test(dates_that_do_not_exist),
        cmocka_unit_test(rfc3339_text),
        cmocka_unit_test(floor_of_moments_before_the_epoch),
        cmocka_unit_test(times_that_are_read),
        cmocka_unit_test(times_that_are_not),
        cmocka_unit_test(zones_that_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
