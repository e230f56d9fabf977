/*
 * test_parsers.c: which layout is chosen for an input, state between lines, and hostile lines that
 * must stay cheap. What each layout reads of a line is in tests/lines.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <time.h>

#include "base/out.h"
#include "parsers/reading.h"

/* Chooses on a text; `wanted` NULL: refused. */
static void check_chosen(const char *text, bool whole, const char *wanted)
{
    struct layout *layouts = calloc(parser_count, sizeof *layouts);
    struct err err = {0};
    int n = reading_layouts(layouts, &err);
    struct reading_choice from = {layouts, (size_t)n, false};
    struct str window = str_of(text);
    struct reading reading;

    assert_true(n > 0);
    reading = reading_choose(&from, &window, 1, whole);
    if (!wanted)
        assert_null(reading.layout);
    else
        assert_true(reading.layout && str_eq(reading.layout->name, str_of(wanted)));
    assert_true(reading.read >= reading.second_read && reading.any_read >= reading.read);
    for (int i = 0; i < n; i++)
        layout_release(&layouts[i]);
    free(layouts);
}

#define COMBINED "::1 - a [29/Jan/2024:03:12:45 +0100] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"\n"
#define COMMON   "::1 - a [29/Jan/2024:03:12:45 +0100] \"GET / HTTP/1.1\" 200 1\n"

static void choice_of_a_layout(void **state)
{
    (void)state;
    check_chosen(COMBINED, true, "combined");
    check_chosen(COMMON, true, "common");
    check_chosen("h:80 " COMBINED, true, "vhost_combined");
    check_chosen("{\"ip\":\"::1\",\"time\":\"2024-01-29T03:12:45Z\"}\r\n", true, "json");
    check_chosen("\n\n" COMBINED "\n" COMMON COMBINED, true, "combined"); /* two of three */
    check_chosen(COMMON COMBINED, true, "combined"); /* the layout changes; each line is known */
    check_chosen("garbage\ngarbage\n" COMBINED, true, NULL); /* a third is no layout */
    check_chosen("garbage\n", true, NULL);
    check_chosen("", true, NULL);
    check_chosen("{\"ip\":\"::1\",\"time\":\"2024-01-29T03:12:45Z\"}", true, "json");
    check_chosen("{\"ip\":\"::1\",\"time\":\"2024-01-29T03:12:45Z\"}", false, NULL); /* may go on */
}

static void every_row_has_its_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < parser_count; i++) {
        assert_true(parser_doc(parsers[i])[0] != '\0');
        assert_true(parser_spec(parsers[i])[0] != '\0');
        assert_true(parsers[i]->format || parsers[i]->compile || parsers[i]->unwrap);
    }
}

/* Lines of one second share its moment; zones are counted for every line. */
static void time_is_remembered_rightly(void **state)
{
    static const char *const lines[] = {COMMON, COMMON,
                                        "::1 - a [29/Jan/2024:03:12:45 +0200] \"\" 200 1",
                                        "::1 - a [29/Jan/2024:03:12:46 +0100] \"\" 200 1"};
    static const int64_t seconds[] = {1706494365, 1706494365, 1706490765, 1706494366};
    struct layout layout;
    struct parse_state parse = {0};
    struct record record;
    struct err err = {0};
    uint32_t column;

    (void)state;
    assert_int_equal(layout_compile(&layout, STR("common"), &err), 0);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(
            layout_parse(&layout, &parse, str_trim(str_of(lines[i])), &record, &column), PARSED);
        assert_true(record.time_ns == seconds[i] * NS_PER_SECOND);
    }
    assert_int_equal(parse.zones[PARSE_ZONES / 2 + 4], 3);
    assert_int_equal(parse.zones[PARSE_ZONES / 2 + 8], 1);
    arena_release(&parse.scratch);
    layout_release(&layout);
}

static void too_many_fields(void **state)
{
    struct layout *layout = calloc(1, sizeof *layout);
    struct err err = {0};
    struct out out;

    (void)state;
    out_memory(&out);
    for (int i = 0; i <= LIMIT_LAYOUT_OPS; i++)
        out_text(&out, "%h ");
    assert_int_equal(layout_compile(layout, (struct str){out.buffer, out.used}, &err), -1);
    assert_non_null(strstr(err.text, "more than 96 fields"));
    out_drop(&out);
    free(layout);
}

/* Reads one long line; it must take neither much time nor much memory. */
static void check_cheap(const char *name, struct str line, enum parsed wanted)
{
    struct layout layout;
    struct parse_state parse = {0};
    struct record record;
    struct err err = {0};
    uint32_t column;
    clock_t before = clock();

    assert_int_equal(layout_compile(&layout, str_of(name), &err), 0);
    assert_int_equal(layout_parse(&layout, &parse, line, &record, &column), wanted);
    assert_true(clock() - before < CLOCKS_PER_SEC);
    assert_true(parse.scratch.used_bytes <= 4 * line.n + 4096);
    arena_release(&parse.scratch);
    layout_release(&layout);
}

/* A line that begins with `begin`, then holds `part` again and again, then ends with `end`. */
static void check_long(const char *name, const char *begin, const char *part, const char *end,
                       enum parsed wanted)
{
    struct out out;

    out_memory(&out);
    out_text(&out, begin);
    while (out.used < LIMIT_LINE_BYTES - 200)
        out_text(&out, part);
    out_text(&out, end);
    check_cheap(name, (struct str){out.buffer, out.used}, wanted);
    out_drop(&out);
}

static void hostile_lines_are_cheap(void **state)
{
    (void)state;
    /* Every quote may end the request, and no later field fits. */
    check_long("combined", "::1 - a [29/Jan/2024:03:12:45 +0100] \"GET /", "\" 200 5 \"", "",
               PARSED_BAD_LAYOUT);
    /* Every item of a header is joined to the others. */
    check_long("json",
               "{\"ts\":1706494365,\"method\":\"GET\",\"uri\":\"/\",\"x_forwarded_for\":[\"::1\"",
               ",1", "]}", PARSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(choice_of_a_layout),         cmocka_unit_test(every_row_has_its_texts),
        cmocka_unit_test(time_is_remembered_rightly), cmocka_unit_test(too_many_fields),
        cmocka_unit_test(hostile_lines_are_cheap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
