/*
 * rules_events.h: events of test cases, which are JSON, as rules see them. A field is a member of
 * the object, or a way through nested ones with dots between its names; a member that is called as
 * the whole way wins.
 */
#ifndef LIMIER_RULES_EVENTS_H
#define LIMIER_RULES_EVENTS_H

#include "base/json_tree.h"
#include "signatures/engine.h"

/* An event with the values of the fields that an engine asks for. */
struct json_event {
    struct sigma_event event;
    struct sigma_value *values; /* by the engine's number */
};

/* Fills an event from an object. Keywords are looked for in its values, one a line. Everything
 * lives in the arena. */
void json_event_fill(struct json_event *event, const struct json_node *object,
                     const struct engine *engine, int64_t time_ns, struct arena *arena);

/* The value of a field of an object; missing ones are VALUE_MISSING. */
struct sigma_value json_event_value(const struct json_node *object, struct str field,
                                    struct arena *arena);

#endif
