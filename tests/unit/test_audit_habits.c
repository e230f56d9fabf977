/*
 * test_audit_habits.c: what a night is held against: when lines stop, when hardly anybody is
 * recognised in them, and what lasts; told when it begins, each week, and when it is over.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit.h"
#include "base/mem.h"

/* 2024-01-08T03:00:00Z, the night of a Monday. */
#define MONDAY INT64_C(1704682800000000000)

struct fixture {
    char folder[32];
    struct audit audit;
};

static int begin(void **state)
{
    struct fixture *f = mem_zero(1, sizeof *f);
    struct err err = {0};

    (void)snprintf(f->folder, sizeof f->folder, "/tmp/limier-habits-XXXXXX");
    *state = f;
    f->audit.scan.dossier.active = 1;
    f->audit.keep_days = AUDIT_KEEP_DEFAULT;
    return mkdtemp(f->folder) && state_open(&f->audit.state, f->folder, "x", &err) == 0 ? 0 : -1;
}

static int end(void **state)
{
    struct fixture *f = *state;
    char path[64];

    state_close(f->audit.state);
    (void)snprintf(path, sizeof path, "%s/state.sqlite", f->folder);
    (void)unlink(path);
    (void)rmdir(f->folder);
    free(f);
    return 0;
}

/* One run, so many hours after the first Monday's. */
static const struct audit_news *run(struct fixture *f, int64_t hour, uint64_t lines, uint64_t named)
{
    struct err err = {0};

    f->audit.scan.dossier.now_ns = MONDAY + hour * NS_PER_HOUR;
    f->audit.new_lines = lines;
    f->audit.new_named = named;
    f->audit.news = (struct audit_news){.gaps = NULL};
    assert_int_equal(audit_find_habits(&f->audit, &err), 0);
    return &f->audit.news;
}

/* What runs say of lines, a letter for each: Quiet, sTopped, sTill, Again. `brought`: a letter for
 * each run, '.' for one without lines. */
static void expect_lines(struct fixture *f, int64_t hours, const char *brought, const char *said)
{
    for (int i = 0; brought[i]; i++) {
        enum pulse_news news = run(f, i * hours, brought[i] == '.' ? 0 : 1000, 300)->lines.news;

        if ("qtsa"[news] != said[i])
            fail_msg("run %d of %s: %c, not %c", i, brought, "qtsa"[news], said[i]);
    }
}

static void the_first_night_without_lines_is_told(void **state)
{
    expect_lines(*state, 24, "x.", "qt");
}

static void an_outage_is_told_each_week_and_when_it_is_over(void **state)
{
    expect_lines(*state, 24, "xxxx.........x.x", "qqqqtqqqqqqsqata");
}

/* A portal that is closed on Sundays: lines from 8 to 18 o'clock of the days before `days`, but for
 * those of `without`, as numbers of days since a Monday. */
static void fill_hours(struct hours *hours, int days, int without)
{
    hours_release(hours);
    for (int day = 0; day < days; day++) {
        for (int hour = 8; hour < 19 && day % 7 != 6 && day != without; hour++)
            hours_add(hours, MONDAY + (day * 24 + hour - 3) * NS_PER_HOUR);
    }
    hours_settle(hours);
}

static void a_sunday_without_lines_is_usual_and_a_friday_is_not(void **state)
{
    struct fixture *f = *state;
    struct hours *hours = &f->audit.scan.dossier.series.all.hours;

    for (int day = 20; day < 60; day++) { /* in the night after day - 1; the first reads weeks */
        bool lines = (day - 1) % 7 != 6 && day != 33;
        enum pulse_news news;

        fill_hours(hours, day, 32);
        news = run(f, day * 24, lines ? 1000 : 0, 300)->lines.news;
        assert_int_equal(news, day == 33 ? PULSE_STOPPED : day == 34 ? PULSE_AGAIN : PULSE_QUIET);
        if (day == 33)
            assert_int_equal(f->audit.news.lines.since_ns, MONDAY + 32 * NS_PER_DAY);
    }
    hours_release(hours);
}

static void weeks_that_were_read_at_once_make_a_habit(void **state)
{
    struct hours hours = {.list = NULL};
    struct {
        int days, without, at; /* the silence looked at is that in the night of day `at` */
        bool weekly;
    } rows[] = {
        {20, -1, 21, true},  /* two Sundays before */
        {13, -1, 14, false}, /* one */
        {20, -1, 22, false}, /* and the Monday */
        {19, -1, 20, false}, /* a Saturday that is missing */
        {27, 19, 28, true},  /* a Saturday without lines once */
        {0, -1, 14, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fill_hours(&hours, rows[i].days, rows[i].without);
        if (audit_pulse_weekly(&hours, MONDAY + rows[i].at * NS_PER_DAY) != rows[i].weekly)
            fail_msg("row %zu", i);
    }
    hours_release(&hours);
}

static void logs_of_a_week_make_a_habit(void **state)
{
    expect_lines(*state, 24, "x......x......x......x......x..", "qtqqqqqatqqqqqaqqqqqqqqqqqqqqqq");
}

/* Runs of each hour: nights without lines are usual, when two days were seen. */
static void hours_without_lines_are_usual(void **state)
{
    expect_lines(*state, 1,
                 "xxxxxxxxxxxxxxxxxx......xxxxxxxxxxxxxxxxxx......xxxxxxxxxxxxxxxxxx........"
                 "xx..............",
                 "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
                 "qqqqqqqqqqqqqqqt");
}

static void a_second_run_of_a_night_is_no_outage(void **state)
{
    struct fixture *f = *state;

    for (int day = 0; day < 5; day++) {
        assert_int_equal(run(f, day * 24, 100, 30)->lines.news, PULSE_QUIET);
        assert_int_equal(run(f, day * 24 + 7, 0, 0)->lines.news, PULSE_QUIET);
    }
    assert_int_equal(run(f, 5 * 24 - 1, 0, 0)->lines.news, PULSE_STOPPED); /* an early timer */
    assert_int_equal(run(f, 5 * 24, 0, 0)->lines.news, PULSE_QUIET);
    assert_true(f->audit.news.lasting);
    assert_false(audit_incomplete(&f->audit)); /* nothing is told, so nothing is an exit code */
    assert_true(audit_lacking(&f->audit));
    assert_int_equal(run(f, 6 * 24, 10, 3)->lines.news, PULSE_AGAIN);
    assert_int_equal(f->audit.news.lines.since_ns, MONDAY + 4 * NS_PER_DAY);
    assert_false(f->audit.news.lasting);
}

/* Nights of lines of which a part names beneficiaries; the first night in which it is told that
 * hardly any does, and how often. */
static int first_told(struct fixture *f, const int *lines, const int *named, int nights, int *ret_n)
{
    int first = -1;

    *ret_n = 0;
    for (int i = 0; i < nights; i++) {
        const struct audit_news *news = run(f, i * 24, (uint64_t)lines[i], (uint64_t)named[i]);

        if (news->acts.news != PULSE_STOPPED)
            continue;
        first = first < 0 ? i : first;
        ++*ret_n;
    }
    return first;
}

/* The portal's path changes: logins are still known, and so are a few old links. */
static void a_portal_that_changed_is_told(void **state)
{
    int lines[30];
    int named[30];
    int told;

    for (int i = 0; i < 30; i++) {
        lines[i] = 9000 + i % 3 * 500;
        named[i] = i < 12 ? 2700 : i % 2 ? 0 : 40;
    }
    assert_int_equal(first_told(*state, lines, named, 30, &told), 13);
    assert_int_equal(told, 1);
}

/* Shops are closed on Saturdays and Sundays; what comes then are robots. */
static void a_weekend_is_no_change(void **state)
{
    int lines[56];
    int named[56];
    int told;

    for (int i = 0; i < 56; i++) {
        bool closed = i % 7 == 6 || i % 7 == 0; /* the nights after them */

        lines[i] = closed ? 800 : 4000;
        named[i] = closed ? 0 : 1200;
    }
    (void)first_told(*state, lines, named, 56, &told);
    assert_int_equal(told, 0);
}

static void a_few_lines_tell_nothing(void **state)
{
    int lines[30];
    int named[30];
    int told;

    for (int i = 0; i < 30; i++) {
        lines[i] = i < 15 ? 1000 : 30;
        named[i] = i < 15 ? 300 : 0;
    }
    (void)first_told(*state, lines, named, 30, &told);
    assert_int_equal(told, 0);
}

static void what_lasts_is_told_each_week(void **state)
{
    struct fixture *f = *state;
    int told = 0;

    f->audit.scan.dossier.active = 0; /* nothing can be judged */
    f->audit.scan.dossier.regex_limits = 3;
    for (int day = 0; day < 15; day++) {
        const struct audit_news *news = run(f, day * 24, 100, 0);

        assert_int_equal(news->unjudged, news->limited);
        assert_true(news->lasting);
        told += news->unjudged;
    }
    assert_int_equal(told, 3);
    f->audit.scan.dossier.regex_limits = 0;
    assert_false(run(f, 15 * 24, 100, 0)->limited);
    f->audit.scan.dossier.regex_limits = 1;
    assert_true(run(f, 16 * 24, 100, 0)->limited); /* it is new again */
}

/* Whether a run is refused whose clock is so many days from the last run, and from the newest line.
 */
static bool is_refused(struct fixture *f, int64_t days, int64_t newest_days, uint64_t keep)
{
    struct state_night night = {.run_ns = MONDAY, .last_ns = MONDAY + newest_days * NS_PER_DAY};
    struct err err = {0};
    bool refused;

    f->audit.night_list = &night;
    f->audit.night_count = 1;
    f->audit.keep_days = keep;
    f->audit.scan.dossier.now_ns = MONDAY + days * NS_PER_DAY;
    refused = audit_clock_check(&f->audit, &err) < 0;
    f->audit.night_list = NULL;
    f->audit.night_count = 0;
    assert_true(!refused || (strstr(err.text, "2024-01-08T03:00:00") && strstr(err.text, "--now")));
    return refused;
}

static void a_clock_that_cannot_be_right_is_refused(void **state)
{
    struct fixture *f = *state;
    struct err err = {0};

    assert_int_equal(audit_clock_check(&f->audit, &err), 0); /* the first run */
    assert_false(is_refused(f, 30, -1, 365));
    assert_true(is_refused(f, 32, -1, 365));
    assert_true(is_refused(f, 25000, -1, 365));
    assert_true(is_refused(f, -20000, -1, 365));
    assert_false(is_refused(f, 5, -1, 10));
    assert_true(is_refused(f, 6, -1, 10));
    assert_false(is_refused(f, 60, 58, 365)); /* a line says so, too */
    f->audit.options.set[OPT_NOW] = true;     /* somebody says so */
    assert_false(is_refused(f, 25000, -1, 365));
    f->audit.options.set[OPT_NOW] = false;
    f->audit.scan.dossier.now_ns = MONDAY + 100 * NS_PER_DAY;
    assert_int_equal(audit_clock_note(&f->audit, &err), 0); /* a run that found nothing to keep */
    assert_false(is_refused(f, 110, -1, 365));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_first_night_without_lines_is_told, begin, end),
        cmocka_unit_test_setup_teardown(an_outage_is_told_each_week_and_when_it_is_over, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_sunday_without_lines_is_usual_and_a_friday_is_not, begin,
                                        end),
        cmocka_unit_test(weeks_that_were_read_at_once_make_a_habit),
        cmocka_unit_test_setup_teardown(logs_of_a_week_make_a_habit, begin, end),
        cmocka_unit_test_setup_teardown(hours_without_lines_are_usual, begin, end),
        cmocka_unit_test_setup_teardown(a_second_run_of_a_night_is_no_outage, begin, end),
        cmocka_unit_test_setup_teardown(a_portal_that_changed_is_told, begin, end),
        cmocka_unit_test_setup_teardown(a_weekend_is_no_change, begin, end),
        cmocka_unit_test_setup_teardown(a_few_lines_tell_nothing, begin, end),
        cmocka_unit_test_setup_teardown(what_lasts_is_told_each_week, begin, end),
        cmocka_unit_test_setup_teardown(a_clock_that_cannot_be_right_is_refused, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
