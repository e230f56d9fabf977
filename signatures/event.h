/*
 * event.h: what rules are matched against: named values, lazily resolved by whoever has the event
 * (a log line, an act of a trace, a JSON test case).
 */
#ifndef LIMIER_SIGNATURES_EVENT_H
#define LIMIER_SIGNATURES_EVENT_H

#include "base/str.h"

/* A value. Numbers and booleans are their text ("443", "true"). */
enum value_kind { VALUE_MISSING, VALUE_NULL, VALUE_TEXT };

/* One value. */
struct sigma_value {
    enum value_kind kind;
    struct str text;
    const struct sigma_value *more; /* further values of a list: a test holds if it does of any */
};

/* An event. `value` gives the value of a field by its number in the list of fields that the engine
 * was compiled with (engine.h); what it returns is borrowed until the next event. */
struct sigma_event {
    struct str line; /* raw, for keywords; absent: none */
    int64_t time_ns;
    const struct sigma_value *(*value)(void *context, uint32_t field);
    void *context;
};

#endif
