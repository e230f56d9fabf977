/*
 * record.c: the names of the fields. Filling a record is the parsers' work.
 */
#include "model/record.h"

#include "base/clock.h"
#include "base/text.h"

static const struct {
    const char *name;
    const char *doc;
} fields[FIELD_COUNT] = {
#define FIELD(id, name, doc, source) [FIELD_##id] = {name, doc},
#include "model/fields.def"
#undef FIELD
};

const char *field_name(enum field field)
{
    return field < FIELD_COUNT ? fields[field].name : "";
}

const char *field_doc(enum field field)
{
    return field < FIELD_COUNT ? fields[field].doc : "";
}

enum field field_by_name(struct str name)
{
    for (int i = 0; i < FIELD_COUNT; i++) {
        if (str_eq(name, str_of(fields[i].name)))
            return (enum field)i;
    }
    return FIELD_NONE;
}

void record_clear(struct record *record)
{
    size_t bytes = sizeof *record;

    /* Hidden from the compiler, which would clear with "rep stos": that takes longer to start than
     * memset takes in all. */
    __asm__("" : "+r"(bytes));
    memset(record, 0, bytes);
    record->time_ns = TIME_NONE;
    record->status = -1;
    record->bytes = -1;
}
