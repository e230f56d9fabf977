/*
 * automaton_build.c: a tree of the literals, then states in order of depth with their rows or edges
 * and their ways back.
 */
#include "signatures/automaton_parts.h"

#include <stdlib.h>

#include "base/mem.h"

/* A node of the tree; 0 is the root, and none. */
struct node {
    uint32_t first;   /* child */
    uint32_t next;    /* sibling */
    uint32_t state;   /* its number, by depth */
    uint32_t literal; /* first that ends here, plus one */
    uint16_t class;
};

struct build {
    struct automaton *automaton;
    const struct automaton_literal *literals;
    size_t count;
    struct node *nodes;
    size_t node_count;
    size_t node_room;
    uint32_t *literal_next; /* by literal: another one that ends in the same node, plus one */
    uint32_t *order;        /* node of a state */
    uint32_t *fail;         /* by state: its longest end that is a state */
    size_t id_count;
};

/* Bytes that no literal has are class 0; capital letters are as small ones. The beginning of the
 * text is one more class, of which rows need no column: only the root is left by it. */
static void classify(struct build *build)
{
    struct automaton *automaton = build->automaton;
    uint16_t count = 1;

    for (size_t i = 0; i < build->count; i++) {
        struct str text = build->literals[i].text;

        for (size_t k = 0; k < text.n; k++) {
            uint16_t *class = &automaton->class_of[(unsigned char)text.p[k]];

            if (*class == 0)
                *class = count++;
        }
    }
    for (int c = 'A'; c <= 'Z'; c++)
        automaton->class_of[c] = automaton->class_of[c + 'a' - 'A'];
    automaton->end_class = count;
    automaton->stride = (uint32_t)count + 1;
}

static uint32_t child(const struct build *build, uint32_t node, uint32_t class)
{
    uint32_t at = build->nodes[node].first;

    while (at && build->nodes[at].class != class)
        at = build->nodes[at].next;
    return at;
}

static uint32_t grow(struct build *build, uint32_t node, uint32_t class)
{
    uint32_t at = child(build, node, class);

    if (at)
        return at;
    MEM_GROW(build->nodes, build->node_count, build->node_room);
    at = (uint32_t)build->node_count++;
    build->nodes[at] = (struct node){.next = build->nodes[node].first, .class = (uint16_t) class};
    build->nodes[node].first = at;
    return at;
}

static void plant(struct build *build)
{
    const struct automaton *automaton = build->automaton;

    MEM_GROW(build->nodes, build->node_count, build->node_room);
    build->nodes[build->node_count++] = (struct node){0};
    (void)grow(build, 0, automaton->end_class + 1);
    for (size_t i = 0; i < build->count; i++) {
        const struct automaton_literal *literal = &build->literals[i];
        uint32_t at = 0;

        if (literal->begin)
            at = grow(build, at, automaton->end_class + 1);
        for (size_t k = 0; k < literal->text.n; k++)
            at = grow(build, at, automaton->class_of[(unsigned char)literal->text.p[k]]);
        if (literal->end)
            at = grow(build, at, automaton->end_class);
        build->literal_next[i] = build->nodes[at].literal;
        build->nodes[at].literal = (uint32_t)i + 1;
    }
}

static uint32_t place(const struct automaton *automaton, uint32_t state)
{
    uint32_t ends = automaton->ending_of[state] == ENDING_NONE ? 0 : ENDS;

    return state < automaton->shallow ? state * automaton->stride | ends
                                      : (state - automaton->shallow) | DEEP | ends;
}

/* The number of the state at a place. */
static uint32_t state_at(const struct automaton *automaton, uint32_t at)
{
    return at & DEEP ? (at & PLACE) + automaton->shallow : (at & PLACE) / automaton->stride;
}

/* What ends in a state: its literals; then those of its longest end that has some. */
static void end_state(struct build *build, uint32_t state)
{
    struct automaton *automaton = build->automaton;
    uint32_t literal = build->nodes[build->order[state]].literal;
    uint32_t shorter = state ? automaton->ending_of[build->fail[state]] : ENDING_NONE;
    uint32_t ending = automaton->ending_count;

    automaton->ending_of[state] = shorter;
    if (!literal)
        return;
    automaton->ending_of[state] = ending;
    automaton->ending_next[ending] = shorter;
    automaton->ending_first[ending] = (uint32_t)build->id_count;
    for (; literal; literal = build->literal_next[literal - 1])
        automaton->ids[build->id_count++] = build->literals[literal - 1].id;
    automaton->ending_first[++automaton->ending_count] = (uint32_t)build->id_count;
}

/* The states by depth: children follow in the order of their parents. */
static void number(struct build *build)
{
    uint32_t count = 1;

    for (uint32_t state = 0; state < count; state++) {
        for (uint32_t at = build->nodes[build->order[state]].first; at;
             at = build->nodes[at].next) {
            build->nodes[at].state = count;
            build->order[count++] = at;
        }
    }
}

/* The way on from a state: its own edges over those of its longest end. Children are given their
 * longest end, and what ends in them, before they are pointed to. */
static void connect(struct build *build, uint32_t state, uint32_t *edge_count)
{
    struct automaton *automaton = build->automaton;
    uint32_t *row = NULL;

    if (state < automaton->shallow) {
        row = automaton->rows + (size_t)state * automaton->stride;
        if (state)
            memcpy(row, automaton->rows + (size_t)build->fail[state] * automaton->stride,
                   automaton->stride * sizeof *row);
    } else {
        automaton->back[state - automaton->shallow] = place(automaton, build->fail[state]) & ~ENDS;
        automaton->edge_first[state - automaton->shallow] = *edge_count;
    }
    for (uint32_t at = build->nodes[build->order[state]].first; at; at = build->nodes[at].next) {
        uint32_t to = build->nodes[at].state;
        uint32_t class = build->nodes[at].class;

        if (state)
            build->fail[to] = state_at(
                automaton, automaton_step(automaton, place(automaton, build->fail[state]), class));
        end_state(build, to);
        if (row && class < automaton->stride)
            row[class] = place(automaton, to);
        else if (!row)
            automaton->edges[(*edge_count)++] =
                (struct automaton_edge){class, place(automaton, to)};
    }
    if (!row)
        automaton->edge_first[state - automaton->shallow + 1] = *edge_count;
}

static void allot(struct build *build, size_t row_bytes)
{
    struct automaton *automaton = build->automaton;
    size_t states = build->node_count;
    size_t rows = row_bytes / (automaton->stride * sizeof *automaton->rows);
    size_t deep;

    rows = rows < 1 ? 1 : rows;
    rows = rows < PLACE / automaton->stride ? rows : PLACE / automaton->stride;
    automaton->states = (uint32_t)states;
    automaton->shallow = (uint32_t)(rows < states ? rows : states);
    deep = states - automaton->shallow;
    automaton->rows =
        mem_zero((size_t)automaton->shallow * automaton->stride, sizeof *automaton->rows);
    automaton->edge_first = mem_zero(deep + 1, sizeof *automaton->edge_first);
    automaton->edges = mem_zero(deep ? states : 1, sizeof *automaton->edges);
    automaton->back = mem_zero(deep + 1, sizeof *automaton->back);
    automaton->ending_of = mem_zero(states, sizeof *automaton->ending_of);
    automaton->ending_first = mem_zero(build->count + 2, sizeof *automaton->ending_first);
    automaton->ending_next = mem_zero(build->count + 1, sizeof *automaton->ending_next);
    automaton->ids = mem_zero(build->count + 1, sizeof *automaton->ids);
    automaton->literal_count = build->count;
    build->order = mem_zero(states, sizeof *build->order);
    build->fail = mem_zero(states, sizeof *build->fail);
}

struct automaton *automaton_new(const struct automaton_literal *literals, size_t count,
                                size_t row_bytes)
{
    struct build build = {.literals = literals, .count = count};
    struct automaton *automaton = mem_zero(1, sizeof *automaton);
    uint32_t edge_count = 0;

    build.automaton = automaton;
    build.literal_next = mem_zero(count + 1, sizeof *build.literal_next);
    classify(&build);
    plant(&build);
    allot(&build, row_bytes);
    number(&build);
    end_state(&build, 0);
    for (uint32_t state = 0; state < automaton->states; state++)
        connect(&build, state, &edge_count);
    automaton->begin =
        place(automaton, build.nodes[child(&build, 0, automaton->end_class + 1)].state);
    free(build.nodes);
    free(build.literal_next);
    free(build.order);
    free(build.fail);
    return automaton;
}
