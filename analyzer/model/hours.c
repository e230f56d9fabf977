/*
 * hours.c: a sorted list with a short unsorted end, so that lines far out of order cost no more
 * than a search and, now and then, a sort.
 */
#include "model/hours.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

/* New hours that wait at the end of the list before it is sorted again. */
#define WAITING 64

/* How far away lines with a wrong date are. */
#define STRAY_HOURS (30 * 24)

static int compare_hours(const void *a, const void *b)
{
    const struct hour *x = a;
    const struct hour *y = b;

    return (x->number > y->number) - (x->number < y->number);
}

void hours_settle(struct hours *hours)
{
    size_t n = 0;

    if (hours->count > hours->sorted)
        qsort(hours->list, hours->count, sizeof *hours->list, compare_hours);
    for (size_t i = 0; i < hours->count; i++) {
        if (n && hours->list[n - 1].number == hours->list[i].number)
            hours->list[n - 1].lines += hours->list[i].lines;
        else
            hours->list[n++] = hours->list[i];
    }
    hours->count = hours->sorted = n;
    hours->from_ns = hours->to_ns = 0; /* buckets have moved */
    if (n > LIMIT_HOURS) {
        hours_release(hours);
        hours->refused = true;
    }
}

/* The place of an hour among those in order, or their number. */
static size_t find_sorted(const struct hours *hours, int64_t number)
{
    size_t low = 0;
    size_t high = hours->sorted;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (hours->list[mid].number < number)
            low = mid + 1;
        else
            high = mid;
    }
    return low < hours->sorted && hours->list[low].number == number ? low : hours->sorted;
}

/* Adds lines to an hour and returns its place; refused hours have none. */
static size_t put(struct hours *hours, int64_t number, uint64_t lines)
{
    size_t at = find_sorted(hours, number);

    if (at == hours->sorted) {
        at = hours->count;
        if (at > hours->sorted && hours->list[at - 1].number == number) {
            at--;
        } else {
            MEM_GROW(hours->list, hours->count, hours->room);
            hours->list[hours->count++] = (struct hour){number, 0};
            if (at == hours->sorted && (at == 0 || hours->list[at - 1].number < number))
                hours->sorted++; /* time goes on: nothing to sort */
        }
    }
    hours->list[at].lines += lines;
    return at;
}

void hours_find(struct hours *hours, int64_t time_ns)
{
    int64_t number = clock_floor(time_ns, NS_PER_HOUR);

    if (!hours->refused &&
        (hours->count - hours->sorted > WAITING + hours->sorted / 2 || hours->sorted > LIMIT_HOURS))
        hours_settle(hours);
    if (hours->refused)
        return;
    hours->at = put(hours, number, 1);
    hours->from_ns = number * NS_PER_HOUR;
    hours->to_ns = hours->from_ns + NS_PER_HOUR;
}

void hours_merge(struct hours *to, const struct hours *from)
{
    if (from->refused) {
        hours_release(to);
        to->refused = true;
    }
    for (size_t i = 0; i < from->count && !to->refused; i++) {
        if (to->count - to->sorted > WAITING + to->sorted / 2)
            hours_settle(to);
        if (!to->refused)
            (void)put(to, from->list[i].number, from->list[i].lines);
    }
    to->from_ns = to->to_ns = 0; /* the current bucket may have moved */
}

uint64_t hours_at(const struct hours *hours, int64_t number)
{
    size_t at = find_sorted(hours, number);

    return at < hours->sorted ? hours->list[at].lines : 0;
}

void hours_life(const struct hours *hours, size_t *ret_begin, size_t *ret_end)
{
    uint64_t few = hours_lines(hours) / 100;
    uint64_t sum = 0;

    *ret_begin = 0;
    *ret_end = hours->count;
    for (size_t i = 0; i + 1 < hours->count && (sum += hours->list[i].lines) < few; i++) {
        if (hours->list[i + 1].number - hours->list[i].number > STRAY_HOURS)
            *ret_begin = i + 1;
    }
    sum = 0;
    for (size_t i = hours->count; i > 1 && (sum += hours->list[i - 1].lines) < few; i--) {
        if (hours->list[i - 1].number - hours->list[i - 2].number > STRAY_HOURS)
            *ret_end = i - 1;
    }
}

uint64_t hours_lines(const struct hours *hours)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < hours->count; i++)
        sum += hours->list[i].lines;
    return sum;
}

void hours_release(struct hours *hours)
{
    free(hours->list);
    *hours = (struct hours){0};
}
