/*
 * test.c: what a test says of a value. Nothing here depends on another event or on an order.
 */
#include "signatures/test.h"

#include <stdlib.h>

#include "base/mem.h"
#include "signatures/read_value.h"
#include "signatures/regex.h"

/* A copy of a glob with its literals folded, as one block. */
static struct glob folded_glob(const struct glob *glob)
{
    struct glob copy = {.count = glob->count};
    size_t n = 0;
    char *bytes;

    for (size_t i = 0; i < glob->count; i++)
        n += glob->parts[i].text.n;
    copy.parts = mem_zero(1, glob->count * sizeof *copy.parts + n + 1);
    bytes = (char *)(copy.parts + glob->count);
    for (size_t i = 0; i < glob->count; i++) {
        struct str text = glob->parts[i].text;

        copy.parts[i].kind = glob->parts[i].kind;
        if (text.n == 0)
            continue;
        fold_text(text, bytes);
        copy.parts[i].text = (struct str){bytes, text.n};
        bytes += text.n;
    }
    return copy;
}

int test_prepare(struct ready_test *ready, const struct test *test, struct err *err)
{
    *ready = (struct ready_test){.test = test};
    if (test->kind == TEST_REGEX)
        return regex_compile(test, &ready->code, err);
    if (test->kind == TEST_TEXT && !test->cased)
        ready->folded = folded_glob(&test->glob);
    return 0;
}

void test_release(struct ready_test *ready)
{
    pcre2_code_free(ready->code);
    free(ready->folded.parts);
    *ready = (struct ready_test){0};
}

/* Room for n bytes in a thread's state. */
static char *room_for(struct test_state *state, size_t n)
{
    if (n > state->room_bytes) {
        state->room_bytes = n + n / 2 + 256;
        state->room = mem_resize(state->room, state->room_bytes, 1);
    }
    return state->room;
}

static bool text_holds(const struct ready_test *ready, struct test_state *state, struct str text)
{
    char *folded;

    if (ready->test->cased)
        return glob_matches(&ready->test->glob, true, text);
    folded = room_for(state, text.n);
    fold_text(text, folded);
    return glob_matches(&ready->folded, true, (struct str){folded, text.n});
}

/* Whether one value stands to another as the test says. */
static bool related(const struct test *test, struct test_state *state, struct str a, struct str b)
{
    if (!test->cased) {
        char *folded = room_for(state, a.n + b.n);

        fold_text(a, folded);
        fold_text(b, folded + a.n);
        a.p = folded;
        b.p = folded + a.n;
    }
    switch (test->relation) {
    case RELATION_STARTS: return str_starts(a, b);
    case RELATION_ENDS: return str_ends(a, b);
    case RELATION_CONTAINS: return b.n == 0 || str_find(a, b) < a.n;
    default: return str_eq(a, b);
    }
}

static bool field_holds(const struct test *test, struct test_state *state, struct str text,
                        const struct sigma_value *other)
{
    for (; other; other = other->more) {
        if (other->kind == VALUE_TEXT && related(test, state, text, other->text))
            return true;
    }
    return false;
}

static bool number_holds(const struct test *test, struct str text)
{
    double number;
    bool same;

    if (test->kind == TEST_NUMBER) {
        if (same_integer(text, test->text, &same))
            return same;
        return str_eq_nocase(text, test->text) ||
               (read_number(text, &number) && number >= test->number && number <= test->number);
    }
    if (!read_number(text, &number))
        return false;
    switch (test->kind) {
    case TEST_LESS: return number < test->number;
    case TEST_LESS_EQUAL: return number <= test->number;
    case TEST_GREATER: return number > test->number;
    default: return number >= test->number;
    }
}

static bool date_holds(const struct test *test, struct str text)
{
    int part;

    if (!read_date_part(text, test->part, &part))
        return false;
    switch (test->relation) {
    case RELATION_LESS: return part < test->number;
    case RELATION_LESS_EQUAL: return part <= test->number;
    case RELATION_GREATER: return part > test->number;
    case RELATION_GREATER_EQUAL: return part >= test->number;
    default: return part >= test->number && part <= test->number;
    }
}

static bool address_holds(const struct test *test, struct str text)
{
    unsigned char address[16];

    return read_address(text, address) && network_holds(test->network, test->bits, address);
}

static bool holds_of_text(const struct ready_test *ready, struct test_state *state, struct str text,
                          const struct sigma_value *other)
{
    switch (ready->test->kind) {
    case TEST_TEXT: return text_holds(ready, state, text);
    case TEST_REGEX: return regex_holds(ready, state, text);
    case TEST_FIELD: return field_holds(ready->test, state, text, other);
    case TEST_DATE: return date_holds(ready->test, text);
    case TEST_CIDR: return address_holds(ready->test, text);
    case TEST_NULL: return str_eq(text, STR("-"));
    case TEST_EXISTS: return false;
    default: return number_holds(ready->test, text);
    }
}

bool test_holds(const struct ready_test *ready, struct test_state *state,
                const struct sigma_value *value, const struct sigma_value *other)
{
    enum test_kind kind = ready->test->kind;

    if (kind == TEST_EXISTS)
        return (value && value->kind != VALUE_MISSING) == ready->test->wanted;
    if (!value)
        return kind == TEST_NULL;
    for (; value; value = value->more) {
        if (value->kind == VALUE_TEXT ? holds_of_text(ready, state, value->text, other)
                                      : kind == TEST_NULL)
            return true;
    }
    return false;
}
