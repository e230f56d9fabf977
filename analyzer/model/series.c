/*
 * series.c: groups the inputs of a run into series and sums their hours.
 */
#include "model/series.h"

#include <stdlib.h>

#include "base/mem.h"

/* An input and the name of its series. */
struct member {
    struct str name;
    const struct coverage *input;
};

static int compare_members(const void *a, const void *b)
{
    const struct member *x = a;
    const struct member *y = b;
    int order = str_cmp(x->name, y->name);

    if (order != 0)
        return order;
    return (x->input > y->input) - (x->input < y->input);
}

static void add_input(struct series *series, const struct coverage *input)
{
    series->inputs++;
    series->lines += input->parsed;
    if (input->first_ns == TIME_NONE)
        return;
    if (series->first_ns == TIME_NONE || input->first_ns < series->first_ns)
        series->first_ns = input->first_ns;
    if (input->last_ns > series->last_ns)
        series->last_ns = input->last_ns;
    hours_merge(&series->hours, &input->hours);
}

static void count_hours(struct series *series)
{
    const struct hours *hours = &series->hours;
    size_t begin;
    size_t end;

    hours_settle(&series->hours);
    hours_life(hours, &begin, &end);
    if (end > begin)
        series->hours_without =
            (uint64_t)(hours->list[end - 1].number - hours->list[begin].number + 1) - (end - begin);
}

/* The last part of a series' name: "fe3-access.log" of "bundle.tgz!logs/fe3-access.log". */
static struct str base_of(struct str name)
{
    size_t at = name.n;

    while (at > 0 && name.p[at - 1] != '/' && name.p[at - 1] != '!')
        at--;
    return str_skip(name, at);
}

/* Hours in which both have lines. */
static size_t common_hours(const struct hours *a, const struct hours *b)
{
    size_t common = 0;

    for (size_t i = 0, k = 0; i < a->count && k < b->count;) {
        int64_t x = a->list[i].number;
        int64_t y = b->list[k].number;

        common += x == y;
        i += x <= y;
        k += y <= x;
    }
    return common;
}

/* Series of one base name that are looked at: many folders with the same name are many front-ends.
 */
#define MOVED_MOST 8

/* Whether two series are parts of one: the same name in different places, and never at the same
 * time, but for the hour in which one was rotated away. */
static bool is_moved(const struct series_set *set, size_t a, size_t b)
{
    const struct series *x = &set->list[a];
    const struct series *y = &set->list[b];
    size_t same = 0;

    if (!str_eq(base_of(x->name), base_of(y->name)) || x->hours.count == 0 || y->hours.count == 0 ||
        x->hours.refused || y->hours.refused || common_hours(&x->hours, &y->hours) > 1)
        return false;
    for (size_t i = 0; i < set->count; i++)
        same += str_eq(base_of(set->list[i].name), base_of(x->name));
    return same <= MOVED_MOST;
}

/* Old files in an archive and new ones beside it are one series. */
static void join_moved(struct series_set *set)
{
    for (size_t a = 0; a < set->count && set->count <= LIMIT_JOINED_SERIES; a++) {
        for (size_t b = a + 1; b < set->count; b++) {
            struct series *to = &set->list[a];
            struct series *from = &set->list[b];

            if (!is_moved(set, a, b))
                continue;
            to->inputs += from->inputs;
            to->lines += from->lines;
            if (to->first_ns == TIME_NONE ||
                (from->first_ns != TIME_NONE && from->first_ns < to->first_ns))
                to->first_ns = from->first_ns;
            if (from->last_ns > to->last_ns)
                to->last_ns = from->last_ns;
            hours_merge(&to->hours, &from->hours);
            hours_settle(&to->hours);
            hours_release(&from->hours);
            memmove(from, from + 1, (set->count - b - 1) * sizeof *from);
            set->count--;
            b = a; /* what has been joined may fit others now */
        }
    }
}

void series_build(struct series_set *set, const struct coverage *inputs, size_t count,
                  struct arena *arena)
{
    struct member *members = mem_zero(count + 1, sizeof *members);
    size_t n = 0;

    *set = (struct series_set){.list = mem_zero(count + 1, sizeof *set->list)};
    set->all.first_ns = set->all.last_ns = TIME_NONE;
    for (size_t i = 0; i < count; i++) {
        if (!inputs[i].duplicate_of.p)
            members[n++] = (struct member){series_name(arena, inputs[i].input), &inputs[i]};
    }
    qsort(members, n, sizeof *members, compare_members);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || !str_eq(members[i].name, members[i - 1].name)) {
            set->list[set->count++] = (struct series){
                .name = members[i].name, .first_ns = TIME_NONE, .last_ns = TIME_NONE};
        }
        add_input(&set->list[set->count - 1], members[i].input);
    }
    for (size_t i = 0; i < set->count; i++)
        hours_settle(&set->list[i].hours);
    join_moved(set);
    for (size_t i = 0; i < set->count; i++) {
        struct series *series = &set->list[i];

        count_hours(series);
        set->all.inputs += series->inputs;
        set->all.lines += series->lines;
        if (series->first_ns == TIME_NONE)
            continue;
        if (set->all.first_ns == TIME_NONE || series->first_ns < set->all.first_ns)
            set->all.first_ns = series->first_ns;
        if (series->last_ns > set->all.last_ns)
            set->all.last_ns = series->last_ns;
        hours_merge(&set->all.hours, &series->hours);
    }
    count_hours(&set->all);
    free(members);
}

const char *silence_kind_name(enum silence_kind kind)
{
    static const char *const names[] = {"inside", "begins", "ends"};

    return names[kind];
}

static void release(struct series *series)
{
    hours_release(&series->hours);
    free(series->silences);
}

void series_release(struct series_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        release(&set->list[i]);
    release(&set->all);
    free(set->list);
    *set = (struct series_set){0};
}
