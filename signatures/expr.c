/*
 * expr.c: nodes of conditions. They are never changed once they are part of another, so that
 * selections can be shared.
 */
#include "signatures/condition.h"

struct expr *expr_share(struct arena *arena, const struct expr *expr)
{
    struct expr *copy = arena_alloc(arena, sizeof *copy);

    *copy = *expr;
    copy->next = NULL;
    return copy;
}

struct expr *expr_join(struct arena *arena, enum expr_kind kind, struct expr *first)
{
    struct expr *node;

    if (first && !first->next)
        return first;
    node = arena_alloc(arena, sizeof *node);
    node->kind = kind;
    node->first = first;
    return node;
}

struct expr *expr_not(struct arena *arena, struct expr *child)
{
    struct expr *node = arena_alloc(arena, sizeof *node);

    node->kind = EXPR_NOT;
    node->first = child;
    return node;
}

size_t expr_count(const struct expr *expr, size_t most)
{
    size_t count = 1;

    for (const struct expr *child = expr->first; child && count < most; child = child->next)
        count += expr_count(child, most - count);
    return count < most ? count : most;
}
