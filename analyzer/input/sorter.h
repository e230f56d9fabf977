/*
 * sorter.h: rows of fixed size in order, within a memory budget. Rows beyond it go to a temporary
 * file in sorted runs, which are merged.
 */
#ifndef LIMIER_INPUT_SORTER_H
#define LIMIER_INPUT_SORTER_H

#include "base/err.h"
#include "base/str.h"

/* One sorting. `compare` must be a total order for the result to be the same whatever the order of
 * the rows was. */
struct sorter {
    size_t row_bytes;
    int (*compare)(const void *a, const void *b);
    int directory; /* where the temporary file lies, opened when it is needed */
    int fd;
    char *rows; /* gathered, or sorted when all fit */
    size_t count;
    size_t room;
    size_t most; /* rows that the budget allows */
    uint64_t total;
    struct sorter_run *runs;
    uint32_t run_count;
    uint32_t run_room;
    uint64_t file_rows;
    size_t at; /* next row, when all fit */
};

/* Starts. At least 1,024 rows are held, whatever the budget. */
void sorter_init(struct sorter *sorter, size_t row_bytes,
                 int (*compare)(const void *, const void *), size_t memory_bytes, int directory);

/* Adds a row. 0, or -1 when the disk refuses. */
int sorter_add(struct sorter *sorter, const void *row, struct err *err);

/* Ends the adding. 0 or -1. */
int sorter_finish(struct sorter *sorter, struct err *err);

/* The next row in order, borrowed until the next call; NULL at the end. *ret_failed is set when the
 * disk refused. */
const void *sorter_next(struct sorter *sorter, bool *ret_failed, struct err *err);

/* Releases. */
void sorter_release(struct sorter *sorter);

#endif
