/*
 * event_text.c: small texts in the event's own arena.
 */
#include "event_text.h"

#include <inttypes.h>

void event_values_set(struct event_values *values, int field, struct str text)
{
    values->known |= UINT64_C(1) << field;
    values->value[field] = (struct sigma_value){text.p ? VALUE_TEXT : VALUE_MISSING, text, NULL};
}

const struct sigma_value *event_values_get(const struct event_values *values, int field)
{
    static const struct sigma_value missing = {VALUE_MISSING, {NULL, 0}, NULL};

    return field < 0 ? &missing : &values->value[field];
}

struct str event_flag(bool flag)
{
    return flag ? STR("true") : STR("false");
}

struct str event_place_text(const struct place *place, int field, struct arena *arena)
{
    if (field == SIGMA_COUNTRY)
        return place->country_code.n ? place->country_code : STR_NONE;
    return place->asn ? arena_print(arena, "%" PRIu32, place->asn) : STR_NONE;
}

struct str event_person(struct person person, struct arena *arena)
{
    char text[PERSON_TEXT_BYTES];

    return arena_str(arena, (struct str){text, person_text(person, text)});
}

struct str event_block(struct person person, struct arena *arena)
{
    return person_is_nir(person)
               ? arena_print(arena, "%010" PRIu64, person_nir_number(person) / 1000)
               : STR_NONE;
}

struct str event_closed(const struct directory_entry *entry, int64_t time_ns)
{
    if (!entry || entry->closed_ns == TIME_NONE)
        return STR_NONE;
    return event_flag(time_ns >= entry->closed_ns);
}
