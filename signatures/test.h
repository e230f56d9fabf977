/*
 * test.h: one test on one value: what is true, without any cleverness. The engine calls it for what
 * its automaton cannot decide; it needs the state that one thread has.
 */
#ifndef LIMIER_SIGNATURES_TEST_H
#define LIMIER_SIGNATURES_TEST_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/hash.h"
#include "signatures/event.h"
#include "signatures/rule.h"

/* A test made ready. Shared by all threads. */
struct ready_test {
    const struct test *test;
    pcre2_code *code;   /* TEST_REGEX; owned */
    struct glob folded; /* TEST_TEXT without regard to case: `parts` are owned, as one block */
};

/* Compiles. 0, or -1 with a usage error: what PCRE2 refuses is refused at load. Patterns see bytes,
 * not characters, since logs are not always UTF-8. */
int test_prepare(struct ready_test *ready, const struct test *test, struct err *err);
void test_release(struct ready_test *ready);

/* Whether two tests ask the same, wherever they stand; and a hash that is equal for such. */
bool test_same(const struct test *a, const struct test *b);
uint64_t test_hash(const struct test *test, const struct hash_key *key);

/* One thread's state. */
struct test_state {
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
    uint64_t limit_hits; /* a pattern reached a limit: counted, told, never silent */
    char *room;          /* for texts without regard to case; grows to the longest value */
    size_t room_bytes;
};

/* Starts and ends a state. */
void test_state_init(struct test_state *state);
void test_state_release(struct test_state *state);

/* Whether a test holds of a value, or of any of its list. `other` is the value of the second field
 * of a TEST_FIELD, else NULL. A text of "-" counts as null too: so write access logs what is not
 * there. */
bool test_holds(const struct ready_test *ready, struct test_state *state,
                const struct sigma_value *value, const struct sigma_value *other);

/* Whether a text is like a glob; `cased` as in struct test. "?" is one character: a sequence of
 * UTF-8 where there is one, else a byte. Linear in text × parts, apart from repetitive literals. */
bool glob_matches(const struct glob *glob, bool cased, struct str text);

/* Reads a Sigma string: wildcards and escapes (specification, "escape character"). In the arena. */
struct glob glob_read(struct str text, struct arena *arena);

/* One byte without regard to case, ASCII only; and a text folded into `into` (same length): ASCII,
 * and U+00C0 to U+00DE in UTF-8. */
unsigned char fold_byte(unsigned char c);
void fold_text(struct str text, char *into);

#endif
