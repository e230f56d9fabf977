/*
 * audit_compare.h: whether a finding is worth telling again: once when it is new, then only when it
 * has become another.
 */
#ifndef LIMIER_AUDIT_COMPARE_H
#define LIMIER_AUDIT_COMPARE_H

#include "store/state.h"

/* How a finding differs from what was told of its account. */
enum audit_change {
    AUDIT_SAME,   /* nothing worth a message */
    AUDIT_FRESH,  /* never told */
    AUDIT_GRAVER, /* a worse verdict */
    AUDIT_MILDER, /* a milder one that is still told */
    AUDIT_GROWN,  /* a tenth more persons, or still goes on after a week, or another insurer's */
};

/* Whether an account's finding is told at all: suspect at least, and not allowed. */
bool audit_worth(const struct finding *finding);

/* Compares; `told` may be NULL. Of a finding that is worth it, in a run at this moment. */
enum audit_change audit_compare(const struct state_finding *told, const struct finding *finding,
                                int64_t now_ns);

#endif
