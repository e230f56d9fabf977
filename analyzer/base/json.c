/*
 * json.c: the JSON writer. Depth is bounded by the program's own structure, so it is an assertion.
 */
#include "base/json.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

#include "base/clock.h"

void json_init(struct json *json, struct out *out, int indent)
{
    *json = (struct json){.out = out, .indent = indent};
}

static void json_newline(struct json *json)
{
    if (json->indent == 0)
        return;
    out_text(json->out, "\n");
    for (int i = 0; i < json->depth * json->indent; i++)
        out_text(json->out, " ");
}

/* Comma, line break and name of the next member. */
static void json_member(struct json *json, const char *name)
{
    if (json->started[json->depth])
        out_text(json->out, json->indent ? "," : ", ");
    json->started[json->depth] = true;
    if (json->depth)
        json_newline(json);
    if (name) {
        out_text(json->out, "\"");
        out_json(json->out, str_of(name));
        out_text(json->out, "\": ");
    }
}

static void json_open(struct json *json, const char *name, const char *bracket)
{
    json_member(json, name);
    out_text(json->out, bracket);
    json->depth++;
    assert(json->depth <= JSON_DEPTH);
    json->started[json->depth] = false;
}

static void json_close(struct json *json, const char *bracket)
{
    bool empty = !json->started[json->depth];

    assert(json->depth > 0);
    json->depth--;
    if (!empty)
        json_newline(json);
    out_text(json->out, bracket);
}

void json_object(struct json *json, const char *name)
{
    json_open(json, name, "{");
}

void json_object_end(struct json *json)
{
    json_close(json, "}");
}

void json_array(struct json *json, const char *name)
{
    json_open(json, name, "[");
}

void json_array_end(struct json *json)
{
    json_close(json, "]");
}

void json_str(struct json *json, const char *name, struct str value)
{
    if (!value.p) {
        json_null(json, name);
        return;
    }
    json_member(json, name);
    out_text(json->out, "\"");
    out_json(json->out, value);
    out_text(json->out, "\"");
}

void json_text(struct json *json, const char *name, const char *value)
{
    json_str(json, name, str_of(value));
}

void json_u64(struct json *json, const char *name, uint64_t value)
{
    json_member(json, name);
    out_u64(json->out, value);
}

void json_i64(struct json *json, const char *name, int64_t value)
{
    json_member(json, name);
    out_print(json->out, "%lld", (long long)value);
}

void json_bool(struct json *json, const char *name, bool value)
{
    json_member(json, name);
    out_text(json->out, value ? "true" : "false");
}

void json_null(struct json *json, const char *name)
{
    json_member(json, name);
    out_text(json->out, "null");
}

void json_number(struct json *json, const char *name, double value, int decimals)
{
    char text[512]; /* the largest double has 309 digits */
    int n;

    if (!isfinite(value)) {
        json_null(json, name);
        return;
    }
    n = snprintf(text, sizeof text, "%.*f", decimals, value);
    if (decimals > 0) {
        while (n > 1 && text[n - 1] == '0')
            n--;
        if (text[n - 1] == '.')
            n--;
    }
    json_member(json, name);
    out_bytes(json->out, text, (size_t)n);
}

void json_time(struct json *json, const char *name, int64_t time_ns)
{
    char text[CLOCK_TEXT];

    if (clock_rfc3339(time_ns, text) == 0)
        json_null(json, name);
    else
        json_text(json, name, text);
}
