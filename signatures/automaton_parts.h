/*
 * automaton_parts.h: what automaton.c runs and automaton_build.c makes. Nobody else includes it.
 */
#ifndef LIMIER_SIGNATURES_AUTOMATON_PARTS_H
#define LIMIER_SIGNATURES_AUTOMATON_PARTS_H

#include "signatures/automaton.h"

/* A state as it stands in rows and edges: its place (of its row in `rows`, or its number among the
 * deep ones), and whether it is deep, and whether literals end there. */
#define ENDS        0x80000000u
#define DEEP        0x40000000u
#define PLACE       0x3fffffffu
#define ENDING_NONE UINT32_MAX

/* One way on from a deep state. */
struct automaton_edge {
    uint32_t class;
    uint32_t to;
};

/* The automaton. Endings are states in which literals end, or ends of literals do. */
struct automaton {
    uint16_t class_of[256];
    uint32_t stride; /* classes; that of the end of the text is the last */
    uint32_t end_class;
    uint32_t begin; /* the state after the beginning of the text */
    uint32_t states;
    uint32_t shallow; /* states with rows; the rest is deep */
    uint32_t *rows;
    uint32_t *edge_first; /* by deep state, and one more */
    struct automaton_edge *edges;
    uint32_t *back;      /* by deep state: where to go on when no edge fits */
    uint32_t *ending_of; /* by state */
    uint32_t ending_count;
    uint32_t *ending_first; /* by ending, and one more: in `ids` */
    uint32_t *ending_next;  /* the ending of a shorter end of the same text */
    uint32_t *ids;
    size_t literal_count;
};

/* The next state. */
uint32_t automaton_step(const struct automaton *automaton, uint32_t at, uint32_t class);

#endif
