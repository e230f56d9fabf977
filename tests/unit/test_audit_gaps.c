/*
 * test_audit_gaps.c: which silences are told, and how often: a source that is a day behind and
 * never was, once; one that is some hours behind, or pauses like that every week, not at all.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "audit.h"
#include "base/mem.h"

#define HOUR NS_PER_HOUR

/* 2024-01-08T00:00:00Z, a Monday. */
#define MONDAY INT64_C(1704672000000000000)

/* A run whose one source is silent at its end. */
struct fixture {
    char folder[32];
    struct audit audit;
    struct series series;
    struct silence silence;
};

/* A source with a line in each hour of so many days, and then a silence of so many hours. */
static void be_silent(struct fixture *f, int days, int hours, bool improbable)
{
    hours_release(&f->series.hours);
    for (int i = 0; i < days * 24; i++)
        hours_add(&f->series.hours, MONDAY + i * HOUR);
    hours_settle(&f->series.hours);
    f->series.name = STR("fe2-access.log");
    f->series.first_ns = MONDAY;
    f->series.last_ns = MONDAY + (days * 24 - 1) * HOUR;
    f->silence = (struct silence){.kind = SILENCE_ENDS,
                                  .from_ns = MONDAY + days * 24 * HOUR,
                                  .to_ns = MONDAY + (days * 24 + hours) * HOUR,
                                  .improbable = improbable};
    f->series.silences = &f->silence;
    f->series.silence_count = 1;
    f->audit.scan.dossier.series = (struct series_set){.list = &f->series, .count = 1};
    f->audit.scan.dossier.active = 1;
}

static int begin(void **state)
{
    struct fixture *f = mem_zero(1, sizeof *f);
    struct err err = {0};

    (void)snprintf(f->folder, sizeof f->folder, "/tmp/limier-gaps-XXXXXX");
    *state = f;
    f->audit.new_lines = 10;
    f->audit.written.id = 1;
    f->audit.scan.dossier.now_ns = MONDAY + 30 * NS_PER_DAY;
    return mkdtemp(f->folder) && state_open(&f->audit.state, f->folder, "x", &err) == 0 ? 0 : -1;
}

static int end(void **state)
{
    struct fixture *f = *state;
    char path[64];

    state_close(f->audit.state);
    hours_release(&f->series.hours);
    free(f->audit.news.gaps);
    (void)snprintf(path, sizeof path, "%s/state.sqlite", f->folder);
    (void)unlink(path);
    (void)rmdir(f->folder);
    free(f);
    return 0;
}

/* How many silences a run tells. */
static size_t told(struct fixture *f)
{
    struct err err = {0};

    free(f->audit.news.gaps);
    f->audit.news = (struct audit_news){.gaps = NULL};
    assert_int_equal(audit_find_gaps(&f->audit, &err), 0);
    return f->audit.news.gap_count;
}

static void a_source_that_stops_is_told_once(void **state)
{
    struct fixture *f = *state;

    be_silent(f, 8, 23, false);
    assert_int_equal(told(f), 0);
    be_silent(f, 8, 25, false);
    assert_int_equal(told(f), 1);
    assert_ptr_equal(f->audit.news.gaps[0].silence, &f->silence);
    be_silent(f, 8, 200, false); /* it goes on */
    assert_int_equal(told(f), 0);
    f->silence.kind = SILENCE_INSIDE; /* it is over */
    f->silence.improbable = true;
    assert_int_equal(told(f), 0);
    be_silent(f, 30, 25, false); /* and again */
    assert_int_equal(told(f), 1);
}

static void a_source_that_pauses_every_week_has_not_stopped(void **state)
{
    struct fixture *f = *state;

    be_silent(f, 5, 1, false);
    for (int i = 0; i < 5 * 24; i++) /* the second week: a weekend of 48 hours before it */
        hours_add(&f->series.hours, MONDAY + (7 * 24 + i) * HOUR);
    hours_settle(&f->series.hours);
    f->series.last_ns = MONDAY + (12 * 24 - 1) * HOUR;
    f->silence.from_ns = MONDAY + 12 * NS_PER_DAY;
    f->silence.to_ns = f->silence.from_ns + 96 * HOUR;
    assert_int_equal(told(f), 0);
    f->silence.to_ns += HOUR;
    assert_int_equal(told(f), 1);
}

static void a_source_of_some_days_makes_no_habit(void **state)
{
    struct fixture *f = *state;

    be_silent(f, 6, 100, false);
    assert_int_equal(told(f), 0);
    f->silence.improbable = true; /* but for the model of silences */
    assert_int_equal(told(f), 1);
}

static void some_hours_behind_are_no_news(void **state)
{
    struct fixture *f = *state;

    be_silent(f, 8, 23, true);
    assert_int_equal(told(f), 0);
    f->silence.kind = SILENCE_INSIDE; /* lost for good */
    assert_int_equal(told(f), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_source_that_stops_is_told_once, begin, end),
        cmocka_unit_test_setup_teardown(a_source_that_pauses_every_week_has_not_stopped, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_source_of_some_days_makes_no_habit, begin, end),
        cmocka_unit_test_setup_teardown(some_hours_behind_are_no_news, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
