/*
 * links.c: one pass forward over the acts of an account or shop, with a table of the persons that
 * it has dealt with, and one back over those acts that deal, from the PECs and claims to what was
 * shown before. The way back needs no look-up: an act's slot is kept in its follow_s until then.
 */
#include "links.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"

/* Slots are asked for this many acts ahead. */
#define AHEAD 12

/* The acts that are passed over: all n of them, or those at n places. */
struct passed {
    struct act *acts;
    const struct link_place *places;
    size_t n;
};

void links_init(struct links *links, const struct portal *portal)
{
    *links = (struct links){0};
    for (int i = 0; i < portal->operation_count; i++) {
        enum kind kind = portal->operations[i].kind;

        links->files[i] = kind == KIND_PEC || kind == KIND_CLAIM;
    }
}

void links_release(struct links *links)
{
    free(links->table);
    free(links->places);
    free(links->merged);
    *links = (struct links){0};
}

static inline struct act *act_at(const struct passed *p, size_t i)
{
    return p->places ? &p->acts[p->places[i].at] : &p->acts[i];
}

/* Whether the act files a PEC or claim for a person, with success. */
static inline bool files(const struct links *links, const struct trace *t)
{
    return links->files[t->operation] && trace_outcome(t) == OUTCOME_SUCCESS &&
           person_tag(t->person) != PERSON_NONE;
}

static inline bool deals(const struct links *links, const struct trace *t)
{
    return (trace_shown(t) && person_tag(t->person) != PERSON_NONE) || files(links, t);
}

static inline uint32_t seconds_between(int64_t from_ns, int64_t to_ns)
{
    uint64_t s = ((uint64_t)to_ns - (uint64_t)from_ns) / (uint64_t)NS_PER_SECOND;

    return s < SECONDS_NEVER ? (uint32_t)s : SECONDS_NEVER - 1;
}

static inline uint64_t hash_of(struct person person)
{
    return hash_words(person.hi, person.lo);
}

/* The slot of a person in a table of mask + 1 slots; an empty one when it is not there. */
static inline struct link_slot *slot_of(struct link_slot *table, uint64_t mask,
                                        struct person person)
{
    uint64_t at = hash_of(person) & mask;

    while (table[at].person.lo && !person_eq(table[at].person, person))
        at = (at + 1) & mask;
    return &table[at];
}

/* An empty table for the persons of n acts; its mask. */
static uint64_t empty_table(struct links *links, size_t n)
{
    size_t slots = 16;

    while (slots < 2 * n)
        slots *= 2;
    if (slots > links->table_room) {
        free(links->table);
        links->table = mem_table(slots * sizeof *links->table);
        links->table_room = slots;
    } else {
        memset(links->table, 0, slots * sizeof *links->table);
    }
    return slots - 1;
}

/* Fills prev_ns, when `own`, and known_s; leaves the slot of each act that deals in its follow_s.
 */
static inline void go_forward(struct links *links, const struct passed *p, uint64_t mask, bool own)
{
    for (size_t i = 0; i < p->n; i++) {
        struct act *act = act_at(p, i);
        struct link_slot *slot;

        if (i + AHEAD < p->n)
            __builtin_prefetch(&links->table[hash_of(act_at(p, i + AHEAD)->t.person) & mask], 1);
        if (person_tag(act->t.person) == PERSON_NONE)
            continue;
        slot = slot_of(links->table, mask, act->t.person);
        act->known_s =
            slot->person.lo ? seconds_between(slot->dealt_ns, act->t.time_ns) : SECONDS_NEVER;
        if (!deals(links, &act->t))
            continue;
        if (!slot->person.lo)
            *slot = (struct link_slot){act->t.person, TIME_NONE, TIME_NONE};
        slot->dealt_ns = act->t.time_ns;
        if (trace_shown(&act->t)) {
            if (own)
                act->prev_ns = slot->shown_ns;
            slot->shown_ns = act->t.time_ns;
        }
        act->follow_s = (uint32_t)(slot - links->table);
    }
}

/* The slot that an act left on the way forward. At the first meeting on the way back it forgets
 * what it was for. */
static inline struct link_slot *slot_left(struct links *links, const struct act *act)
{
    struct link_slot *slot = &links->table[act->follow_s];

    if (slot->dealt_ns != TIME_NONE)
        slot->shown_ns = slot->dealt_ns = TIME_NONE;
    return slot;
}

/* Fills follow_s, an instant at a time: its PECs and claims first, as the order of its lines says
 * nothing. */
static inline void go_back(struct links *links, const struct passed *p)
{
    for (size_t end = p->n, begin; end; end = begin) {
        int64_t time_ns = act_at(p, end - 1)->t.time_ns;

        for (begin = end; begin && act_at(p, begin - 1)->t.time_ns == time_ns; begin--) {
            const struct act *act = act_at(p, begin - 1);

            if (files(links, &act->t))
                slot_left(links, act)->shown_ns = time_ns;
        }
        for (size_t i = begin; i < end; i++) {
            struct act *act = act_at(p, i);
            int64_t next_ns;

            if (!deals(links, &act->t))
                continue;
            next_ns = slot_left(links, act)->shown_ns;
            act->follow_s = trace_shown(&act->t) && next_ns != TIME_NONE
                                ? seconds_between(time_ns, next_ns)
                                : SECONDS_NEVER;
        }
    }
}

/* No PEC and no claim: nothing follows. */
static inline void nothing_follows(const struct passed *p)
{
    for (size_t i = 0; i < p->n; i++)
        act_at(p, i)->follow_s = SECONDS_NEVER;
}

static inline void link_passed(struct links *links, const struct passed *p, bool own)
{
    size_t dealt = 0;
    size_t filed = 0;

    for (size_t i = 0; i < p->n; i++) {
        const struct trace *t = &act_at(p, i)->t;

        dealt += deals(links, t);
        filed += files(links, t);
    }
    if (dealt == 0)
        return;
    go_forward(links, p, empty_table(links, dealt), own);
    if (filed)
        go_back(links, p);
    else
        nothing_follows(p);
}

void links_account(struct links *links, struct act *acts, size_t n)
{
    const struct passed all = {acts, NULL, n};

    link_passed(links, &all, true);
}

/* Whether the act at one place comes before that at another: (time, input, offset). */
static bool comes_before(const struct act *acts, const struct link_place *a,
                         const struct link_place *b)
{
    const struct trace *x = &acts[a->at].t;
    const struct trace *y = &acts[b->at].t;

    if (a->time_ns != b->time_ns)
        return a->time_ns < b->time_ns;
    if (x->input != y->input)
        return x->input < y->input;
    return x->offset < y->offset;
}

/* Merges [from, middle) and [middle, to) of the places into the other list. */
static void merge_places(struct links *links, const struct act *acts, size_t from, size_t middle,
                         size_t to)
{
    const struct link_place *places = links->places;
    size_t i = from;
    size_t k = middle;

    for (size_t out = from; out < to; out++) {
        bool second = i == middle || (k < to && comes_before(acts, &places[k], &places[i]));

        links->merged[out] = second ? places[k++] : places[i++];
    }
}

/* Lists the acts of all runs in `places`, run after run, and where each begins; begins[n] is the
 * end. */
static size_t list_places(struct links *links, const struct act *acts, const struct shop_run *runs,
                          size_t n, size_t *begins)
{
    size_t count = 0;

    for (size_t r = 0; r < n; r++)
        count += runs[r].count;
    if (count > links->place_room) {
        links->place_room = count;
        links->places = mem_resize(links->places, count, sizeof *links->places);
        links->merged = mem_resize(links->merged, count, sizeof *links->merged);
    }
    count = 0;
    for (size_t r = 0; r < n; r++) {
        begins[r] = count;
        for (size_t i = 0; i < runs[r].count; i++) {
            size_t at = runs[r].start + i;

            links->places[count++] = (struct link_place){acts[at].t.time_ns, at};
        }
    }
    begins[n] = count;
    return count;
}

void links_shop(struct links *links, struct act *acts, const struct shop_run *runs, size_t n)
{
    size_t *begins = mem_resize(NULL, n + 1, sizeof *begins);
    struct passed p = {acts, NULL, list_places(links, acts, runs, n, begins)};

    for (size_t step = 1; step < n; step *= 2) { /* runs of `step` accounts, two by two */
        struct link_place *swap = links->places;

        for (size_t r = 0; r < n; r += 2 * step) {
            size_t middle = r + step < n ? r + step : n;
            size_t to = r + 2 * step < n ? r + 2 * step : n;

            merge_places(links, acts, begins[r], begins[middle], begins[to]);
        }
        links->places = links->merged;
        links->merged = swap;
    }
    free(begins);
    p.places = links->places;
    link_passed(links, &p, false);
}
