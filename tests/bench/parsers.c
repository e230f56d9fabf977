/*
 * parsers.c: nanoseconds for a line, for each parser that has a sample: varied copies of the sample
 * are read again and again by one thread. The layout of a file is known when lines are read, so its
 * choice is not measured; neither are inflating, splitting and tracing.
 *
 * Usage: parsers [CALLS [NAME]]     (default 2000000, all)
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "parsers/parser.h"

/* Copies that differ in their digits: no line is the one before it. */
#define COPIES    512
#define LINE_MOST 2048

/* The calls are made in so many passes, short enough for some to be undisturbed. */
#define PASSES 40

_Noreturn void mem_exhausted(size_t wanted_bytes)
{
    fprintf(stderr, "no memory for %zu bytes\n", wanted_bytes);
    exit(2);
}

/* Lines that are read in turn. */
struct lines {
    char bytes[COPIES][LINE_MOST];
    struct str line[COPIES];
    size_t total;
};

/* Letters of the last third of a line are varied: queries, agents. Times and statuses stand before;
 * objects stay as they are, since their keys would not be known. */
static void vary(struct lines *lines, struct str sample)
{
    unsigned seed = 1;

    lines->total = 0;
    for (int i = 0; i < COPIES; i++) {
        size_t n = sample.n < LINE_MOST ? sample.n : LINE_MOST;

        memcpy(lines->bytes[i], sample.p, n);
        for (size_t k = sample.p[0] == '{' ? n : n - n / 3; k < n; k++) {
            char *c = &lines->bytes[i][k];

            seed = seed * 1103515245u + 12345u;
            if (*c >= 'a' && *c <= 'z' && k > 0 && lines->bytes[i][k - 1] != '\\' &&
                (seed >> 28) == 0)
                *c = (char)('a' + (seed >> 16) % 26);
        }
        lines->line[i] = (struct str){lines->bytes[i], n};
        lines->total += n;
    }
}

/* The last line of a sample, after the header lines, which are read first. */
static struct str last_line(const struct layout *layout, struct parse_state *state,
                            struct str sample)
{
    struct record record;
    uint32_t column;
    size_t end;

    while ((end = str_index(sample, '\n')) < sample.n) {
        (void)layout_parse(layout, state, str_slice(sample, 0, end), &record, &column);
        sample = str_skip(sample, end + 1);
    }
    return sample;
}

static void measure(const struct parser *parser, struct layout *layout, struct lines *lines,
                    unsigned long calls)
{
    struct parse_state state = {0};
    struct record record;
    uint32_t column;
    unsigned long read = 0;
    int64_t best = INT64_MAX;

    vary(lines, last_line(layout, &state, str_of(parser->sample)));
    state.no_escapes = !strchr(parser->sample, '\\'); /* as ingest says it of each part */
    for (int pass = 0; pass < PASSES; pass++) {       /* the best one: the machine is shared */
        int64_t begin = clock_processor();

        read = 0;
        for (unsigned long i = 0; i < calls / PASSES; i++) {
            enum parsed parsed =
                layout_parse(layout, &state, lines->line[i % COPIES], &record, &column);

            read += parsed == PARSED;
            if (i % COPIES == 0)
                arena_reset(&state.scratch);
        }
        begin = clock_processor() - begin;
        best = begin < best ? begin : best;
    }
    printf("| %-20s | %7.1f | %5zu | %5.1f %% |\n", parser->name,
           (double)best / (double)(calls / PASSES), lines->total / COPIES,
           100.0 * (double)read / (double)(calls / PASSES));
    arena_release(&state.scratch);
}

int main(int argc, char **argv)
{
    unsigned long calls = argc > 1 ? strtoul(argv[1], NULL, 10) : 2000000;
    struct layout *layout = calloc(1, sizeof *layout);
    struct lines *lines = calloc(1, sizeof *lines);

    if (!layout || !lines || calls < PASSES)
        return 2;
    printf("| parser               | ns/line | bytes | read    |\n");
    printf("|----------------------|---------|-------|---------|\n");
    for (size_t i = 0; i < parser_count; i++) {
        struct err err = {0};

        if (!parsers[i]->sample || parsers[i]->unwrap ||
            (argc > 2 && strcmp(argv[2], parsers[i]->name) != 0))
            continue;
        if (layout_compile(layout, str_of(parsers[i]->name), &err) < 0) {
            fprintf(stderr, "%s: %s\n", parsers[i]->name, err.text);
            return 1;
        }
        measure(parsers[i], layout, lines, calls);
        layout_release(layout);
    }
    free(lines);
    free(layout);
    return 0;
}
