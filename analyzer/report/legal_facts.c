/*
 * legal_facts.c: counts what the forms ask for, from findings and totals of the dossier. Persons
 * are never counted here: the dossier's totals are, or bounds that hold for certain.
 */
#include <stdlib.h>

#include "report/legal.h"

bool legal_is_origin(const struct finding *finding, const struct finding_source *source)
{
    enum attribution wanted = ATTRIBUTED_UNCLEAR;

    for (size_t i = 0; i < finding->source_count; i++) {
        if (finding->sources[i].attributed == ATTRIBUTED_ATTACKER)
            wanted = ATTRIBUTED_ATTACKER;
    }
    return source->attributed == wanted;
}

static const struct moment *moment_of(const struct finding *f, const char *what)
{
    for (size_t i = 0; i < f->moment_count; i++) {
        if (strcmp(f->moments[i].what, what) == 0)
            return &f->moments[i];
    }
    return NULL;
}

/* First, last and cut off, with their lines. */
static void add_period(struct legal *l, const struct finding *f)
{
    const struct moment *first = moment_of(f, "first-session");
    const struct moment *last = moment_of(f, "last-request");
    const struct moment *cut = moment_of(f, "refused");

    if (f->first_ns != TIME_NONE && (l->first_ns == TIME_NONE || f->first_ns < l->first_ns)) {
        l->first_ns = f->first_ns;
        l->first = first ? first->evidence : (struct evidence){0};
    }
    if (f->last_ns != TIME_NONE && f->last_ns > l->last_ns) {
        l->last_ns = f->last_ns;
        l->last = last ? last->evidence : (struct evidence){0};
    }
    if (!cut)
        return;
    if (l->cuts++ == 0 || cut->time_ns > l->cut.time_ns)
        l->cut = cut->evidence;
}

static void add_finding(struct legal *l, const struct finding *f)
{
    l->findings[l->accused++] = f;
    l->harvests += f->verdict == VERDICT_HARVESTING;
    l->refused += f->refused;
    l->not_found += f->not_found;
    l->records.floor += f->records.floor;
    l->records.ceiling += f->records.ceiling;
    l->data |= f->data;
    l->holder_data |= f->holder_data;
    l->holder_views += f->holder_views;
    l->holders += f->holder_views > 0;
    if (f->holder_evidence.line &&
        (l->holder_evidence.line == 0 || f->holder_evidence.time_ns < l->holder_evidence.time_ns))
        l->holder_evidence = f->holder_evidence;
    for (size_t i = 0; i < f->source_count; i++)
        l->sources += legal_is_origin(f, &f->sources[i]);
    add_period(l, f);
}

static int compare_insurers(const void *a, const void *b)
{
    const struct legal_insurer *x = a;
    const struct legal_insurer *y = b;

    if (!x->insurer.p || !y->insurer.p)
        return !x->insurer.p - !y->insurer.p;
    return str_cmp(x->insurer, y->insurer);
}

/* The same persons may stand behind two accounts: the floor of all is at least the greatest, the
 * ceiling at most the sum. */
static void bound(struct extent *all, uint64_t floor, uint64_t ceiling)
{
    all->floor = floor > all->floor ? floor : all->floor;
    all->ceiling += ceiling;
}

/* Without totals: bounds from the findings, insurer by insurer. */
static void bound_persons(struct legal *l)
{
    size_t parts = 0;

    for (size_t i = 0; i < l->accused; i++)
        parts += l->findings[i]->insurer_count;
    l->insurers = arena_alloc(l->arena, (parts + 1) * sizeof *l->insurers);
    for (size_t i = 0; i < l->accused; i++) {
        const struct finding *f = l->findings[i];

        bound(&l->persons, f->beneficiaries.floor, f->beneficiaries.ceiling);
        for (size_t k = 0; k < f->insurer_count; k++)
            l->insurers[l->insurer_count++] = (struct legal_insurer){
                f->insurers[k].insurer, {f->insurers[k].floor, f->insurers[k].ceiling}};
    }
    if (l->insurer_count)
        qsort(l->insurers, l->insurer_count, sizeof *l->insurers, compare_insurers);
    parts = l->insurer_count;
    l->insurer_count = 0;
    for (size_t i = 0; i < parts; i++) {
        struct legal_insurer *last = &l->insurers[l->insurer_count ? l->insurer_count - 1 : 0];

        if (l->insurer_count && compare_insurers(last, &l->insurers[i]) == 0)
            bound(&last->persons, l->insurers[i].persons.floor, l->insurers[i].persons.ceiling);
        else
            l->insurers[l->insurer_count++] = l->insurers[i];
    }
    l->distinct = l->accused < 2;
}

/* With totals: each person once. */
static void take_totals(struct legal *l)
{
    const struct dossier *d = l->dossier;

    l->persons = d->total.beneficiaries;
    l->distinct = true;
    l->insurers = arena_alloc(l->arena, (d->total_count + 1) * sizeof *l->insurers);
    for (size_t i = 0; i < d->total_count; i++)
        l->insurers[l->insurer_count++] =
            (struct legal_insurer){d->totals[i].insurer, d->totals[i].beneficiaries};
    for (int i = 0; i < DATA_COUNT; i++) {
        l->shown[i] = d->total.shown[i];
        if (l->shown[i].ceiling) {
            l->data_told = true;
            l->data |= (uint16_t)(1u << i);
        }
    }
}

static void read_profile(struct legal *l)
{
    const struct portal *portal = l->dossier->portal;

    for (int i = 0; portal && i < portal->described; i++) {
        l->profile |= portal->operations[i].data;
        l->holder_told |= portal->operations[i].holder;
    }
}

static void read_inputs(struct legal *l)
{
    const struct dossier *d = l->dossier;

    for (size_t i = 0; i < d->input_count; i++) {
        if (d->inputs[i].duplicate_of.p)
            continue;
        l->damaged += coverage_incomplete(&d->inputs[i]);
        l->steps += d->inputs[i].order.steps;
    }
}

void legal_facts(struct legal *l)
{
    const struct dossier *d = l->dossier;

    l->first_ns = l->last_ns = TIME_NONE;
    l->findings = arena_alloc(l->arena, (d->finding_count + 1) * sizeof(*l->findings));
    l->left_out = arena_alloc(l->arena, (d->finding_count + 1) * sizeof(*l->left_out));
    for (size_t i = 0; i < d->finding_count; i++) {
        if (finding_counts(&d->findings[i]))
            add_finding(l, &d->findings[i]);
        else if (d->findings[i].verdict >= VERDICT_SUSPECT)
            l->left_out[l->allowed++] = &d->findings[i];
    }
    if (d->total.beneficiaries.ceiling)
        take_totals(l);
    else
        bound_persons(l);
    for (size_t i = 0; i < l->insurer_count; i++)
        l->parts += l->insurers[i].persons.ceiling;
    read_profile(l);
    read_inputs(l);
}

int64_t legal_deadline(const struct dossier *dossier)
{
    if (dossier->aware_ns == TIME_NONE)
        return TIME_NONE;
    return dossier->aware_ns + dossier->deadline_hours * NS_PER_HOUR;
}

struct legal *legal_build(const struct dossier *dossier, struct arena *arena, struct err *err)
{
    struct legal *l = arena_alloc(arena, sizeof *l);

    l->dossier = dossier;
    l->arena = arena;
    legal_facts(l);
    if (legal_acts(l, err) < 0)
        return NULL;
    legal_changes(l);
    legal_notification(l);
    legal_changed(l);
    legal_breach(l);
    legal_persons(l);
    legal_consequences(l);
    legal_measures(l);
    legal_communication(l);
    legal_register(l);
    legal_health(l);
    return l;
}
