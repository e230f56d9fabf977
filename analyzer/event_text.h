/*
 * event_text.h: the values of one event, each worked out once; and those that lines and acts write
 * alike.
 */
#ifndef LIMIER_EVENT_TEXT_H
#define LIMIER_EVENT_TEXT_H

#include "base/arena.h"
#include "model/directory.h"
#include "model/finding.h"
#include "model/trace.h"
#include "signatures/event.h"
#include "signatures/taxonomy.h"

/* Values by number in the taxonomy. */
struct event_values {
    uint64_t known; /* bits */
    struct sigma_value value[SIGMA_FIELDS];
    struct arena scratch; /* of texts that are written for this event */
};

_Static_assert((int)SIGMA_FIELDS <= 64, "a bit for each field");

/* Forgets the last event. */
static inline void event_values_clear(struct event_values *values)
{
    values->known = 0;
    if (values->scratch.used_bytes)
        arena_reset(&values->scratch);
}

/* Whether a value has been worked out. */
static inline bool event_values_known(const struct event_values *values, int field)
{
    return (values->known >> field & 1) != 0;
}

/* Notes a value; the absent span: the event has none. */
void event_values_set(struct event_values *values, int field, struct str text);

/* A value that is known; for SIGMA_NONE, one that is missing. */
const struct sigma_value *event_values_get(const struct event_values *values, int field);

/* "true" or "false". */
struct str event_flag(bool flag);

/* Country or network number of a place (SIGMA_COUNTRY, SIGMA_ASN); absent when it is not known. */
struct str event_place_text(const struct place *place, int field, struct arena *arena);

/* A person's identifier; the first ten digits of a NIR, absent for other identifiers. */
struct str event_person(struct person person, struct arena *arena);
struct str event_block(struct person person, struct arena *arena);

/* Whether an account was closed at a moment; absent when nobody says. */
struct str event_closed(const struct directory_entry *entry, int64_t time_ns);

#endif
