/*
 * reach.c: time is cut into pieces as long as the correlation's timespan: a window lies in two of
 * them that follow each other. For each group and piece a cell counts events, or how often the
 * value was another one than the last, which is at least the number of different ones.
 */
#include "signatures/reach.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"

/* Counts saturate here: correlations that want more are not asked about. */
#define COUNT_MOST 255

unsigned reach_wanted(const struct correlation *c)
{
    double least = 0;

    if (c->kind != CORRELATION_EVENT_COUNT && c->kind != CORRELATION_VALUE_COUNT)
        return 0;
    if (c->bounds.set & BOUND_GTE)
        least = ceil(c->bounds.gte);
    if (c->bounds.set & BOUND_GT)
        least = fmax(least, floor(c->bounds.gt) + 1);
    return least >= 2 && least <= COUNT_MOST ? (unsigned)least : 0;
}

static uint64_t *cell_of(const struct reach *reach, const struct correlation_row *row,
                         int64_t piece)
{
    uint64_t hash = hash_words(row->group ^ row->correlation, (uint64_t)piece);

    return &reach->cells[hash & reach->mask];
}

static void add(uint64_t *cell, uint64_t n)
{
    uint64_t count = (*cell & COUNT_MOST) + n;

    *cell = (*cell & ~(uint64_t)COUNT_MOST) | (count < COUNT_MOST ? count : COUNT_MOST);
}

void reach_add(struct reach *reach, size_t bytes, const struct correlation *c,
               const struct correlation_row *row)
{
    uint64_t value = row->value & ~(uint64_t)COUNT_MOST;
    uint64_t *cell;

    if (!reach->cells) {
        reach->cells = mem_table(bytes);
        reach->mask = bytes / sizeof *reach->cells - 1;
    }
    cell = cell_of(reach, row, clock_floor(row->time_ns, c->timespan_ns));
    if (c->kind == CORRELATION_VALUE_COUNT && *cell & COUNT_MOST &&
        (*cell & ~(uint64_t)COUNT_MOST) == value)
        return;
    *cell = value | (*cell & COUNT_MOST);
    add(cell, 1);
}

void reach_merge(struct reach *reach, const struct reach *other)
{
    if (!other->cells)
        return;
    if (!reach->cells) {
        reach->mask = other->mask;
        reach->cells = mem_table((reach->mask + 1) * sizeof *reach->cells);
    }
    for (uint64_t i = 0; i <= reach->mask; i++)
        add(&reach->cells[i], other->cells[i] & COUNT_MOST);
}

bool reach_can(const struct reach *reach, const struct correlation *c,
               const struct correlation_row *row)
{
    unsigned wanted = reach_wanted(c);
    int64_t piece = clock_floor(row->time_ns, c->timespan_ns);
    uint64_t here;

    if (!wanted || !reach->cells)
        return true;
    here = *cell_of(reach, row, piece) & COUNT_MOST;
    return here >= wanted || here + (*cell_of(reach, row, piece - 1) & COUNT_MOST) >= wanted ||
           here + (*cell_of(reach, row, piece + 1) & COUNT_MOST) >= wanted;
}

void reach_release(struct reach *reach)
{
    free(reach->cells);
    *reach = (struct reach){0};
}
