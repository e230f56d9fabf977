/*
 * fuzz_layout.c: a log format written by anybody, in any language, and lines that do or do not
 * follow it. The input is the text of --log-format, an empty line, and the lines. What was
 * understood is described, compiled again, and must read the same lines alike.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "parsers/parser.h"

static void check_line(const struct layout *layout, struct parse_state *state, struct str line)
{
    struct record record;
    uint32_t column = 0;
    enum parsed parsed = layout_parse(layout, state, line, &record, &column);

    if (parsed == PARSED || parsed == PARSED_AMBIGUOUS) {
        for (int i = 0; i < FIELD_COUNT; i++)
            fuzz_touch(record.field[i]);
        fuzz_check(record.status >= -1 && record.status <= 999, "a status is a small number");
        fuzz_check(record.bytes >= -1, "bytes are a number or absent");
        fuzz_check(record.time_ns == TIME_NONE || record.time_ns >= -NS_PER_DAY,
                   "a time lies in 1970 or later");
    } else {
        fuzz_check(column <= line.n, "the column lies in the line");
    }
    arena_reset(&state->scratch);
}

/* What stands inside a wrapper is a part of the line, or a text of the scratch. */
static void check_wrappers(struct parse_state *state, struct str line)
{
    for (size_t i = 0; i < parser_count; i++) {
        struct str inner = STR_NONE;

        if (parsers[i]->unwrap && parsers[i]->unwrap(state, line, &inner)) {
            fuzz_check(inner.n <= line.n, "no wrapper makes a line longer");
            fuzz_touch(inner);
        }
    }
    arena_reset(&state->scratch);
}

/* The layout that the description of a layout gives. */
static void compile_again(const struct layout *layout, struct layout *again)
{
    struct err err = {0};
    struct out out;

    out_memory(&out);
    layout_describe(layout, &out);
    if (layout_compile(again, (struct str){out.buffer, out.used}, &err) < 0) {
        (void)fprintf(stderr, "%.*s\n%s\n", (int)out.used, out.buffer, err.text);
        fuzz_check(false, "a description is understood");
    }
    fuzz_check(again->op_count == layout->op_count, "a description has the same fields");
    for (int i = 0; i < layout->op_count; i++) {
        const struct layout_op *a = &layout->ops[i];
        const struct layout_op *b = &again->ops[i];

        fuzz_check(a->part == b->part && a->field == b->field && a->empty == b->empty &&
                       str_eq(a->before, b->before) && str_eq(a->after, b->after) &&
                       (a->part != PART_TIME_PIECE || str_eq(a->pattern, b->pattern)),
                   "each field is as it was described");
    }
    out_drop(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    size_t cut = str_find(text, STR("\n\n"));
    struct str rest = cut < text.n ? str_skip(text, cut + 2) : STR("");
    struct layout layout;
    struct layout again;
    struct parse_state state = {0};
    struct err err = {0};

    if (layout_compile(&layout, (struct str){text.p, cut}, &err) < 0) {
        fuzz_check(err.kind == ERR_USAGE && err.text[0], "a refused format has its sentence");
        return 0;
    }
    fuzz_check(layout.op_count <= LIMIT_LAYOUT_OPS, "the number of fields is capped");
    if (layout.op_count && !layout.member_count) {
        compile_again(&layout, &again);
        layout_release(&again);
    }
    while (rest.n) {
        size_t end = str_index(rest, '\n');
        char *copy = malloc(end ? end : 1);

        if (!copy)
            abort();
        if (end)
            memcpy(copy, rest.p, end);
        check_line(&layout, &state, (struct str){copy, end});
        check_wrappers(&state, (struct str){copy, end});
        free(copy);
        rest = str_skip(rest, end < rest.n ? end + 1 : end);
    }
    arena_release(&state.scratch);
    layout_release(&layout);
    return 0;
}
