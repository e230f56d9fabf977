/*
 * json_read.h: reads JSON that says it is ours: a cursor over a text that goes from member to
 * member, and over what nobody asks for. Builds no tree and allocates nothing; strings are handed
 * out as they stand, escapes and all. What is read over is not checked.
 */
#ifndef LIMIER_BASE_JSON_READ_H
#define LIMIER_BASE_JSON_READ_H

#include "base/str.h"

/* Containers that can be entered inside one another. */
#define JSON_READ_DEPTH 8

/* The cursor. Once `failed`, every function does nothing and says no. */
struct json_reader {
    struct str text;
    size_t at;
    int depth;
    bool started[JSON_READ_DEPTH + 1]; /* a member of this container was seen */
    bool failed;                       /* the text is not what was asked for, at byte `at` */
};

/* Starts before the first value of a text. */
void json_read_init(struct json_reader *reader, struct str text);

/* Enters the object or list that stands here. False, and failed, when there is none. */
bool json_read_enter_object(struct json_reader *reader);
bool json_read_enter_list(struct json_reader *reader);

/* Goes to the next member of an object, whose name it gives, or item of a list. False at the end,
 * which leaves the container. Every value must be read or read over before the next one. */
bool json_read_member(struct json_reader *reader, struct str *ret_name);
bool json_read_item(struct json_reader *reader);

/* The string or whole number that stands here. False, and failed, when there is none. */
bool json_read_string(struct json_reader *reader, struct str *ret_text);
bool json_read_u64(struct json_reader *reader, uint64_t *ret_value);

/* Goes over the value that stands here, whatever it is. */
void json_read_over(struct json_reader *reader);

#endif
