/*
 * taxonomy.h: the fields that rules can name, whatever the taxonomy they were written for: numbers
 * for those of log records (enum field), then those that are worked out.
 */
#ifndef LIMIER_SIGNATURES_TAXONOMY_H
#define LIMIER_SIGNATURES_TAXONOMY_H

#include "model/record.h"

/* Two worlds of events: lines of logs, and acts of accounts on the portal. */
enum { WORLD_LINE = 1, WORLD_ACT = 2 };

/* Fields beyond those of a record. */
enum sigma_field {
    SIGMA_FIRST = FIELD_COUNT - 1, /* the rows count on from the fields of a record */
#define SIGMA_ALIAS(name, of, source)
#define SIGMA_FIELD(id, name, worlds, doc) SIGMA_##id,
#include "signatures/taxonomy.def"
#undef SIGMA_ALIAS
#undef SIGMA_FIELD
    SIGMA_FIELDS,
    SIGMA_NONE = -1
};

/* The number of a name, in whatever spelling; SIGMA_NONE: there is no such field. */
int sigma_field(struct str name);

/* The name that a field has among all its spellings; unknown ones stay as they are. */
struct str sigma_canonical(struct str name);

/* Name of a number, its explanation, and the worlds in which it exists. */
const char *sigma_field_name(int field);
const char *sigma_field_doc(int field);
unsigned sigma_field_worlds(int field);

#endif
