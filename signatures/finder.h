/*
 * finder.h: which of many literals a text holds, by whatever finds them soonest: a sieve for those
 * that it takes, an automaton for the rest, which looks at the ends of the text only when all of
 * its literals are tied to them.
 */
#ifndef LIMIER_SIGNATURES_FINDER_H
#define LIMIER_SIGNATURES_FINDER_H

#include "signatures/automaton.h"
#include "signatures/sieve.h"

/* Zeroed: finds nothing. */
struct finder {
    struct sieve *sieve;
    struct automaton *automaton;
    size_t edge; /* bytes at both ends of a text that the automaton looks at; SIZE_MAX: all */
};

/* Builds; borrows the texts. `row_bytes`: as of automaton_new. */
void finder_init(struct finder *finder, const struct automaton_literal *literals, size_t count,
                 size_t row_bytes);
void finder_release(struct finder *finder);

/* What a thread needs. ids: what was found; one is repeated only if several literals have it.
 * `more`: room for so many ids of the caller's. */
struct finder_hits {
    uint32_t *ids;
    size_t count;
    struct automaton_hits automaton;
    uint32_t *seen;
    uint32_t scan;
};

/* Room for all hits that a scan can have. */
void finder_hits_init(struct finder_hits *hits, const struct finder *finder, size_t more);
void finder_hits_release(struct finder_hits *hits);

/* Finds the literals of a text; accents must have been folded (fold_text), ASCII need not be. */
void finder_scan(const struct finder *finder, struct str text, struct finder_hits *hits);

#endif
