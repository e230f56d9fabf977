/*
 * expr_text.h: conditions as texts, for tests: "and(a:[<*>x<*>], not(b null))".
 */
#ifndef LIMIER_TESTS_UNIT_EXPR_TEXT_H
#define LIMIER_TESTS_UNIT_EXPR_TEXT_H

#include "signatures/rule.h"

/* The text, in the arena, ending with a NUL. A keyword's field is "_". */
const char *expr_text(struct arena *arena, const struct expr *expr);

#endif
