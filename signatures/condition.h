/*
 * condition.h: Sigma's condition language: "selection and not 1 of filter_*". Also used for the
 * boolean conditions of temporal correlations.
 */
#ifndef LIMIER_SIGNATURES_CONDITION_H
#define LIMIER_SIGNATURES_CONDITION_H

#include "signatures/rule.h"

/* The identifiers that a condition can name, with what they stand for. `exprs` are shared: a
 * condition refers to them by nodes of its own. */
struct condition_scope {
    const struct str *names;
    struct expr *const *exprs;
    size_t count;
    bool selectors; /* "1 of x*", "them": in detections, not in correlations */
};

/* What went wrong, or what is doubtful (a selector that matches nothing). */
struct condition_trouble {
    size_t at;         /* byte of the condition, from 0 */
    struct str text;   /* a sentence; absent: nothing */
    struct str french; /* the same */
};

/* Parses. The result lives in the arena. *ret_warning.text is set when a selector matches nothing:
 * its operand is dropped, as pySigma does. 0, or -1 with *ret_error. Depth and size are bounded. */
int condition_parse(struct str text, const struct condition_scope *scope, struct arena *arena,
                    struct expr **ret_expr, struct condition_trouble *ret_error,
                    struct condition_trouble *ret_warning);

/* A node of its own that means the same as `expr` and shares its children. */
struct expr *expr_share(struct arena *arena, const struct expr *expr);

/* AND or OR of the children that `first` begins; one child alone stands for itself. */
struct expr *expr_join(struct arena *arena, enum expr_kind kind, struct expr *first);

/* NOT of an expression. */
struct expr *expr_not(struct arena *arena, struct expr *child);

/* Nodes of an expression when each use of a shared one counts; counts no further than `most`. */
size_t expr_count(const struct expr *expr, size_t most);

#endif
