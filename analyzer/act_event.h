/*
 * act_event.h: an act of the sorted traces as rules about the portal see it: with the account that
 * its session gave it, what the shop knew of the person, and what followed.
 */
#ifndef LIMIER_ACT_EVENT_H
#define LIMIER_ACT_EVENT_H

#include "census.h"
#include "event_text.h"
#include "geo/geo.h"
#include "signatures/event.h"
#include "signatures/taxonomy.h"

/* What acts are read with. Borrowed; practices and geo may be NULL. */
struct act_context {
    const struct portal *portal;
    const struct census *census;
    const struct directory *practices;
    const struct geo *geo;
    int offset_seconds; /* zone in which times are written */
};

/* One thread's act at a time. Zeroed before its first use; acts of one account come in order. */
struct act_event {
    const struct act_context *context;
    const struct act *act;
    const struct directory_entry *entry; /* of the account */
    uint32_t account;                    /* whose acts these are, plus 1 */
    uint64_t last_number;                /* NIR that the account asked for last, 0 for none … */
    uint64_t number;                     /* … and now */
    struct place place;                  /* of the source … */
    uint32_t placed;                     /* … with this number, plus 1 */
    struct arena place_texts;
    struct event_values values;
};

/* The next act. */
void act_event_begin(struct act_event *event, const struct act_context *context,
                     const struct act *act);

/* The value of a field by its number in the taxonomy; borrowed until the next act. */
const struct sigma_value *act_event_value(struct act_event *event, int field);

/* Frees. */
void act_event_release(struct act_event *event);

#endif
