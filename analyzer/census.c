/*
 * census.c: sorts the texts of each worker, and merges them: what is remembered of nights is sorted
 * already.
 */
#include "census.h"

#include <stdlib.h>

#include "base/mem.h"
#include "model/pseudonym.h"

/* A text, and the number that its worker gave it. */
struct entry {
    struct str text;
    uint32_t number;
};

/* A worker's texts in the order of their bytes, and how far they have been taken. */
struct list {
    const struct names *names;
    uint32_t *order; /* numbers; NULL: they are in order as they stand, as those of a night */
    uint32_t at;
    uint32_t *map; /* by number: what it becomes */
};

/* Lists of which the first has the least text: a heap. */
struct lists {
    struct list *heap;
    unsigned count;
};

static int compare_entries(const void *a, const void *b)
{
    return str_cmp(((const struct entry *)a)->text, ((const struct entry *)b)->text);
}

static uint32_t number_at(const struct list *list)
{
    return list->order ? list->order[list->at] : list->at;
}

static struct str text_at(const struct list *list)
{
    return list->names->texts[number_at(list)];
}

/* Passes over texts that were taken off; false at the end. */
static bool settle(struct list *list)
{
    while (list->at < list->names->count && !text_at(list).p)
        list->map[number_at(list)] = NAME_NONE, list->at++;
    return list->at < list->names->count;
}

static bool in_order(const struct names *names)
{
    for (uint32_t i = 1; i < names->count; i++) {
        if (str_cmp(names->texts[i - 1], names->texts[i]) > 0)
            return false;
    }
    return true;
}

static struct list list_of(const struct names *names, uint32_t *map)
{
    struct list list = {.names = names, .map = map};
    struct entry *entries;

    if (in_order(names))
        return list;
    entries = mem_resize(NULL, names->count, sizeof *entries);
    for (uint32_t i = 0; i < names->count; i++)
        entries[i] = (struct entry){names->texts[i], i};
    qsort(entries, names->count, sizeof *entries, compare_entries);
    list.order = mem_resize(NULL, names->count, sizeof *list.order);
    for (uint32_t i = 0; i < names->count; i++)
        list.order[i] = entries[i].number;
    free(entries);
    return list;
}

/* Lets the list at a place of the heap sink to where it belongs. */
static void sink(struct lists *lists, unsigned at)
{
    for (;;) {
        unsigned least = at;
        struct list swap = lists->heap[at];

        for (unsigned child = 2 * at + 1; child <= 2 * at + 2 && child < lists->count; child++) {
            if (str_cmp(text_at(&lists->heap[child]), text_at(&lists->heap[least])) < 0)
                least = child;
        }
        if (least == at)
            return;
        lists->heap[at] = lists->heap[least];
        lists->heap[least] = swap;
        at = least;
    }
}

/* Merges the lists: each text once. */
static uint32_t merge(struct lists *lists, struct str *texts)
{
    uint32_t count = 0;

    while (lists->count) {
        struct list *first = &lists->heap[0];
        struct str text = text_at(first);

        if (count == 0 || !str_eq(texts[count - 1], text))
            texts[count++] = text;
        first->map[number_at(first)] = count - 1;
        first->at++;
        if (!settle(first)) {
            free(first->order);
            *first = lists->heap[--lists->count];
        }
        if (lists->count)
            sink(lists, 0);
    }
    return count;
}

static void take_kind(struct census *census, const struct ingest *ingest, int kind)
{
    struct lists lists = {.heap = mem_zero(ingest->worker_count + 1, sizeof *lists.heap)};
    size_t n = 0;

    census->map[kind] = mem_zero(ingest->worker_count + 1, sizeof *census->map[kind]);
    for (unsigned w = 0; w < ingest->worker_count; w++) {
        const struct names *names = &ingest->workers[w].names[kind];
        struct list *list = &lists.heap[lists.count];

        census->refused += names->refused;
        census->map[kind][w] = mem_resize(NULL, names->count, sizeof *census->map[kind][w]);
        *list = list_of(names, census->map[kind][w]);
        n += names->count;
        if (settle(list))
            lists.count++;
        else
            free(list->order);
    }
    for (unsigned at = lists.count; at-- > 0;)
        sink(&lists, at);
    census->texts[kind] = mem_resize(NULL, n, sizeof *census->texts[kind]);
    census->count[kind] = merge(&lists, census->texts[kind]);
    census->texts[kind] =
        mem_resize(census->texts[kind], census->count[kind], sizeof *census->texts[kind]);
    free(lists.heap);
}

void census_gather(struct census *census, const struct ingest *ingest)
{
    *census = (struct census){.worker_count = ingest->worker_count};
    for (int k = 0; k < NAMES_KINDS; k++)
        take_kind(census, ingest, k);
}

void census_take(struct census *census, const struct ingest *ingest)
{
    census_gather(census, ingest);
    /* A client chooses its agent freely: no identifier may reach a report by it. */
    for (uint32_t i = 0; i < census->count[NAMES_AGENT]; i++)
        census->texts[NAMES_AGENT][i] = pseudonym_mask(
            &census->arena, census->texts[NAMES_AGENT][i], PSEUDONYM_AGENT_RUN, LIMIT_NAME_BYTES);
}

void census_keep_accounts(struct census *census, const struct ingest *ingest,
                          const _Atomic bool *used)
{
    uint32_t **map = census->map[NAMES_ACCOUNT];
    uint32_t n = census->count[NAMES_ACCOUNT];
    uint32_t *moved = mem_resize(NULL, n, sizeof *moved);
    uint32_t kept = 0;

    for (uint32_t a = 0; a < n; a++) {
        moved[a] = used[a] ? kept : NAME_NONE;
        if (used[a])
            census->texts[NAMES_ACCOUNT][kept++] = census->texts[NAMES_ACCOUNT][a];
    }
    census->count[NAMES_ACCOUNT] = kept;
    for (unsigned w = 0; w < ingest->worker_count; w++) {
        for (uint32_t i = 0; i < ingest->workers[w].names[NAMES_ACCOUNT].count; i++)
            map[w][i] = map[w][i] == NAME_NONE ? NAME_NONE : moved[map[w][i]];
    }
    map[ingest->worker_count] = moved;
}

void census_release(struct census *census)
{
    for (int k = 0; k < NAMES_KINDS; k++) {
        for (unsigned w = 0; census->map[k] && w <= census->worker_count; w++)
            free(census->map[k][w]);
        free(census->map[k]);
        free(census->texts[k]);
    }
    arena_release(&census->arena);
    *census = (struct census){0};
}
