/*
 * naive_sigma.c: no automaton, no memory of what was found, no early exit but those of C.
 */
#include "naive_sigma.h"

#include <stdlib.h>

#include "base/mem.h"

/* A text as characters; bytes that are no UTF-8 are characters of their own kind. */
struct characters {
    unsigned *c;
    size_t n;
};

#define STRAY   0x200000u /* plus the byte */
#define ANY_RUN 0x300000u
#define ANY_ONE 0x300001u

static unsigned small_letter(unsigned c)
{
    bool ascii = c >= 'A' && c <= 'Z';
    bool latin = c >= 0xC0 && c <= 0xDE && c != 0xD7;

    return ascii || latin ? c + 32 : c;
}

static unsigned decode(struct str text, size_t length)
{
    static const unsigned first_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    unsigned code;

    if (length == 0)
        return STRAY + (unsigned char)text.p[0];
    code = (unsigned char)text.p[0] & first_bits[length];
    for (size_t i = 1; i < length; i++)
        code = code << 6 | ((unsigned char)text.p[i] & 0x3Fu);
    return code;
}

static void spell(struct characters *to, struct str text, bool cased)
{
    to->c = mem_resize(to->c, to->n + text.n + 1, sizeof *to->c);
    while (text.n) {
        size_t length = str_utf8_length(text);
        unsigned code = decode(text, length);

        to->c[to->n++] = cased ? code : small_letter(code);
        text = str_skip(text, length ? length : 1);
    }
}

static bool like(const unsigned *pattern, size_t n, const unsigned *text, size_t m)
{
    if (n == 0)
        return m == 0;
    if (pattern[0] == ANY_RUN) {
        for (size_t taken = 0; taken <= m; taken++) {
            if (like(pattern + 1, n - 1, text + taken, m - taken))
                return true;
        }
        return false;
    }
    return m > 0 && (pattern[0] == ANY_ONE || pattern[0] == text[0]) &&
           like(pattern + 1, n - 1, text + 1, m - 1);
}

bool naive_glob(const struct glob *glob, bool cased, struct str text)
{
    struct characters pattern = {0};
    struct characters value = {0};
    bool holds;

    spell(&value, text, cased);
    spell(&pattern, STR(""), cased);
    for (size_t i = 0; i < glob->count; i++) {
        const struct glob_part *part = &glob->parts[i];

        spell(&pattern, part->kind == GLOB_LITERAL ? part->text : STR("x"), cased);
        if (part->kind != GLOB_LITERAL)
            pattern.c[pattern.n - 1] = part->kind == GLOB_RUN ? ANY_RUN : ANY_ONE;
    }
    holds = like(pattern.c, pattern.n, value.c, value.n);
    free(pattern.c);
    free(value.c);
    return holds;
}

/* Whether a value stands to another as a reference between fields says. */
static bool related(const struct test *test, struct str text, struct str other)
{
    struct glob_part parts[3];
    struct glob glob = {parts, 0};
    bool before = test->relation == RELATION_CONTAINS || test->relation == RELATION_ENDS;
    bool after = test->relation == RELATION_CONTAINS || test->relation == RELATION_STARTS;

    if (before)
        parts[glob.count++] = (struct glob_part){.kind = GLOB_RUN};
    parts[glob.count++] = (struct glob_part){GLOB_LITERAL, other};
    if (after)
        parts[glob.count++] = (struct glob_part){.kind = GLOB_RUN};
    return naive_glob(&glob, test->cased, text);
}

static bool borrowed(const struct test *test, struct str text, struct test_state *state)
{
    struct sigma_value value = {VALUE_TEXT, text, NULL};
    struct ready_test ready;
    struct err err = {0};
    bool holds;

    if (test_prepare(&ready, test, &err) < 0)
        return false;
    holds = test_holds(&ready, state, &value, NULL);
    test_release(&ready);
    return holds;
}

static bool holds_of_text(const struct test *test, struct str text, const struct naive_event *event,
                          struct test_state *state)
{
    if (test->kind == TEST_TEXT)
        return naive_glob(&test->glob, test->cased, text);
    if (test->kind != TEST_FIELD)
        return borrowed(test, text, state);
    for (const struct sigma_value *other = event->value(event->context, test->text); other;
         other = other->more) {
        if (other->kind == VALUE_TEXT && related(test, text, other->text))
            return true;
    }
    return false;
}

bool naive_test(const struct test *test, const struct naive_event *event, struct test_state *state)
{
    struct sigma_value line = {event->line.p ? VALUE_TEXT : VALUE_MISSING, event->line, NULL};
    const struct sigma_value *value =
        test->field.p ? event->value(event->context, test->field) : &line;
    bool missing = !value || value->kind == VALUE_MISSING;

    if (test->kind == TEST_EXISTS)
        return missing != test->wanted;
    if (missing)
        return test->kind == TEST_NULL;
    for (; value; value = value->more) {
        bool null = value->kind != VALUE_TEXT;

        if (test->kind == TEST_NULL && (null || str_eq(value->text, STR("-"))))
            return true;
        if (test->kind != TEST_NULL && !null && holds_of_text(test, value->text, event, state))
            return true;
    }
    return false;
}

bool naive_holds(const struct expr *expr, const struct naive_event *event, struct test_state *state)
{
    bool holds = expr->kind == EXPR_AND;

    switch (expr->kind) {
    case EXPR_TEST: return naive_test(expr->test, event, state);
    case EXPR_NOT: return !naive_holds(expr->first, event, state);
    case EXPR_MEMBER: return false;
    default: break;
    }
    for (const struct expr *child = expr->first; child; child = child->next) {
        bool one = naive_holds(child, event, state);

        holds = expr->kind == EXPR_AND ? holds && one : holds || one;
    }
    return holds;
}
