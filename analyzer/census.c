/*
 * census.c: sorts all texts of a kind once and numbers them.
 */
#include "census.h"

#include <stdlib.h>

#include "base/mem.h"
#include "model/pseudonym.h"

/* A text, and who calls it by which number. */
struct entry {
    struct str text;
    uint32_t worker;
    uint32_t number;
};

static int compare_entries(const void *a, const void *b)
{
    return str_cmp(((const struct entry *)a)->text, ((const struct entry *)b)->text);
}

static void take_kind(struct census *census, const struct ingest *ingest, int kind)
{
    struct entry *entries;
    size_t n = 0;
    uint32_t count = 0;

    census->map[kind] = mem_zero(ingest->worker_count + 1, sizeof *census->map[kind]);
    for (unsigned w = 0; w < ingest->worker_count; w++)
        n += ingest->workers[w].names[kind].count;
    entries = mem_resize(NULL, n, sizeof *entries);
    census->texts[kind] = mem_resize(NULL, n, sizeof *census->texts[kind]);
    n = 0;
    for (unsigned w = 0; w < ingest->worker_count; w++) {
        const struct names *names = &ingest->workers[w].names[kind];

        census->refused += names->refused;
        census->map[kind][w] = mem_resize(NULL, names->count, sizeof *census->map[kind][w]);
        for (uint32_t i = 0; i < names->count; i++)
            entries[n++] = (struct entry){names->texts[i], w, i};
    }
    qsort(entries, n, sizeof *entries, compare_entries);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || !str_eq(entries[i].text, entries[i - 1].text))
            census->texts[kind][count++] = entries[i].text;
        census->map[kind][entries[i].worker][entries[i].number] = count - 1;
    }
    census->count[kind] = count;
    free(entries);
}

void census_take(struct census *census, const struct ingest *ingest)
{
    *census = (struct census){.worker_count = ingest->worker_count};
    for (int k = 0; k < NAMES_KINDS; k++)
        take_kind(census, ingest, k);
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
            map[w][i] = moved[map[w][i]];
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
