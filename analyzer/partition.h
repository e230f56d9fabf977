/*
 * partition.h: a spool partition in canonical order: by account, then time, input, offset; each act
 * with what links it to others about the same person (links.h). Within a memory budget, whatever
 * the size of one account or shop.
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

/* What is ordered, and within what. Borrowed; read-only. */
struct partition_options {
    const struct ingest *ingest;
    const struct census *census;
    const struct portal *portal; /* which operations are PECs and claims */
    const uint32_t *shops;       /* by account of the census, NAME_NONE: of no shop. Accounts of one
                                    shop are in one partition. NULL: each account is alone */
    size_t memory_bytes;
    int directory; /* for files without names */
};

/* Orders one partition and hands it to the sink. 0 or -1. */
int partition_run(const struct partition_options *options, uint32_t partition,
                  const struct act_sink *sink, struct err *err);

/* Canonical order of two acts. */
int act_compare(const void *a, const void *b);

#endif
