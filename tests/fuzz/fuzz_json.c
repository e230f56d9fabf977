/*
 * fuzz_json.c: JSON lines by anybody, and the promise that our own JSON writer and our own reader
 * agree on every text.
 */
#include "base/json.h"
#include "fuzz.h"
#include "parsers/parser.h"

static void check_line(const struct layout *layout, struct str line)
{
    struct parse_state state = {0};
    struct record record;
    uint32_t column = 0;
    enum parsed parsed = layout_parse(layout, &state, line, &record, &column);

    if (parsed == PARSED || parsed == PARSED_AMBIGUOUS) {
        for (int i = 0; i < FIELD_COUNT; i++)
            fuzz_touch(record.field[i]);
        fuzz_check(record.time_ns != TIME_NONE, "a line that was read has its time");
    } else {
        fuzz_check(parsed == PARSED_BAD_LAYOUT || parsed == PARSED_BAD_TIME, "JSON is sure");
        fuzz_check(column <= line.n, "the column lies in the line");
    }
    arena_release(&state.scratch);
}

/* Writes the text as a member and reads it back. */
static void check_round_trip(const struct layout *layout, struct str text)
{
    struct parse_state state = {0};
    struct record record;
    struct out out;
    struct json json;
    uint32_t column = 0;
    struct str back;

    out_memory(&out);
    json_init(&json, &out, 0);
    json_object(&json, NULL);
    json_text(&json, "time", "2024-01-29T03:12:45Z");
    json_text(&json, "ip", "198.18.4.2");
    json_str(&json, "cookie", text);
    json_object_end(&json);
    fuzz_check(layout_parse(layout, &state, (struct str){out.buffer, out.used}, &record, &column) ==
                   PARSED,
               "what we write, we read");
    fuzz_check(str_is_utf8((struct str){out.buffer, out.used}), "what we write is UTF-8");
    back = record.field[FIELD_CS_COOKIE];
    if (str_is_utf8(text) && !str_eq(text, STR("-")))
        fuzz_check(str_eq(back, text), "a text comes back as it went");
    arena_release(&state.scratch);
    out_drop(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = {(const char *)data, size};
    struct layout layout;
    struct err err = {0};

    fuzz_check(layout_compile(&layout, STR("json cs-cookie=cookie session.id=a.b.c"), &err) == 0,
               "the field map is right");
    check_round_trip(&layout, rest);
    while (rest.n) {
        size_t end = str_index(rest, '\n');

        check_line(&layout, (struct str){rest.p, end});
        rest = str_skip(rest, end < rest.n ? end + 1 : end);
    }
    layout_release(&layout);
    return 0;
}
