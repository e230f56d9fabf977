/*
 * campaign_graph.h: a campaign as a graph that a page can show: its accounts, and the addresses and
 * programs that whoever is not the holder used. What has the same links is one node, so that two
 * accounts and two hundred are both readable.
 */
#ifndef LIMIER_REPORT_CAMPAIGN_GRAPH_H
#define LIMIER_REPORT_CAMPAIGN_GRAPH_H

#include "model/dossier.h"

/* Nodes of one column; the last one stands for all others where there are more. */
#define GRAPH_ROWS 20

/* Columns of things. */
enum graph_side { GRAPH_ADDRESSES, GRAPH_AGENTS, GRAPH_SIDES };

/* Things with the same accounts, or accounts with the same things. */
struct graph_node {
    struct str name;   /* of the first of them */
    uint64_t members;  /* how many they are */
    uint64_t accounts; /* of a thing: how many accounts each of them has; of others: 0 */
    bool others;       /* what has no node of its own */
};

/* The graph. links[side][i] has a bit for each thing of the side that the accounts of node i have.
 */
struct campaign_graph {
    struct graph_node things[GRAPH_SIDES][GRAPH_ROWS];
    size_t thing_count[GRAPH_SIDES];
    struct graph_node accounts[GRAPH_ROWS];
    size_t account_count;
    uint32_t links[GRAPH_SIDES][GRAPH_ROWS];
};

/* Builds the graph; names are borrowed from the dossier. The same whatever the order of sources. */
void campaign_graph(const struct dossier *dossier, const struct campaign *campaign,
                    struct campaign_graph *graph);

#endif
