/*
 * correlate_values.c: distinct values in a window, exactly: each value once, with the time it was
 * last seen, in the order of these times. The window holds those seen since its beginning; the
 * rest leaves at the old end. O(1) amortised for each event.
 *
 * The order is a ring of (value, time), 16 bytes; a value that is seen again leaves a gap and goes
 * to the new end. A table of positions finds values. It has five places for four of the ring, and
 * the ring grows by a sixteenth, once gaps are not worth closing: 24 bytes at most for each value
 * that is kept. Slow growth costs little, since windows keep their memory from group to group.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "signatures/correlate_window.h"

#define ROOM_LEAST 64

/* The time of a gap. */
#define GAP INT64_MIN

/* A value. */
struct seen_value {
    uint64_t value;
    int64_t time_ns;
};

/* A window. */
struct values {
    struct seen_value *ring;
    uint32_t *table; /* position in the ring and 1; 0: empty */
    size_t room;
    size_t slots;
    size_t head; /* oldest; never a gap, unless all are */
    size_t used; /* gaps included */
    size_t live;
    size_t most;
};

static void *values_create(const struct correlation *correlation, size_t most_events)
{
    struct values *window = mem_zero(1, sizeof *window);

    (void)correlation;
    window->most = most_events < UINT32_MAX / 2 ? most_events : UINT32_MAX / 2;
    return window;
}

static void values_release(void *state)
{
    struct values *window = state;

    free(window->ring);
    free(window->table);
    free(window);
}

/* Values are keyed hashes, so this need not be a good one. */
static size_t home(const struct values *window, uint64_t value)
{
    return (size_t)(((value * 0x9e3779b97f4a7c15u >> 32) * window->slots) >> 32);
}

static size_t next_slot(const struct values *window, size_t slot)
{
    return slot + 1 == window->slots ? 0 : slot + 1;
}

/* Where a value is, or would be: the slot is empty then. */
static size_t find(const struct values *window, uint64_t value)
{
    size_t slot = home(window, value);

    while (window->table[slot] && window->ring[window->table[slot] - 1].value != value)
        slot = next_slot(window, slot);
    return slot;
}

/* Empties a slot; those behind it that it kept from their homes move up. */
static void unlink_slot(struct values *window, size_t slot)
{
    size_t at = slot;

    for (;;) {
        size_t wants;

        at = next_slot(window, at);
        if (!window->table[at])
            break;
        wants = home(window, window->ring[window->table[at] - 1].value);
        /* It may move up to `slot` if its home is not in (slot, at], around the end. */
        if (slot <= at ? wants > slot && wants <= at : wants > slot || wants <= at)
            continue;
        window->table[slot] = window->table[at];
        slot = at;
    }
    window->table[slot] = 0;
}

/* A group may follow one with a large window: what is emptied is what was used. */
static void values_clear(void *state)
{
    struct values *window = state;

    if (window->live > window->slots / 8) {
        memset(window->table, 0, window->slots * sizeof *window->table);
    } else {
        for (size_t i = 0; i < window->used; i++) {
            size_t at = window->head + i;

            at = at < window->room ? at : at - window->room;
            /* All of a cluster goes, from the home of each to its end. */
            if (window->ring[at].time_ns != GAP)
                for (size_t slot = home(window, window->ring[at].value); window->table[slot];
                     slot = next_slot(window, slot))
                    window->table[slot] = 0;
        }
    }
    window->head = window->used = window->live = 0;
}

/* Fills the table anew: positions have changed. */
static void index_all(struct values *window)
{
    memset(window->table, 0, window->slots * sizeof *window->table);
    for (size_t i = 0; i < window->used; i++) {
        size_t at = window->head + i;
        size_t slot;

        at = at < window->room ? at : at - window->room;
        slot = home(window, window->ring[at].value);
        while (window->table[slot])
            slot = next_slot(window, slot);
        window->table[slot] = (uint32_t)at + 1;
    }
}

/* Closes the gaps. */
static void compact(struct values *window)
{
    size_t to = window->head;
    size_t from = window->head;

    for (size_t i = 0; i < window->used; i++) {
        if (window->ring[from].time_ns != GAP) {
            window->ring[to] = window->ring[from];
            to = to + 1 == window->room ? 0 : to + 1;
        }
        from = from + 1 == window->room ? 0 : from + 1;
    }
    window->used = window->live;
}

static void values_grow(struct values *window)
{
    size_t old = window->room;
    size_t tail = old - window->head;

    window->room = old ? old + old / 16 : ROOM_LEAST;
    window->ring = mem_resize(window->ring, window->room, sizeof *window->ring);
    if (window->head) {
        memmove(window->ring + window->room - tail, window->ring + window->head,
                tail * sizeof *window->ring);
        window->head = window->room - tail;
    }
    window->slots = window->room + window->room / 4;
    window->table = mem_resize(window->table, window->slots, sizeof *window->table);
}

/* Room for one more at the new end. */
static void make_room(struct values *window)
{
    if (window->used < window->room)
        return;
    if (window->used - window->live <= window->room / 16)
        values_grow(window);
    compact(window);
    index_all(window);
}

/* The oldest leaves, and the gaps behind it. */
static void drop_oldest(struct values *window)
{
    unlink_slot(window, find(window, window->ring[window->head].value));
    window->live--;
    do {
        window->head = window->head + 1 == window->room ? 0 : window->head + 1;
        window->used--;
    } while (window->used && window->ring[window->head].time_ns == GAP);
}

static bool is_newest(const struct values *window, size_t at)
{
    size_t newest = window->head + window->used - 1;

    return at == (newest < window->room ? newest : newest - window->room);
}

static void leave_gap(struct values *window, size_t at)
{
    window->ring[at].time_ns = GAP;
    window->live--;
    while (window->used && window->ring[window->head].time_ns == GAP) {
        window->head = window->head + 1 == window->room ? 0 : window->head + 1;
        window->used--;
    }
}

static void append(struct values *window, size_t slot, uint64_t value, int64_t time_ns)
{
    size_t at = window->head + window->used++;

    at = at < window->room ? at : at - window->room;
    window->ring[at] = (struct seen_value){value, time_ns};
    window->table[slot] = (uint32_t)at + 1;
    window->live++;
}

static void values_add(void *state, const struct correlate_event *event, int64_t since_ns,
                       struct window_loss *loss)
{
    struct values *window = state;
    size_t slot;

    while (window->live && window->ring[window->head].time_ns < since_ns)
        drop_oldest(window);
    make_room(window);
    slot = find(window, event->value);
    if (window->table[slot]) {
        if (is_newest(window, window->table[slot] - 1)) {
            window->ring[window->table[slot] - 1].time_ns = event->time_ns;
            return;
        }
        leave_gap(window, window->table[slot] - 1);
    } else if (window->live == window->most) {
        loss->count++;
        loss->newest_ns = window->ring[window->head].time_ns;
        drop_oldest(window);
        slot = find(window, event->value); /* slots have moved */
    }
    append(window, slot, event->value, event->time_ns);
}

static double values_value(const void *state)
{
    return (double)((const struct values *)state)->live;
}

static void values_tell(const void *state, int64_t *ret_from_ns, uint64_t *ret_events)
{
    const struct values *window = state;

    *ret_from_ns = window->ring[window->head].time_ns;
    *ret_events = window->live;
}

static size_t values_bytes(const void *state)
{
    const struct values *window = state;

    return sizeof *window + window->room * sizeof *window->ring +
           window->slots * sizeof *window->table;
}

const struct window_family window_values = {
    .create = values_create,
    .release = values_release,
    .clear = values_clear,
    .add = values_add,
    .value = values_value,
    .tell = values_tell,
    .bytes = values_bytes,
};
