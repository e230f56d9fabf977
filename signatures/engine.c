/*
 * engine.c: matching one event: look at the values that wake rules, evaluate the rules that were
 * woken and those that never sleep.
 */
#include "signatures/engine_parts.h"

#include <stdlib.h>
#include <time.h>

#include "base/mem.h"

/* Numbers of events fit into 30 bits; then all that was known is forgotten. */
#define EPOCH_MOST ((1u << 30) - 1)

void engine_release(struct engine *engine)
{
    if (!engine)
        return;
    for (size_t i = 0; i < engine->leaf_count; i++)
        test_release(&engine->leaves[i].ready);
    for (size_t i = 0; i < engine->watch_count; i++) {
        finder_release(&engine->watches[i].finder);
        free(engine->watches[i].numbers);
    }
    free(engine->fields);
    free(engine->leaves);
    free(engine->nodes);
    free(engine->children);
    free(engine->rules);
    free(engine->place);
    free(engine->always);
    free(engine->watches);
    free(engine->wakes);
    free(engine->members);
    free(engine->sets);
    free(engine->set_watches);
    arena_release(&engine->arena);
    free(engine);
}

const struct str *engine_fields(const struct engine *engine, size_t *ret_count)
{
    *ret_count = engine->field_count;
    return engine->fields;
}

bool engine_has(const struct engine *engine, uint32_t rule)
{
    return rule < engine->rules_set->count && engine->place[rule] != PART_NONE;
}

bool engine_cannot_fire(const struct engine *engine, uint32_t rule)
{
    return engine_has(engine, rule) && engine->rules[engine->place[rule]].dead;
}

bool engine_always(const struct engine *engine, uint32_t rule)
{
    return engine_has(engine, rule) && !engine->rules[engine->place[rule]].dead &&
           engine->rules[engine->place[rule]].weak;
}

struct engine_state *engine_state_new(const struct engine *engine)
{
    struct engine_state *state = mem_zero(1, sizeof *state);

    state->engine = engine;
    test_state_init(&state->tests);
    state->leaf_truth = mem_zero(engine->leaf_count + 1, sizeof *state->leaf_truth);
    state->node_truth = mem_zero(engine->node_count + 1, sizeof *state->node_truth);
    state->value_epoch = mem_zero(engine->field_count + 1, sizeof *state->value_epoch);
    state->values = mem_zero(engine->field_count + 1, sizeof *state->values);
    state->watch_epoch = mem_zero(engine->watch_count + 1, sizeof *state->watch_epoch);
    state->watchers = mem_zero(engine->watch_count + 1, sizeof *state->watchers);
    for (size_t i = 0; i < engine->watch_count; i++)
        watcher_init(&state->watchers[i], &engine->watches[i]);
    state->rule_epoch = mem_zero(engine->rule_count + 1, sizeof *state->rule_epoch);
    state->candidates = mem_zero(engine->rule_count + 1, sizeof *state->candidates);
    state->set_epoch = mem_zero(engine->set_count + 1, sizeof *state->set_epoch);
    state->set_woken = mem_zero(engine->set_count + 1, sizeof *state->set_woken);
    state->woken = mem_zero(engine->member_count + 1, sizeof *state->woken);
    state->hit_bits = mem_zero(engine->rule_count / 64 + 1, sizeof *state->hit_bits);
    state->hits = mem_zero(engine->rule_count + 1, sizeof *state->hits);
    state->stats = mem_zero(engine->rule_count + 1, sizeof *state->stats);
    return state;
}

void engine_state_free(struct engine_state *state)
{
    if (!state)
        return;
    for (size_t i = 0; i < state->engine->watch_count; i++)
        watcher_release(&state->watchers[i]);
    test_state_release(&state->tests);
    free(state->leaf_truth);
    free(state->node_truth);
    free(state->value_epoch);
    free(state->values);
    free(state->watch_epoch);
    free(state->watchers);
    free(state->rule_epoch);
    free(state->candidates);
    free(state->set_epoch);
    free(state->set_woken);
    free(state->woken);
    free(state->hit_bits);
    free(state->hits);
    free(state->stats);
    free(state->fold);
    free(state);
}

static void next_epoch(struct engine_state *state)
{
    const struct engine *engine = state->engine;

    if (++state->epoch <= EPOCH_MOST)
        return;
    state->epoch = 1;
    memset(state->leaf_truth, 0, engine->leaf_count * sizeof *state->leaf_truth);
    memset(state->node_truth, 0, engine->node_count * sizeof *state->node_truth);
    memset(state->value_epoch, 0, engine->field_count * sizeof *state->value_epoch);
    memset(state->watch_epoch, 0, engine->watch_count * sizeof *state->watch_epoch);
    memset(state->rule_epoch, 0, engine->rule_count * sizeof *state->rule_epoch);
    memset(state->set_epoch, 0, engine->set_count * sizeof *state->set_epoch);
}

/* The value of a field, asked of the event once. NULL: missing. */
static const struct sigma_value *value_of(struct engine_state *state, uint32_t field)
{
    if (field == FIELD_LINE)
        return state->line.kind == VALUE_MISSING ? NULL : &state->line;
    if (state->value_epoch[field] != state->epoch) {
        state->value_epoch[field] = state->epoch;
        state->values[field] = state->event->value(state->event->context, field);
    }
    return state->values[field];
}

/* Wakes those who wait for a leaf. */
static void wake(struct engine_state *state, uint32_t leaf)
{
    const struct engine *engine = state->engine;
    const struct leaf *own = &engine->leaves[leaf];

    for (uint32_t i = own->rules; i < own[1].rules; i++) {
        uint32_t rule = engine->wakes[i];

        if (state->rule_epoch[rule] != state->epoch) {
            state->rule_epoch[rule] = state->epoch;
            state->candidates[state->candidate_count++] = rule;
        }
    }
    for (uint32_t i = own->rouses; i < own[1].rouses; i++) {
        const struct member *member = &engine->members[i];

        if (state->set_epoch[member->set] != state->epoch) {
            state->set_epoch[member->set] = state->epoch;
            state->set_woken[member->set] = 0;
        }
        state->woken[state->woken_count] =
            (struct woken){member->node, state->set_woken[member->set]};
        state->set_woken[member->set] = (uint32_t)++state->woken_count;
    }
}

/* Looks at the values of a watch: its leaves are known after that, or to be verified. */
static void look(struct engine_state *state, uint32_t watch)
{
    const struct engine *engine = state->engine;
    const struct watcher *watcher = &state->watchers[watch];
    const struct sigma_value *value;

    if (state->watch_epoch[watch] == state->epoch)
        return;
    state->watch_epoch[watch] = state->epoch;
    for (value = value_of(state, engine->watches[watch].field); value; value = value->more) {
        if (value->kind != VALUE_TEXT)
            continue;
        engine_scan(state, watch, value->text);
        for (size_t i = 0; i < watcher->hits.count; i++) {
            uint32_t leaf = watcher->hits.ids[i] / 2;
            enum truth truth = watcher->hits.ids[i] % 2 ? TRUTH_TRUE : TRUTH_UNKNOWN;

            if (state->leaf_truth[leaf] >> 2 != state->epoch)
                wake(state, leaf);
            else if (truth == TRUTH_UNKNOWN)
                continue;
            state->leaf_truth[leaf] = state->epoch << 2 | truth;
        }
    }
}

static bool leaf_holds(struct engine_state *state, uint32_t index)
{
    const struct leaf *leaf = &state->engine->leaves[index];
    const struct sigma_value *other = NULL;
    uint32_t known;
    bool holds;

    if (leaf->watch != PART_NONE)
        look(state, leaf->watch);
    known = state->leaf_truth[index];
    if (known >> 2 == state->epoch && (known & 3) != TRUTH_UNKNOWN)
        return (known & 3) == TRUTH_TRUE;
    if (known >> 2 != state->epoch && leaf->watch != PART_NONE)
        return false;
    if (leaf->other != PART_NONE)
        other = value_of(state, leaf->other);
    holds = test_holds(&leaf->ready, &state->tests, value_of(state, leaf->field), other);
    state->leaf_truth[index] = state->epoch << 2 | (holds ? TRUTH_TRUE : TRUTH_FALSE);
    return holds;
}

static bool node_holds(struct engine_state *state, uint32_t index);

/* Those children of a wide OR that were woken. */
static bool woken_hold(struct engine_state *state, uint32_t set)
{
    const struct engine *engine = state->engine;

    for (uint32_t i = 0; i < engine->sets[set].count; i++)
        look(state, engine->set_watches[engine->sets[set].first + i]);
    if (state->set_epoch[set] != state->epoch)
        return false;
    for (uint32_t at = state->set_woken[set]; at; at = state->woken[at - 1].next) {
        if (node_holds(state, state->woken[at - 1].node))
            return true;
    }
    return false;
}

static bool children_hold(struct engine_state *state, const struct node *node)
{
    const uint32_t *children = state->engine->children + node->first;
    bool deciding = node->kind == NODE_OR;

    if (node->set != PART_NONE && woken_hold(state, node->set))
        return true;
    for (uint32_t i = 0; i < node->count; i++) {
        if (node_holds(state, children[i]) == deciding)
            return deciding;
    }
    return !deciding;
}

static bool node_holds(struct engine_state *state, uint32_t index)
{
    const struct node *node = &state->engine->nodes[index];
    bool holds;

    if (node->kind == NODE_LEAF)
        return leaf_holds(state, node->leaf);
    if (node->kind == NODE_NOT)
        return !node_holds(state, state->engine->children[node->first]);
    if (node->uses < 2)
        return children_hold(state, node);
    if (state->node_truth[index] >> 2 == state->epoch)
        return (state->node_truth[index] & 3) == TRUTH_TRUE;
    holds = children_hold(state, node);
    state->node_truth[index] = state->epoch << 2 | (holds ? TRUTH_TRUE : TRUTH_FALSE);
    return holds;
}

static uint64_t now_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void evaluate(struct engine_state *state, uint32_t rule)
{
    struct engine_stats *stats = &state->stats[rule];
    bool timed = state->engine->options.timed;
    uint64_t begin = timed ? now_ns() : 0;

    stats->candidates++;
    if (node_holds(state, state->engine->rules[rule].root)) {
        stats->hits++;
        state->hit_bits[rule / 64] |= (uint64_t)1 << rule % 64;
    }
    if (timed)
        stats->ns += now_ns() - begin;
}

/* The rules whose bits are set, ascending; clears them. */
static size_t take_hits(struct engine_state *state)
{
    const struct engine *engine = state->engine;
    size_t count = 0;

    for (size_t word = 0; word <= engine->rule_count / 64; word++) {
        uint64_t bits = state->hit_bits[word];

        state->hit_bits[word] = 0;
        for (; bits; bits &= bits - 1)
            state->hits[count++] = engine->rules[word * 64 + (size_t)__builtin_ctzll(bits)].rule;
    }
    return count;
}

size_t engine_match(struct engine_state *state, const struct sigma_event *event,
                    const uint32_t **ret_rules)
{
    const struct engine *engine = state->engine;

    next_epoch(state);
    state->event = event;
    state->line = (struct sigma_value){.kind = event->line.p ? VALUE_TEXT : VALUE_MISSING,
                                       .text = event->line};
    state->candidate_count = 0;
    state->woken_count = 0;
    *ret_rules = state->hits;
    for (size_t i = 0; i < engine->watch_count; i++) {
        if (engine->watches[i].first)
            look(state, (uint32_t)i);
    }
    for (size_t i = 0; i < state->candidate_count; i++)
        evaluate(state, state->candidates[i]);
    for (size_t i = 0; i < engine->always_count; i++)
        evaluate(state, engine->always[i]);
    return state->candidate_count + engine->always_count ? take_hits(state) : 0;
}

uint64_t engine_state_stats(const struct engine_state *state, struct engine_stats *stats)
{
    for (size_t i = 0; i < state->engine->rule_count; i++) {
        struct engine_stats *sum = &stats[state->engine->rules[i].rule];

        sum->candidates += state->stats[i].candidates;
        sum->hits += state->stats[i].hits;
        sum->ns += state->stats[i].ns;
    }
    return state->tests.limit_hits;
}
