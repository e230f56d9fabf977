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

    *layout = (struct layout){.name = str_of(parser->name),
                              .parser = language,
                              .escape = parser->escape,
                              .utc = parser->utc};
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
            (parsers[i]->format || parsers[i]->sniffed) && !parsers[i]->unwrap)
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
    int zone = state->zone_seconds;
    enum parsed parsed;

    if (layout->utc)
        state->zone_seconds = 0;
    parsed = layout->parser->parse(layout, state, line, record, ret_column);
    state->zone_seconds = zone;
    return parsed;
}
