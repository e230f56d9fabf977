/*
 * inspect.h: everything that limier inspect has found out, and its two ways to say it.
 */
#ifndef LIMIER_INSPECT_H
#define LIMIER_INSPECT_H

#include "command.h"
#include "propose.h"
#include "scan.h"

/* One inspection. Borrows from the scan that prepared it. */
struct inspection {
    const struct scan *scan;
    const struct ingest *ingest;
    const struct survey *survey;
    struct proposal proposal;
    struct arena arena;
    enum lang lang;
    uint64_t lines; /* of all inputs that count */
    uint64_t parsed;
    uint64_t rejected;
    uint64_t skipped;
    int64_t first_ns;
    int64_t last_ns;
};

/* What CNIL's deliberation 2021-122 asks of a trace: who, when, what, about whom. */
enum trace_item { TRACE_AUTHOR, TRACE_TIME, TRACE_OPERATION, TRACE_REFERENCE, TRACE_ITEMS };

/* How many of how many lines have an item: for the author and the reference, of those about a
 * person. */
struct trace_share {
    uint64_t have;
    uint64_t of;
};

/* The share of one item. */
struct trace_share inspect_trace(const struct inspection *in, enum trace_item item);

/* For people, on a terminal. */
void inspect_text(const struct inspection *in, struct console *console);

/* For programs. */
void inspect_json(const struct inspection *in, struct out *out);

#endif
