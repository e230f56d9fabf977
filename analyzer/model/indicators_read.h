/*
 * indicators_read.h: what the readers of indicator files share: where they are, and how they hand
 * over what they found. Not for others.
 */
#ifndef LIMIER_MODEL_INDICATORS_READ_H
#define LIMIER_MODEL_INDICATORS_READ_H

#include "base/json_read.h"
#include "base/json_tree.h"
#include "model/indicators.h"

/* One file being read. */
struct indicator_reading {
    struct indicators *list;
    struct indicator_file *file; /* the last of the list */
    struct str text;
    size_t counted; /* bytes of which the lines are counted … */
    uint32_t line;  /* … up to this line, from 1 */
    struct str id;  /* of the entry at hand; absent: none */
    struct arena scratch;
    struct err *err;
};

/* Hands over one thing: 0; 1 when it is none (no address, too long, the number of a person); -1
 * when there are too many. */
int indicator_add(struct indicator_reading *r, enum indicator_kind kind, struct str value);

/* Hands over the alternatives of a STIX pattern: 0; 1 when none can be looked for; -1. */
int indicator_pattern(struct indicator_reading *r, struct str text);

/* Counts an entry of which nothing can be looked for, and quotes the first. */
void indicator_unknown(struct indicator_reading *r, struct str what);

/* Goes to a byte of the text, for the number of its line. Bytes only grow. */
void indicator_go(struct indicator_reading *r, size_t at);

/* Reads the value at which a cursor stands as a tree, in the scratch arena: NULL, with the cursor
 * behind it, when it is too big. A failure of form is one of the cursor. */
const struct json_node *indicator_value(struct indicator_reading *r, struct json_reader *reader);

/* "file:line: " and a sentence about what stands at a byte. Returns -1. */
int indicator_refuse(struct indicator_reading *r, size_t at, const char *sentence);

/* The readers. 0 or -1. */
int indicators_read_list(struct indicator_reading *r);
int indicators_read_stix(struct indicator_reading *r, struct json_reader *reader);
int indicators_read_misp(struct indicator_reading *r, struct json_reader *reader);

#endif
