/*
 * html_scope.c: what the head of the page speaks of: the findings that count, and what they come to
 * together. Sums what the dossier says; judges nothing.
 */
#include "report/html.h"

#include "base/mem.h"

/* Whether a finding is among those that the head speaks of. Uses that are only to be checked stand
 * on no list: they count where there is nothing worse. */
static bool concerned(const struct finding *f, enum verdict worst)
{
    enum verdict least = worst >= VERDICT_SUSPECT ? VERDICT_SUSPECT : worst;

    return !f->allowed_reason.p && f->verdict >= least;
}

bool html_concerns(const struct html *h, const struct finding *finding)
{
    enum verdict worst = dossier_verdict(h->dossier);

    return worst != VERDICT_NONE && concerned(finding, worst);
}

void html_allowed(const struct html *h)
{
    html_raw(h, " <small>(");
    html_text(h, N_("allowed"));
    html_raw(h, ")</small>");
}

static void widen(struct html_scope *scope, int64_t first_ns, int64_t last_ns)
{
    if (first_ns != TIME_NONE && (scope->first_ns == TIME_NONE || first_ns < scope->first_ns))
        scope->first_ns = first_ns;
    if (last_ns != TIME_NONE && last_ns > scope->last_ns)
        scope->last_ns = last_ns;
}

/* Each person counts once: of several findings that nobody counted together, no less than the
 * largest one has and no more than all have. */
static void add_persons(struct extent *sum, uint64_t floor_count, uint64_t ceiling)
{
    if (floor_count > sum->floor)
        sum->floor = floor_count;
    sum->ceiling += ceiling;
}

static void sum_findings(const struct html *h, struct html_scope *scope)
{
    const struct dossier *d = h->dossier;

    for (size_t i = 0; i < d->finding_count; i++) {
        const struct finding *f = &d->findings[i];

        if (!html_concerns(h, f))
            continue;
        scope->accounts++;
        scope->data |= f->data;
        widen(scope, f->first_ns, f->last_ns);
        add_persons(&scope->persons, f->beneficiaries.floor, f->beneficiaries.ceiling);
        for (int k = 0; k < DATA_COUNT; k++)
            add_persons(&scope->shown[k], f->shown[k].floor, f->shown[k].ceiling);
    }
}

static void add_insurer(struct html_scope *scope, struct str name, struct extent persons)
{
    if (persons.ceiling == 0)
        return;
    if (name.n == 0) {
        scope->unnamed = persons;
        return;
    }
    scope->insurers++;
    if (persons.ceiling > scope->of_largest.ceiling) {
        scope->largest = name;
        scope->of_largest = persons;
    }
}

/* Those of the first finding, while nobody counted all together. */
static void first_insurers(const struct html *h, struct html_scope *scope)
{
    const struct finding *f = dossier_worst(h->dossier);

    for (size_t i = 0; f && i < f->insurer_count; i++) {
        struct extent persons = {f->insurers[i].floor, f->insurers[i].ceiling};

        add_insurer(scope, f->insurers[i].insurer, persons);
    }
}

void html_scope_read(const struct html *h, struct html_scope *ret_scope)
{
    const struct dossier *d = h->dossier;

    *ret_scope = (struct html_scope){.first_ns = TIME_NONE, .last_ns = TIME_NONE};
    sum_findings(h, ret_scope);
    ret_scope->counted =
        dossier_verdict(d) >= VERDICT_SUSPECT && d->total.beneficiaries.ceiling > 0;
    if (!ret_scope->counted) {
        first_insurers(h, ret_scope);
        return;
    }
    ret_scope->persons = d->total.beneficiaries;
    memcpy(ret_scope->shown, d->total.shown, sizeof ret_scope->shown);
    for (size_t i = 0; i < d->total_count; i++)
        add_insurer(ret_scope, d->totals[i].insurer, d->totals[i].beneficiaries);
}

static int by_address(const void *a, const void *b)
{
    const struct html_origin *x = a;
    const struct html_origin *y = b;

    return str_cmp(x->address, y->address);
}

static int by_requests(const void *a, const void *b)
{
    const struct html_origin *x = a;
    const struct html_origin *y = b;

    if (x->requests != y->requests)
        return x->requests > y->requests ? -1 : 1;
    return str_cmp(x->address, y->address);
}

static size_t count_origins(const struct html *h, enum attribution wanted)
{
    size_t n = 0;

    for (size_t i = 0; i < h->dossier->finding_count; i++) {
        const struct finding *f = &h->dossier->findings[i];

        for (size_t k = 0; k < f->source_count && html_concerns(h, f); k++)
            n += f->sources[k].attributed == wanted;
    }
    return n;
}

/* Addresses of all concerned findings, one that several have as often. */
static void take_origins(const struct html *h, enum attribution wanted, struct html_origin *list)
{
    size_t n = 0;

    for (size_t i = 0; i < h->dossier->finding_count; i++) {
        const struct finding *f = &h->dossier->findings[i];

        for (size_t k = 0; k < f->source_count && html_concerns(h, f); k++) {
            const struct finding_source *s = &f->sources[k];

            if (s->attributed == wanted)
                list[n++] = (struct html_origin){s->address, &s->place, s->requests};
        }
    }
}

struct html_origin *html_origins(const struct html *h, size_t *ret_count)
{
    enum attribution wanted = ATTRIBUTED_ATTACKER;
    size_t total = count_origins(h, wanted);
    struct html_origin *list;
    size_t n = 0;

    if (total == 0)
        total = count_origins(h, wanted = ATTRIBUTED_UNCLEAR);
    list = mem_zero(total ? total : 1, sizeof *list);
    take_origins(h, wanted, list);
    qsort(list, total, sizeof *list, by_address);
    for (size_t i = 0; i < total; i++) {
        if (n && str_eq(list[n - 1].address, list[i].address))
            list[n - 1].requests += list[i].requests;
        else
            list[n++] = list[i];
    }
    qsort(list, n, sizeof *list, by_requests);
    *ret_count = n;
    return list;
}
