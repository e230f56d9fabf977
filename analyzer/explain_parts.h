/*
 * explain_parts.h: lists of what an account used, by text: addresses, networks, countries, agents.
 */
#ifndef LIMIER_EXPLAIN_PARTS_H
#define LIMIER_EXPLAIN_PARTS_H

#include "base/names.h"
#include "explain.h"

/* A list that is being made. */
struct explain_parts {
    struct names names;
    struct explain_part *parts; /* by number of the name */
    size_t room;
};

/* Starts. */
void explain_parts_init(struct explain_parts *parts);

/* Adds what was counted of a text. */
void explain_parts_add(struct explain_parts *parts, struct str text,
                       const struct explain_part *more);

/* Ends: the list, in its order, lies in the arena. */
void explain_parts_end(struct explain_parts *parts, struct arena *arena,
                       struct explain_list *ret_list);

/* The addresses, networks, countries and agents of a ledger's sessions, each told as the scan's
 * address level wants it; `views` by session, NULL for none. 0, or -1 with a usage error where that
 * takes a key and there is none. */
int explain_places(struct explain *explain, struct scan *scan, const struct ledger *ledger,
                   const uint64_t *views, struct err *err);

#endif
