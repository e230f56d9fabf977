/* Owns the count of the truth; see sim_truth.h. A record is shown when a rights look-up is answered
 * 200: a page, a 404 or a 403 shows nobody. */
#include "sim_truth.h"

#include <stdlib.h>
#include <string.h>

static void span_add(struct span_count *s, const struct event *e)
{
    s->first_ms = e->time_ms < s->first_ms ? e->time_ms : s->first_ms;
    s->last_ms = e->time_ms > s->last_ms ? e->time_ms : s->last_ms;
    s->requests++;
    s->named += (e->flags & EVENT_UNNAMED) == 0;
}

static const struct span_count no_span = {INT64_MAX, INT64_MIN, 0, 0};

static uint64_t group_hash(const struct group *g)
{
    return hash_u64(hash_u64(((uint64_t)g->address << 32) | g->session) + g->agent);
}

static void group_index(struct group_list *l, size_t i)
{
    size_t mask = l->cap * 2 - 1;
    size_t slot = group_hash(&l->items[i]) & mask;
    while (l->slots[slot] != 0) {
        slot = (slot + 1) & mask;
    }
    l->slots[slot] = (uint32_t)i + 1;
}

static bool group_grow(struct group_list *l)
{
    size_t cap = l->cap > 0 ? l->cap * 2 : 64;
    struct group *items = realloc(l->items, cap * sizeof *items);
    uint32_t *slots = calloc(cap * 2, sizeof *slots);
    l->items = items != NULL ? items : l->items;
    if (items == NULL || slots == NULL) {
        free(slots);
        return false;
    }
    free(l->slots);
    l->slots = slots;
    l->cap = cap;
    for (size_t i = 0; i < l->count; i++) {
        group_index(l, i);
    }
    return true;
}

static void group_add(struct truth *t, struct group_list *l, const struct group *key,
                      const struct event *e)
{
    if (l->count == l->cap && !group_grow(l)) {
        t->failed = true;
        return;
    }
    size_t mask = l->cap * 2 - 1;
    for (size_t slot = group_hash(key) & mask; l->slots[slot] != 0; slot = (slot + 1) & mask) {
        struct group *g = &l->items[l->slots[slot] - 1];
        if (g->address == key->address && g->agent == key->agent && g->session == key->session) {
            span_add(&g->span, e);
            return;
        }
    }
    l->items[l->count] = *key;
    l->items[l->count].span = no_span;
    span_add(&l->items[l->count].span, e);
    group_index(l, l->count++);
}

static int by_first(const void *x, const void *y)
{
    const struct group *a = x;
    const struct group *b = y;
    if (a->span.first_ms != b->span.first_ms) {
        return a->span.first_ms < b->span.first_ms ? -1 : 1;
    }
    if (a->session != b->session) {
        return a->session < b->session ? -1 : 1;
    }
    if (a->address != b->address) {
        return a->address < b->address ? -1 : 1;
    }
    return a->agent < b->agent ? -1 : a->agent > b->agent;
}

static void group_sort(struct group_list *l)
{
    if (l->count > 0) {
        qsort(l->items, l->count, sizeof *l->items, by_first);
    }
}

static void group_release(struct group_list *l)
{
    free(l->items);
    free(l->slots);
}

static int by_person(const void *x, const void *y)
{
    const struct shown *a = x;
    const struct shown *b = y;
    int c = strcmp(a->nir, b->nir);
    if (c != 0) {
        return c;
    }
    if (a->insurer != b->insurer) {
        return a->insurer < b->insurer ? -1 : 1;
    }
    return a->first_ms < b->first_ms ? -1 : a->first_ms > b->first_ms;
}

static bool shows(const struct event *e)
{
    return (e->op == OP_RIGHTS || e->op == OP_FILE) && e->status == 200;
}

/* Counts them, and writes them where there is room for them. */
static size_t gather(const struct sim *sim, const bool *taken, const struct event **out)
{
    size_t n = 0;
    for (size_t i = 0; i < sim->event_count; i++) {
        const struct event *e = &sim->events[i];
        if (e->account == ACCOUNT_NONE || !taken[e->account] || (e->flags & EVENT_DROPPED) != 0) {
            continue;
        }
        if (out != NULL) {
            out[n] = e;
        }
        n++;
    }
    return n;
}

int truth_events(const struct sim *sim, struct truth_events *out)
{
    bool *taken = calloc(sim->params.accounts, sizeof *taken);
    if (taken == NULL) {
        return -1;
    }
    for (unsigned i = 0; i < sim->compromised_count; i++) {
        taken[sim->compromised[i].account] = true;
    }
    out->count = gather(sim, taken, NULL);
    out->events = malloc((out->count + 1) * sizeof *out->events);
    if (out->events != NULL) {
        gather(sim, taken, out->events);
    }
    free(taken);
    return out->events == NULL ? -1 : 0;
}

/* All displays of one account, by one side; NULL when memory runs out. */
static struct shown *displays(const struct truth_events *l, uint32_t account, unsigned attack,
                              size_t *n)
{
    size_t total = 0;
    for (size_t i = 0; i < l->count; i++) {
        total += l->events[i]->account == account && l->events[i]->attack == attack;
    }
    struct shown *list = malloc((total + 1) * sizeof *list);
    *n = 0;
    for (size_t i = 0; list != NULL && i < l->count; i++) {
        const struct event *e = l->events[i];
        if (e->account == account && e->attack == attack && shows(e)) {
            struct shown *s = &list[(*n)++];
            memcpy(s->nir, e->nir, NIR_SIZE);
            s->insurer = e->insurer;
            s->first_ms = e->time_ms;
            s->views = 1;
        }
    }
    if (list != NULL) {
        qsort(list, *n, sizeof *list, by_person);
    }
    return list;
}

static int by_nir(const void *key, const void *item)
{
    return strcmp(key, ((const struct shown *)item)->nir);
}

/* Merges the displays of one person, and counts persons against what the owner saw. */
static void merge(struct truth *t, const struct shown *owner, size_t owner_count)
{
    size_t out = 0;
    for (size_t i = 0; i < t->person_count; i++) {
        struct shown *s = &t->persons[i];
        struct shown *last = out > 0 ? &t->persons[out - 1] : NULL;
        bool same_nir = last != NULL && strcmp(last->nir, s->nir) == 0;
        if (same_nir && last->insurer == s->insurer) {
            last->views += s->views;
            continue;
        }
        if (!same_nir) {
            t->beneficiaries++;
            t->owner_too += bsearch(s->nir, owner, owner_count, sizeof *owner, by_nir) != NULL;
        }
        if (s->insurer < INSURER_COUNT) {
            t->per_insurer[s->insurer]++;
        }
        t->persons[out++] = *s;
    }
    t->person_count = out;
}

static void add_event(struct truth *t, const struct event *e)
{
    struct group address = {e->address, 0, 0, no_span};
    struct group agent = {0, e->agent, 0, no_span};
    struct group session = {e->address, e->agent, e->session, no_span};
    span_add(&t->all, e);
    if (shows(e)) {
        span_add(&t->displayed, e);
    }
    t->not_found += (e->op == OP_RIGHTS || e->op == OP_FILE) && e->status == 404;
    t->refused += e->status == 401 || e->status == 403 || e->status == 429;
    group_add(t, &t->addresses, &address, e);
    group_add(t, &t->agents, &agent, e);
    group_add(t, &t->sessions, &session, e);
}

int truth_collect(const struct sim *sim, const struct truth_events *events, unsigned index,
                  struct truth *t)
{
    int result = -1;
    size_t owner_count = 0;
    memset(t, 0, sizeof *t);
    t->account = sim->compromised[index].account;
    t->all = no_span;
    t->displayed = no_span;
    struct shown *owner = displays(events, t->account, 0, &owner_count);
    t->persons = displays(events, t->account, index + 1, &t->person_count);
    if (owner == NULL || t->persons == NULL) {
        goto out;
    }
    for (size_t i = 0; i < events->count; i++) {
        if (events->events[i]->attack == index + 1) {
            add_event(t, events->events[i]);
        }
    }
    group_sort(&t->addresses);
    group_sort(&t->agents);
    group_sort(&t->sessions);
    merge(t, owner, owner_count);
    result = t->failed ? -1 : 0;
out:
    free(owner);
    return result;
}

void truth_release(struct truth *t)
{
    group_release(&t->addresses);
    group_release(&t->agents);
    group_release(&t->sessions);
    free(t->persons);
}
