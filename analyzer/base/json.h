/*
 * json.h: a JSON writer on top of out: commas, nesting and escaping in one place.
 * The sticky error of the writer below is the only one.
 */
#ifndef LIMIER_BASE_JSON_H
#define LIMIER_BASE_JSON_H

#include "base/out.h"

#define JSON_DEPTH 16

/* State of one document. `indent` 0 writes one line; otherwise as many spaces a level. */
struct json {
    struct out *out;
    int depth;
    int indent;
    bool started[JSON_DEPTH + 1]; /* a member was written at this depth */
};

/* Starts a document. */
void json_init(struct json *json, struct out *out, int indent);

/* Containers. `name` is the member's name inside an object, NULL inside an array and at the top. */
void json_object(struct json *json, const char *name);
void json_object_end(struct json *json);
void json_array(struct json *json, const char *name);
void json_array_end(struct json *json);

/* Members. json_str escapes; json_text is for our own literals, NULL is written as null. */
void json_str(struct json *json, const char *name, struct str value);
void json_text(struct json *json, const char *name, const char *value);
void json_u64(struct json *json, const char *name, uint64_t value);
void json_i64(struct json *json, const char *name, int64_t value);
void json_bool(struct json *json, const char *name, bool value);
void json_null(struct json *json, const char *name);

/* A number with at most `decimals` decimals, trailing zeros dropped; not finite is null. */
void json_number(struct json *json, const char *name, double value, int decimals);

/* A moment as RFC 3339; TIME_NONE is null. */
void json_time(struct json *json, const char *name, int64_t time_ns);

#endif
