/*
 * engine_keys.c: the key of a condition: watched leaves of which one must be found for it to be
 * true. An AND has that of its best child; an OR those of all children, or none. Whoever has a key
 * sleeps until one of its leaves wakes it.
 */
#include "signatures/engine_parts.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

/* Who is woken by a leaf. */
struct pair {
    uint32_t leaf;
    uint32_t target;
};

struct pairs {
    struct pair *list;
    size_t count;
    size_t room;
};

struct keys {
    struct engine *engine;
    uint32_t *seen; /* by node × 2 + wanted truth: the collection that was there */
    uint32_t collection;
    bool *wanted; /* by node: so are the leaves below it */
    struct pairs rules;
    struct pairs members; /* targets: engine->members in the order in which they are found */
    struct member *member_of;
    size_t member_count;
    size_t member_room;
};

void engine_rate_node(struct engine *engine, struct node *node)
{
    bool and = node->kind == NODE_AND;
    double least = INFINITY;
    double sum = 0;

    if (node->kind == NODE_LEAF) {
        node->rate[1] = engine->leaves[node->leaf].rate;
        node->rate[0] = INFINITY;
        return;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        const struct node *one = &engine->nodes[engine->children[node->first + i]];

        if (node->kind == NODE_NOT) {
            node->rate[0] = one->rate[1];
            node->rate[1] = one->rate[0];
            return;
        }
        least = fmin(least, one->rate[and]);
        sum += one->rate[!and];
    }
    node->rate[and] = least;
    node->rate[!and] = sum;
}

static void note(struct engine *engine, struct pairs *pairs, uint32_t leaf, uint32_t target)
{
    MEM_GROW(pairs->list, pairs->count, pairs->room);
    pairs->list[pairs->count++] = (struct pair){leaf, target};
    engine->leaves[leaf].wanted = true;
}

static void collect(struct keys *keys, uint32_t index, bool wanted, struct pairs *pairs,
                    uint32_t target)
{
    struct engine *engine = keys->engine;
    const struct node *node = &engine->nodes[index];
    const uint32_t *children = engine->children + node->first;
    uint32_t best = 0;

    if (keys->seen[index * 2 + wanted] == keys->collection)
        return;
    keys->seen[index * 2 + wanted] = keys->collection;
    if (node->kind == NODE_LEAF) {
        note(engine, pairs, node->leaf, target);
    } else if (node->kind == NODE_NOT) {
        collect(keys, children[0], !wanted, pairs, target);
    } else if ((node->kind == NODE_AND) == wanted) {
        for (uint32_t i = 1; i < node->count; i++) {
            if (engine->nodes[children[i]].rate[wanted] <
                engine->nodes[children[best]].rate[wanted])
                best = i;
        }
        collect(keys, children[best], wanted, pairs, target);
    } else {
        for (uint32_t i = 0; i < node->count; i++)
            collect(keys, children[i], wanted, pairs, target);
    }
}

/* Finds the key of a node; false: it has none. */
static bool find_key(struct keys *keys, uint32_t node, struct pairs *pairs, uint32_t target)
{
    size_t before = pairs->count;

    if (isinf(keys->engine->nodes[node].rate[1]) ||
        keys->rules.count + keys->members.count >= LIMIT_ENGINE_WAKES)
        return false;
    keys->collection++;
    collect(keys, node, true, pairs, target);
    if (pairs->count - before <= LIMIT_ENGINE_WAKES)
        return true;
    pairs->count = before;
    return false;
}

/* A rule with a literal that is shorter than this, or met in so large a share of lines, has no key
 * to speak of. */
#define SHORT_LITERAL 3
#define OFTEN         0.2

static bool is_weak(const struct engine *engine, const struct pair *pairs, size_t count,
                    double rate)
{
    if (rate > OFTEN)
        return true;
    for (size_t i = 0; i < count; i++) {
        const struct literal_set *set = &engine->leaves[pairs[i].leaf].literals;

        for (size_t k = 0; k < set->count; k++) {
            const struct literal *one = &set->items[k];

            if (one->text.n < SHORT_LITERAL && !(one->begin && one->end))
                return true;
        }
    }
    return false;
}

/* Rules that are evaluated more often than this have all their leaves looked for. */
#define EVALUATED_OFTEN 0.01

static void want_leaves(struct keys *keys, uint32_t index)
{
    struct engine *engine = keys->engine;
    const struct node *node = &engine->nodes[index];

    if (keys->wanted[index])
        return;
    keys->wanted[index] = true;
    if (node->kind == NODE_LEAF)
        engine->leaves[node->leaf].wanted = true;
    for (uint32_t i = 0; i < node->count; i++)
        want_leaves(keys, engine->children[node->first + i]);
}

static void key_rules(struct keys *keys)
{
    struct engine *engine = keys->engine;

    engine->always = mem_zero(engine->rule_count + 1, sizeof *engine->always);
    for (size_t i = 0; i < engine->rule_count; i++) {
        struct engine_rule *rule = &engine->rules[i];
        size_t before = keys->rules.count;

        if (rule->dead)
            continue;
        rule->key = find_key(keys, rule->root, &keys->rules, (uint32_t)i);
        if (!rule->key)
            engine->always[engine->always_count++] = (uint32_t)i;
        rule->weak =
            !rule->key || is_weak(engine, keys->rules.list + before, keys->rules.count - before,
                                  engine->nodes[rule->root].rate[1]);
        if (!rule->key || engine->nodes[rule->root].rate[1] > EVALUATED_OFTEN)
            want_leaves(keys, rule->root);
        for (size_t k = before; k < keys->rules.count; k++)
            engine->watches[engine->leaves[keys->rules.list[k].leaf].watch].first = true;
    }
}

static void add_set_watch(struct engine *engine, struct set *set, uint32_t watch)
{
    for (uint32_t i = 0; i < set->count; i++) {
        if (engine->set_watches[set->first + i] == watch)
            return;
    }
    MEM_GROW(engine->set_watches, engine->set_watch_count, engine->set_watch_room);
    engine->set_watches[engine->set_watch_count++] = watch;
    set->count++;
}

/* The children of a wide OR that have a key; they are marked by PART_NONE until all are found. */
static void key_children(struct keys *keys, uint32_t index)
{
    struct engine *engine = keys->engine;
    struct node *node = &engine->nodes[index];
    struct set set = {.first = (uint32_t)engine->set_watch_count};

    node->set = (uint32_t)engine->set_count;
    for (uint32_t i = 0; i < node->count; i++) {
        uint32_t child = engine->children[node->first + i];
        size_t before = keys->members.count;

        if (!find_key(keys, child, &keys->members, (uint32_t)keys->member_count))
            continue;
        for (size_t k = before; k < keys->members.count; k++)
            add_set_watch(engine, &set, engine->leaves[keys->members.list[k].leaf].watch);
        MEM_GROW(keys->member_of, keys->member_count, keys->member_room);
        keys->member_of[keys->member_count++] = (struct member){node->set, child};
    }
    MEM_GROW(engine->sets, engine->set_count, engine->set_room);
    engine->sets[engine->set_count++] = set;
}

/* Takes the members of sets out of the lists of their parents. */
static void take_members(struct keys *keys, uint32_t index, size_t *next)
{
    struct engine *engine = keys->engine;
    struct node *node = &engine->nodes[index];
    uint32_t kept = 0;

    for (uint32_t i = 0; i < node->count; i++) {
        uint32_t child = engine->children[node->first + i];

        if (*next < keys->member_count && keys->member_of[*next].set == node->set &&
            keys->member_of[*next].node == child)
            ++*next;
        else
            engine->children[node->first + kept++] = child;
    }
    node->count = kept;
}

static void order_pairs(const struct engine *engine, const struct pairs *pairs, size_t *ret_first,
                        uint32_t *into)
{
    memset(ret_first, 0, (engine->leaf_count + 2) * sizeof *ret_first);
    for (size_t i = 0; i < pairs->count; i++)
        ret_first[pairs->list[i].leaf + 2]++;
    for (size_t i = 2; i < engine->leaf_count + 2; i++)
        ret_first[i] += ret_first[i - 1];
    for (size_t i = 0; i < pairs->count; i++)
        into[ret_first[pairs->list[i].leaf + 1]++] = pairs->list[i].target;
}

/* The lists of who is woken, by leaf; a leaf more ends the last list. */
static void store(struct keys *keys)
{
    struct engine *engine = keys->engine;
    size_t *first = mem_zero(engine->leaf_count + 2, sizeof *first);
    uint32_t *targets = mem_zero(keys->members.count + 1, sizeof *targets);

    engine->leaves = mem_resize(engine->leaves, engine->leaf_count + 1, sizeof *engine->leaves);
    engine->leaves[engine->leaf_count] = (struct leaf){.watch = PART_NONE};
    engine->wakes = mem_zero(keys->rules.count + 1, sizeof *engine->wakes);
    engine->members = mem_zero(keys->members.count + 1, sizeof *engine->members);
    engine->wake_count = keys->rules.count;
    engine->member_count = keys->members.count;
    order_pairs(engine, &keys->rules, first, engine->wakes);
    for (size_t i = 0; i <= engine->leaf_count; i++)
        engine->leaves[i].rules = (uint32_t)first[i];
    order_pairs(engine, &keys->members, first, targets);
    for (size_t i = 0; i <= engine->leaf_count; i++)
        engine->leaves[i].rouses = (uint32_t)first[i];
    for (size_t i = 0; i < keys->members.count; i++)
        engine->members[i] = keys->member_of[targets[i]];
    free(first);
    free(targets);
}

struct priced {
    uint32_t cost;
    uint32_t node;
};

static int by_cost(const void *a, const void *b)
{
    const struct priced *x = a;
    const struct priced *y = b;

    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    return x->node < y->node ? -1 : x->node > y->node;
}

/* The cheapest children first: patterns are last. */
static void order_children(struct engine *engine, const struct node *node)
{
    struct priced *priced;

    if (node->count < 2)
        return;
    priced = mem_zero(node->count, sizeof *priced);
    for (uint32_t i = 0; i < node->count; i++) {
        priced[i].node = engine->children[node->first + i];
        priced[i].cost = engine->nodes[priced[i].node].cost;
    }
    qsort(priced, node->count, sizeof *priced, by_cost);
    for (uint32_t i = 0; i < node->count; i++)
        engine->children[node->first + i] = priced[i].node;
    free(priced);
}

void engine_find_keys(struct engine *engine)
{
    struct keys keys = {.engine = engine};
    size_t next = 0;

    keys.seen = mem_zero(engine->node_count * 2 + 1, sizeof *keys.seen);
    keys.wanted = mem_zero(engine->node_count + 1, sizeof *keys.wanted);
    key_rules(&keys);
    for (size_t i = 0; i < engine->node_count; i++) {
        if (engine->nodes[i].kind == NODE_OR && engine->nodes[i].count > NARROW_MOST)
            key_children(&keys, (uint32_t)i);
    }
    for (size_t i = 0; i < engine->node_count; i++) {
        if (engine->nodes[i].set != PART_NONE)
            take_members(&keys, (uint32_t)i, &next);
        order_children(engine, &engine->nodes[i]);
    }
    store(&keys);
    free(keys.seen);
    free(keys.wanted);
    free(keys.rules.list);
    free(keys.members.list);
    free(keys.member_of);
}
