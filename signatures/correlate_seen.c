/*
 * correlate_seen.c: which rules a window has seen, in whatever order: the last time of each. Owns
 * the boolean conditions over them, too.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "signatures/correlate_window.h"

_Static_assert(LIMIT_CORRELATE_STEPS <= 64, "a member is a bit of 64");

/* A window. */
struct seen {
    const struct expr *condition;
    size_t member_count;
    int64_t last_ns[LIMIT_CORRELATE_STEPS];
    uint64_t seen; /* a bit each */
};

bool seen_holds(const struct expr *expr, uint64_t seen)
{
    const struct expr *child;

    switch (expr->kind) {
    case EXPR_MEMBER: return expr->member < LIMIT_CORRELATE_STEPS && seen >> expr->member & 1;
    case EXPR_NOT: return !seen_holds(expr->first, seen);
    case EXPR_AND:
        for (child = expr->first; child; child = child->next)
            if (!seen_holds(child, seen))
                return false;
        return true;
    case EXPR_OR:
        for (child = expr->first; child; child = child->next)
            if (seen_holds(child, seen))
                return true;
        return false;
    case EXPR_TEST: break; /* of detections */
    }
    return false;
}

bool seen_negates(const struct expr *expr)
{
    if (expr->kind == EXPR_NOT)
        return true;
    for (const struct expr *child = expr->first; child; child = child->next)
        if (seen_negates(child))
            return true;
    return false;
}

static void *seen_create(const struct correlation *correlation, size_t most_events)
{
    struct seen *window = mem_zero(1, sizeof *window);

    (void)most_events; /* one time for each rule */
    window->condition = correlation->temporal;
    window->member_count = correlation->member_count < LIMIT_CORRELATE_STEPS
                               ? correlation->member_count
                               : LIMIT_CORRELATE_STEPS;
    return window;
}

static void seen_clear(void *state)
{
    ((struct seen *)state)->seen = 0;
}

static void seen_add(void *state, const struct correlate_event *event, int64_t since_ns,
                     struct window_loss *loss)
{
    struct seen *window = state;

    (void)loss;
    for (size_t i = 0; i < window->member_count; i++)
        if (window->last_ns[i] < since_ns)
            window->seen &= ~((uint64_t)1 << i);
    if (event->member >= window->member_count)
        return;
    window->last_ns[event->member] = event->time_ns;
    window->seen |= (uint64_t)1 << event->member;
}

/* How many rules. */
static double seen_value(const void *state)
{
    uint64_t count = 0;

    for (uint64_t left = ((const struct seen *)state)->seen; left; left &= left - 1)
        count++;
    return (double)count;
}

static bool seen_condition(const void *state)
{
    const struct seen *window = state;

    return seen_holds(window->condition, window->seen);
}

static void seen_tell(const void *state, int64_t *ret_from_ns, uint64_t *ret_events)
{
    const struct seen *window = state;

    *ret_from_ns = INT64_MAX;
    for (size_t i = 0; i < window->member_count; i++)
        if (window->seen >> i & 1 && window->last_ns[i] < *ret_from_ns)
            *ret_from_ns = window->last_ns[i];
    *ret_events = (uint64_t)seen_value(state);
}

static size_t seen_bytes(const void *state)
{
    (void)state;
    return sizeof(struct seen);
}

const struct window_family window_seen = {
    .create = seen_create,
    .release = free,
    .clear = seen_clear,
    .add = seen_add,
    .value = seen_value,
    .holds = seen_condition,
    .tell = seen_tell,
    .bytes = seen_bytes,
};
