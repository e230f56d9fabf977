/*
 * batch.h: a batch of lines on its way to traces. The steps are separate so that cache misses of
 * one line hide behind the work on the others: parse and match all, hash and prefetch all, then
 * number and spool all.
 */
#ifndef LIMIER_BATCH_H
#define LIMIER_BATCH_H

#include "ingest.h"
#include "input/lines.h"

/* A line that became a trace, before its texts are numbered. */
struct batch_trace {
    struct trace t;
    struct str text[NAMES_KINDS];
    uint64_t account_hash;
    bool session_act; /* opens or ends a session that accounts are joined by */
    bool outside;     /* before the period: only what it does to its session counts */
};

/* A line that was not parsed. */
struct batch_reject {
    struct line line;
    uint32_t column;
    enum reject reject;
};

/* One batch, and the input it comes from. */
struct batch {
    struct ingest_worker *worker;
    const struct ingest_options *options;
    struct coverage *coverage;
    const struct reading *reading; /* without a layout, every line is rejected */
    uint32_t input;
    int line_count;
    struct line lines[LINES_BATCH];
    struct record record;
    int trace_count;
    struct batch_trace traces[LINES_BATCH];
    int reject_count;
    struct batch_reject rejects[LINES_BATCH];
};

/* Handles the lines. 0, or -1 when the spool cannot be written. */
int batch_run(struct batch *batch, struct err *err);

#endif
