/*
 * automaton.c: the automaton as it runs. Bytes are mapped to classes (bytes that no literal tells
 * apart are one class); the beginning and the end of the text are two more symbols, so that tied
 * literals need no check. States are numbered by their depth: shallow ones, where nearly all of the
 * time is spent, have a row with the next state for each class; deep ones have their edges and a
 * way back. automaton_build.c makes it.
 */
#include "signatures/automaton_parts.h"

#include <stdlib.h>

#include "base/mem.h"

void automaton_free(struct automaton *automaton)
{
    if (!automaton)
        return;
    free(automaton->rows);
    free(automaton->edge_first);
    free(automaton->edges);
    free(automaton->back);
    free(automaton->ending_of);
    free(automaton->ending_first);
    free(automaton->ending_next);
    free(automaton->ids);
    free(automaton);
}

size_t automaton_states_most(struct str text)
{
    return text.n + 2;
}

size_t automaton_bytes(const struct automaton *automaton)
{
    size_t deep = automaton->states - automaton->shallow;

    return sizeof *automaton + 4 * (size_t)automaton->shallow * automaton->stride +
           deep * (2 * sizeof(uint32_t) + sizeof(struct automaton_edge)) +
           4 * (size_t)automaton->states + 8 * (size_t)automaton->ending_count +
           4 * automaton->literal_count;
}

void automaton_hits_init(struct automaton_hits *hits, const struct automaton *automaton)
{
    *hits = (struct automaton_hits){0};
    hits->ids = mem_zero(automaton->literal_count + 1, sizeof *hits->ids);
    hits->seen = mem_zero((size_t)automaton->ending_count + 1, sizeof *hits->seen);
}

void automaton_hits_release(struct automaton_hits *hits)
{
    free(hits->ids);
    free(hits->seen);
    *hits = (struct automaton_hits){0};
}

/* Notes the literals that end in a state: its own, and those that are ends of them. Whatever was
 * seen has told all that follows it. */
static void note(const struct automaton *automaton, uint32_t at, struct automaton_hits *hits)
{
    uint32_t state =
        at & DEEP ? (at & PLACE) + automaton->shallow : (at & PLACE) / automaton->stride;
    uint32_t ending = automaton->ending_of[state];

    while (ending != ENDING_NONE && hits->seen[ending] != hits->scan) {
        hits->seen[ending] = hits->scan;
        for (uint32_t i = automaton->ending_first[ending]; i < automaton->ending_first[ending + 1];
             i++)
            hits->ids[hits->count++] = automaton->ids[i];
        ending = automaton->ending_next[ending];
    }
}

static void begin_scan(const struct automaton *automaton, struct automaton_hits *hits)
{
    hits->count = 0;
    if (++hits->scan == 0) { /* the counter has gone round */
        memset(hits->seen, 0, (size_t)automaton->ending_count * sizeof *hits->seen);
        hits->scan = 1;
    }
}

uint32_t automaton_step(const struct automaton *automaton, uint32_t at, uint32_t class)
{
    at &= ~ENDS;
    while (at & DEEP) {
        uint32_t deep = at & PLACE;

        for (uint32_t i = automaton->edge_first[deep]; i < automaton->edge_first[deep + 1]; i++) {
            if (automaton->edges[i].class == class)
                return automaton->edges[i].to;
        }
        at = automaton->back[deep];
    }
    return automaton->rows[at + class];
}

/* Goes on from a state over the bytes of a text. */
static uint32_t walk(const struct automaton *automaton, uint32_t at, struct str text,
                     struct automaton_hits *hits)
{
    const unsigned char *p = (const unsigned char *)text.p;
    const unsigned char *end = p + text.n;
    const uint32_t *rows = automaton->rows;
    const uint16_t *class_of = automaton->class_of;

    if (at & ENDS)
        note(automaton, at, hits);
    at &= ~ENDS;
    while (p < end) {
        if (at & DEEP)
            at = automaton_step(automaton, at, class_of[*p++]);
        else
            do
                at = rows[at + class_of[*p++]];
            while (p < end && !(at & (ENDS | DEEP)));
        if (at & ENDS) {
            note(automaton, at, hits);
            at &= ~ENDS;
        }
    }
    return at;
}

static void end_text(const struct automaton *automaton, uint32_t at, struct automaton_hits *hits)
{
    at = automaton_step(automaton, at, automaton->end_class);
    if (at & ENDS)
        note(automaton, at, hits);
}

void automaton_scan(const struct automaton *automaton, struct str text, struct automaton_hits *hits)
{
    begin_scan(automaton, hits);
    end_text(automaton, walk(automaton, automaton->begin, text, hits), hits);
}

void automaton_scan_edges(const struct automaton *automaton, struct str text, size_t edge,
                          struct automaton_hits *hits)
{
    begin_scan(automaton, hits);
    (void)walk(automaton, automaton->begin, str_slice(text, 0, edge), hits);
    end_text(automaton, walk(automaton, 0, str_skip(text, text.n - edge), hits), hits);
}

size_t automaton_literals(const struct automaton *automaton)
{
    return automaton->literal_count;
}
