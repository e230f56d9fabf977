/*
 * automaton.h: which of many literals a text holds, in one pass (Aho and Corasick, 1975). Literals
 * can be tied to the beginning and to the end of the text. ASCII letters of the text are read
 * without regard to case; literals must be in lower case, and accents folded on both sides
 * (fold_text). Knows bytes only: what a literal means is the engine's.
 */
#ifndef LIMIER_SIGNATURES_AUTOMATON_H
#define LIMIER_SIGNATURES_AUTOMATON_H

#include "base/str.h"

/* A literal; `id` is told when it is found. Several may have the same text, or the same id. */
struct automaton_literal {
    struct str text;
    uint32_t id;
    bool begin; /* only at the beginning of the text */
    bool end;   /* only at its end */
};

struct automaton;

/* Builds. `row_bytes`: at most so much for the states whose next state is one look-up; those
 * farther from the beginning of their literals search among their edges. Never NULL. */
struct automaton *automaton_new(const struct automaton_literal *literals, size_t count,
                                size_t row_bytes);
void automaton_free(struct automaton *automaton);

/* States that literals of this length add at most. */
size_t automaton_states_most(struct str text);

/* Bytes that it takes. */
size_t automaton_bytes(const struct automaton *automaton);

/* What a thread needs to scan: as much as automaton_hits_init gives. */
struct automaton_hits {
    uint32_t *ids; /* what was found; an id is repeated only if several literals have it */
    size_t count;
    uint32_t *seen; /* by ending: the scan that saw it last */
    uint32_t scan;
};

/* Room for all hits that a scan can have. */
void automaton_hits_init(struct automaton_hits *hits, const struct automaton *automaton);
void automaton_hits_release(struct automaton_hits *hits);

/* Finds the literals that a text holds. */
void automaton_scan(const struct automaton *automaton, struct str text,
                    struct automaton_hits *hits);

/* The same, looking at so many bytes of both ends only: for literals that are tied to them, and not
 * longer. */
void automaton_scan_edges(const struct automaton *automaton, struct str text, size_t edge,
                          struct automaton_hits *hits);

/* Literals that it has. */
size_t automaton_literals(const struct automaton *automaton);

#endif
