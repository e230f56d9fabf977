/*
 * audit_night.h: what one run of audit has read, kept as ingest left it, so that later runs judge
 * it together with what is new: names and traces, before sessions are joined and accounts numbered.
 * A night that is attached is one more worker of the ingest: nothing after it can tell the
 * difference, so that N nights say what one scan of everything says.
 */
#ifndef LIMIER_AUDIT_NIGHT_H
#define LIMIER_AUDIT_NIGHT_H

#include "ingest.h"

/* Writes the names and traces of an ingest's own workers; inputs have the numbers of `streams`, by
 * input of the ingest. The caller commits. 0 or -1. */
int audit_night_write(struct out *out, const struct ingest *ingest, const uint32_t *streams,
                      struct err *err);

/* What a night can speak of: so many streams, and operations of the profile. */
struct audit_bounds {
    uint32_t streams;
    uint32_t operations;
};

/* Reads a night into a worker that is zeroed, which takes the descriptor over: fills names and
 * spool. Nothing in it is believed: what points nowhere is refused with a sentence that begins with
 * the name. 0 or -1. */
int audit_night_attach(struct ingest_worker *worker, int fd, const char *name,
                       const struct audit_bounds *bounds, struct err *err);

#endif
