/*
 * test_line_files.c: runs the cases of tests/lines; README.md there has their format.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/out.h"
#include "parsers/parser.h"

#define FILE_MOST ((size_t)1 << 20)

/* One file being run. */
struct run {
    const char *path;
    unsigned number; /* of the current line of the file */
    struct arena arena;
    struct layout layout;
    struct layout again;          /* compiled from its own description */
    bool has_layout;              /* compiled */
    bool refused;                 /* not compiled: `refuse` must follow */
    const struct parser *wrapper; /* around the lines, NULL for none */
    struct err err;
    struct parse_state parse;
    struct record record;
    struct str line;
    enum parsed parsed;
    uint32_t column;
    unsigned expectations; /* of the current line or refused layout */
    bool ambiguous;        /* expected */
    bool bare;             /* the wrapper does not stand around the line */
    bool bare_wanted;
    unsigned lines;
};

#define FAIL(run, ...)                                                                             \
    do {                                                                                           \
        print_error("%s:%u: ", (run)->path, (run)->number);                                        \
        fail_msg(__VA_ARGS__);                                                                     \
    } while (0)

/* {0xHH} and {0xHH*N} undone. */
static struct str decode(struct run *run, struct str text)
{
    struct out out;
    struct str plain;

    out_memory(&out);
    while (text.n) {
        size_t close = str_index(text, '}');
        bool byte = str_starts(text, STR("{0x")) && close < text.n && close >= 5;
        uint64_t times = 1;
        char value;

        if (byte && text.p[5] == '*')
            byte = str_to_u64(str_slice(text, 6, close), 1u << 20, &times);
        else
            byte = byte && close == 5;
        if (!byte) {
            out_bytes(&out, text.p, 1);
            text = str_skip(text, 1);
            continue;
        }
        value = (char)(str_hex_digit(text.p[3]) * 16 + str_hex_digit(text.p[4]));
        for (uint64_t i = 0; i < times; i++)
            out_bytes(&out, &value, 1);
        text = str_skip(text, close + 1);
    }
    plain = arena_str(&run->arena, (struct str){out.buffer, out.used});
    out_drop(&out);
    return plain;
}

/* The line before must have been judged completely. */
static void finish_case(struct run *run)
{
    if ((run->line.p || run->refused) && run->expectations == 0)
        FAIL(run, "the case above expects nothing: %s", run->err.text);
    if (run->line.p && run->parsed == PARSED_AMBIGUOUS && !run->ambiguous)
        FAIL(run, "the line above was read as ambiguous");
    if (run->line.p && run->bare && !run->bare_wanted)
        FAIL(run, "the line above is not wrapped in %s", run->wrapper->name);
    run->bare = run->bare_wanted = false;
    run->line = STR_NONE;
    run->refused = false;
    run->ambiguous = false;
    run->expectations = 0;
}

static void end_layout(struct run *run)
{
    if (!run->has_layout)
        return;
    layout_release(&run->layout);
    layout_release(&run->again);
}

/* What was understood, printed and pasted back. */
static void compile_again(struct run *run)
{
    struct err err = {0};
    struct out out;

    out_memory(&out);
    layout_describe(&run->layout, &out);
    if (out.used == 0 || layout_compile(&run->again, (struct str){out.buffer, out.used}, &err) < 0)
        FAIL(run, "its description is not understood: %.*s: %s", (int)out.used, out.buffer,
             err.text);
    out_drop(&out);
}

/* {0xHH} is decoded; what stands for a line end in a layout of several lines is {0x0a}. */
static void start_layout(struct run *run, struct str text)
{
    finish_case(run);
    end_layout(run);
    run->err = (struct err){0};
    run->has_layout = layout_compile(&run->layout, decode(run, text), &run->err) == 0;
    run->refused = !run->has_layout;
    run->wrapper = NULL;
    if (run->has_layout)
        compile_again(run);
    arena_release(&run->parse.scratch);
    run->parse = (struct parse_state){0};
}

/* "wrapper: syslog": what stands around the lines that follow, up to the next layout. */
static void start_wrapper(struct run *run, struct str text)
{
    finish_case(run);
    run->wrapper = NULL;
    for (size_t i = 0; i < parser_count; i++) {
        if (parsers[i]->unwrap && str_eq(text, str_of(parsers[i]->name)))
            run->wrapper = parsers[i];
    }
    if (!run->wrapper)
        FAIL(run, "no such wrapper");
}

/* The description of a layout reads a line as the layout does. */
static void check_again(struct run *run)
{
    struct parse_state parse = {.zone_seconds = run->parse.zone_seconds};
    struct record record;
    uint32_t column;
    enum parsed parsed = layout_parse(&run->again, &parse, run->line, &record, &column);

    if (parsed != run->parsed)
        FAIL(run, "the layout and its description differ");
    if (parsed == PARSED || parsed == PARSED_AMBIGUOUS) {
        assert_true(record.time_ns == run->record.time_ns);
        assert_int_equal(record.status, run->record.status);
        assert_true(record.bytes == run->record.bytes);
        for (int i = 0; i < FIELD_COUNT; i++) {
            if (!str_eq(record.field[i], run->record.field[i]))
                FAIL(run, "the description reads another %s", field_name((enum field)i));
        }
    }
    arena_release(&parse.scratch);
}

static void start_line(struct run *run, struct str text)
{
    finish_case(run);
    if (!run->has_layout)
        FAIL(run, "no layout: %s", run->err.text);
    run->line = decode(run, text);
    run->bare = run->wrapper && !run->wrapper->unwrap(&run->parse, run->line, &run->line);
    run->parsed = layout_parse(&run->layout, &run->parse, run->line, &run->record, &run->column);
    run->lines++;
    if (run->layout.op_count && !run->layout.member_count)
        check_again(run);
}

static void check_reject(struct run *run, struct str text)
{
    size_t space = str_index(text, ' ');
    struct str reason = {text.p, space};
    uint64_t column;
    enum parsed wanted = str_eq(reason, STR("time")) ? PARSED_BAD_TIME : PARSED_BAD_LAYOUT;

    if (run->parsed != wanted)
        FAIL(run, "not rejected for %.*s", (int)reason.n, reason.p);
    if (space < text.n && str_to_u64(str_skip(text, space + 1), UINT32_MAX, &column) &&
        run->column != column)
        FAIL(run, "rejected at %u", run->column);
    if (run->column > run->line.n)
        FAIL(run, "the column lies beyond the line");
}

static void check_number(struct run *run, struct str wanted, int64_t value)
{
    char text[24];

    snprintf(text, sizeof text, "%lld", (long long)value);
    if (!str_eq(wanted, value < 0 ? STR("none") : str_of(text)))
        FAIL(run, "it is %s", text);
}

static void check_field(struct run *run, struct str name, struct str wanted)
{
    enum field field = field_by_name(name);
    struct str value;

    if (run->parsed != PARSED && run->parsed != PARSED_AMBIGUOUS)
        FAIL(run, "the line was rejected at %u", run->column);
    if (str_eq(name, STR("utc"))) {
        char text[CLOCK_TEXT];

        clock_rfc3339(run->record.time_ns, text);
        if (!str_eq(wanted, str_of(text)))
            FAIL(run, "it is %s", text);
        return;
    }
    if (str_eq(name, STR("status"))) {
        check_number(run, wanted, run->record.status);
        return;
    }
    if (str_eq(name, STR("bytes"))) {
        check_number(run, wanted, run->record.bytes);
        return;
    }
    if (field == FIELD_NONE)
        FAIL(run, "no field %.*s", (int)name.n, name.p);
    value = run->record.field[field];
    if (wanted.p ? !value.p || !str_eq(value, decode(run, wanted)) : value.p != NULL)
        FAIL(run, "it is \"%.*s\"", (int)value.n, value.p ? value.p : "");
}

static void expect(struct run *run, struct str text)
{
    size_t equals = str_find(text, STR(" = "));

    run->expectations++;
    if (str_starts(text, STR("refuse: "))) {
        text = str_skip(text, 8);
        if (!run->refused || str_find(str_of(run->err.text), text) == strlen(run->err.text))
            FAIL(run, "not refused so: \"%s\"", run->err.text);
        return;
    }
    if (!run->line.p)
        FAIL(run, "an expectation without a line");
    if (str_starts(text, STR("reject: "))) {
        check_reject(run, str_skip(text, 8));
    } else if (str_eq(text, STR("ambiguous"))) {
        run->ambiguous = true;
        if (run->parsed != PARSED_AMBIGUOUS)
            FAIL(run, "not ambiguous");
    } else if (str_eq(text, STR("bare"))) {
        run->bare_wanted = true;
        if (!run->bare)
            FAIL(run, "it is wrapped");
    } else if (str_eq(text, STR("skip"))) {
        if (run->parsed != PARSED_SKIP)
            FAIL(run, "not skipped");
    } else if (str_starts(text, STR("no "))) {
        check_field(run, str_skip(text, 3), STR_NONE);
    } else if (equals < text.n) {
        check_field(run, (struct str){text.p, equals}, str_skip(text, equals + 3));
    } else {
        FAIL(run, "not understood: %.*s", (int)text.n, text.p);
    }
}

static void run_row(struct run *run, struct str row)
{
    if (row.n == 0 || row.p[0] == '#')
        return;
    if (str_starts(row, STR("layout: "))) {
        start_layout(run, str_skip(row, 8));
    } else if (str_starts(row, STR("wrapper: "))) {
        start_wrapper(run, str_skip(row, 9));
    } else if (str_starts(row, STR("line: "))) {
        start_line(run, str_skip(row, 6));
    } else if (str_starts(row, STR("zone: "))) {
        if (clock_parse_zone(str_skip(row, 6), &run->parse.zone_seconds) < 0)
            FAIL(run, "not a zone");
    } else {
        expect(run, row);
    }
}

static unsigned run_file(const char *path)
{
    struct run run = {.path = path};
    struct str text = STR_NONE;

    if (file_read(path, FILE_MOST, &run.arena, &text, &run.err) < 0)
        fail_msg("%s", run.err.text);
    while (text.n) {
        size_t end = str_index(text, '\n');

        run.number++;
        run_row(&run, (struct str){text.p, end});
        text = str_skip(text, end < text.n ? end + 1 : end);
    }
    finish_case(&run);
    end_layout(&run);
    arena_release(&run.parse.scratch);
    arena_release(&run.arena);
    return run.lines;
}

static int is_case(const struct dirent *entry)
{
    return str_ends(str_of(entry->d_name), STR(".txt"));
}

static void all_files(void **state)
{
    const char *folder = getenv("LIMIER_LINES");
    struct dirent **entries;
    unsigned lines = 0;
    int n;

    (void)state;
    folder = folder ? folder : "tests/lines";
    n = scandir(folder, &entries, is_case, alphasort);
    assert_true(n >= 5); /* from another folder than the repository's, set LIMIER_LINES */
    for (int i = 0; i < n; i++) {
        char path[512];

        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        lines += run_file(path);
        free(entries[i]);
    }
    free(entries);
    assert_true(lines >= 80);
    print_message("%u lines in %d files\n", lines, n);
}

/* A wrapper finds the line inside its sample, and nothing in its stranger. */
static void check_wrapper(const struct parser *parser)
{
    struct parse_state parse = {0};
    struct str inner;

    assert_true(parser->unwrap(&parse, str_of(parser->sample), &inner));
    assert_true(str_eq(inner, str_of(parser->account)));
    assert_false(parser->unwrap(&parse, str_of(parser->stranger), &inner));
    arena_release(&parse.scratch);
}

/* A layout reads its sample, header lines first, and not its stranger. */
static void check_layout(const struct parser *parser)
{
    struct layout *layout = calloc(1, sizeof *layout);
    struct parse_state parse = {0};
    struct record record;
    struct err err = {0};
    uint32_t column;
    enum parsed parsed;
    struct str sample = str_of(parser->sample);
    size_t end;

    assert_int_equal(layout_compile(layout, str_of(parser->name), &err), 0);
    while ((end = str_index(sample, '\n')) < sample.n) {
        parsed = layout_parse(layout, &parse, str_slice(sample, 0, end), &record, &column);
        assert_true(parsed == PARSED_SKIP);
        sample = str_skip(sample, end + 1);
    }
    parsed = layout_parse(layout, &parse, sample, &record, &column);
    assert_true(parsed == PARSED);
    assert_true(str_eq(record.field[FIELD_CS_USERNAME], str_of(parser->account)));
    parsed = layout_parse(layout, &parse, str_of(parser->stranger), &record, &column);
    assert_true(parsed == PARSED_BAD_LAYOUT || parsed == PARSED_BAD_TIME);
    arena_release(&parse.scratch);
    layout_release(layout);
    free(layout);
}

/* The sample of every parser is read by it, and its stranger is not. */
static void samples_of_the_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < parser_count; i++) {
        print_message("  %s\n", parsers[i]->name);
        if (parsers[i]->unwrap)
            check_wrapper(parsers[i]);
        else if (parsers[i]->sample)
            check_layout(parsers[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_files),
        cmocka_unit_test(samples_of_the_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
