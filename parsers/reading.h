/*
 * reading.h: how an input is read: the layout that fits it best, the wrapper around its lines if
 * there is one, and the other layouts, for the lines that are of another kind. A layout may change
 * inside a file; a line is read by the first layout, or by another one that reads all of it,
 * whatever stands before it.
 */
#ifndef LIMIER_PARSERS_READING_H
#define LIMIER_PARSERS_READING_H

#include "parsers/parser.h"

/* The share of sampled lines that known layouts must read; below it an input is refused, not
 * guessed. */
#define READING_SHARE_PCT 60

/* Windows of an input that its layout is chosen on. */
#define READING_WINDOWS 5

/* Layouts that may be chosen from, in order. Borrowed. */
struct reading_choice {
    const struct layout *layouts;
    size_t count;
    bool fixed; /* the user has named them: no others are tried */
};

/* A choice, and why. */
struct reading {
    const struct reading_choice *from;
    const struct layout *layout; /* NULL: refused */
    const struct layout
        *closest; /* the one that reads most, refused or not; NULL: none reads a line */
    const struct layout *second;  /* the runner-up, NULL for none */
    const struct parser *wrapper; /* NULL: lines stand for themselves */
    unsigned lines;               /* sampled, comments left out */
    unsigned read;                /* by the best layout alone */
    unsigned second_read;
    unsigned any_read; /* by at least one layout */
    bool in_order;     /* header lines give the columns: one worker reads the input */
};

/* Compiles all layouts that are tried by themselves into `layouts`, which has room for
 * parser_count. Returns their number, or -1. */
int reading_layouts(struct layout *layouts, struct err *err);

/* Chooses by a sample: windows of the text, each beginning at a line. `whole`: the last line of the
 * last window is complete although no line end follows. */
struct reading reading_choose(const struct reading_choice *from, const struct str *windows,
                              int count, bool whole);

/* Reads one line. *ret_layout is the layout that read it. Otherwise as layout_parse. */
enum parsed reading_parse(const struct reading *reading, struct parse_state *state, struct str line,
                          struct record *record, const struct layout **ret_layout,
                          uint32_t *ret_column);

/* Forgets what belongs to the input that was read last. */
void reading_begin(struct parse_state *state);

#endif
