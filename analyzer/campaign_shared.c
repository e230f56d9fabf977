/*
 * campaign_shared.c: what the accounts of one campaign have in common, as values that machines can
 * look for and people can read.
 */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "campaign_work.h"
#include "networks.h"

/* Most things of one kind that are listed, those of most accounts first. */
#define SHARED_MOST 20

/* Medians of pauses this near each other are one rhythm. */
#define RHYTHM_NEAR 1.2

static void add(const struct campaign_work *w, struct campaign *c, enum campaign_kind kind,
                struct str value, uint64_t accounts)
{
    c->shared[c->shared_count++] =
        (struct campaign_shared){kind, arena_str(w->in->arena, value), accounts};
}

static void add_number(const struct campaign_work *w, struct campaign *c, enum campaign_kind kind,
                       uint64_t value, uint64_t accounts)
{
    add(w, c, kind, arena_print(w->in->arena, "%llu", (unsigned long long)value), accounts);
}

/* Keeps the most shared of the list's end. */
static int compare_shared(const void *a, const void *b)
{
    const struct campaign_shared *x = a;
    const struct campaign_shared *y = b;

    if (x->accounts != y->accounts)
        return x->accounts > y->accounts ? -1 : 1;
    return str_cmp(x->value, y->value);
}

/* One value's marks within a campaign. */
struct run {
    uint32_t accounts;
    uint32_t sources; /* distinct addresses, as far as neighbours tell */
    uint32_t source;
};

static struct run run_of(const struct campaign_work *w, uint32_t campaign,
                         const struct campaign_mark *marks, size_t n)
{
    struct run run = {.source = UINT32_MAX};
    uint32_t finding = UINT32_MAX;

    for (size_t i = 0; i < n; i++) {
        uint32_t source = w->in->marks.strands.list[marks[i].strand].source;

        if (w->campaign[marks[i].finding] != campaign)
            continue;
        run.accounts += marks[i].finding != finding;
        finding = marks[i].finding;
        run.sources += run.source == UINT32_MAX || source != run.source;
        run.source = run.source == UINT32_MAX ? source : run.source;
    }
    return run;
}

static struct str value_of(const struct campaign_work *w, enum pivot_kind kind, uint64_t value,
                           const struct run *run)
{
    const struct census *census = w->in->census;

    if (kind == PIVOT_ADDRESS)
        return census->texts[NAMES_SOURCE][value];
    if (kind == PIVOT_AGENT)
        return census->texts[NAMES_AGENT][value];
    return network_text(census->texts[NAMES_SOURCE][run->source], w->in->arena);
}

static void add_values(const struct campaign_work *w, uint32_t campaign, enum pivot_kind kind)
{
    struct campaign *c = &w->dossier->campaigns[campaign];
    const struct campaign_mark *m = w->marks[kind];
    struct campaign_shared *found = NULL;
    size_t count = 0;
    size_t room = 0;

    for (size_t i = 0, end; i < w->mark_count[kind]; i = end) {
        struct run run;

        for (end = i; end < w->mark_count[kind] && m[end].value == m[i].value; end++)
            ;
        run = run_of(w, campaign, m + i, end - i);
        /* A network says more than its addresses only where there are several. */
        if (run.accounts < 2 || (kind == PIVOT_NETWORK && run.sources < 2) ||
            (kind == PIVOT_AGENT && !campaign_agent_is_rare(w, m[i].value, run.accounts)))
            continue;
        MEM_GROW(found, count, room);
        found[count++] = (struct campaign_shared){
            (enum campaign_kind)kind, value_of(w, kind, m[i].value, &run), run.accounts};
    }
    if (count)
        qsort(found, count, sizeof *found, compare_shared);
    for (size_t i = 0; i < count && i < SHARED_MOST; i++)
        c->shared[c->shared_count++] = found[i];
    free(found);
}

/* Accounts that share persons, or numbers in sequence, with another one of the campaign. */
static void add_persons(const struct campaign_work *w, uint32_t campaign)
{
    struct campaign *c = &w->dossier->campaigns[campaign];
    const struct campaign_pairs *p = &w->pairs;
    uint64_t persons = 0;
    uint64_t sequence = 0;
    uint64_t steps = 0;

    for (size_t i = 0; i < c->finding_count; i++) {
        uint32_t a = c->findings[i];
        bool both = false;
        bool next = false;

        for (size_t k = 0; a < p->count && k < c->finding_count && c->findings[k] < p->count; k++) {
            uint32_t b = c->findings[k];

            if (a == b)
                continue;
            both = both || campaign_share_persons(p, a, b);
            if (!campaign_share_sequence(p, a, b))
                continue;
            next = true;
            steps += a < b ? p->next[(size_t)a * p->count + b] : 0;
        }
        persons += both;
        sequence += next;
    }
    if (persons)
        add_number(w, c, CAMPAIGN_PERSONS, w->common[campaign], persons);
    if (sequence)
        add_number(w, c, CAMPAIGN_SEQUENCE, steps, sequence);
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static double median_of(const struct campaign_work *w, struct str account)
{
    const struct campaign_marks *marks = &w->in->marks;

    for (size_t i = 0; i < marks->rhythm_count; i++) {
        if (str_eq(w->in->census->texts[NAMES_ACCOUNT][marks->rhythms[i].account], account))
            return marks->rhythms[i].median_s;
    }
    return 0;
}

/* The rhythm of most accounts, where that is half of them. It joins nobody: programs are sold. */
static void add_rhythm(const struct campaign_work *w, struct campaign *c)
{
    double *medians = mem_zero(c->finding_count, sizeof *medians);
    size_t n = 0;
    size_t best = 0;
    size_t at = 0;

    for (size_t i = 0; i < c->finding_count; i++) {
        medians[n] = median_of(w, w->dossier->findings[c->findings[i]].account);
        n += medians[n] > 0;
    }
    qsort(medians, n, sizeof *medians, compare_doubles);
    for (size_t i = 0; i < n; i++) {
        size_t end = i;

        while (end < n && medians[end] <= medians[i] * RHYTHM_NEAR)
            end++;
        if (end - i > best) {
            best = end - i;
            at = i;
        }
    }
    if (best >= 2 && 2 * best >= c->finding_count)
        add(w, c, CAMPAIGN_RHYTHM,
            arena_print(w->in->arena, "%.1f s", medians[at + (best - 1) / 2]), best);
    free(medians);
}

void campaign_describe(struct campaign_work *w, uint32_t campaign)
{
    struct campaign *c = &w->dossier->campaigns[campaign];

    c->shared = arena_alloc(w->in->arena, (PIVOT_KINDS * SHARED_MOST + 3) * sizeof *c->shared);
    add_values(w, campaign, PIVOT_ADDRESS);
    add_values(w, campaign, PIVOT_NETWORK);
    add_values(w, campaign, PIVOT_AGENT);
    add_persons(w, campaign);
    add_rhythm(w, c);
}
