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

/* Other names of layouts: GoAccess's, and nicknames of Apache's shipped configuration. A name that
 * no row has yet is no name. */
static const struct {
    const char *alias;
    const char *name;
} aliases[] = {
    {"vcombined", "vhost_combined"},
    {"vcommon", "apache:%v:%p %h %l %u %t \"%r\" %>s %b"},
    {"combinedio", "apache:%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" %I %O"},
    {"awselb", "elb"},
    {"awsalb", "alb"},
    {"awss3", "s3"},
    {"traefikclf", "traefik"},
    {"cloudstorage", "gcs"},
    {"httplog", "haproxy"},
};

/* Languages by the word that a user can put before a text which two of them could be. */
static const struct {
    const char *prefix;
    const char *language;
    bool kept; /* the language takes the word off itself */
} prefixes[] = {
    {"nginx:", "nginx", false},        {"apache:", "apache", false},
    {"tomcat:", "apache", true},       {"lighttpd:", "apache", false},
    {"varnish:", "apache", false},     {"goaccess:", "goaccess", true},
    {"awstats:", "awstats", true},     {"haproxy:", "haproxy_format", false},
    {"envoy:", "envoy_format", false}, {"template:", "template", false},
};

static const struct parser *find_parser(struct str name)
{
    for (size_t i = 0; i < parser_count; i++) {
        if (str_eq_nocase(name, str_of(parsers[i]->name)))
            return parsers[i];
    }
    return NULL;
}

/* The row of a name; NULL when the text is none. */
static const struct parser *find_layout(struct str text)
{
    const struct parser *parser = find_parser(text);

    return parser && (parser->format || parser->sniffed) && !parser->unwrap ? parser : NULL;
}

/* A text that begins with the word of a language. 1 when it does not, else as layout_compile. */
static int compile_prefixed(struct layout *layout, struct str text, struct err *err)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        struct str prefix = str_of(prefixes[i].prefix);

        if (text.n < prefix.n || !str_eq_nocase(str_slice(text, 0, prefix.n), prefix))
            continue;
        if (!prefixes[i].kept)
            text = str_trim(str_skip(text, prefix.n));
        return compile_with(layout, find_parser(str_of(prefixes[i].language)), text, err);
    }
    return 1;
}

static const char *alias_of(struct str text)
{
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
        if (str_eq_nocase(text, str_of(aliases[i].alias)))
            return aliases[i].name;
    }
    return NULL;
}

/* A name, or another name of it. 1 when it is none, else as layout_compile. */
static int compile_named(struct layout *layout, struct str text, struct err *err)
{
    const struct parser *named = find_layout(text);
    const char *alias = alias_of(text);
    int rc;

    if (!named && alias && (named = find_layout(str_of(alias))) == NULL) {
        rc = compile_prefixed(layout, str_of(alias), err);
        if (rc == 0)
            layout->name = arena_str(&layout->arena, text);
        return rc;
    }
    return named ? compile_with(layout, named, STR(""), err) : 1;
}

int layout_compile(struct layout *layout, struct str text, struct err *err)
{
    int rc;

    text = str_trim(text);
    if ((rc = compile_named(layout, text, err)) <= 0 ||
        (rc = compile_prefixed(layout, text, err)) <= 0)
        return rc;
    for (size_t i = 0; i < parser_count; i++) {
        if (parsers[i]->claims && parsers[i]->claims(text))
            return compile_with(layout, parsers[i], text, err);
    }
    return err_usage(err,
                     "--log-format \"%.*s\": this is neither a known name (see limier scan --help) "
                     "nor a layout in a known language; tried: nginx (log_format, $variables), "
                     "Apache (LogFormat, %% directives), GoAccess, AWStats, HAProxy (log-format), "
                     "Envoy (%%OPERATORS%%), 'json field=path …' and limier's own {fields}",
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
