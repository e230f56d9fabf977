/*
 * partition.h: a spool partition in canonical order: by account, then time, input, offset; each act
 * with the moment at which the same account was last shown the same person. Within a memory budget,
 * whatever the size of one account.
 */
#ifndef LIMIER_PARTITION_H
#define LIMIER_PARTITION_H

#include "census.h"
#include "ingest.h"

/* Who takes the acts: blocks of one account each, in order; an account may come in several blocks.
 * 0, or -1 with err set. */
struct act_sink {
    int (*take)(void *context, const struct act *acts, size_t n, struct err *err);
    void *context;
};

/* Orders one partition and hands it to the sink. 0 or -1. */
int partition_run(const struct ingest *ingest, const struct census *census, uint32_t partition,
                  size_t memory_bytes, int directory, const struct act_sink *sink, struct err *err);

/* Canonical order of two acts. */
int act_compare(const void *a, const void *b);

#endif
