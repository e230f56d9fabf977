/*
 * stix_pattern.h: what a pattern of STIX 2.1 looks for, as far as one request can show it:
 * alternatives of addresses, networks, accounts and agents. A pattern that wants several things
 * together, or in a span of time, is not cut down to one of them: that would claim more than it
 * says.
 *
 * Source: OASIS, STIX Version 2.1, section 9 (STIX Patterning).
 */
#ifndef LIMIER_MODEL_STIX_PATTERN_H
#define LIMIER_MODEL_STIX_PATTERN_H

#include "base/arena.h"
#include "model/indicators.h"

/* One alternative. */
struct stix_term {
    enum indicator_kind kind;
    struct str value;
};

/* What was understood. Terms live in the arena of stix_pattern_read. */
struct stix_pattern {
    struct stix_term *terms;
    size_t count;
    bool unknown; /* there are alternatives that say nothing here */
    bool wrong;   /* it is no pattern; `terms` is empty */
};

/* Reads a pattern. */
void stix_pattern_read(struct stix_pattern *pattern, struct str text, struct arena *arena);

#endif
