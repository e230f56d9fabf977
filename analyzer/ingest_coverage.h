/*
 * ingest_coverage.h: keeping the books while inputs are read: what each thread saw of an input goes
 * to the input's coverage, and it does not matter which thread saw what.
 */
#ifndef LIMIER_INGEST_COVERAGE_H
#define LIMIER_INGEST_COVERAGE_H

#include "batch.h"

/* A part of an input begins. */
void ingest_coverage_begin(struct batch *batch, const struct lines_part *part);

/* The part is done: its order joins that of the parts beside it. Takes the lock of `all`. */
void ingest_coverage_end(struct coverage *all, pthread_mutex_t *lock, struct coverage *mine,
                         const struct lines_part *part);

/* Keeps the first rejected lines of this thread; those of all threads are chosen from by merging.
 */
void ingest_coverage_samples(struct batch *batch, struct arena *arena);

/* Adds what one thread has read of an input to the input's coverage; texts are copied. Under its
 * lock. */
void ingest_coverage_merge(struct coverage *to, const struct coverage *from, struct arena *arena);

/* All threads have merged: what follows from the whole input, its damage being known. */
void ingest_coverage_close(struct coverage *coverage);

/* The same text given twice counts once, whatever it was packed in: the first in canonical order
 * counts. At least one input. */
void ingest_coverage_duplicates(struct coverage *inputs, size_t count);

#endif
