/*
 * order.h: whether the times of one input go forward. A server logs when a request ends, some by
 * the time at which it began, so a little disorder is usual; a clock that was set back is not.
 * Counted from parts that several threads take in any order, and the same for all of them.
 */
#ifndef LIMIER_MODEL_ORDER_H
#define LIMIER_MODEL_ORDER_H

#include "base/clock.h"

/* A line whose time is earlier than the line's before by more than this is called a step of the
 * clock: 60 s is what nginx (proxy_read_timeout, send_timeout; nginx.org/en/docs/http) and Apache
 * httpd (TimeOut; httpd.apache.org/docs/2.4/mod/core.html) wait for a peer unless told otherwise,
 * so ordinary requests do not reach it. */
#define ORDER_STEP_NS (60 * NS_PER_SECOND)

/* Consecutive lines of one input: those after line `from`, up to line `to`. Only lines that were
 * read (that have a time) are compared with each other. Times are TIME_NONE when there is none. */
struct order {
    uint64_t from;
    uint64_t to;
    int64_t first_ns; /* of the first line with a time, and where it stands */
    uint64_t first_line;
    uint64_t first_offset;
    int64_t last_ns;      /* of the last line with a time */
    int64_t good_ns;      /* the same, of those before the damage */
    uint64_t back;        /* lines that are earlier than the line before */
    uint64_t steps;       /* of these, by more than ORDER_STEP_NS */
    int64_t most_ns;      /* the farthest back, 0 for none; the first of equals */
    uint64_t most_line;   /* where it stands */
    uint64_t most_offset; /* of its first byte in the decompressed stream */
};

/* The runs of an input that are known so far, in order, none touching the next. Zeroed before its
 * first use. */
struct order_list {
    struct order *list;
    size_t count;
    size_t room;
};

/* Begins a run after line `from`. */
void order_begin(struct order *order, uint64_t from);

/* A line that is earlier than the one before it, by back_ns. */
void order_back(struct order *order, int64_t back_ns, uint64_t line, uint64_t offset);

/* The next line that has a time. */
static inline void order_note(struct order *order, int64_t time_ns, uint64_t line, uint64_t offset)
{
    if (order->last_ns == TIME_NONE) {
        order->first_ns = time_ns;
        order->first_line = line;
        order->first_offset = offset;
    } else if (time_ns < order->last_ns) {
        order_back(order, order->last_ns - time_ns, line, offset);
    }
    order->last_ns = time_ns;
}

/* Appends the run that follows: to->to is next->from. */
void order_join(struct order *to, const struct order *next);

/* Adds a run and joins it with its neighbours; when all have been added, one is left. */
void order_list_add(struct order_list *list, const struct order *run);

/* Frees; empty again. */
void order_list_release(struct order_list *list);

#endif
