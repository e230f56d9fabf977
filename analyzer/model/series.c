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
