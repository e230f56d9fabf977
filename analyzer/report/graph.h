/*
 * graph.h: the graph of what accounts, addresses, networks and agents have to do with each other in
 * the attacker's sessions, once for all forms in which it is written. Sizes are bounded: the
 * busiest edges stay, and what is left out is counted.
 */
#ifndef LIMIER_REPORT_GRAPH_H
#define LIMIER_REPORT_GRAPH_H

#include "model/dossier.h"

/* Edges that a graph may have: beyond it no program draws anything a person could read. */
#define GRAPH_EDGES ((size_t)20000)

/* What a node is. */
enum graph_kind { GRAPH_ACCOUNT, GRAPH_ADDRESS, GRAPH_NETWORK, GRAPH_AGENT, GRAPH_KINDS };

/* A node: numbers go by kind, then by text. */
struct graph_node {
    enum graph_kind kind;
    struct str text;
    uint64_t requests;
    int32_t campaign;     /* of an account: index in the dossier, −1 for none */
    enum verdict verdict; /* of an account */
};

/* How often two nodes stood together in a request. */
struct graph_edge {
    uint32_t from;
    uint32_t to;
    uint64_t requests;
};

/* The graph. Release with graph_release. */
struct graph {
    struct arena arena;
    struct graph_node *nodes;
    size_t node_count;
    struct graph_edge *edges; /* by from, then to */
    size_t edge_count;
    uint64_t omitted; /* edges beyond GRAPH_EDGES */
};

/* Builds it from findings that accuse and are not allowed; sessions of owners are not in it. */
void graph_build(struct graph *graph, const struct dossier *dossier);

/* Frees all. */
void graph_release(struct graph *graph);

/* Name of a kind: "account" … */
const char *graph_kind_name(enum graph_kind kind);

#endif
