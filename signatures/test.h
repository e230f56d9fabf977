/*
 * test.h: one test on one value: what is true, without any cleverness. The engine calls it for what
 * its automaton cannot decide; it needs the state that one thread has.
 */
#ifndef LIMIER_SIGNATURES_TEST_H
#define LIMIER_SIGNATURES_TEST_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "signatures/event.h"
#include "signatures/rule.h"

/* A test made ready: its pattern is compiled. Shared by all threads. */
struct ready_test {
    const struct test *test;
    pcre2_code *code; /* TEST_REGEX; owned */
};

/* Compiles. 0, or -1 with a usage error: what PCRE2 refuses is refused at load. */
int test_prepare(struct ready_test *ready, const struct test *test, struct err *err);
void test_release(struct ready_test *ready);

/* One thread's state. */
struct test_state {
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
    uint64_t limit_hits; /* a pattern reached its match limit: counted, told, never silent */
};
void test_state_init(struct test_state *state);
void test_state_release(struct test_state *state);

/* Whether a test holds of a value, or of any of its list. `other` is the value of the second field
 * of a TEST_FIELD, else NULL. */
bool test_holds(const struct ready_test *ready, struct test_state *state,
                const struct sigma_value *value, const struct sigma_value *other);

/* Whether a text is like a glob, byte by byte; `cased` as in struct test. Linear in text × parts.
 */
bool glob_matches(const struct glob *glob, bool cased, struct str text);

/* Reads a Sigma string: wildcards and escapes (specification, "escape character"). In the arena. */
struct glob glob_read(struct str text, struct arena *arena);

/* One byte without regard to case, ASCII only; and a text folded into `into` (same length): ASCII,
 * and U+00C0 to U+00DE in UTF-8. */
unsigned char fold_byte(unsigned char c);
void fold_text(struct str text, char *into);

#endif
