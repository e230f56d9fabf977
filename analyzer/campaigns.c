/*
 * campaigns.c: joins findings by union-find. An attacker's address is enough; a network or a
 * program joins with another circumstance; persons and the sequence of their numbers join when they
 * are beyond chance. All but the address also want that the times lie near each other.
 */
#include "campaigns.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "campaign_work.h"

/* Harvests farther apart in time than this are joined by an address only. */
#define APART_MOST (31 * NS_PER_DAY)

/* Pauses from which a median is spoken of. */
#define GAPS_LEAST 20

#define PACE_FIRST_NS 50e6
#define PACE_STEP     1.05

void campaign_pace_add(struct campaign_pace *pace, const struct trace *t, uint32_t session,
                       enum attribution attributed)
{
    double gap;
    int bin;

    if (attributed != ATTRIBUTED_ATTACKER || person_tag(t->person) == PERSON_NONE)
        return;
    gap = (double)(t->time_ns - pace->last_ns);
    if (pace->last_ns && pace->session == session) {
        bin = gap > PACE_FIRST_NS ? (int)(log(gap / PACE_FIRST_NS) / log(PACE_STEP)) : 0;
        pace->bins[bin < PACE_BINS ? bin : PACE_BINS - 1]++;
        pace->gaps++;
    }
    pace->session = session;
    pace->last_ns = t->time_ns;
}

double campaign_pace_median(const struct campaign_pace *pace)
{
    uint64_t below = 0;
    int bin = 0;

    if (pace->gaps < GAPS_LEAST)
        return 0;
    while (2 * (below + pace->bins[bin]) < pace->gaps)
        below += pace->bins[bin++];
    return PACE_FIRST_NS * pow(PACE_STEP, bin + 0.5) / NS_PER_SECOND;
}

void campaign_marks_add(struct campaign_marks *marks, const struct ledger *ledger, uint32_t account,
                        const struct campaign_pace *pace)
{
    attacker_strands_add(&marks->strands, ledger, account);
    MEM_GROW(marks->rhythms, marks->rhythm_count, marks->rhythm_room);
    marks->rhythms[marks->rhythm_count++] =
        (struct campaign_rhythm){account, campaign_pace_median(pace)};
}

void campaign_marks_release(struct campaign_marks *marks)
{
    free(marks->strands.list);
    free(marks->rhythms);
    *marks = (struct campaign_marks){0};
}

static uint32_t root_of(struct campaign_work *w, uint32_t finding)
{
    while (w->parent[finding] != finding) {
        w->parent[finding] = w->parent[w->parent[finding]];
        finding = w->parent[finding];
    }
    return finding;
}

/* The smaller index becomes the root, so that the result does not depend on the order of joins. */
static void join(struct campaign_work *w, uint32_t a, uint32_t b)
{
    a = root_of(w, a);
    b = root_of(w, b);
    if (a < b)
        w->parent[b] = a;
    else
        w->parent[a] = b;
}

static bool is_accused(const struct campaign_work *w, uint32_t finding)
{
    return w->dossier->findings[finding].verdict >= VERDICT_SUSPECT;
}

static bool is_near(const struct campaign_work *w, uint32_t a, uint32_t b)
{
    const struct finding *x = &w->dossier->findings[a];
    const struct finding *y = &w->dossier->findings[b];

    return x->first_ns <= y->last_ns + APART_MOST && y->first_ns <= x->last_ns + APART_MOST;
}

static int compare_marks(const void *a, const void *b)
{
    const struct campaign_mark *x = a;
    const struct campaign_mark *y = b;

    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    if (x->finding != y->finding)
        return x->finding < y->finding ? -1 : 1;
    return x->strand < y->strand ? -1 : x->strand > y->strand;
}

static void list_marks(struct campaign_work *w, const uint32_t *finding_of)
{
    const struct attacker_strands *strands = &w->in->marks.strands;

    for (int k = 0; k < PIVOT_KINDS; k++) {
        struct campaign_mark *marks = mem_zero(strands->count + 1, sizeof *marks);
        size_t n = 0;

        for (uint32_t i = 0; i < strands->count; i++) {
            marks[n] = (struct campaign_mark){.finding = finding_of[strands->list[i].account],
                                              .strand = i};
            n += attacker_strand_value(&strands->list[i], (enum pivot_kind)k, &marks[n].value);
        }
        qsort(marks, n, sizeof *marks, compare_marks);
        w->marks[k] = marks;
        w->mark_count[k] = n;
    }
}

/* Everybody whom an attacker's address accuses; those who are only watched, if it is nobody
 * else's. */
static void join_addresses(struct campaign_work *w)
{
    const struct campaign_mark *m = w->marks[PIVOT_ADDRESS];

    for (size_t i = 0, end; i < w->mark_count[PIVOT_ADDRESS]; i = end) {
        bool pivot = siblings_is_pivot(&w->in->siblings, PIVOT_ADDRESS, m[i].value);
        size_t first = SIZE_MAX;

        for (end = i; end < w->mark_count[PIVOT_ADDRESS] && m[end].value == m[i].value; end++) {
            if (first == SIZE_MAX && is_accused(w, m[end].finding))
                first = end;
        }
        for (size_t k = i; first != SIZE_MAX && k < end; k++) {
            if (pivot || is_accused(w, m[k].finding))
                join(w, m[first].finding, m[k].finding);
        }
    }
}

static bool same_hours(uint32_t a, uint32_t b)
{
    int least = __builtin_popcount(a) < __builtin_popcount(b) ? __builtin_popcount(a)
                                                              : __builtin_popcount(b);

    return 2 * __builtin_popcount(a & b) >= least;
}

/* Neighbours in the list: the same network, and the same program or hours of the day. */
static void join_networks(struct campaign_work *w)
{
    const struct campaign_mark *m = w->marks[PIVOT_NETWORK];
    const struct attacker_strand *s = w->in->marks.strands.list;
    size_t last = SIZE_MAX;

    for (size_t i = 0; i < w->mark_count[PIVOT_NETWORK]; i++) {
        if (!is_accused(w, m[i].finding))
            continue;
        if (last != SIZE_MAX && m[last].value == m[i].value &&
            is_near(w, m[last].finding, m[i].finding) &&
            (s[m[last].strand].agent == s[m[i].strand].agent ||
             same_hours(s[m[last].strand].hours, s[m[i].strand].hours)))
            join(w, m[last].finding, m[i].finding);
        last = i;
    }
}

bool campaign_agent_is_rare(const struct campaign_work *w, uint64_t agent, uint32_t members)
{
    return w->in->judge->agents[agent] <= members + w->in->judge->population.accounts / 200;
}

static void join_agents(struct campaign_work *w)
{
    const struct campaign_mark *m = w->marks[PIVOT_AGENT];

    for (size_t i = 0, end; i < w->mark_count[PIVOT_AGENT]; i = end) {
        uint32_t members = 0;
        size_t last = SIZE_MAX;

        for (end = i; end < w->mark_count[PIVOT_AGENT] && m[end].value == m[i].value; end++)
            members += end == i || m[end].finding != m[end - 1].finding;
        if (!campaign_agent_is_rare(w, m[i].value, members))
            continue;
        for (size_t k = i; k < end; k++) {
            if (!is_accused(w, m[k].finding))
                continue;
            if (last != SIZE_MAX && is_near(w, m[last].finding, m[k].finding))
                join(w, m[last].finding, m[k].finding);
            last = k;
        }
    }
}

static void join_persons(struct campaign_work *w)
{
    const struct campaign_pairs *p = &w->pairs;

    for (uint32_t a = 0; a < p->count; a++) {
        for (uint32_t b = a + 1; b < p->count; b++) {
            if (is_near(w, a, b) &&
                (campaign_share_persons(p, a, b) || campaign_share_sequence(p, a, b)))
                join(w, a, b);
        }
    }
}

/* Members of two and more get a campaign each, unless the operator allows all that they are accused
 * of. */
static void number_campaigns(struct campaign_work *w)
{
    struct dossier *d = w->dossier;
    uint32_t *size = mem_zero(d->finding_count + 1, sizeof *size);
    bool *counts = mem_zero(d->finding_count + 1, sizeof *counts);

    for (uint32_t f = 0; f < d->finding_count; f++) {
        w->campaign[f] = UINT32_MAX;
        size[root_of(w, f)]++;
        counts[root_of(w, f)] |= finding_counts(&d->findings[f]);
    }
    d->campaigns = arena_alloc(w->in->arena, (d->finding_count / 2 + 1) * sizeof *d->campaigns);
    for (uint32_t f = 0; f < d->finding_count; f++) {
        uint32_t root = root_of(w, f);
        struct campaign *c;

        if (size[root] < 2 || !counts[root])
            continue;
        if (root == f) { /* the least index of its members */
            w->campaign[f] = (uint32_t)d->campaign_count++;
            c = &d->campaigns[w->campaign[f]];
            *c = (struct campaign){.first_ns = d->findings[f].first_ns,
                                   .last_ns = d->findings[f].last_ns};
            c->findings = arena_alloc(w->in->arena, size[root] * sizeof *c->findings);
        }
        w->campaign[f] = w->campaign[root];
        c = &d->campaigns[w->campaign[f]];
        c->findings[c->finding_count++] = f;
        if (d->findings[f].first_ns < c->first_ns)
            c->first_ns = d->findings[f].first_ns;
        if (d->findings[f].last_ns > c->last_ns)
            c->last_ns = d->findings[f].last_ns;
        if (d->findings[f].allowed_reason.p)
            continue;
        c->records.floor += d->findings[f].records.floor;
        c->records.ceiling += d->findings[f].records.ceiling;
    }
    free(counts);
    free(size);
}

int campaigns_find(const struct investigation *in, const uint32_t *finding_of,
                   struct dossier *dossier, struct err *err)
{
    struct campaign_work w = {.in = in, .dossier = dossier};
    size_t n = dossier->finding_count;
    int rc;

    if (n < 2)
        return 0;
    w.parent = mem_zero(n, sizeof *w.parent);
    w.campaign = mem_zero(n, sizeof *w.campaign);
    for (uint32_t f = 0; f < n; f++)
        w.parent[f] = f;
    list_marks(&w, finding_of);
    rc = campaign_count_pairs(&w, err);
    join_addresses(&w);
    join_networks(&w);
    join_agents(&w);
    join_persons(&w);
    number_campaigns(&w);
    w.common = mem_zero(dossier->campaign_count + 1, sizeof *w.common);
    if (rc == 0 && dossier->campaign_count)
        rc = campaign_count_union(&w, err);
    for (uint32_t c = 0; rc == 0 && c < dossier->campaign_count; c++)
        campaign_describe(&w, c);
    for (int k = 0; k < PIVOT_KINDS; k++)
        free(w.marks[k]);
    free(w.pairs.both);
    free(w.pairs.next);
    free(w.pairs.own);
    free(w.pairs.persons);
    free(w.parent);
    free(w.campaign);
    free(w.common);
    return rc;
}
