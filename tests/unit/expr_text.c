/*
 * expr_text.c: builds texts by joining them: short ones, in tests.
 */
#include "expr_text.h"

static struct str glob_text(struct arena *arena, const struct glob *glob)
{
    struct str text = STR("");

    for (size_t i = 0; i < glob->count; i++) {
        const struct glob_part *part = &glob->parts[i];
        struct str shown = part->kind == GLOB_RUN   ? STR("<*>")
                           : part->kind == GLOB_ONE ? STR("<?>")
                                                    : part->text;
        struct str longer = {arena_alloc(arena, text.n + shown.n + 1), text.n + shown.n};
        char *to = arena_alloc(arena, longer.n + 1);

        memcpy(to, text.p, text.n);
        for (size_t k = 0; k < shown.n; k++)
            to[text.n + k] = (char)(shown.p[k] ? shown.p[k] : '0');
        text = (struct str){to, longer.n};
    }
    return text;
}

static struct str test_text(struct arena *arena, const struct test *t)
{
    static const char *const parts[] = {"minute", "hour", "day", "week", "month", "year"};
    static const char *const relations[] = {"=", "^", "$", "~", "<", "<=", ">", ">="};
    static const char *const compared[] = {[TEST_NUMBER] = "==",
                                           [TEST_LESS] = "<",
                                           [TEST_LESS_EQUAL] = "<=",
                                           [TEST_GREATER] = ">",
                                           [TEST_GREATER_EQUAL] = ">="};
    const char *field = t->field.p ? arena_str(arena, t->field).p : "_";

    switch (t->kind) {
    case TEST_TEXT:
        return arena_print(arena, "%s%s[%s]", field, t->cased ? "::" : ":",
                           glob_text(arena, &t->glob).p);
    case TEST_REGEX:
        return arena_print(arena, "%s %s /%.*s/%s%s%s", field, relations[t->relation],
                           (int)t->text.n, t->text.p, t->regex & REGEX_CASELESS ? "i" : "",
                           t->regex & REGEX_MULTILINE ? "m" : "",
                           t->regex & REGEX_DOTALL ? "s" : "");
    case TEST_CIDR:
        return arena_print(arena, "%s in %u.%u.%u.%u/%u", field, t->network[12], t->network[13],
                           t->network[14], t->network[15], t->bits);
    case TEST_NULL: return arena_print(arena, "%s null", field);
    case TEST_EXISTS: return arena_print(arena, "%s exists %d", field, t->wanted);
    case TEST_FIELD:
        return arena_print(arena, "%s %s%s %.*s", field, relations[t->relation],
                           t->cased ? "c" : "", (int)t->text.n, t->text.p);
    case TEST_DATE:
        return arena_print(arena, "%s %s%s%g", field, parts[t->part], relations[t->relation],
                           t->number);
    default: return arena_print(arena, "%s%s%g", field, compared[t->kind], t->number);
    }
}

const char *expr_text(struct arena *arena, const struct expr *expr)
{
    static const char *const names[] = {[EXPR_AND] = "and", [EXPR_OR] = "or", [EXPR_NOT] = "not"};
    struct str text;

    if (expr->kind == EXPR_TEST)
        return test_text(arena, expr->test).p;
    if (expr->kind == EXPR_MEMBER)
        return arena_print(arena, "%c", (int)('a' + expr->member)).p;
    text = arena_print(arena, "%s(", names[expr->kind]);
    for (const struct expr *child = expr->first; child; child = child->next)
        text =
            arena_print(arena, "%s%s%s", text.p, expr_text(arena, child), child->next ? ", " : "");
    return arena_print(arena, "%s)", text.p).p;
}
