/*
 * numbers.c: order and sample of the numbers that were asked for. A place among them is a rank, and
 * a coarse one: no number, and no distance between two, can be read from it.
 */
#include "numbers.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "detect/neighbours.h"

/* A step to a number at most this far away is one to a neighbour: who tries numbers leaves out few.
 */
#define NEAR 10

/* Room of the sample, before it is thinned at the end. */
#define SAMPLE_ROOM (2 * LIMIT_FINDING_NUMBERS)

/* Places are multiples of a thousandth. */
#define PLACES 1000

/* The nearest of the numbers asked for last says whether this one goes up or down from it. Whether
 * it is a neighbour. */
static bool count_step(struct numbers_kind *k, uint64_t number)
{
    uint64_t least = NEAR + 1;
    bool up = false;

    k->walk.steps++;
    k->walk.rising += number > k->last[(k->differing - 1) % NUMBERS_LAST];
    for (uint64_t i = 0; i < NUMBERS_LAST && i < k->differing; i++) {
        uint64_t other = k->last[i];
        uint64_t apart = number > other ? number - other : other - number;

        if (apart == 0)
            return false; /* asked for again */
        if (apart < least) {
            least = apart;
            up = number > other;
        }
    }
    k->walk.up += least <= NEAR && up;
    k->walk.down += least <= NEAR && !up;
    return least <= NEAR;
}

/* Whether the sample has the number at this place. */
static bool is_sampled(const struct numbers_kind *k, uint64_t at)
{
    return (hash_words(at, 0) & (k->every - 1)) == 0;
}

static void halve(struct numbers_kind *k)
{
    size_t kept = 0;

    k->every *= 2;
    for (size_t i = 0; i < k->count; i++) {
        if (is_sampled(k, k->list[i].at))
            k->list[kept++] = k->list[i];
    }
    k->count = kept;
}

/* Adds a number to the sample, when it is one of those that the sample has. */
static void sample(struct numbers_kind *k, const struct numbers_number *number)
{
    if (k->every == 0)
        k->every = 1;
    if (!is_sampled(k, number->at))
        return;
    if (k->count == SAMPLE_ROOM) {
        halve(k);
        if (!is_sampled(k, number->at))
            return;
    }
    MEM_GROW(k->list, k->count, k->room);
    k->list[k->count++] = *number;
}

/* Ends a run: the first of those with most steps to neighbours stays. */
static void end_run(struct numbers_kind *k)
{
    if (k->run_count && (k->best_count == 0 || k->run_near > k->best_near)) {
        memcpy(k->best, k->run, k->run_count * sizeof *k->run);
        k->best_count = k->run_count;
        k->best_near = k->run_near;
    }
    k->run_count = 0;
    k->run_near = 0;
}

void numbers_take(struct numbers *numbers, const struct trace *trace, bool unclear)
{
    struct numbers_kind *k = &numbers->kinds[person_is_nir(trace->person)];
    uint64_t family;
    uint64_t number = person_tag(trace->person) ? neighbours_number(trace->person, &family) : 0;
    struct numbers_number taken = {trace->time_ns, k->differing, number, unclear};

    if (number == 0)
        return;
    k->walk.asked++;
    if (k->differing && k->last[(k->differing - 1) % NUMBERS_LAST] == number)
        return; /* the next page of the same person */
    if (k->run_count == LIMIT_FINDING_RUN)
        end_run(k);
    k->run_near += k->differing && count_step(k, number);
    k->run[k->run_count++] = taken;
    k->last[k->differing++ % NUMBERS_LAST] = number;
    sample(k, &taken);
}

static int compare_numbers(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

/* The distinct ones in order, and how many. */
static size_t sort_distinct(uint64_t *sorted, size_t n)
{
    size_t distinct = 0;

    qsort(sorted, n, sizeof *sorted, compare_numbers);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || sorted[i] != sorted[i - 1])
            sorted[distinct++] = sorted[i];
    }
    return distinct;
}

static float place_of(const uint64_t *sorted, size_t n, uint64_t number)
{
    const uint64_t *at = bsearch(&number, sorted, n, sizeof *sorted, compare_numbers);
    uint64_t rank = at ? (uint64_t)(at - sorted) : 0;

    return n < 2 ? 0.5F : (float)(rank * PLACES / (n - 1)) / PLACES;
}

/* `n` of the `count` numbers of a list, evenly, with their places among them. */
static struct finding_number *places(const struct numbers_number *list, size_t count, size_t n,
                                     struct arena *arena)
{
    uint64_t *sorted = mem_resize(NULL, n + 1, sizeof *sorted);
    struct finding_number *numbers = arena_alloc(arena, (n + 1) * sizeof *numbers);
    size_t distinct;

    for (size_t i = 0; i < n; i++)
        sorted[i] = list[i * count / n].number;
    distinct = sort_distinct(sorted, n);
    for (size_t i = 0; i < n; i++) {
        const struct numbers_number *from = &list[i * count / n];

        numbers[i] = (struct finding_number){
            from->time_ns, place_of(sorted, distinct, from->number), from->unclear};
    }
    free(sorted);
    return numbers;
}

void numbers_finish(struct numbers *numbers, struct arena *arena, struct finding *f)
{
    bool nir = numbers->kinds[true].walk.asked >= numbers->kinds[false].walk.asked;
    struct numbers_kind *k = &numbers->kinds[nir];

    end_run(k);
    f->walk = k->walk;
    f->walk.nir = nir;
    f->number_count = k->count < LIMIT_FINDING_NUMBERS ? k->count : LIMIT_FINDING_NUMBERS;
    f->numbers = places(k->list, k->count, f->number_count, arena);
    f->run_count = k->best_count;
    f->run = places(k->best, k->best_count, k->best_count, arena);
}

void numbers_release(struct numbers *numbers)
{
    free(numbers->kinds[0].list);
    free(numbers->kinds[1].list);
}
