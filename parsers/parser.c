/*
 * parser.c: the table of parsers, the choice between them, and the compilation of --log-format.
 */
#include "parsers/parser.h"

#define PARSER(name, doc, spec) extern const struct parser parser_##name;
#include "parsers/parsers.def"
#undef PARSER

const struct parser *const parsers[] = {
#define PARSER(name, doc, spec) &parser_##name,
#include "parsers/parsers.def"
#undef PARSER
};

static const struct {
    const char *doc;
    const char *spec;
} rows[] = {
#define PARSER(name, doc, spec) {doc, spec},
#include "parsers/parsers.def"
#undef PARSER
};

const size_t parser_count = sizeof parsers / sizeof parsers[0];

static size_t row_of(const struct parser *parser)
{
    size_t i = 0;

    while (i < parser_count - 1 && parsers[i] != parser)
        i++;
    return i;
}

const char *parser_doc(const struct parser *parser)
{
    return rows[row_of(parser)].doc;
}

const char *parser_spec(const struct parser *parser)
{
    return rows[row_of(parser)].spec;
}

static int compile_with(struct layout *layout, const struct parser *parser, struct str text,
                        struct err *err)
{
    const struct parser *language = parser->dialect ? parser->dialect : parser;
    int rc;

    *layout = (struct layout){.name = str_of(parser->name), .parser = language};
    if (parser->format)
        text = str_of(parser->format);
    rc = language->compile(layout, arena_str(&layout->arena, text), err);
    if (rc < 0)
        layout_release(layout);
    return rc;
}

int layout_compile(struct layout *layout, struct str text, struct err *err)
{
    text = str_trim(text);
    for (size_t i = 0; i < parser_count; i++) {
        if (str_eq_nocase(text, str_of(parsers[i]->name)) &&
            (parsers[i]->format || parsers[i]->sniffed))
            return compile_with(layout, parsers[i], STR(""), err);
    }
    for (size_t i = 0; i < parser_count; i++) {
        if (parsers[i]->claims && parsers[i]->claims(text))
            return compile_with(layout, parsers[i], text, err);
    }
    return err_usage(err,
                     "--log-format \"%.*s\": neither a known name (see limier scan --help) nor an "
                     "nginx log_format, an Apache "
                     "LogFormat or 'json …'",
                     (int)(text.n < 200 ? text.n : 200), text.p);
}

void layout_release(struct layout *layout)
{
    arena_release(&layout->arena);
}

enum parsed layout_parse(const struct layout *layout, struct parse_state *state, struct str line,
                         struct record *record, uint32_t *ret_column)
{
    return layout->parser->parse(layout, state, line, record, ret_column);
}

/* Lines of the head that a layout reads. `whole`: the last line is complete although no newline
 * ends it. */
static unsigned count_read(const struct layout *layout, struct str head, bool whole,
                           unsigned *ret_lines)
{
    struct parse_state state = {0};
    struct record record;
    unsigned lines = 0;
    unsigned read = 0;

    while (head.n) {
        size_t end = str_index(head, '\n');
        struct str line = {head.p, end};
        uint32_t column;
        enum parsed parsed;

        if (end == head.n && !whole)
            break;
        head = str_skip(head, end < head.n ? end + 1 : end);
        if (line.n && line.p[line.n - 1] == '\r')
            line.n--;
        if (line.n == 0)
            continue;
        parsed = layout_parse(layout, &state, line, &record, &column);
        lines += parsed != PARSED_SKIP;
        read += parsed == PARSED || parsed == PARSED_AMBIGUOUS;
        if (state.scratch.head)
            arena_release(&state.scratch);
    }
    *ret_lines = lines;
    return read;
}

struct sniff layout_sniff(const struct layout *layouts, size_t count, struct str head, bool whole)
{
    struct sniff sniff = {0};

    for (size_t i = 0; i < count; i++) {
        unsigned lines = 0;
        unsigned read = count_read(&layouts[i], head, whole, &lines);

        if (read > sniff.best_read) {
            sniff.second = sniff.best;
            sniff.second_read = sniff.best_read;
            sniff.best = &layouts[i];
            sniff.best_read = read;
            sniff.lines = lines;
        } else if (read > sniff.second_read) {
            sniff.second = &layouts[i];
            sniff.second_read = read;
        }
        if (sniff.lines < lines)
            sniff.lines = lines;
    }
    if ((uint64_t)sniff.best_read * 100 < (uint64_t)sniff.lines * SNIFF_SHARE_PCT)
        sniff.best = NULL;
    return sniff;
}
