/*
 * fuzz_sigma_condition.c: conditions by anybody: what is refused has its place and sentence; what
 * is accepted, written out with all brackets and read again, is true of the same events.
 */
#include "base/limits.h"
#include "base/out.h"
#include "fuzz.h"
#include "signatures/condition.h"

#define NAMES       6
#define DEPTH_AGAIN 15 /* brackets double it */

static const struct str names[NAMES] = {{"a", 1},       {"b", 1},    {"sel_one", 7},
                                        {"sel_two", 7}, {"_own", 4}, {"not-me", 6}};

static int parse(struct str text, bool selectors, struct arena *arena, struct expr **ret_expr)
{
    static struct expr leaves[NAMES];
    struct expr *exprs[NAMES];
    struct condition_scope scope = {names, exprs, NAMES, selectors};
    struct condition_trouble error;
    struct condition_trouble warning;
    int rc;

    for (uint32_t i = 0; i < NAMES; i++) {
        leaves[i] = (struct expr){.kind = EXPR_MEMBER, .member = i};
        exprs[i] = &leaves[i];
    }
    rc = condition_parse(text, &scope, arena, ret_expr, &error, &warning);
    fuzz_check((rc < 0) == (error.text.p != NULL), "a refusal has its sentence, and only it");
    fuzz_check(error.at <= text.n && warning.at <= text.n, "the place lies in the condition");
    fuzz_touch(error.text);
    fuzz_touch(warning.text);
    return rc;
}

static unsigned depth_of(const struct expr *expr)
{
    unsigned deepest = 0;

    for (const struct expr *child = expr->first; child; child = child->next) {
        unsigned depth = depth_of(child);

        deepest = depth > deepest ? depth : deepest;
    }
    return deepest + 1;
}

static bool holds(const struct expr *expr, unsigned event)
{
    if (expr->kind == EXPR_MEMBER)
        return event >> expr->member & 1;
    if (expr->kind == EXPR_NOT)
        return !holds(expr->first, event);
    for (const struct expr *child = expr->first; child; child = child->next) {
        if (holds(child, event) == (expr->kind == EXPR_OR))
            return expr->kind == EXPR_OR;
    }
    return expr->kind == EXPR_AND;
}

static void write_out(struct out *out, const struct expr *expr)
{
    if (expr->kind == EXPR_MEMBER) {
        out_bytes(out, names[expr->member].p, names[expr->member].n);
        return;
    }
    out_text(out, expr->kind == EXPR_NOT ? "not (" : "(");
    for (const struct expr *child = expr->first; child; child = child->next) {
        write_out(out, child);
        if (child->next)
            out_text(out, expr->kind == EXPR_AND ? " and " : " or ");
    }
    out_text(out, ")");
}

static void check_again(const struct expr *expr, struct arena *arena)
{
    struct out out;
    struct expr *again = NULL;

    out_memory(&out);
    write_out(&out, expr);
    if (out.used <= LIMIT_CONDITION_BYTES) {
        fuzz_check(parse((struct str){out.buffer, out.used}, true, arena, &again) == 0,
                   "what we write, we read");
        for (unsigned event = 0; event < 1u << NAMES; event++)
            fuzz_check(holds(expr, event) == holds(again, event), "brackets change nothing");
    }
    out_drop(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct arena arena = {0};
    struct expr *expr = NULL;

    (void)parse(text, false, &arena, &expr);
    if (parse(text, true, &arena, &expr) == 0) {
        fuzz_check(depth_of(expr) <= 3 * LIMIT_CONDITION_DEPTH, "the depth is capped");
        fuzz_check(expr_count(expr, SIZE_MAX) <= 3 * (size_t)LIMIT_CONDITION_BYTES,
                   "the size is capped");
        if (depth_of(expr) <= DEPTH_AGAIN)
            check_again(expr, &arena);
    }
    arena_release(&arena);
    return 0;
}
