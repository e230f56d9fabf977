/*
 * sorter.c: qsort within the budget, runs beyond it, and a linear choice among run heads (there are
 * few runs: a budget of 64 MiB makes forty runs of the largest incident known).
 */
#include "input/sorter.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "input/spool.h"

#define SORTER_ROWS_LEAST 1024

/* A sorted run in the file, and the part of it that is in memory. */
struct sorter_run {
    uint64_t next; /* row in the file */
    uint64_t end;
    char *window;
    size_t at;
    size_t held;
    size_t room;
};

void sorter_init(struct sorter *sorter, size_t row_bytes,
                 int (*compare)(const void *, const void *), size_t memory_bytes, int directory)
{
    size_t most = memory_bytes / row_bytes;

    *sorter = (struct sorter){.row_bytes = row_bytes,
                              .compare = compare,
                              .directory = directory,
                              .fd = -1,
                              .most = most > SORTER_ROWS_LEAST ? most : SORTER_ROWS_LEAST};
}

/* Orders what is gathered. Rows often come in order already (acts of one account). */
static void order_rows(struct sorter *sorter)
{
    size_t i = 1;

    while (i < sorter->count && sorter->compare(sorter->rows + (i - 1) * sorter->row_bytes,
                                                sorter->rows + i * sorter->row_bytes) <= 0)
        i++;
    if (i < sorter->count)
        qsort(sorter->rows, sorter->count, sorter->row_bytes, sorter->compare);
}

static int spill(struct sorter *sorter, struct err *err)
{
    size_t bytes = sorter->count * sorter->row_bytes;

    if (sorter->fd < 0 && (sorter->fd = spool_unnamed(sorter->directory, err)) < 0)
        return -1;
    order_rows(sorter);
    if (spool_pwrite(sorter->fd, sorter->rows, bytes, sorter->file_rows * sorter->row_bytes, err) <
        0)
        return -1;
    MEM_GROW(sorter->runs, sorter->run_count, sorter->run_room);
    sorter->runs[sorter->run_count++] =
        (struct sorter_run){.next = sorter->file_rows, .end = sorter->file_rows + sorter->count};
    sorter->file_rows += sorter->count;
    sorter->count = 0;
    return 0;
}

int sorter_add(struct sorter *sorter, const void *row, struct err *err)
{
    if (sorter->count == sorter->most && spill(sorter, err) < 0)
        return -1;
    if (sorter->count == sorter->room) {
        size_t room = sorter->room ? sorter->room * 2 : SORTER_ROWS_LEAST;

        sorter->room = room < sorter->most ? room : sorter->most;
        sorter->rows = mem_resize(sorter->rows, sorter->room, sorter->row_bytes);
    }
    memcpy(sorter->rows + sorter->count++ * sorter->row_bytes, row, sorter->row_bytes);
    sorter->total++;
    return 0;
}

int sorter_finish(struct sorter *sorter, struct err *err)
{
    size_t share;

    if (sorter->run_count == 0) {
        order_rows(sorter);
        return 0;
    }
    if (sorter->count && spill(sorter, err) < 0)
        return -1;
    free(sorter->rows);
    sorter->rows = NULL;
    share = sorter->most / sorter->run_count;
    for (uint32_t i = 0; i < sorter->run_count; i++) {
        sorter->runs[i].room = share > 16 ? share : 16;
        sorter->runs[i].window = mem_resize(NULL, sorter->runs[i].room, sorter->row_bytes);
    }
    return 0;
}

/* The next row of a run without consuming it; NULL when the run is done. */
static const char *run_head(struct sorter *sorter, struct sorter_run *run, bool *ret_failed,
                            struct err *err)
{
    if (run->at == run->held) {
        uint64_t left = run->end - run->next;
        size_t n = left < run->room ? (size_t)left : run->room;

        if (n == 0)
            return NULL;
        if (spool_pread(sorter->fd, run->window, n * sorter->row_bytes,
                        run->next * sorter->row_bytes, err) < 0) {
            *ret_failed = true;
            return NULL;
        }
        run->next += n;
        run->held = n;
        run->at = 0;
    }
    return run->window + run->at * sorter->row_bytes;
}

const void *sorter_next(struct sorter *sorter, bool *ret_failed, struct err *err)
{
    const char *best = NULL;
    struct sorter_run *best_run = NULL;

    if (sorter->run_count == 0)
        return sorter->at < sorter->count ? sorter->rows + sorter->at++ * sorter->row_bytes : NULL;
    for (uint32_t i = 0; i < sorter->run_count; i++) {
        const char *head = run_head(sorter, &sorter->runs[i], ret_failed, err);

        if (*ret_failed)
            return NULL;
        if (head && (!best || sorter->compare(head, best) < 0)) {
            best = head;
            best_run = &sorter->runs[i];
        }
    }
    if (best_run)
        best_run->at++;
    return best;
}

void sorter_release(struct sorter *sorter)
{
    for (uint32_t i = 0; i < sorter->run_count; i++)
        free(sorter->runs[i].window);
    free(sorter->runs);
    free(sorter->rows);
    if (sorter->fd >= 0)
        (void)close(sorter->fd);
    *sorter = (struct sorter){.fd = -1};
}
