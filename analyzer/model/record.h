/*
 * record.h: one log line by field. Fields borrow from the line (or from the scratch arena of its
 * batch): they are valid until the next batch. A field that is absent, or written "-", has .p ==
 * NULL.
 */
#ifndef LIMIER_MODEL_RECORD_H
#define LIMIER_MODEL_RECORD_H

#include "base/str.h"

/* The fields of fields.def. */
enum field {
#define FIELD(id, name, doc, source) FIELD_##id,
#include "model/fields.def"
#undef FIELD
    FIELD_COUNT,
    FIELD_NONE = 255
};

/* A parsed line. time_ns is UTC; status and bytes are -1 where the log has none. */
struct record {
    struct str field[FIELD_COUNT];
    int64_t time_ns;
    int64_t bytes;
    int status;
};

/* Name of a field, as fields.def has it. */
const char *field_name(enum field field);

/* Field of a name; FIELD_NONE when there is none. */
enum field field_by_name(struct str name);

/* Explanation of a field: a text of the catalogue. */
const char *field_doc(enum field field);

/* Sets all fields absent. */
void record_clear(struct record *record);

#endif
