/*
 * correlate_numbers.c: windows of moments: how many, their sum, mean, percentile, median. A ring of
 * (time, number); sums are whole billionths in 128 bits, so that adding and taking away is exact in
 * any order; percentiles ask numbers in order (correlate_ranks.c).
 */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "signatures/correlate_window.h"

/* A whole number of 128 bits, as gcc and clang have it. */
typedef int wide __attribute__((mode(TI)));

/* A number counts in billionths, and up to 2^60: a million of them stay below 2^110. */
#define BILLIONTHS  1e9
#define NUMBER_MOST 1152921504606846976.0

/* Room of a window that has none yet. */
#define ROOM_LEAST 64

/* An event of the window. */
struct moment {
    int64_t time_ns;
    double number;
};

/* A window. */
struct numbers {
    enum correlation_kind kind;
    struct moment *ring;
    size_t room;
    size_t head;
    size_t count;
    size_t most;
    wide sum;
    double percentile;
    struct ranks *ranks; /* of percentiles; else NULL */
};

static void *numbers_create(const struct correlation *correlation, size_t most_events)
{
    struct numbers *window = mem_zero(1, sizeof *window);

    window->kind = correlation->kind;
    window->most = most_events;
    window->percentile =
        correlation->kind == CORRELATION_VALUE_MEDIAN ? 50 : correlation->percentile;
    if (correlation->kind == CORRELATION_VALUE_PERCENTILE ||
        correlation->kind == CORRELATION_VALUE_MEDIAN)
        window->ranks = ranks_new();
    return window;
}

static void numbers_release(void *state)
{
    struct numbers *window = state;

    ranks_free(window->ranks);
    free(window->ring);
    free(window);
}

static void numbers_clear(void *state)
{
    struct numbers *window = state;

    window->head = window->count = 0;
    window->sum = 0;
    if (window->ranks)
        ranks_clear(window->ranks);
}

static wide billionths(double number)
{
    double whole = trunc(number);

    return (wide)whole * (wide)BILLIONTHS + (wide)llround((number - whole) * BILLIONTHS);
}

/* Makes room for one more; what lies at the end of the ring goes to the new end. */
static void numbers_grow(struct numbers *window)
{
    size_t old = window->room;
    size_t tail = old - window->head;
    size_t room = old ? old * 2 : ROOM_LEAST;

    room = room < window->most ? room : window->most;
    window->ring = mem_resize(window->ring, room, sizeof *window->ring);
    if (window->head) {
        memmove(window->ring + room - tail, window->ring + window->head,
                tail * sizeof *window->ring);
        window->head = room - tail;
    }
    window->room = room;
}

static void numbers_drop(struct numbers *window)
{
    double number = window->ring[window->head].number;

    if (window->kind == CORRELATION_VALUE_SUM || window->kind == CORRELATION_VALUE_AVG)
        window->sum -= billionths(number);
    if (window->ranks)
        ranks_remove(window->ranks, number);
    window->head = window->head + 1 == window->room ? 0 : window->head + 1;
    window->count--;
}

static void numbers_add(void *state, const struct correlate_event *event, int64_t since_ns,
                        struct window_loss *loss)
{
    struct numbers *window = state;
    double number = window->kind == CORRELATION_EVENT_COUNT ? 0 : event->number;
    size_t at;

    while (window->count && window->ring[window->head].time_ns < since_ns)
        numbers_drop(window);
    number = fmin(fmax(number, -NUMBER_MOST), NUMBER_MOST);
    if (window->count == window->most) {
        loss->count++;
        loss->newest_ns = window->ring[window->head].time_ns;
        numbers_drop(window);
    }
    if (window->count == window->room)
        numbers_grow(window);
    at = window->head + window->count++;
    at = at < window->room ? at : at - window->room;
    window->ring[at] = (struct moment){event->time_ns, number};
    if (window->kind == CORRELATION_VALUE_SUM || window->kind == CORRELATION_VALUE_AVG)
        window->sum += billionths(number);
    if (window->ranks)
        ranks_insert(window->ranks, number);
}

static double interpolate(const struct numbers *window)
{
    double place = (double)(window->count - 1) * window->percentile / 100;
    size_t rank = (size_t)place;
    double below = ranks_at(window->ranks, rank);

    if (rank + 1 >= window->count)
        return below;
    return below + (place - (double)rank) * (ranks_at(window->ranks, rank + 1) - below);
}

/* Asked after an event: the window is not empty. */
static double numbers_value(const void *state)
{
    const struct numbers *window = state;

    switch (window->kind) {
    case CORRELATION_EVENT_COUNT: return (double)window->count;
    case CORRELATION_VALUE_SUM: return (double)window->sum / BILLIONTHS;
    case CORRELATION_VALUE_AVG: return (double)window->sum / (BILLIONTHS * (double)window->count);
    default: return interpolate(window);
    }
}

static void numbers_tell(const void *state, int64_t *ret_from_ns, uint64_t *ret_events)
{
    const struct numbers *window = state;

    *ret_from_ns = window->ring[window->head].time_ns;
    *ret_events = window->count;
}

static size_t numbers_bytes(const void *state)
{
    const struct numbers *window = state;

    return sizeof *window + window->room * sizeof *window->ring +
           (window->ranks ? ranks_bytes(window->ranks) : 0);
}

const struct window_family window_numbers = {
    .create = numbers_create,
    .release = numbers_release,
    .clear = numbers_clear,
    .add = numbers_add,
    .value = numbers_value,
    .tell = numbers_tell,
    .bytes = numbers_bytes,
};
