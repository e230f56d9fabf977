/*
 * test_series.c: which files belong together, and which silences are gaps.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/mem.h"
#include "habit.h"
#include "silences.h"

/* A path and the name of its series. */
static const struct {
    const char *path;
    const char *name;
} names[] = {
    {"access.log", "access.log"},
    {"access.log.1", "access.log"},
    {"access.log.3.gz", "access.log"},
    {"access.log.gz.1", "access.log"},
    {"access.log.2.gz#17", "access.log"}, /* no more there: audit tells it from another */
    {"logs/#17", "logs/#17"},
    {"logs/fe1-access.log-20240101.gz", "logs/fe1-access.log"},
    {"logs/fe1-access.log", "logs/fe1-access.log"},
    {"logs/fe2-access.log", "logs/fe2-access.log"},
    {"fe-1.log", "fe-1.log"},
    {"web01/access.log.12.xz", "web01/access.log"},
    {"access_2024-01-29.log", "access.log"},
    {"access_log.2024-01-29", "access_log"},
    {"access_log.2024-01-29-14", "access_log"},
    {"access_log.2024_01_29T143000.zst", "access_log"},
    {"access_log.1706486400", "access_log"},
    {"access.log-2024012914.bz2", "access.log"},
    {"u_ex240129.log", "u_ex.log"},
    {"W3SVC1/u_ex240129.log", "W3SVC1/u_ex.log"},
    {"20240129.log", "*.log"},
    {"2024-01-29/access.log", "*/access.log"},
    {"/var/log/2024/01/29/fe1.log.gz", "/var/log/*/*/*/fe1.log"},
    {"bundle.zip!fe1/access.log.1", "bundle.zip!fe1/access.log"},
    {"logs-20240129.tar.gz!fe1/access.log.2.gz", "logs.tar.gz!fe1/access.log"},
    {"access.log.20241399", "access.log.20241399"}, /* no month 13 */
    {"portal-123456.log", "portal-123456.log"},     /* no month 34 */
    {"-", "-"},
    {".gz", ".gz"},
    {"logs/.1", "logs/.1"},
    {"", ""},
};

static void test_names(void **state)
{
    struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct str name = series_name(&arena, str_of(names[i].path));

        assert_string_equal(arena_str(&arena, name).p, names[i].name);
    }
    arena_release(&arena);
}

static void test_days(void **state)
{
    static const struct {
        int year, month, day;
        enum day_kind kind;
    } days[] = {{2024, 1, 1, DAY_SUNDAY},   {2024, 1, 2, DAY_WORKING},  {2024, 1, 6, DAY_SATURDAY},
                {2024, 1, 7, DAY_SUNDAY},   {2024, 4, 1, DAY_SUNDAY},  /* Easter Monday */
                {2024, 5, 9, DAY_SUNDAY},   {2024, 5, 20, DAY_SUNDAY}, /* Ascension, Whit Monday */
                {2024, 5, 10, DAY_WORKING}, {2025, 4, 21, DAY_SUNDAY},  {2038, 4, 26, DAY_SUNDAY},
                {2019, 4, 22, DAY_SUNDAY},  {1969, 12, 31, DAY_WORKING}};

    (void)state;
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
        assert_int_equal(habit_day_kind(clock_days(days[i].year, days[i].month, days[i].day)),
                         days[i].kind);
}

/* Series of a made-up portal: as many days from Monday 8 January 2024 on, in the zone +01:00. */
struct portal_log {
    int days;
    int series;
    uint64_t busy;    /* lines of an hour of the day */
    uint64_t night;   /* of an hour of the night, 0 for none */
    uint64_t weekend; /* of an hour of a weekend's day */
    bool (*missing)(int series, int day, int hour);
};

static struct coverage *make(const struct portal_log *log, struct arena *arena)
{
    struct coverage *inputs = mem_zero((size_t)log->series, sizeof *inputs);
    int64_t start = clock_days(2024, 1, 8) * 24 - 1;

    for (int s = 0; s < log->series; s++) {
        struct coverage *c = &inputs[s];

        coverage_init(c);
        c->input = arena_print(arena, "fe%d.log", s + 1);
        for (int i = 0; i < log->days * 24; i++) {
            int day = i / 24;
            int hour = i % 24;
            bool open = hour >= 8 && hour < 19;
            uint64_t lines = day % 7 >= 5 ? (open ? log->weekend : 0)
                             : open       ? log->busy
                                          : log->night;

            lines += lines * (uint64_t)(i * 37 % 11) / 20; /* never twice the same */
            if (lines == 0 || (log->missing && log->missing(s, day, hour)))
                continue;
            hours_add(&c->hours, (start + i) * NS_PER_HOUR);
            c->hours.list[c->hours.at].lines = lines;
            c->parsed += lines;
            if (c->first_ns == TIME_NONE)
                c->first_ns = (start + i) * NS_PER_HOUR;
            c->last_ns = (start + i) * NS_PER_HOUR + 1;
        }
        hours_settle(&c->hours);
    }
    return inputs;
}

/* The silences of a log. Counts those that are improbable; the first of series `which` in *first.
 */
static uint64_t judge(const struct portal_log *log, int which, struct silence *first)
{
    struct silence_options options = {3600, TIME_NONE, TIME_NONE};
    struct arena arena = {0};
    struct coverage *inputs = make(log, &arena);
    struct series_set set;
    uint64_t sum;

    series_build(&set, inputs, (size_t)log->series, &arena);
    silences_find(&set, &options);
    assert_int_equal(set.count, log->series);
    sum = set.all.improbable;
    for (size_t i = 0; i < set.count; i++)
        sum += set.list[i].improbable;
    *first = (struct silence){0};
    if (set.list[which].silence_count)
        *first = set.list[which].silences[0];
    series_release(&set);
    for (int i = 0; i < log->series; i++)
        coverage_release(&inputs[i]);
    free(inputs);
    arena_release(&arena);
    return sum;
}

static bool file_of_thursday(int series, int day, int hour)
{
    (void)hour;
    return series == 1 && day == 10;
}

static bool night_of_thursday(int series, int day, int hour)
{
    return series == 1 && day == 10 && hour < 6;
}

static bool afternoon(int series, int day, int hour)
{
    return series == 0 && day == 9 && hour >= 13 && hour < 17;
}

static bool begins_late(int series, int day, int hour)
{
    (void)hour;
    return series == 2 && day < 3;
}

static bool ends_early(int series, int day, int hour)
{
    (void)hour;
    return series == 2 && day > 17;
}

static bool thursday_of_all(int series, int day, int hour)
{
    (void)series, (void)hour;
    return day == 10;
}

static bool closed_on_mondays(int series, int day, int hour)
{
    (void)hour;
    return series == 1 && day % 7 == 0;
}

static bool works_now_and_then(int series, int day, int hour)
{
    (void)hour;
    return series == 1 && day % 5 > 1;
}

static bool two_files(int series, int day, int hour)
{
    (void)hour;
    return series == 1 && (day == 3 || day == 10);
}

static void test_gaps(void **state)
{
    struct portal_log log = {21, 3, 200, 3, 20, file_of_thursday};
    int64_t thursday = (clock_days(2024, 1, 18) * 24 - 1) * NS_PER_HOUR;
    struct silence s;

    (void)state;
    assert_int_equal(judge(&log, 1, &s), 1);
    assert_int_equal(s.kind, SILENCE_INSIDE);
    assert_true(s.improbable && s.surprise > SILENCE_BOUND && s.expected >= 1500);
    assert_true(s.from_ns == thursday && s.to_ns == thursday + NS_PER_DAY);
    log.missing = afternoon;
    assert_int_equal(judge(&log, 0, &s), 1);
    assert_int_equal(s.to_ns - s.from_ns, 4 * NS_PER_HOUR);
    log.missing = begins_late;
    assert_int_equal(judge(&log, 2, &s), 1);
    assert_int_equal(s.kind, SILENCE_BEGINS);
    assert_int_equal(s.to_ns - s.from_ns, 3 * NS_PER_DAY);
    log.missing = ends_early;
    assert_int_equal(judge(&log, 2, &s), 1);
    assert_int_equal(s.kind, SILENCE_ENDS);
    assert_int_equal(s.to_ns - s.from_ns, 67 * NS_PER_HOUR); /* to Sunday, 19:00 */
    log.missing = thursday_of_all;                           /* each, and all together */
    assert_int_equal(judge(&log, 0, &s), 4);
    log.missing = two_files; /* neither excuses the other */
    assert_int_equal(judge(&log, 1, &s), 2);
    log.days = 12;
    log.missing = begins_late;
    assert_int_equal(judge(&log, 2, &s), 1);
}

/* Nights, weekends, closed days and little logs; `from` is the length from which the days show that
 * it is a habit. */
static void test_no_gaps(void **state)
{
    static const struct {
        bool (*missing)(int, int, int);
        int from;
    } usual[] = {
        {NULL, 1}, {night_of_thursday, 1}, {closed_on_mondays, 8}, {works_now_and_then, 28}};
    static const int days[] = {1, 2, 3, 5, 6, 7, 8, 9, 14, 28, 60};
    struct silence s;

    (void)state;
    for (size_t k = 0; k < sizeof usual / sizeof usual[0]; k++) {
        for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
            struct portal_log logs[] = {{days[i], 3, 200, 2, 20, usual[k].missing},
                                        {days[i], 3, 200, 0, 0, usual[k].missing},
                                        {days[i], 3, 5000, 0, 0, usual[k].missing},
                                        {days[i], 2, 1, 0, 0, usual[k].missing}};

            for (size_t l = 0; days[i] >= usual[k].from && l < sizeof logs / sizeof logs[0]; l++)
                assert_int_equal(judge(&logs[l], 0, &s), 0);
        }
    }
}

/* From the second last day on the clock is an hour ahead: the day begins and ends an hour earlier,
 * which is no gap in the evening. Doors open and shut sharply here. */
static void test_summer_time(void **state)
{
    struct silence_options options = {3600, TIME_NONE, TIME_NONE};
    struct arena arena = {0};
    struct coverage input;
    struct series_set set;

    (void)state;
    coverage_init(&input);
    input.input = STR("fe.log");
    for (int hour = 0; hour < 12 * 24; hour++) {
        int64_t number = clock_days(2024, 3, 18) * 24 - 1 + hour - (hour >= 10 * 24);

        if (hour % 24 < 8 || hour % 24 > 18)
            continue;
        hours_add(&input.hours, number * NS_PER_HOUR);
        input.hours.list[input.hours.at].lines = 300 + (uint64_t)(hour * 7 % 31);
        input.parsed += 300;
    }
    hours_settle(&input.hours);
    input.first_ns = input.hours.list[0].number * NS_PER_HOUR;
    input.last_ns = input.hours.list[input.hours.count - 1].number * NS_PER_HOUR;
    series_build(&set, &input, 1, &arena);
    silences_find(&set, &options);
    assert_int_equal(set.list[0].improbable, 0);
    series_release(&set);
    coverage_release(&input);
    arena_release(&arena);
}

/* A day that is missing while the others go on is missing too when only two days are left. */
static bool tuesday_of_one(int series, int day, int hour)
{
    (void)hour;
    return series == 1 && day == 1;
}

static void test_siblings(void **state)
{
    struct portal_log log = {3, 3, 2000, 10, 0, tuesday_of_one};
    struct silence s;

    (void)state;
    assert_int_equal(judge(&log, 1, &s), 1);
    assert_int_equal(s.to_ns - s.from_ns, NS_PER_DAY);
    log.days = 2; /* one other day is no habit */
    assert_int_equal(judge(&log, 1, &s), 0);
    log = (struct portal_log){12, 2, 200, 0, 0, NULL}; /* two logs, two fortnights: not siblings */
    assert_int_equal(judge(&log, 1, &s), 0);
}

/* Only what was asked for is judged. */
static void test_window(void **state)
{
    struct silence_options options = {3600, TIME_NONE, TIME_NONE};
    struct portal_log log = {21, 2, 200, 3, 20, file_of_thursday};
    struct arena arena = {0};
    struct coverage *inputs = make(&log, &arena);
    int64_t thursday = (clock_days(2024, 1, 18) * 24 - 1) * NS_PER_HOUR;

    (void)state;
    for (int round = 0; round < 3; round++) {
        struct series_set set;

        options.since_ns = round == 1 ? thursday + NS_PER_DAY : TIME_NONE;
        options.until_ns = round == 2 ? thursday : TIME_NONE;
        series_build(&set, inputs, 2, &arena);
        silences_find(&set, &options);
        assert_int_equal(set.list[1].improbable, round == 0);
        series_release(&set);
    }
    for (int i = 0; i < 2; i++)
        coverage_release(&inputs[i]);
    free(inputs);
    arena_release(&arena);
}

/* An input that repeats another one fills no silence of its series. */
static void test_duplicates(void **state)
{
    struct portal_log log = {5, 2, 10, 1, 1, NULL};
    struct arena arena = {0};
    struct coverage *inputs = make(&log, &arena);
    struct series_set set;

    (void)state;
    inputs[1].duplicate_of = inputs[0].input;
    series_build(&set, inputs, 2, &arena);
    assert_int_equal(set.count, 1);
    assert_int_equal(set.all.lines, inputs[0].parsed);
    assert_int_equal(hours_lines(&set.all.hours), inputs[0].parsed);
    series_release(&set);
    for (int i = 0; i < 2; i++)
        coverage_release(&inputs[i]);
    free(inputs);
    arena_release(&arena);
}

/* One input with a line in each hour of [from, to). */
static void put_hours(struct coverage *input, const char *path, int from, int to)
{
    *input = (struct coverage){.input = str_of(path), .first_ns = TIME_NONE, .last_ns = TIME_NONE};
    for (int h = from; h < to; h++) {
        int64_t at = (int64_t)(474000 + h) * NS_PER_HOUR;

        hours_add(&input->hours, at);
        input->first_ns = input->first_ns == TIME_NONE ? at : input->first_ns;
        input->last_ns = at;
        input->parsed++;
    }
    hours_settle(&input->hours);
}

/* Old files in an archive and new ones beside it are one series; front-ends that work side by side
 * are not, nor are files of another name. */
static void test_moved(void **state)
{
    struct coverage inputs[5];
    struct arena arena = {0};
    struct series_set set;

    (void)state;
    put_hours(&inputs[0], "fe1/access.log", 100, 200);
    put_hours(&inputs[1], "fe2/access.log", 100, 200);
    put_hours(&inputs[2], "new/portal.log", 51, 99);
    put_hours(&inputs[3], "old.tgz!logs/portal.log.2.gz", 0, 30);
    put_hours(&inputs[4], "old.tgz!logs/portal.log.1.gz", 29, 52);
    series_build(&set, inputs, 5, &arena);
    assert_int_equal(set.count, 3);
    assert_int_equal(set.list[2].inputs, 3);
    assert_int_equal(set.list[2].hours.count, 99);
    assert_int_equal(set.list[2].lines, 101);
    assert_int_equal(set.list[2].hours_without, 0);
    series_release(&set);
    for (int i = 0; i < 5; i++)
        coverage_release(&inputs[i]);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moved),     cmocka_unit_test(test_names),
        cmocka_unit_test(test_days),      cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_no_gaps),   cmocka_unit_test(test_summer_time),
        cmocka_unit_test(test_siblings),  cmocka_unit_test(test_window),
        cmocka_unit_test(test_duplicates)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
