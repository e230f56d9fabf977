/*
 * finder.c: which literals go where.
 */
#include "signatures/finder.h"

#include <stdlib.h>

#include "base/mem.h"

/* Literals tied to an end and longer than this are too far from it to be worth two looks. */
#define EDGE_MOST 256

void finder_init(struct finder *finder, const struct automaton_literal *literals, size_t count,
                 size_t row_bytes)
{
    struct automaton_literal *rest = mem_zero(count + 1, sizeof *rest);
    bool *taken = mem_zero(count + 1, sizeof *taken);
    size_t n = 0;

    *finder = (struct finder){.sieve = sieve_new(literals, count, taken)};
    for (size_t i = 0; i < count; i++) {
        if (taken[i])
            continue;
        if ((!literals[i].begin && !literals[i].end) || literals[i].text.n > EDGE_MOST)
            finder->edge = SIZE_MAX;
        else if (literals[i].text.n > finder->edge)
            finder->edge = literals[i].text.n;
        rest[n++] = literals[i];
    }
    if (n > 0)
        finder->automaton = automaton_new(rest, n, row_bytes);
    free(rest);
    free(taken);
}

void finder_release(struct finder *finder)
{
    sieve_free(finder->sieve);
    automaton_free(finder->automaton);
    *finder = (struct finder){0};
}

void finder_hits_init(struct finder_hits *hits, const struct finder *finder, size_t more)
{
    size_t most = sieve_count(finder->sieve) + more;

    *hits = (struct finder_hits){0};
    if (finder->automaton) {
        automaton_hits_init(&hits->automaton, finder->automaton);
        most += automaton_literals(finder->automaton);
    }
    hits->ids = mem_zero(most + 1, sizeof *hits->ids);
    hits->seen = mem_zero(sieve_count(finder->sieve) + 1, sizeof *hits->seen);
}

void finder_hits_release(struct finder_hits *hits)
{
    automaton_hits_release(&hits->automaton);
    free(hits->ids);
    free(hits->seen);
    *hits = (struct finder_hits){0};
}

void finder_scan(const struct finder *finder, struct str text, struct finder_hits *hits)
{
    hits->count = 0;
    if (finder->sieve) {
        if (++hits->scan == 0) { /* the counter has gone round */
            memset(hits->seen, 0, sieve_count(finder->sieve) * sizeof *hits->seen);
            hits->scan = 1;
        }
        hits->count = sieve_scan(finder->sieve, text, hits->seen, hits->scan, hits->ids);
    }
    if (!finder->automaton)
        return;
    if (text.n / 2 > finder->edge)
        automaton_scan_edges(finder->automaton, text, finder->edge, &hits->automaton);
    else
        automaton_scan(finder->automaton, text, &hits->automaton);
    for (size_t i = 0; i < hits->automaton.count; i++)
        hits->ids[hits->count++] = hits->automaton.ids[i];
}
