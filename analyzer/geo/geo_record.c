/*
 * geo_record.c: reads a record in either schema: MaxMind's nested one ("country" → "iso_code",
 * "location" → "latitude" as a double) and the flat one of converted lists ("country_code",
 * "latitude" as a float). A field is taken when it has the type and range it should have, and is
 * absent otherwise; only a record that cannot be decoded is damage.
 */
#include "geo/geo_record.h"

#include <math.h>

/* Texts of a database beyond this are cut: the longest organisation in use has 80 characters. */
#define TEXT_BYTES 128

/* A path to a value: names from the outermost map inwards, NULL-terminated. */
#define PATH(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Where a record is read from, and the database that answers for its damage. */
struct reader {
    struct geo_database *database;
    MMDB_entry_s entry;
};

static void note_damage(struct geo_database *database, int status)
{
    int none = MMDB_SUCCESS;

    (void)atomic_compare_exchange_strong(&database->damage, &none, status);
}

/* The value at a path. False when there is none. */
static bool read_value(struct reader *reader, const char *const *path, MMDB_entry_data_s *ret_data)
{
    int status = MMDB_aget_value(&reader->entry, ret_data, path);

    if (status == MMDB_LOOKUP_PATH_DOES_NOT_MATCH_DATA_ERROR ||
        status == MMDB_INVALID_LOOKUP_PATH_ERROR)
        return false;
    if (status != MMDB_SUCCESS) {
        note_damage(reader->database, status);
        return false;
    }
    return ret_data->has_data;
}

/* A text at a path, cut between characters. */
static bool read_text(struct reader *reader, const char *const *path, struct str *ret_text)
{
    MMDB_entry_data_s data;
    size_t n;

    if (!read_value(reader, path, &data) || data.type != MMDB_DATA_TYPE_UTF8_STRING ||
        data.data_size == 0)
        return false;
    n = data.data_size;
    if (n > TEXT_BYTES) {
        n = TEXT_BYTES;
        while (n && ((unsigned char)data.utf8_string[n] & 0xC0) == 0x80)
            n--;
    }
    *ret_text = (struct str){data.utf8_string, n};
    return true;
}

static bool read_double(struct reader *reader, const char *const *path, double limit,
                        double *ret_value)
{
    MMDB_entry_data_s data;
    double value;

    if (!read_value(reader, path, &data))
        return false;
    if (data.type == MMDB_DATA_TYPE_DOUBLE)
        value = data.double_value;
    else if (data.type == MMDB_DATA_TYPE_FLOAT)
        value = (double)data.float_value;
    else
        return false;
    if (!isfinite(value) || value < -limit || value > limit)
        return false;
    *ret_value = value;
    return true;
}

/* A number at a path, in any unsigned type, or as text ("AS64496", "64496"). 0: none. */
static uint32_t read_number(struct reader *reader, const char *const *path)
{
    MMDB_entry_data_s data;
    struct str text;
    uint64_t value = 0;

    if (!read_value(reader, path, &data))
        return 0;
    switch (data.type) {
    case MMDB_DATA_TYPE_UINT16: return data.uint16;
    case MMDB_DATA_TYPE_UINT32: return data.uint32;
    case MMDB_DATA_TYPE_UINT64: return data.uint64 <= UINT32_MAX ? (uint32_t)data.uint64 : 0;
    case MMDB_DATA_TYPE_INT32: return data.int32 > 0 ? (uint32_t)data.int32 : 0;
    case MMDB_DATA_TYPE_UTF8_STRING:
        text = (struct str){data.utf8_string, data.data_size};
        if (str_starts(text, STR("AS")))
            text = str_skip(text, 2);
        return str_to_u64(text, UINT32_MAX, &value) ? (uint32_t)value : 0;
    default: return 0;
    }
}

/* Names by language, each filled by the other where it is missing. */
static bool read_names(struct reader *reader, const char *group, struct str names[2])
{
    bool french = read_text(reader, PATH(group, "names", "fr"), &names[LANG_FR]);
    bool english = read_text(reader, PATH(group, "names", "en"), &names[LANG_EN]);

    if (!french)
        names[LANG_FR] = names[LANG_EN];
    if (!english)
        names[LANG_EN] = names[LANG_FR];
    return french || english;
}

static void keep_names(struct str to[2], struct str names[2], struct arena *arena)
{
    to[LANG_FR] = arena_str(arena, names[LANG_FR]);
    to[LANG_EN] =
        names[LANG_EN].p == names[LANG_FR].p ? to[LANG_FR] : arena_str(arena, names[LANG_EN]);
}

static bool is_country_code(struct str code)
{
    return code.n == 2 && code.p[0] >= 'A' && code.p[0] <= 'Z' && code.p[1] >= 'A' &&
           code.p[1] <= 'Z';
}

/* A name is taken only from a database that agrees on the country, so that code and name say the
 * same. */
static void read_country(struct reader *reader, struct place *place, struct arena *arena)
{
    struct str code = STR_NONE;
    struct str names[2] = {STR_NONE, STR_NONE};

    if (!read_text(reader, PATH("country", "iso_code"), &code) &&
        !read_text(reader, PATH("country_code"), &code) &&
        !read_text(reader, PATH("country"), &code) &&
        !read_text(reader, PATH("registered_country", "iso_code"), &code))
        return;
    if (!is_country_code(code))
        return;
    if (!place->country_code.p)
        place->country_code = arena_str(arena, code);
    if (place->country[LANG_FR].p || !str_eq(place->country_code, code))
        return;
    if (!read_names(reader, "country", names) &&
        read_text(reader, PATH("country_name"), &names[LANG_FR]))
        names[LANG_EN] = names[LANG_FR];
    if (names[LANG_FR].p)
        keep_names(place->country, names, arena);
}

static void read_city(struct reader *reader, struct place *place, struct arena *arena)
{
    struct str names[2] = {STR_NONE, STR_NONE};

    if (place->city[LANG_FR].p)
        return;
    if (!read_names(reader, "city", names)) {
        if (!read_text(reader, PATH("city"), &names[LANG_FR]) &&
            !read_text(reader, PATH("city_name"), &names[LANG_FR]))
            return;
        names[LANG_EN] = names[LANG_FR];
    }
    keep_names(place->city, names, arena);
}

static void read_position(struct reader *reader, struct place *place)
{
    double latitude;
    double longitude;

    if (place->located)
        return;
    if (read_double(reader, PATH("location", "latitude"), 90, &latitude) &&
        read_double(reader, PATH("location", "longitude"), 180, &longitude)) {
        place->accuracy_km = read_number(reader, PATH("location", "accuracy_radius"));
    } else if (read_double(reader, PATH("latitude"), 90, &latitude) &&
               read_double(reader, PATH("longitude"), 180, &longitude)) {
        place->accuracy_km = read_number(reader, PATH("accuracy_radius"));
    } else {
        return;
    }
    place->located = true;
    place->latitude = latitude;
    place->longitude = longitude;
}

static void read_network(struct reader *reader, struct place *place, struct arena *arena)
{
    static const char *const numbers[] = {"autonomous_system_number", "as_number", "asn"};
    static const char *const owners[] = {"autonomous_system_organization", "as_organization",
                                         "as_name", "organization"};
    struct str owner = STR_NONE;

    if (place->asn)
        return;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0] && !place->asn; i++)
        place->asn = read_number(reader, PATH(numbers[i]));
    if (!place->asn || place->organisation.p)
        return;
    for (size_t i = 0; i < sizeof owners / sizeof owners[0] && !owner.p; i++)
        (void)read_text(reader, PATH(owners[i]), &owner);
    if (owner.p)
        place->organisation = arena_str(arena, owner);
}

bool geo_record_read(struct geo_database *database, const union geo_address *address,
                     struct place *place, struct arena *arena)
{
    int status = MMDB_SUCCESS;
    MMDB_lookup_result_s found = MMDB_lookup_sockaddr(&database->mmdb, &address->any, &status);
    struct reader reader = {database, found.entry};

    if (status == MMDB_IPV6_LOOKUP_IN_IPV4_DATABASE_ERROR)
        return false; /* v4 and v6 come as separate files: this one cannot know */
    if (status != MMDB_SUCCESS) {
        note_damage(database, status);
        return false;
    }
    if (!found.found_entry)
        return false;
    read_country(&reader, place, arena);
    read_city(&reader, place, arena);
    read_position(&reader, place);
    read_network(&reader, place, arena);
    return true;
}
