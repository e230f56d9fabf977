/*
 * regex.h: patterns of rules, compiled and run with limits. Between test.c and PCRE2.
 */
#ifndef LIMIER_SIGNATURES_REGEX_H
#define LIMIER_SIGNATURES_REGEX_H

#include "signatures/test.h"

/* Compiles the pattern of a TEST_REGEX; pcre2_code_free it. 0, or -1 with a usage error. */
int regex_compile(const struct test *test, pcre2_code **ret_code, struct err *err);

/* Whether the pattern is found in a text. A limit that was reached is counted in the state. */
bool regex_holds(const struct ready_test *ready, struct test_state *state, struct str text);

#endif
