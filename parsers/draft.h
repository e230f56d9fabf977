/*
 * draft.h: a layout while a language compiles it: literal text, fields, the place of each in what
 * the user wrote, and the choice between fields that say the same thing. The languages know
 * directives and variables; what they mean for a line is settled here.
 */
#ifndef LIMIER_PARSERS_DRAFT_H
#define LIMIER_PARSERS_DRAFT_H

#include "parsers/words.h"

/* A field as a language names it. Of several that give one field, the heaviest is used and the
 * others are read over; among equals the first. */
struct draft_field {
    const char *name; /* of the variable or directive */
    enum part part;
    enum field field;
    int weight;
};

/* What of a form has been compiled. Zero at the start but for what draft_begin takes. */
struct draft {
    struct layout *layout;
    struct err *err;
    struct str text;     /* what the user wrote */
    struct spelled from; /* the format in it */
    size_t at;           /* byte of the format where the directive at hand begins */
    char *literal;       /* since the last field */
    size_t literal_n;
    struct str last; /* name of the last field */
    int first;       /* op of the form */
    bool empty;      /* a value that is missing is nothing at all, not "-" */
    int weight[LIMIT_LAYOUT_OPS];
};

/* Begins a form of the format `from`, which stands in `text`. 0 or -1. */
int draft_begin(struct draft *draft, struct layout *layout, struct str text, struct spelled from,
                struct err *err);

/* Adds a byte of literal text. */
void draft_literal(struct draft *draft, char c);

/* Whether the last field reaches to here, without literal text behind it. */
bool draft_touches(const struct draft *draft);

/* The last field of the form, NULL while there is none. */
struct layout_op *draft_last(const struct draft *draft);

/* Adds a field; `name` as the user wrote it, for sentences. 0, or -1 with an error. */
int draft_add(struct draft *draft, struct str name, const struct draft_field *field);

/* Adds a time, or a piece of one, by a pattern of instant.c; times that every line reads quickly
 * are recognised. 0 or -1. */
int draft_add_time(struct draft *draft, struct str name, struct str pattern, int weight);

/* A query follows the path that was added last: %U%q, $uri$is_args$args. False when the field
 * before is no path. */
bool draft_extend(struct draft *draft);

/* Ends the form: settles which fields are used. 0, or -1 when the form gives no time. */
int draft_end(struct draft *draft);

/* Refuses what stands at byte `at` of the format. */
int draft_refuse(const struct draft *draft, size_t at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The row of a table whose name it is; NULL for none. */
const struct draft_field *draft_find(const struct draft_field *rows, size_t count, struct str name);

/* Whether a cookie, header or parameter of this name holds a session identifier. */
bool draft_is_session(struct str name);

#endif
