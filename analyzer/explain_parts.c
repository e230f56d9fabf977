/*
 * explain_parts.c: sessions added up by what they have in common.
 */
#include "explain_parts.h"

#include <stdlib.h>

#include "base/mem.h"
#include "networks.h"

/* Where the log says nothing. */
#define NOTHING STR("-")

void explain_parts_init(struct explain_parts *p)
{
    *p = (struct explain_parts){.parts = NULL};
    names_init(&p->names, LIMIT_NAMES, LIMIT_NAMES_BYTES);
}

void explain_parts_add(struct explain_parts *p, struct str text, const struct explain_part *more)
{
    uint32_t before = p->names.count;
    uint32_t number = names_add(&p->names, text);
    struct explain_part *part;

    if (number >= p->room) {
        p->room = p->room ? p->room * 2 : 16;
        p->parts = mem_resize(p->parts, p->room, sizeof *p->parts);
    }
    part = &p->parts[number];
    if (number >= before)
        *part = (struct explain_part){.first_ns = more->first_ns, .last_ns = more->last_ns};
    part->requests += more->requests;
    part->views += more->views;
    part->learnt = part->learnt || more->learnt;
    if (more->first_ns < part->first_ns)
        part->first_ns = more->first_ns;
    if (more->last_ns > part->last_ns)
        part->last_ns = more->last_ns;
}

static int compare_parts(const void *a, const void *b)
{
    const struct explain_part *x = a;
    const struct explain_part *y = b;

    if (x->views != y->views)
        return x->views > y->views ? -1 : 1;
    if (x->requests != y->requests)
        return x->requests > y->requests ? -1 : 1;
    return str_cmp(x->text, y->text);
}

void explain_parts_end(struct explain_parts *p, struct arena *arena, struct explain_list *list)
{
    uint32_t n = p->names.count;

    list->count = n;
    list->parts = arena_alloc(arena, ((size_t)n + 1) * sizeof *list->parts);
    for (uint32_t i = 0; i < n; i++) {
        list->parts[i] = p->parts[i];
        list->parts[i].text = arena_str(arena, names_text(&p->names, i));
    }
    qsort(list->parts, n, sizeof *list->parts, compare_parts);
    names_release(&p->names);
    free(p->parts);
}

/* The country of a source; "-" where no database knows it. */
static struct str country_of(struct scan *scan, uint32_t source)
{
    struct place place = {.country_code = STR_NONE};

    if (source != NAME_NONE && scan->geo.count)
        (void)geo_lookup(&scan->geo, scan->census.texts[NAMES_SOURCE][source], &place,
                         &scan->arena);
    return place.country_code.n ? place.country_code : NOTHING;
}

int explain_places(struct explain *e, struct scan *scan, const struct ledger *ledger,
                   const uint64_t *views, struct err *err)
{
    const struct address_teller teller = {scan->addresses, scan->dossier.key, &scan->arena};
    struct explain_parts lists[EXPLAIN_INSURER];
    struct str none = NOTHING;

    if (address_teller_check(&teller, err) < 0)
        return -1;
    for (int k = 0; k < EXPLAIN_INSURER; k++)
        explain_parts_init(&lists[k]);
    for (uint32_t i = 0; i < ledger->session_count; i++) {
        const struct session *s = &ledger->sessions[i];
        const struct strand *strand = &ledger->strands[s->strand];
        const struct explain_part part = {.requests = s->requests,
                                          .views = views ? views[i] : 0,
                                          .first_ns = s->first_ns,
                                          .last_ns = s->last_ns,
                                          .learnt = s->learnt};
        struct str address =
            strand->source == NAME_NONE ? none : scan->census.texts[NAMES_SOURCE][strand->source];
        struct str agent = strand->agent == NAME_NONE ? none : scan->dossier.agents[strand->agent];
        struct str network =
            strand->source == NAME_NONE ? none : network_text(address, &scan->arena);

        explain_parts_add(&lists[EXPLAIN_ADDRESS], address_told(&teller, address), &part);
        explain_parts_add(&lists[EXPLAIN_NETWORK], address_told_network(&teller, network), &part);
        if (scan->geo.count)
            explain_parts_add(&lists[EXPLAIN_COUNTRY], country_of(scan, strand->source), &part);
        explain_parts_add(&lists[EXPLAIN_AGENT], agent, &part);
    }
    for (int k = 0; k < EXPLAIN_INSURER; k++)
        explain_parts_end(&lists[k], &scan->arena, &e->lists[k]);
    return 0;
}
