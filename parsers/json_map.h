/*
 * json_map.h: a format that is JSON text, such as nginx's '{"ip":"$remote_addr"}', as a field map
 * of json.c: the same objects are read in any order, with any blanks, after a shipper wrote them
 * anew.
 */
#ifndef LIMIER_PARSERS_JSON_MAP_H
#define LIMIER_PARSERS_JSON_MAP_H

#include "parsers/parser.h"

/* Gives the layout the members of a format, beside its fields. `field_of` tells the field of a
 * value that is one variable, FIELD_NONE for others. Formats that are no object are left alone. 0
 * or -1. */
int json_map_add(struct layout *layout, struct str format, enum field (*field_of)(struct str value),
                 struct err *err);

/* Reads a line by the fields of the layout; where they do not fit, by its members. */
enum parsed json_map_parse(const struct layout *layout, struct parse_state *state, struct str line,
                           struct record *record, uint32_t *ret_column);

#endif
