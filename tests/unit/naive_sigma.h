/*
 * naive_sigma.h: a matcher for Sigma conditions that is correct by being plain: it walks the
 * condition, spells texts out as characters and tries every split of a wildcard. For comparison
 * with the engine; shares only patterns, networks, numbers and dates with it.
 */
#ifndef LIMIER_TESTS_UNIT_NAIVE_SIGMA_H
#define LIMIER_TESTS_UNIT_NAIVE_SIGMA_H

#include "signatures/event.h"
#include "signatures/rule.h"
#include "signatures/test.h"

/* An event whose values are asked for by name; a field that is not there gives NULL or a value that
 * is missing. */
struct naive_event {
    struct str line; /* raw, for keywords; absent: none */
    const struct sigma_value *(*value)(const void *context, struct str field);
    const void *context;
};

/* Whether a condition holds of an event. `state` is for patterns. */
bool naive_holds(const struct expr *expr, const struct naive_event *event,
                 struct test_state *state);

/* Whether one test holds. */
bool naive_test(const struct test *test, const struct naive_event *event, struct test_state *state);

/* Whether a text is like a glob. */
bool naive_glob(const struct glob *glob, bool cased, struct str text);

#endif
