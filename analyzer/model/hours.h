/*
 * hours.h: how many lines each hour (UTC) has, for hours that have any. Exact, and the same
 * whatever the order in which lines and parts come.
 */
#ifndef LIMIER_MODEL_HOURS_H
#define LIMIER_MODEL_HOURS_H

#include "base/clock.h"

/* One hour: `number` counts hours since 1970-01-01T00:00Z. */
struct hour {
    int64_t number;
    uint64_t lines;
};

/* Zeroed before its first use. Behind `sorted` entries in order there may be new ones in none, and
 * repeated: hours_settle puts them in their place. The bucket of the last line is remembered, as
 * the next line nearly always falls into it. */
struct hours {
    struct hour *list;
    size_t count;
    size_t sorted;
    size_t room;
    size_t at;       /* bucket of the last line, whose bounds follow */
    int64_t from_ns; /* equal bounds: none */
    int64_t to_ns;
    bool refused; /* more than LIMIT_HOURS: none is kept */
};

/* The bucket of a moment becomes the current one and counts one line more. */
void hours_find(struct hours *hours, int64_t time_ns);

/* Counts one line. */
static inline void hours_add(struct hours *hours, int64_t time_ns)
{
    if (time_ns >= hours->from_ns && time_ns < hours->to_ns)
        hours->list[hours->at].lines++;
    else
        hours_find(hours, time_ns);
}

/* Adds all of `from`; settle `to` when all is added. */
void hours_merge(struct hours *to, const struct hours *from);

/* In order, each hour once. */
void hours_settle(struct hours *hours);

/* Lines of one hour; settled. */
uint64_t hours_at(const struct hours *hours, int64_t number);

/* The entries [*ret_begin, *ret_end) of the time that the lines are about: without groups at both
 * ends that hold less than 1 % of the lines and lie 30 days and more away, as a few lines with a
 * wrong date do. Settled. */
void hours_life(const struct hours *hours, size_t *ret_begin, size_t *ret_end);

/* Lines of all hours. */
uint64_t hours_lines(const struct hours *hours);

/* Frees; empty again. */
void hours_release(struct hours *hours);

#endif
