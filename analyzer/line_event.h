/*
 * line_event.h: a log line as rules see it: the fields of its record, what it means on the portal,
 * and what is worked out from them when a rule asks.
 */
#ifndef LIMIER_LINE_EVENT_H
#define LIMIER_LINE_EVENT_H

#include "event_text.h"
#include "geo/geo.h"
#include "model/directory.h"
#include "model/portal.h"
#include "signatures/event.h"
#include "signatures/taxonomy.h"

/* What lines are read with. Borrowed; any may be NULL. */
struct line_context {
    const struct portal *portal;
    const struct directory *practices;
    const struct geo *geo;
};

/* One thread's line at a time. Zeroed before its first use. */
struct line_event {
    const struct line_context *context;
    const struct record *record;
    const struct portal_match *match; /* NULL: what the line means on the portal is not known */
    struct event_values values;
};

/* The next line; both are borrowed until the one after. */
void line_event_begin(struct line_event *event, const struct line_context *context,
                      const struct record *record, const struct portal_match *match);

/* The value of a field by its number in the taxonomy; borrowed until the next line. */
const struct sigma_value *line_event_value(struct line_event *event, int field);

/* Frees what worked-out values were kept in. */
void line_event_release(struct line_event *event);

#endif
