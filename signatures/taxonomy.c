/*
 * taxonomy.c: the tables behind the names.
 */
#include "signatures/taxonomy.h"

static const struct {
    const char *name;
    unsigned worlds;
    const char *doc;
} worked_out[] = {
#define SIGMA_ALIAS(name, of, source)
#define SIGMA_FIELD(id, name, worlds, doc) {name, worlds, doc},
#include "signatures/taxonomy.def"
#undef SIGMA_ALIAS
#undef SIGMA_FIELD
};

static const struct {
    const char *name;
    const char *of;
} aliases[] = {
#define SIGMA_ALIAS(name, of, source) {name, of},
#define SIGMA_FIELD(id, name, worlds, doc)
#include "signatures/taxonomy.def"
#undef SIGMA_ALIAS
#undef SIGMA_FIELD
};

/* Fields of a record that acts keep as well. */
static bool kept_by_acts(int field)
{
    switch (field) {
    case FIELD_TIME:
    case FIELD_C_IP:
    case FIELD_CS_USERNAME:
    case FIELD_CS_USER_AGENT:
    case FIELD_SC_STATUS:
    case FIELD_SC_BYTES:
    case FIELD_SESSION: return true;
    default: return false;
    }
}

struct str sigma_canonical(struct str name)
{
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++) {
        if (str_eq(name, str_of(aliases[i].name)))
            return str_of(aliases[i].of);
    }
    return name;
}

int sigma_field(struct str name)
{
    struct str canonical = sigma_canonical(name);
    enum field field = field_by_name(canonical);

    if (field != FIELD_NONE)
        return (int)field;
    for (size_t i = 0; i < sizeof worked_out / sizeof *worked_out; i++) {
        if (str_eq(canonical, str_of(worked_out[i].name)))
            return FIELD_COUNT + (int)i;
    }
    return SIGMA_NONE;
}

const char *sigma_field_name(int field)
{
    return field < FIELD_COUNT ? field_name((enum field)field)
                               : worked_out[field - FIELD_COUNT].name;
}

const char *sigma_field_doc(int field)
{
    return field < FIELD_COUNT ? field_doc((enum field)field) : worked_out[field - FIELD_COUNT].doc;
}

unsigned sigma_field_worlds(int field)
{
    if (field >= FIELD_COUNT)
        return worked_out[field - FIELD_COUNT].worlds;
    return WORLD_LINE | (kept_by_acts(field) ? WORLD_ACT : 0);
}
