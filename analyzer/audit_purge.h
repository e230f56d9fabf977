/*
 * audit_purge.h: what leaves the memory of audit for good, before its time or because all of it
 * does. It is all gone, or nothing is, whenever the run is killed.
 */
#ifndef LIMIER_AUDIT_PURGE_H
#define LIMIER_AUDIT_PURGE_H

#include "audit.h"
#include "store/state_purge.h"

/* What goes. */
struct audit_purged {
    uint64_t removed; /* files of nights of which nothing is left */
    uint64_t rewritten;
    uint64_t bytes;   /* of the files of which nothing is left */
    uint64_t traces;  /* requests that were kept */
    int64_t first_ns; /* of these, as far as they have a time; TIME_NONE: none has */
    int64_t last_ns;
    uint64_t samples; /* masked parts of lines that could not be read */
    struct state_purged rows;
};

/* Removes what happened before a moment, INT64_MAX: everything; with `dry`, only counts. The state
 * is open, and committed when this returns. 0 or -1. */
int audit_purge(struct audit *audit, int64_t before_ns, bool dry, struct audit_purged *ret,
                struct err *err);

#endif
