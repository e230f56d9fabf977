/*
 * graph.c: sessions to edges, edges to nodes: everything is sorted, nothing is looked up twice.
 */
#include "report/graph.h"

#include <stdlib.h>

#include "base/mem.h"
#include "report/intel.h"

/* One end of an edge by its text. */
struct end {
    enum graph_kind kind;
    struct str text;
};

/* An edge before its ends have numbers. */
struct link {
    struct end from;
    struct end to;
    uint64_t requests;
};

/* Links while they are gathered. */
struct links {
    struct link *list;
    size_t count;
    size_t room;
};

const char *graph_kind_name(enum graph_kind kind)
{
    static const char *const names[GRAPH_KINDS] = {"account", "address", "network", "agent"};

    return names[kind];
}

static int compare_ends(const struct end *a, const struct end *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return str_cmp(a->text, b->text);
}

static int compare_links(const void *a, const void *b)
{
    const struct link *x = a;
    const struct link *y = b;
    int order = compare_ends(&x->from, &y->from);

    return order ? order : compare_ends(&x->to, &y->to);
}

/* The busiest first. */
static int compare_busy(const void *a, const void *b)
{
    const struct link *x = a;
    const struct link *y = b;

    if (x->requests != y->requests)
        return x->requests > y->requests ? -1 : 1;
    return compare_links(a, b);
}

static void add(struct links *links, struct end from, struct end to, uint64_t requests)
{
    MEM_GROW(links->list, links->count, links->room);
    links->list[links->count++] = (struct link){from, to, requests};
}

/* "AS64500 Example Hosting", or absent. */
static struct str network_of(struct arena *arena, const struct place *place)
{
    if (!place->asn)
        return STR_NONE;
    return arena_print(arena, "AS%u %.*s", place->asn, (int)place->organisation.n,
                       place->organisation.n ? place->organisation.p : "");
}

static void link_finding(struct graph *graph, struct links *links, const struct finding *f)
{
    const struct end account = {GRAPH_ACCOUNT, f->account};

    for (size_t i = 0; i < f->session_count; i++) {
        const struct finding_session *s = &f->sessions[i];
        const struct finding_source *source =
            s->source < f->source_count ? &f->sources[s->source] : NULL;
        struct end address = {GRAPH_ADDRESS, source ? source->address : STR_NONE};
        struct str network;

        if (s->attributed != ATTRIBUTED_ATTACKER)
            continue;
        if (s->agent.n)
            add(links, account, (struct end){GRAPH_AGENT, s->agent}, s->requests);
        if (!address.text.n)
            continue;
        add(links, account, address, s->requests);
        network = network_of(&graph->arena, &source->place);
        if (network.n)
            add(links, address, (struct end){GRAPH_NETWORK, network}, s->requests);
    }
}

/* Links of the same ends become one; the busiest stay. */
static void merge(struct graph *graph, struct links *links)
{
    size_t n = 0;

    if (links->count == 0)
        return;
    qsort(links->list, links->count, sizeof *links->list, compare_links);
    for (size_t i = 0; i < links->count; i++) {
        if (n && compare_links(&links->list[n - 1], &links->list[i]) == 0)
            links->list[n - 1].requests += links->list[i].requests;
        else
            links->list[n++] = links->list[i];
    }
    links->count = n;
    if (n <= GRAPH_EDGES)
        return;
    qsort(links->list, n, sizeof *links->list, compare_busy);
    graph->omitted = n - GRAPH_EDGES;
    links->count = GRAPH_EDGES;
    qsort(links->list, links->count, sizeof *links->list, compare_links);
}

static int compare_nodes(const void *a, const void *b)
{
    const struct graph_node *x = a;
    const struct graph_node *y = b;
    const struct end ends[2] = {{x->kind, x->text}, {y->kind, y->text}};

    return compare_ends(&ends[0], &ends[1]);
}

static struct graph_node *find(const struct graph *graph, const struct end *end)
{
    const struct graph_node wanted = {.kind = end->kind, .text = end->text};

    return graph->node_count ? bsearch(&wanted, graph->nodes, graph->node_count,
                                       sizeof *graph->nodes, compare_nodes)
                             : NULL;
}

/* Every end once; accounts are there also when no link is. */
static void list_nodes(struct graph *graph, const struct links *links, const struct dossier *d)
{
    size_t n = 0;
    size_t kept = 0;

    graph->nodes = mem_zero(2 * links->count + d->finding_count + 1, sizeof *graph->nodes);
    for (size_t i = 0; i < links->count; i++) {
        const struct link *l = &links->list[i];

        graph->nodes[n++] = (struct graph_node){.kind = l->from.kind, .text = l->from.text};
        graph->nodes[n++] = (struct graph_node){.kind = l->to.kind, .text = l->to.text};
    }
    for (size_t f = 0; f < d->finding_count; f++) {
        if (intel_told(&d->findings[f]))
            graph->nodes[n++] =
                (struct graph_node){.kind = GRAPH_ACCOUNT, .text = d->findings[f].account};
    }
    if (n)
        qsort(graph->nodes, n, sizeof *graph->nodes, compare_nodes);
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || compare_nodes(&graph->nodes[kept - 1], &graph->nodes[i]) != 0)
            graph->nodes[kept++] = graph->nodes[i];
        graph->nodes[kept - 1].campaign = -1;
    }
    graph->node_count = kept;
}

static void number_edges(struct graph *graph, const struct links *links)
{
    graph->edges = mem_zero(links->count + 1, sizeof *graph->edges);
    for (size_t i = 0; i < links->count; i++) {
        const struct link *l = &links->list[i];
        struct graph_node *from = find(graph, &l->from);
        struct graph_node *to = find(graph, &l->to);

        to->requests += l->requests;
        if (to->kind == GRAPH_ADDRESS)
            from->requests += l->requests;
        graph->edges[graph->edge_count++] = (struct graph_edge){
            (uint32_t)(from - graph->nodes), (uint32_t)(to - graph->nodes), l->requests};
    }
}

static void describe_accounts(struct graph *graph, const struct dossier *d)
{
    for (size_t f = 0; f < d->finding_count; f++) {
        const struct end end = {GRAPH_ACCOUNT, d->findings[f].account};
        struct graph_node *node = find(graph, &end);

        if (node && intel_told(&d->findings[f]))
            node->verdict = d->findings[f].verdict;
    }
    for (size_t c = 0; c < d->campaign_count; c++) {
        for (size_t i = 0; i < d->campaigns[c].finding_count; i++) {
            const struct end end = {GRAPH_ACCOUNT,
                                    d->findings[d->campaigns[c].findings[i]].account};
            struct graph_node *node = find(graph, &end);

            if (node)
                node->campaign = (int32_t)c;
        }
    }
}

void graph_build(struct graph *graph, const struct dossier *dossier)
{
    struct links links = {0};

    *graph = (struct graph){0};
    for (size_t f = 0; f < dossier->finding_count; f++) {
        if (intel_told(&dossier->findings[f]))
            link_finding(graph, &links, &dossier->findings[f]);
    }
    merge(graph, &links);
    list_nodes(graph, &links, dossier);
    number_edges(graph, &links);
    describe_accounts(graph, dossier);
    free(links.list);
}

void graph_release(struct graph *graph)
{
    free(graph->nodes);
    free(graph->edges);
    arena_release(&graph->arena);
    *graph = (struct graph){0};
}
