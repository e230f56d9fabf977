/*
 * habit.c: values of each hour of the day by kind of day and by weekday, sorted once; quantiles of
 * what is left without a span are then look-ups, as all that a span takes away are zeros.
 */
#include "habit.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/stats.h"

/* Days of a kind, beside the span, that make a habit. */
#define DAYS_LEAST 3

/* Of a series whose dispersion cannot be measured; and what measured ones are kept within. A small
 * shape is cautious: much variation is taken for usual. */
#define SHAPE_UNKNOWN 3.0
#define SHAPE_LEAST   1.0
#define SHAPE_MOST    20.0

/* Hours that the dispersion is measured on: days, and usual lines. */
#define SHAPE_DAYS  4
#define SHAPE_LINES 4

/* How far before its first and after its last line a series' weekdays are looked at. */
#define OUTSIDE_HOURS (8 * 7 * 24)

/* Easter Sunday of a year, as days since 1970-01-01 (the anonymous Gregorian algorithm: Nature,
 * 20 April 1876, p. 487; Meeus, Astronomical Algorithms, ch. 8). */
static int64_t easter(int year)
{
    int a = year % 19;
    int b = year / 100;
    int c = year % 100;
    int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    int m = (a + 11 * h + 22 * l) / 451;
    int n = h + l - 7 * m + 114;

    return clock_days(year, n / 31, n % 31 + 1);
}

static bool is_holiday(int64_t day)
{
    static const int fixed[] = {101, 501, 508, 714, 815, 1101, 1111, 1225};
    struct civil civil = clock_civil(day * NS_PER_DAY, 0);
    int64_t after = day - easter(civil.year);

    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        if (civil.month * 100 + civil.day == fixed[i])
            return true;
    }
    return after == 1 || after == 39 || after == 50; /* Easter Monday, Ascension, Whit Monday */
}

static int weekday_of(int64_t day)
{
    return (int)(((day + 3) % 7 + 7) % 7); /* 0 is Monday */
}

enum day_kind habit_day_kind(int64_t day)
{
    int weekday = weekday_of(day);

    if (weekday == 6 || is_holiday(day))
        return DAY_SUNDAY;
    return weekday == 5 ? DAY_SATURDAY : DAY_WORKING;
}

/* The local day and hour of the day of a local hour. */
static int64_t day_of(int64_t hour, int *ret_slot)
{
    int64_t day = clock_floor(hour, 24);

    *ret_slot = (int)(hour - day * 24);
    return day;
}

static void add_value(struct habit_slot *slot, uint64_t lines)
{
    slot->total++;
    if (lines == 0)
        return;
    MEM_GROW(slot->values, slot->count, slot->room);
    slot->values[slot->count++] = (double)lines;
}

/* One local day; *at goes on to the entries of the next. */
static void learn_day(struct habit *habit, const struct hours *hours, int64_t day, size_t *at,
                      size_t end)
{
    enum day_kind kind = habit_day_kind(day);
    bool usual_week = kind != DAY_SUNDAY || weekday_of(day) == 6;
    uint64_t lines[24] = {0};
    size_t begin = *at;

    while (*at < end && hours->list[*at].number + habit->shift < (day + 1) * 24) {
        int64_t slot = hours->list[*at].number + habit->shift - day * 24;

        lines[slot] = hours->list[(*at)++].lines;
    }
    if (*at > begin)
        habit->alive[kind]++;
    else
        habit->dead[kind]++;
    for (int slot = 0; slot < 24; slot++) {
        if (day * 24 + slot < habit->first || day * 24 + slot > habit->last)
            continue;
        if (*at > begin)
            add_value(&habit->kinds[kind][slot], lines[slot]);
        if (usual_week)
            add_value(&habit->weekdays[weekday_of(day)][slot], lines[slot]);
    }
}

static int compare_values(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

static void sort_slot(struct habit_slot *slot)
{
    if (slot->count)
        qsort(slot->values, slot->count, sizeof *slot->values, compare_values);
}

/* The value of a rank, from 0, in a slot without `fewer` of its zeros. */
static double ranked(const struct habit_slot *slot, size_t fewer, size_t rank)
{
    size_t zeros = slot->total - fewer - slot->count;

    return rank < zeros || slot->count == 0 ? 0 : slot->values[rank - zeros];
}

/* The relative variance of an hour beyond that of chance (Poisson), from the median of absolute
 * deviations; −1 when it cannot be measured. */
static double extra_variance(const struct habit_slot *slot)
{
    double *values;
    double median;
    double spread;

    if (slot->count < SHAPE_DAYS || slot->values[slot->count / 2] < SHAPE_LINES)
        return -1;
    values = mem_zero(slot->count, sizeof *values);
    memcpy(values, slot->values, slot->count * sizeof *values);
    median = stats_median(values, slot->count);
    spread = stats_spread(values, slot->count, median);
    free(values);
    return (spread * spread - median) / (median * median);
}

/* The upper quartile of what the hours show, so that the shape is rather too small. */
static double measure_shape(const struct habit *habit)
{
    double found[DAY_KINDS * 24];
    size_t n = 0;
    double extra;

    for (int kind = 0; kind < DAY_KINDS; kind++) {
        for (int slot = 0; slot < 24; slot++) {
            extra = extra_variance(&habit->kinds[kind][slot]);
            if (extra > -1)
                found[n++] = extra;
        }
    }
    if (n == 0)
        return SHAPE_UNKNOWN;
    extra = stats_quantile(found, n, 0.75);
    if (extra <= 1 / SHAPE_MOST)
        return SHAPE_MOST;
    return extra >= 1 / SHAPE_LEAST ? SHAPE_LEAST : 1 / extra;
}

/* Days with a line among the entries. */
static uint64_t alive_days(const struct hours *hours, size_t begin, size_t end, int64_t shift)
{
    int64_t last = INT64_MIN;
    uint64_t n = 0;

    for (size_t i = begin; i < end; i++) {
        int64_t day = clock_floor(hours->list[i].number + shift, 24);

        n += day != last;
        last = day;
    }
    return n;
}

/* Weekdays count the hours in which others have lines and this series has none yet, or none any
 * more: who is silent every Monday is so on the first one too. */
static void learn_outside(struct habit *habit)
{
    for (int64_t hour = habit->from; hour <= habit->to; hour++) {
        int slot;
        int64_t day;

        if (hour == habit->first)
            hour = habit->last + 1; /* these are known */
        day = day_of(hour, &slot);
        if (hour <= habit->to && (habit_day_kind(day) != DAY_SUNDAY || weekday_of(day) == 6))
            habit->weekdays[weekday_of(day)][slot].total++;
    }
}

bool habit_learn(struct habit *habit, const struct hours *hours, int offset_seconds, int64_t from,
                 int64_t to)
{
    size_t at;
    size_t end;
    uint64_t alive;
    int64_t first_day;
    int64_t last_day;

    *habit = (struct habit){.shift = clock_floor(offset_seconds, 3600)};
    hours_life(hours, &at, &end);
    if (end == at)
        return false;
    habit->first = hours->list[at].number + habit->shift;
    habit->last = hours->list[end - 1].number + habit->shift;
    first_day = clock_floor(habit->first, 24);
    last_day = clock_floor(habit->last, 24);
    alive = alive_days(hours, at, end, habit->shift);
    if (alive < 2 || alive * 4 < (uint64_t)(last_day - first_day + 1))
        return false; /* silent on most days: that is the habit */
    for (int64_t day = first_day; day <= last_day; day++)
        learn_day(habit, hours, day, &at, end);
    for (int slot = 0; slot < 24; slot++) {
        for (int kind = 0; kind < DAY_KINDS; kind++)
            sort_slot(&habit->kinds[kind][slot]);
        for (int weekday = 0; weekday < 7; weekday++)
            sort_slot(&habit->weekdays[weekday][slot]);
    }
    habit->from = from + habit->shift;
    if (habit->from < habit->first - OUTSIDE_HOURS)
        habit->from = habit->first - OUTSIDE_HOURS;
    habit->to = to + habit->shift;
    if (habit->to > habit->last + OUTSIDE_HOURS)
        habit->to = habit->last + OUTSIDE_HOURS;
    learn_outside(habit);
    habit->shape = measure_shape(habit);
    return true;
}

/* Whether a day has a line outside of [from, to), which has none: it does when any part of it in
 * the series' life is outside, or else the day would be dead. */
static bool is_dead(const struct habit *habit, int64_t day, int64_t from, int64_t to)
{
    int64_t begin = day * 24 > habit->first ? day * 24 : habit->first;
    int64_t end = day * 24 + 23 < habit->last ? day * 24 + 23 : habit->last;

    return from <= begin && to > end;
}

void habit_leave_out(const struct habit *habit, int64_t from, int64_t to, struct habit_span *span)
{
    *span = (struct habit_span){0};
    if (from < habit->from)
        from = habit->from;
    for (int64_t hour = from; hour < to && hour <= habit->to; hour++) {
        int slot;
        int64_t day = day_of(hour, &slot);
        enum day_kind kind = habit_day_kind(day);

        if (hour > habit->first && hour < habit->last) {
            if (!is_dead(habit, day, from, to))
                span->kinds[kind][slot]++;
            else if (slot == 0) /* a whole day: it begins here */
                span->dead[kind]++;
        }
        if (kind != DAY_SUNDAY || weekday_of(day) == 6)
            span->weekdays[weekday_of(day)][slot]++;
    }
}

bool habit_is_daily(const struct habit *habit, const struct habit_span *span)
{
    for (int kind = 0; kind < DAY_KINDS; kind++) {
        if (habit->dead[kind] > span->dead[kind])
            return false;
    }
    return true;
}

/* The least of the same hour on all other days, where these are enough, none is dead, and one of
 * them is of a kind that is no busier: a Sunday speaks for a Saturday, not the reverse. */
static double least_of_all(const struct habit *habit, const struct habit_span *span,
                           enum day_kind kind, int slot, size_t *ret_days)
{
    bool speaks = false;
    double least = HUGE_VAL;
    size_t days = 0;

    if (!habit_is_daily(habit, span))
        return 0;
    for (int k = 0; k < DAY_KINDS; k++) {
        const struct habit_slot *same = &habit->kinds[k][slot];
        size_t others = same->total - span->kinds[k][slot];

        if (others == 0)
            continue;
        least = fmin(least, ranked(same, span->kinds[k][slot], 0));
        days += others;
        speaks |= k == (int)kind || (kind == DAY_SATURDAY && k == DAY_SUNDAY);
    }
    if (days < DAYS_LEAST || !speaks)
        return 0;
    *ret_days = days;
    return least;
}

/* What the days of the kind and those of the weekday (−1: a holiday, which is none) agree on for
 * one hour of the day; infinite where fewer days than make a habit have that hour. */
static double expect_slot(const struct habit *habit, const struct habit_span *span,
                          enum day_kind kind, int weekday, int slot)
{
    const struct habit_slot *same = &habit->kinds[kind][slot];
    size_t days = same->total - span->kinds[kind][slot];
    double least;

    if (days < DAYS_LEAST)
        return HUGE_VAL;
    least = ranked(same, span->kinds[kind][slot], (days - 1) / 4);
    if (weekday >= 0) {
        const struct habit_slot *week = &habit->weekdays[weekday][slot];
        size_t out = span->weekdays[weekday][slot];

        if (week->total > out)
            least = fmin(least, ranked(week, out, (week->total - out) / 2));
    }
    return least;
}

double habit_expect(const struct habit *habit, const struct habit_span *span, int64_t hour,
                    size_t *ret_days)
{
    int slot;
    int64_t day = day_of(hour, &slot);
    enum day_kind kind = habit_day_kind(day);
    int weekday = kind != DAY_SUNDAY || weekday_of(day) == 6 ? weekday_of(day) : -1;
    double least;

    *ret_days = habit->kinds[kind][slot].total - span->kinds[kind][slot];
    if ((habit->dead[kind] - span->dead[kind]) * 3 > habit->alive[kind])
        return 0;
    if (*ret_days < DAYS_LEAST)
        return least_of_all(habit, span, kind, slot, ret_days);
    least = expect_slot(habit, span, kind, weekday, slot);
    least = fmin(least, expect_slot(habit, span, kind, weekday, (slot + 1) % 24));
    return fmin(least, expect_slot(habit, span, kind, weekday, (slot + 23) % 24));
}

void habit_release(struct habit *habit)
{
    for (int slot = 0; slot < 24; slot++) {
        for (int kind = 0; kind < DAY_KINDS; kind++)
            free(habit->kinds[kind][slot].values);
        for (int weekday = 0; weekday < 7; weekday++)
            free(habit->weekdays[weekday][slot].values);
    }
}
