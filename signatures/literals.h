/*
 * literals.h: the literals of which every value that passes a test holds at least one, as far as
 * that is certain; and how often such literals are met in access logs.
 */
#ifndef LIMIER_SIGNATURES_LITERALS_H
#define LIMIER_SIGNATURES_LITERALS_H

#include "signatures/rule.h"

/* A literal, folded (fold_text). */
struct literal {
    struct str text;
    bool begin; /* the value begins with it */
    bool end;   /* the value ends with it */
};

/* What a test requires. */
struct literal_set {
    struct literal *items; /* in the arena */
    size_t count;          /* 0: nothing is known of the values that pass */
    bool exact;            /* a value with one of them passes: nothing else is asked */
};

/* The literals of a test. */
struct literal_set literals_of(const struct test *test, struct arena *arena);

/* Those of a regular expression (PCRE2): what is not plainly understood gives none. */
struct literal_set literals_of_regex(struct str pattern, struct arena *arena);

/* The share of values that hold a literal, very roughly: a guess from its bytes and from what most
 * requests of all sites have in common. Above 0, at most 1. */
double literal_rate(const struct literal *literal);

/* How much the bytes of a text tell, in bits; and what most requests have in common, one text after
 * another: NULL after the last one. */
double literal_bits(struct str text);
const char *literal_common(size_t index);

/* The sum over a set, at most 1; of an empty set: 1. */
double literals_rate(const struct literal_set *set);

#endif
