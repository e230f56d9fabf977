/*
 * campaign_graph.c: who has what, sorted and folded. It draws nothing: figure_campaign.c.
 */
#include "report/campaign_graph.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"

/* That an account has a thing. */
struct edge {
    struct str text;
    uint32_t account; /* in the campaign */
};

/* One address or program, with its accounts: a run of edges. */
struct thing {
    struct str text;
    size_t first;
    uint64_t accounts;
    uint64_t set; /* hash of the accounts; 0 for all that one account has alone */
    uint64_t alike;
    uint32_t row;
};

struct side {
    struct edge *edges;
    size_t count;
    size_t room;
    struct thing *things;
    size_t thing_count;
};

/* What an account has: a bit for each row of things. */
struct member {
    struct str name;
    uint32_t masks[GRAPH_SIDES];
    uint32_t account;
    uint64_t alike;
};

static int compare_edges(const void *a, const void *b)
{
    const struct edge *x = a;
    const struct edge *y = b;
    int order = str_cmp(x->text, y->text);

    return order ? order : x->account < y->account ? -1 : x->account > y->account;
}

static void add_edge(struct side *side, struct str text, uint32_t account)
{
    if (side->count && side->edges[side->count - 1].account == account &&
        str_eq(side->edges[side->count - 1].text, text))
        return; /* sessions repeat their program */
    MEM_GROW(side->edges, side->count, side->room);
    side->edges[side->count++] = (struct edge){text, account};
}

/* Sorted, each edge once. */
static void settle(struct side *side, size_t from)
{
    size_t kept = from;

    if (side->count == from)
        return;
    qsort(side->edges + from, side->count - from, sizeof *side->edges, compare_edges);
    for (size_t i = from; i < side->count; i++) {
        if (i == from || compare_edges(&side->edges[i], &side->edges[kept - 1]) != 0)
            side->edges[kept++] = side->edges[i];
    }
    side->count = kept;
}

static void gather(const struct dossier *d, const struct campaign *c, struct side *sides)
{
    for (uint32_t i = 0; i < c->finding_count; i++) {
        const struct finding *f = &d->findings[c->findings[i]];
        size_t before = sides[GRAPH_AGENTS].count;

        for (size_t k = 0; k < f->source_count; k++) {
            if (f->sources[k].attributed != ATTRIBUTED_OWNER && f->sources[k].address.p)
                add_edge(&sides[GRAPH_ADDRESSES], f->sources[k].address, i);
        }
        for (size_t k = 0; k < f->session_count; k++) {
            if (f->sessions[k].attributed != ATTRIBUTED_OWNER && f->sessions[k].agent.n)
                add_edge(&sides[GRAPH_AGENTS], f->sessions[k].agent, i);
        }
        settle(&sides[GRAPH_AGENTS], before); /* many sessions, few programs */
    }
    settle(&sides[GRAPH_ADDRESSES], 0);
    settle(&sides[GRAPH_AGENTS], 0);
}

/* Those of most accounts first, those of the same accounts together. */
static int compare_things(const void *a, const void *b)
{
    const struct thing *x = a;
    const struct thing *y = b;

    if (x->accounts != y->accounts)
        return x->accounts > y->accounts ? -1 : 1;
    if (x->alike != y->alike)
        return x->alike > y->alike ? -1 : 1;
    if (x->set != y->set)
        return x->set < y->set ? -1 : 1;
    return str_cmp(x->text, y->text);
}

static bool same_set(const struct thing *a, const struct thing *b)
{
    return a->accounts == b->accounts && a->set == b->set;
}

static void count_alike(struct thing *things, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t end = i;

        while (end < n && same_set(&things[end], &things[i]))
            end++;
        for (size_t k = i; k < end; k++)
            things[k].alike = end - i;
        i = end;
    }
}

static void list_things(struct side *side)
{
    side->things = mem_zero(side->count + 1, sizeof *side->things);
    for (size_t i = 0; i < side->count; i++) {
        struct thing *t;

        if (i == 0 || !str_eq(side->edges[i].text, side->edges[i - 1].text))
            side->things[side->thing_count++] =
                (struct thing){.text = side->edges[i].text, .first = i};
        t = &side->things[side->thing_count - 1];
        t->accounts++;
        t->set = hash_words(t->set, side->edges[i].account + 1);
    }
    for (size_t i = 0; i < side->thing_count; i++) {
        if (side->things[i].accounts == 1)
            side->things[i].set = 0;
    }
    if (side->thing_count == 0)
        return;
    qsort(side->things, side->thing_count, sizeof *side->things, compare_things);
    count_alike(side->things, side->thing_count);
    qsort(side->things, side->thing_count, sizeof *side->things, compare_things);
}

/* The node of the next one of a column: a new one, unless it is like the last; the last row takes
 * what is left over. */
static uint32_t place_next(struct graph_node *nodes, size_t *count, bool alike,
                           struct graph_node node)
{
    if (*count == GRAPH_ROWS && (!alike || nodes[GRAPH_ROWS - 1].others)) {
        nodes[GRAPH_ROWS - 1].others = true;
        nodes[GRAPH_ROWS - 1].accounts = 0;
        nodes[GRAPH_ROWS - 1].members++;
    } else if (alike && *count) {
        nodes[*count - 1].members++;
    } else {
        nodes[(*count)++] = node;
    }
    return (uint32_t)*count - 1;
}

static void place_things(struct side *side, struct graph_node *nodes, size_t *count)
{
    for (size_t i = 0; i < side->thing_count; i++) {
        struct thing *t = &side->things[i];
        bool alike = i > 0 && same_set(t, t - 1);

        t->row =
            place_next(nodes, count, alike, (struct graph_node){t->text, 1, t->accounts, false});
    }
}

static int compare_members(const void *a, const void *b)
{
    const struct member *x = a;
    const struct member *y = b;

    if (x->alike != y->alike)
        return x->alike > y->alike ? -1 : 1;
    for (int side = 0; side < GRAPH_SIDES; side++) {
        if (x->masks[side] != y->masks[side])
            return x->masks[side] < y->masks[side] ? -1 : 1;
    }
    return x->account < y->account ? -1 : x->account > y->account;
}

static bool same_masks(const struct member *a, const struct member *b)
{
    return a->masks[0] == b->masks[0] && a->masks[1] == b->masks[1];
}

static void place_members(struct member *members, size_t n, struct campaign_graph *g)
{
    qsort(members, n, sizeof *members, compare_members);
    for (size_t i = 0; i < n;) {
        size_t end = i;

        while (end < n && same_masks(&members[end], &members[i]))
            end++;
        for (size_t k = i; k < end; k++)
            members[k].alike = end - i;
        i = end;
    }
    qsort(members, n, sizeof *members, compare_members);
    for (size_t i = 0; i < n; i++) {
        bool alike = i > 0 && same_masks(&members[i], &members[i - 1]);
        uint32_t row = place_next(g->accounts, &g->account_count, alike,
                                  (struct graph_node){members[i].name, 1, 1, false});

        for (int side = 0; side < GRAPH_SIDES; side++)
            g->links[side][row] |= members[i].masks[side];
    }
}

void campaign_graph(const struct dossier *d, const struct campaign *c, struct campaign_graph *g)
{
    struct side sides[GRAPH_SIDES] = {{0}};
    struct member *members = mem_zero(c->finding_count + 1, sizeof *members);

    *g = (struct campaign_graph){.account_count = 0};
    for (uint32_t i = 0; i < c->finding_count; i++)
        members[i] = (struct member){.name = d->findings[c->findings[i]].account, .account = i};
    gather(d, c, sides);
    for (int s = 0; s < GRAPH_SIDES; s++) {
        struct side *side = &sides[s];

        list_things(side);
        place_things(side, g->things[s], &g->thing_count[s]);
        for (size_t i = 0; i < side->thing_count; i++) {
            const struct thing *t = &side->things[i];

            for (size_t k = t->first; k < t->first + t->accounts; k++)
                members[side->edges[k].account].masks[s] |= UINT32_C(1) << t->row;
        }
        free(side->edges);
        free(side->things);
    }
    if (c->finding_count)
        place_members(members, c->finding_count, g);
    free(members);
}
