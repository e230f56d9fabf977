/*
 * engine_compile.c: conditions of rules to nodes and leaves that all rules share.
 */
#include "signatures/engine_parts.h"

#include <stdlib.h>

#include "base/mem.h"

/* What has been seen, by hash: open addressing, never full. */
struct seen {
    uint64_t *hashes;
    uint32_t *items; /* plus one; 0: empty */
    size_t room;
    size_t count;
};

struct compile {
    struct engine *engine;
    struct seen leaves;
    struct seen nodes;
    struct seen exprs;
    const struct expr **expr_of; /* of what is in `exprs` */
    uint32_t *expr_node;
    size_t expr_count;
    size_t expr_room;
    bool refused; /* the present rule has a pattern that PCRE2 does not take */
};

static void seen_put(struct seen *seen, uint64_t hash, uint32_t item);

static void seen_grow(struct seen *seen)
{
    struct seen old = *seen;

    seen->room = old.room ? old.room * 2 : 1024;
    seen->count = 0;
    seen->hashes = mem_zero(seen->room, sizeof *seen->hashes);
    seen->items = mem_zero(seen->room, sizeof *seen->items);
    for (size_t i = 0; i < old.room; i++) {
        if (old.items[i])
            seen_put(seen, old.hashes[i], old.items[i] - 1);
    }
    free(old.hashes);
    free(old.items);
}

static void seen_put(struct seen *seen, uint64_t hash, uint32_t item)
{
    size_t at;

    if (seen->count * 2 >= seen->room)
        seen_grow(seen);
    for (at = hash & (seen->room - 1); seen->items[at]; at = (at + 1) & (seen->room - 1))
        continue;
    seen->hashes[at] = hash;
    seen->items[at] = item + 1;
    seen->count++;
}

/* The next item with this hash; *at starts as the hash. PART_NONE: there is no other. */
static uint32_t seen_next(const struct seen *seen, uint64_t hash, size_t *at)
{
    if (seen->room == 0)
        return PART_NONE;
    for (;;) {
        size_t slot = (*at)++ & (seen->room - 1);

        if (!seen->items[slot])
            return PART_NONE;
        if (seen->hashes[slot] == hash)
            return seen->items[slot] - 1;
    }
}

static void seen_release(struct seen *seen)
{
    free(seen->hashes);
    free(seen->items);
}

static uint32_t field_number(struct engine *engine, struct str name)
{
    const struct engine_options *options = &engine->options;

    if (options->canonical)
        name = options->canonical(options->context, name);
    for (size_t i = 0; i < engine->field_count; i++) {
        if (str_eq(engine->fields[i], name))
            return (uint32_t)i;
    }
    MEM_GROW(engine->fields, engine->field_count, engine->field_room);
    engine->fields[engine->field_count] = arena_str(&engine->arena, name);
    return (uint32_t)engine->field_count++;
}

static uint32_t leaf_number(struct compile *compile, const struct test *test)
{
    struct engine *engine = compile->engine;
    uint64_t hash = test_hash(test, &engine->key);
    size_t at = hash;
    struct leaf *leaf;
    struct err err = {0};
    uint32_t known;

    while ((known = seen_next(&compile->leaves, hash, &at)) != PART_NONE) {
        if (test_same(engine->leaves[known].ready.test, test))
            return known;
    }
    MEM_GROW(engine->leaves, engine->leaf_count, engine->leaf_room);
    leaf = &engine->leaves[engine->leaf_count];
    *leaf = (struct leaf){.watch = PART_NONE, .rate = INFINITY, .other = PART_NONE};
    leaf->field = test->field.p ? field_number(engine, test->field) : FIELD_LINE;
    if (test->kind == TEST_FIELD)
        leaf->other = field_number(engine, test->text);
    if (test_prepare(&leaf->ready, test, &err) < 0) {
        leaf->ready.test = test;
        compile->refused = true;
        return PART_NONE;
    }
    leaf->literals = literals_of(test, &engine->arena);
    seen_put(&compile->leaves, hash, (uint32_t)engine->leaf_count);
    return (uint32_t)engine->leaf_count++;
}

/* What evaluating a leaf costs, when it is not known yet. */
static uint32_t leaf_cost(const struct leaf *leaf)
{
    if (leaf->ready.test->kind == TEST_REGEX)
        return 64;
    return leaf->literals.exact ? 1 : 8;
}

/* The truth of a leaf, when its field cannot exist. */
static enum truth leaf_possible(const struct engine *engine, const struct leaf *leaf)
{
    const struct engine_options *options = &engine->options;
    struct test_state tests = {0};

    if (!options->knows || leaf->field == FIELD_LINE)
        return TRUTH_UNKNOWN;
    if (leaf->other != PART_NONE && !options->knows(options->context, engine->fields[leaf->other]))
        return TRUTH_FALSE;
    if (options->knows(options->context, engine->fields[leaf->field]))
        return TRUTH_UNKNOWN;
    return test_holds(&leaf->ready, &tests, NULL, NULL) ? TRUTH_TRUE : TRUTH_FALSE;
}

/* Kleene: one child that decides, else one that is not known, else all agree. */
static enum truth node_possible(const struct engine *engine, const struct node *node)
{
    enum truth deciding = node->kind == NODE_AND ? TRUTH_FALSE : TRUTH_TRUE;
    enum truth result = node->kind == NODE_AND ? TRUTH_TRUE : TRUTH_FALSE;

    for (uint32_t i = 0; i < node->count; i++) {
        enum truth one = engine->nodes[engine->children[node->first + i]].possible;

        if (node->kind == NODE_NOT)
            return one == TRUTH_UNKNOWN ? one : one == TRUTH_TRUE ? TRUTH_FALSE : TRUTH_TRUE;
        if (one == deciding)
            return one;
        if (one == TRUTH_UNKNOWN)
            result = one;
    }
    return result;
}

static bool same_node(const struct engine *engine, const struct node *a, const struct node *b)
{
    return a->kind == b->kind && a->leaf == b->leaf && a->count == b->count &&
           (a->count == 0 || memcmp(engine->children + a->first, engine->children + b->first,
                                    a->count * sizeof *engine->children) == 0);
}

/* The node whose children are the last ones of `children`; those are taken back when there is such
 * a node already. */
static uint32_t node_number(struct compile *compile, struct node node)
{
    struct engine *engine = compile->engine;
    uint64_t hash = hash_words((uint64_t)node.kind << 32 | node.leaf, engine->key.k[0]);
    uint32_t known;
    size_t at;

    for (uint32_t i = 0; i < node.count; i++)
        hash = hash_words(hash, engine->children[node.first + i] + 1);
    at = hash;
    while ((known = seen_next(&compile->nodes, hash, &at)) != PART_NONE) {
        if (same_node(engine, &engine->nodes[known], &node)) {
            engine->child_count -= node.count;
            return known;
        }
    }
    node.set = PART_NONE;
    node.cost = 1;
    node.possible = (uint8_t)node_possible(engine, &node);
    if (node.kind == NODE_LEAF) {
        node.cost = leaf_cost(&engine->leaves[node.leaf]);
        node.possible = (uint8_t)leaf_possible(engine, &engine->leaves[node.leaf]);
    }
    for (uint32_t i = 0; i < node.count; i++) {
        struct node *one = &engine->nodes[engine->children[node.first + i]];

        one->uses++;
        node.cost = one->cost < UINT32_MAX - node.cost ? node.cost + one->cost : UINT32_MAX;
    }
    MEM_GROW(engine->nodes, engine->node_count, engine->node_room);
    engine->nodes[engine->node_count] = node;
    seen_put(&compile->nodes, hash, (uint32_t)engine->node_count);
    return (uint32_t)engine->node_count++;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

static uint32_t compile_expr(struct compile *compile, const struct expr *expr);

/* AND, OR: children without order or repetition; a single one stands for itself. */
static uint32_t compile_list(struct compile *compile, const struct expr *expr)
{
    struct engine *engine = compile->engine;
    struct node node = {.kind = expr->kind == EXPR_AND ? NODE_AND : NODE_OR, .leaf = PART_NONE};
    uint32_t *list = NULL;
    size_t count = 0;
    size_t room = 0;
    size_t kept = 0;

    for (const struct expr *one = expr->first; one; one = one->next) {
        MEM_GROW(list, count, room);
        list[count++] = compile_expr(compile, one);
    }
    if (count > 1)
        qsort(list, count, sizeof *list, by_number);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || list[i] != list[i - 1])
            list[kept++] = list[i];
    }
    if (kept == 1) {
        uint32_t single = list[0];

        free(list);
        return single;
    }
    node.first = (uint32_t)engine->child_count;
    node.count = (uint32_t)kept;
    for (size_t i = 0; i < kept; i++) {
        MEM_GROW(engine->children, engine->child_count, engine->child_room);
        engine->children[engine->child_count++] = list[i];
    }
    free(list);
    return node_number(compile, node);
}

static uint32_t compile_kind(struct compile *compile, const struct expr *expr)
{
    struct engine *engine = compile->engine;
    struct node node = {.kind = NODE_OR, .leaf = PART_NONE};
    uint32_t child;

    switch (expr->kind) {
    case EXPR_TEST:
        node.leaf = leaf_number(compile, expr->test);
        if (node.leaf != PART_NONE)
            node.kind = NODE_LEAF;
        return node_number(compile, node);
    case EXPR_AND:
    case EXPR_OR: return compile_list(compile, expr);
    case EXPR_NOT:
        child = compile_expr(compile, expr->first);
        if (engine->nodes[child].kind == NODE_NOT)
            return engine->children[engine->nodes[child].first];
        node.kind = NODE_NOT;
        node.first = (uint32_t)engine->child_count;
        node.count = 1;
        MEM_GROW(engine->children, engine->child_count, engine->child_room);
        engine->children[engine->child_count++] = child;
        return node_number(compile, node);
    default: return node_number(compile, node); /* members of correlations are not matched here */
    }
}

/* Conditions name selections more than once, by nodes of their own with the same children. */
static uint32_t compile_expr(struct compile *compile, const struct expr *expr)
{
    const void *what = expr->kind == EXPR_TEST ? (const void *)expr->test : expr->first;
    uint64_t hash = hash_words((uint64_t)(uintptr_t)what, (uint64_t)expr->kind);
    size_t at = hash;
    uint32_t known;
    uint32_t node;

    while ((known = seen_next(&compile->exprs, hash, &at)) != PART_NONE) {
        const struct expr *one = compile->expr_of[known];

        if (one->kind == expr->kind && one->first == expr->first && one->test == expr->test)
            return compile->expr_node[known];
    }
    node = compile_kind(compile, expr);
    if (compile->refused)
        return node;
    if (compile->expr_count == compile->expr_room) {
        compile->expr_room = compile->expr_room ? compile->expr_room * 2 : 256;
        compile->expr_of =
            mem_resize(compile->expr_of, compile->expr_room, sizeof *compile->expr_of);
        compile->expr_node =
            mem_resize(compile->expr_node, compile->expr_room, sizeof *compile->expr_node);
    }
    compile->expr_of[compile->expr_count] = expr;
    compile->expr_node[compile->expr_count] = node;
    seen_put(&compile->exprs, hash, (uint32_t)compile->expr_count++);
    return node;
}

static bool applies(const struct engine_options *options, const struct rule *rule)
{
    if (options->wanted && !options->wanted(options->context, rule))
        return false;
    if (options->source_count == 0)
        return true;
    for (size_t i = 0; i < options->source_count; i++) {
        if (logsource_applies(&rule->logsource, &options->sources[i]))
            return true;
    }
    return false;
}

static void compile_rules(struct compile *compile, const struct rule_set *set)
{
    struct engine *engine = compile->engine;

    for (size_t i = 0; i < set->count; i++) {
        struct engine_rule rule = {.rule = (uint32_t)i};

        engine->place[i] = PART_NONE;
        if (!set->rules[i].condition || set->rules[i].correlation ||
            !applies(&engine->options, &set->rules[i]))
            continue;
        compile->refused = false;
        rule.root = compile_expr(compile, set->rules[i].condition);
        if (compile->refused)
            continue;
        engine->nodes[rule.root].uses++;
        rule.dead = engine->nodes[rule.root].possible == TRUTH_FALSE;
        engine->place[i] = (uint32_t)engine->rule_count;
        MEM_GROW(engine->rules, engine->rule_count, engine->rule_room);
        engine->rules[engine->rule_count++] = rule;
    }
}

struct engine *engine_compile(const struct rule_set *set, const struct engine_options *options)
{
    struct engine *engine = mem_zero(1, sizeof *engine);
    struct compile compile = {.engine = engine};

    engine->rules_set = set;
    engine->options = *options;
    engine->key = hash_key_random();
    engine->place = mem_zero(set->count + 1, sizeof *engine->place);
    compile_rules(&compile, set);
    engine_choose_leaves(engine);
    for (size_t i = 0; i < engine->node_count; i++)
        engine_rate_node(engine, &engine->nodes[i]);
    engine_find_keys(engine);
    engine_build_watches(engine);
    seen_release(&compile.leaves);
    seen_release(&compile.nodes);
    seen_release(&compile.exprs);
    free(compile.expr_of);
    free(compile.expr_node);
    return engine;
}
