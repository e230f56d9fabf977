/*
 * engine_watch.c: which leaves are found by looking at a value once, and what is looked for.
 */
#include "signatures/engine_parts.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

/* A candidate for a pattern costs more than others. */
#define REGEX_WEIGHT 2

/* Leaves that are found so rarely are looked for even when they wake nobody: it costs next to
 * nothing, and asking for one when it is needed is a look at the whole value for it alone, which
 * hostile lines could have done thousands of times. */
#define RARE 0.001

static uint32_t watch_of(struct engine *engine, uint32_t field)
{
    for (size_t i = 0; i < engine->watch_count; i++) {
        if (engine->watches[i].field == field)
            return (uint32_t)i;
    }
    MEM_GROW(engine->watches, engine->watch_count, engine->watch_room);
    engine->watches[engine->watch_count] = (struct watch){.field = field};
    return (uint32_t)engine->watch_count++;
}

/* A number is found by its value, or by the text that was written in the rule. */
static struct literal_set number_literals(struct engine *engine, const struct test *test)
{
    struct literal_set set = {0};
    char *text;

    if (test->text.n > LIMIT_LITERAL_BYTES)
        return set;
    text = arena_alloc(&engine->arena, test->text.n + 1);
    fold_text(test->text, text);
    set.items = arena_alloc(&engine->arena, sizeof *set.items);
    set.items[0] = (struct literal){{text, test->text.n}, true, true};
    set.count = 1;
    return set;
}

void engine_choose_leaves(struct engine *engine)
{
    size_t *states = NULL;
    size_t room = 0;

    for (size_t i = 0; i < engine->leaf_count; i++) {
        struct leaf *leaf = &engine->leaves[i];
        size_t more = 0;
        uint32_t watch;

        if (leaf->ready.test->kind == TEST_NUMBER)
            leaf->literals = number_literals(engine, leaf->ready.test);
        if (leaf->literals.count == 0)
            continue;
        watch = watch_of(engine, leaf->field);
        if (watch >= room) {
            states = mem_resize(states, engine->watch_room, sizeof *states);
            memset(states + room, 0, (engine->watch_room - room) * sizeof *states);
            room = engine->watch_room;
        }
        for (size_t k = 0; k < leaf->literals.count; k++)
            more += automaton_states_most(leaf->literals.items[k].text);
        if (states[watch] + more > LIMIT_AUTOMATON_STATES)
            continue;
        states[watch] += more;
        leaf->watch = watch;
        leaf->rate = literals_rate(&leaf->literals);
        if (leaf->ready.test->kind == TEST_REGEX)
            leaf->rate *= REGEX_WEIGHT;
        leaf->wanted = leaf->rate < RARE;
    }
    free(states);
}

static int by_value(const void *a, const void *b)
{
    const struct number *x = a;
    const struct number *y = b;

    if (x->value < y->value || x->value > y->value)
        return x->value < y->value ? -1 : 1;
    return x->leaf < y->leaf ? -1 : x->leaf > y->leaf;
}

static void count_watched(const struct engine *engine, size_t index, size_t *ret_literals,
                          size_t *ret_numbers)
{
    *ret_literals = *ret_numbers = 0;
    for (size_t i = 0; i < engine->leaf_count; i++) {
        if (engine->leaves[i].watch == index) {
            *ret_literals += engine->leaves[i].literals.count;
            *ret_numbers += engine->leaves[i].ready.test->kind == TEST_NUMBER;
        }
    }
}

static void build_watch(struct engine *engine, size_t index)
{
    struct watch *watch = &engine->watches[index];
    struct automaton_literal *literals;
    size_t literal_count;
    size_t number_count;
    size_t n = 0;

    count_watched(engine, index, &literal_count, &number_count);
    watch->numbers = mem_zero(number_count + 1, sizeof *watch->numbers);
    literals = mem_zero(literal_count + 1, sizeof *literals);
    for (size_t i = 0; i < engine->leaf_count; i++) {
        const struct leaf *leaf = &engine->leaves[i];

        if (leaf->watch != index)
            continue;
        for (size_t k = 0; k < leaf->literals.count; k++) {
            const struct literal *one = &leaf->literals.items[k];

            literals[n++] = (struct automaton_literal){
                one->text, (uint32_t)i * 2 + leaf->literals.exact, one->begin, one->end};
        }
        if (leaf->ready.test->kind == TEST_NUMBER)
            watch->numbers[watch->number_count++] =
                (struct number){leaf->ready.test->number, (uint32_t)i};
    }
    if (number_count > 1)
        qsort(watch->numbers, number_count, sizeof *watch->numbers, by_value);
    finder_init(&watch->finder, literals, n, LIMIT_AUTOMATON_ROW_BYTES);
    free(literals);
}

void engine_build_watches(struct engine *engine)
{
    for (size_t i = 0; i < engine->leaf_count; i++) {
        if (!engine->leaves[i].wanted)
            engine->leaves[i].watch = PART_NONE;
    }
    for (size_t i = 0; i < engine->watch_count; i++)
        build_watch(engine, i);
}
