/*
 * dump.c: `dump LAYOUT|auto FILE ZONE` prints what the parsers read of a log, one JSON object a
 * line, so that a test can compare every field with what a client sent. A text is written with one
 * character for each of its bytes (U+0000 to U+00FF), so that nothing is lost whatever the bytes
 * are.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "input/lines.h"
#include "parsers/reading.h"

#define HEAD_BYTES ((size_t)1 << 20)

_Noreturn void mem_exhausted(size_t wanted_bytes)
{
    fprintf(stderr, "dump: no memory for %zu bytes\n", wanted_bytes);
    exit(3);
}

static void put_text(struct str text)
{
    putchar('"');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\')
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static const char *verdict_name(enum parsed parsed)
{
    switch (parsed) {
    case PARSED: return "parsed";
    case PARSED_AMBIGUOUS: return "ambiguous";
    case PARSED_SKIP: return "skipped";
    case PARSED_BAD_TIME: return "bad-time";
    default: return "bad-layout";
    }
}

static void put_record(const struct record *record)
{
    char utc[CLOCK_TEXT] = "";

    if (record->time_ns != TIME_NONE)
        clock_rfc3339(record->time_ns, utc);
    printf(",\"ns\":%lld,\"utc\":\"%s\",\"status\":%d,\"bytes\":%lld,\"fields\":{",
           (long long)record->time_ns, utc, record->status, (long long)record->bytes);
    for (int i = 0, n = 0; i < FIELD_COUNT; i++) {
        if (!record->field[i].p)
            continue;
        printf("%s\"%s\":", n++ ? "," : "", field_name((enum field)i));
        put_text(record->field[i]);
    }
    putchar('}');
}

static void dump_line(const struct reading *reading, struct parse_state *state,
                      const struct line *line)
{
    struct record record;
    const struct layout *layout = reading->layout;
    uint32_t column = 0;
    enum parsed parsed = reading_parse(reading, state, line->text, &record, &layout, &column);

    printf("{\"line\":%llu,\"offset\":%llu,\"verdict\":\"%s\",\"column\":%u,\"layout\":",
           (unsigned long long)line->number, (unsigned long long)line->offset, verdict_name(parsed),
           column);
    put_text(layout->name);
    printf(",\"raw\":");
    put_text(line->text);
    if (parsed == PARSED || parsed == PARSED_AMBIGUOUS)
        put_record(&record);
    printf("}\n");
    arena_reset(&state->scratch);
}

/* The layout that was named, or the one that reads the head of the file best; false for none. */
static bool choose(struct layout *layouts, const char *name, struct str head,
                   struct reading_choice *choice, struct reading *ret_reading)
{
    struct err err = {0};
    int count = 1;

    choice->layouts = layouts;
    choice->fixed = strcmp(name, "auto") != 0;
    if (choice->fixed ? layout_compile(layouts, str_of(name), &err) < 0
                      : (count = reading_layouts(layouts, &err)) < 0) {
        fprintf(stderr, "dump: %s\n", err.text);
        return false;
    }
    choice->count = (size_t)count;
    *ret_reading = reading_choose(choice, &head, 1, head.n < HEAD_BYTES);
    if (!ret_reading->layout)
        fprintf(stderr, "dump: no layout reads enough of the log\n");
    return ret_reading->layout != NULL;
}

int main(int argc, char **argv)
{
    struct progress progress = {0};
    struct source source;
    struct lines lines;
    struct lines_part part = {0};
    struct line batch[LINES_BATCH];
    struct parse_state state = {0};
    struct layout *layouts = calloc(parser_count, sizeof *layouts);
    struct reading_choice choice = {0};
    struct reading reading;
    int n;

    if (argc != 4 || !layouts || clock_parse_zone(str_of(argv[3]), &state.zone_seconds) < 0) {
        fprintf(stderr, "usage: dump LAYOUT|auto FILE ZONE\n");
        return 2;
    }
    source_open(&source, argv[2], (size_t)256 << 10, &progress, false);
    lines_init(&lines, &source);
    if (!choose(layouts, argv[1], lines_head(&lines, HEAD_BYTES), &choice, &reading))
        return 1;
    reading_begin(&state);
    printf("{\"layout\":");
    put_text(reading.layout->name);
    printf(",\"wrapper\":\"%s\"}\n", reading.wrapper ? reading.wrapper->name : "");
    while (lines_take(&lines, &part)) {
        while ((n = lines_next(&part, batch)) > 0) {
            for (int i = 0; i < n; i++)
                dump_line(&reading, &state, &batch[i]);
        }
    }
    return 0;
}
