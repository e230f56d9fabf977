/*
 * expr_fixture.h: conditions built by hand, events of a few fields, and matching without any
 * cleverness to compare the engine with.
 */
#ifndef LIMIER_TESTS_UNIT_EXPR_FIXTURE_H
#define LIMIER_TESTS_UNIT_EXPR_FIXTURE_H

#include "naive_sigma.h"
#include "signatures/engine.h"
#include "signatures/test.h"

/* A text test: `like` is Sigma's, with wildcards and escapes. */
struct expr *built_text(struct arena *arena, const char *field, struct str like, bool cased);

/* A regular expression. */
struct expr *built_regex(struct arena *arena, const char *field, struct str pattern,
                         unsigned flags);

/* Any test; it is copied. */
struct expr *built_test(struct arena *arena, const struct test *test);

/* AND, OR, NOT of the children, which are linked. */
struct expr *built_of(struct arena *arena, enum expr_kind kind, struct expr **children,
                      size_t count);

/* A rule with a condition, added to the set; its index. */
uint32_t built_rule(struct rule_set *set, struct expr *condition);

/* An event whose fields are asked for by name. `asked` counts. */
struct plain_event {
    struct sigma_event event;
    const struct engine *engine;
    const char *const *names;
    const struct sigma_value *values; /* by name; VALUE_MISSING: not there */
    size_t count;
    unsigned asked;
};

/* The value of a field by its name, as naive_sigma.h asks for it. */
const struct sigma_value *plain_event_value(const void *event, struct str name);

/* Ties the event to the engine. */
void plain_event_init(struct plain_event *event, const struct engine *engine,
                      const char *const *names, const struct sigma_value *values, size_t count,
                      struct str line);

/* A condition evaluated as it is written: each test on each value, nothing remembered. */
bool built_holds(const struct expr *expr, const struct plain_event *event,
                 struct test_state *tests);

/* Forgets a set that was built by hand. */
void built_release(struct rule_set *set);

#endif
