/*
 * regex.c: PCRE2 on bytes: logs are not always UTF-8, so a pattern cannot turn UTF on. Whoever
 * writes the lines must not choose how long a pattern runs: subject, backtracks and memory are
 * bounded.
 */
#include "signatures/regex.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

#define JIT_STACK_FIRST (32u << 10)
#define JIT_STACK_MOST  (256u << 10)

int regex_compile(const struct test *test, pcre2_code **ret_code, struct err *err)
{
    uint32_t options = PCRE2_NEVER_UTF | PCRE2_NEVER_UCP;
    PCRE2_UCHAR message[200];
    PCRE2_SIZE at = 0;
    int error = 0;

    options |= test->regex & REGEX_CASELESS ? PCRE2_CASELESS : 0;
    options |= test->regex & REGEX_MULTILINE ? PCRE2_MULTILINE : 0;
    options |= test->regex & REGEX_DOTALL ? PCRE2_DOTALL : 0;
    options |= test->relation == RELATION_STARTS ? PCRE2_ANCHORED : 0;
    options |= test->relation == RELATION_ENDS ? PCRE2_ENDANCHORED : 0;
    *ret_code = pcre2_compile((PCRE2_SPTR)test->text.p, test->text.n, options, &error, &at, NULL);
    if (!*ret_code) {
        pcre2_get_error_message(error, message, sizeof message);
        return err_usage(err, "the pattern is not valid after %zu of its bytes: %s", (size_t)at,
                         (const char *)message);
    }
    (void)pcre2_jit_compile(*ret_code, PCRE2_JIT_COMPLETE);
    return 0;
}

void test_state_init(struct test_state *state)
{
    *state = (struct test_state){0};
    state->data = pcre2_match_data_create(1, NULL);
    state->context = pcre2_match_context_create(NULL);
    state->stack = pcre2_jit_stack_create(JIT_STACK_FIRST, JIT_STACK_MOST, NULL);
    if (!state->data || !state->context || !state->stack)
        mem_exhausted(JIT_STACK_FIRST);
    pcre2_jit_stack_assign(state->context, NULL, state->stack);
    (void)pcre2_set_depth_limit(state->context, LIMIT_REGEX_DEPTH);
    (void)pcre2_set_heap_limit(state->context, LIMIT_REGEX_HEAP_KIB);
}

void test_state_release(struct test_state *state)
{
    pcre2_match_data_free(state->data);
    pcre2_match_context_free(state->context);
    pcre2_jit_stack_free(state->stack);
    free(state->room);
    *state = (struct test_state){0};
}

bool regex_holds(const struct ready_test *ready, struct test_state *state, struct str text)
{
    bool cut = text.n > LIMIT_REGEX_SUBJECT_BYTES;
    uint32_t flags = cut ? PCRE2_NOTEOL : 0;
    size_t n = cut ? LIMIT_REGEX_SUBJECT_BYTES : text.n;
    size_t starts = n + 1;
    uint32_t limit = LIMIT_REGEX_MATCH;
    PCRE2_SPTR subject = (PCRE2_SPTR)(text.p ? text.p : "");
    int rc;

    /* PCRE2 counts backtracks anew at each start; all starts together must stay bounded. */
    if (starts > LIMIT_REGEX_STEPS / LIMIT_REGEX_MATCH)
        limit = (uint32_t)(LIMIT_REGEX_STEPS / starts);
    (void)pcre2_set_match_limit(state->context, limit);
    rc = pcre2_jit_match(ready->code, subject, n, 0, flags, state->data, state->context);
    if (rc == PCRE2_ERROR_JIT_BADOPTION) /* no JIT on this machine */
        rc = pcre2_match(ready->code, subject, n, 0, flags, state->data, state->context);
    if (cut && rc >= 0 && ready->test->relation == RELATION_ENDS)
        rc = PCRE2_ERROR_MATCHLIMIT; /* its end is not the value's */
    if (rc < 0 && (cut || rc != PCRE2_ERROR_NOMATCH))
        state->limit_hits++;
    return rc >= 0;
}
