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

static struct group *group_find(struct truth *t, struct group *list, size_t *count,
                                const struct group *key)
{
    for (size_t i = *count; i > 0; i--) {
        struct group *g = &list[i - 1];
        if (g->address == key->address && g->agent == key->agent && g->session == key->session) {
            return g;
        }
    }
    if (*count == TRUTH_MAX_GROUPS) {
        t->incomplete = true;
        return &list[*count - 1];
    }
    list[*count] = *key;
    list[*count].span = no_span;
    return &list[(*count)++];
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
    return e->op == OP_RIGHTS && e->status == 200;
}

/* All displays of one account, by one side; NULL when memory runs out. */
static struct shown *displays(const struct sim *sim, uint32_t account, unsigned attack, size_t *n)
{
    size_t total = 0;
    for (size_t i = 0; i < sim->event_count; i++) {
        total += sim->events[i].account == account && sim->events[i].attack == attack;
    }
    struct shown *list = malloc((total + 1) * sizeof *list);
    *n = 0;
    for (size_t i = 0; list != NULL && i < sim->event_count; i++) {
        const struct event *e = &sim->events[i];
        if (e->account == account && e->attack == attack && shows(e) &&
            (e->flags & EVENT_DROPPED) == 0) {
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
        t->per_insurer[s->insurer]++;
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
    t->not_found += e->op == OP_RIGHTS && e->status == 404;
    t->refused += e->status == 401 || e->status == 403 || e->status == 429;
    span_add(&group_find(t, t->addresses, &t->address_count, &address)->span, e);
    span_add(&group_find(t, t->agents, &t->agent_count, &agent)->span, e);
    span_add(&group_find(t, t->sessions, &t->session_count, &session)->span, e);
}

int truth_collect(const struct sim *sim, unsigned index, struct truth *t)
{
    int result = -1;
    size_t owner_count = 0;
    memset(t, 0, sizeof *t);
    t->account = sim->compromised[index].account;
    t->all = no_span;
    t->displayed = no_span;
    t->addresses = malloc(TRUTH_MAX_GROUPS * sizeof *t->addresses);
    t->agents = malloc(TRUTH_MAX_GROUPS * sizeof *t->agents);
    t->sessions = malloc(TRUTH_MAX_GROUPS * sizeof *t->sessions);
    struct shown *owner = displays(sim, t->account, 0, &owner_count);
    t->persons = displays(sim, t->account, index + 1, &t->person_count);
    if (t->addresses == NULL || t->agents == NULL || t->sessions == NULL || owner == NULL ||
        t->persons == NULL) {
        goto out;
    }
    for (size_t i = 0; i < sim->event_count; i++) {
        const struct event *e = &sim->events[i];
        if (e->attack == index + 1 && (e->flags & EVENT_DROPPED) == 0) {
            add_event(t, e);
        }
    }
    merge(t, owner, owner_count);
    result = 0;
out:
    free(owner);
    return result;
}

void truth_release(struct truth *t)
{
    free(t->addresses);
    free(t->agents);
    free(t->sessions);
    free(t->persons);
}
