/*
 * json.h: what json.c, which knows the names of members, and json_scan.c, which reads objects,
 * share.
 */
#ifndef LIMIER_PARSERS_JSON_H
#define LIMIER_PARSERS_JSON_H

#include "parsers/parser.h"

/* The longest path that is looked up; no known one comes near. */
#define JSON_PATH_BYTES 256

/* FNV-1a, byte by byte, as the path grows. */
#define JSON_HASH 2166136261u
static inline uint32_t json_hash(uint32_t hash, char c)
{
    return (hash ^ (unsigned char)c) * 16777619u;
}

/* What an object had, beside its fields. */
struct json_found {
    uint32_t needs; /* members that the layout needs, by their bits */
    bool twice;     /* a member stood twice */
    uint8_t rank[FIELD_COUNT];
};

/* The member of a layout with this path, NULL for none. */
const struct layout_member *json_member(const struct layout *layout, struct str path,
                                        uint32_t hash);

/* Undoes the escapes of a JSON string: a text in the scratch, or the same span without any. */
struct str json_unescape(struct parse_state *state, struct str text);

/* Reads an object into a cleared record. False when the line is no object and nothing else;
 * *ret_column is the byte where it stopped. */
bool json_scan(const struct layout *layout, struct parse_state *state, struct str line,
               struct record *record, struct json_found *found, uint32_t *ret_column);

#endif
