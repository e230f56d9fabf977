/*
 * apache.c: the language of Apache's LogFormat: % directives between literal texts. The whole
 * directive is taken, or its format text. Source: httpd 2.4 mod_log_config, "Custom Log Formats"
 * and "Modifiers".
 */
#include "parsers/parser.h"

/* Directives whose meaning is known, by letter and (for %{…}x) argument; any other is read over. */
static const struct directive {
    char letter;
    const char *argument; /* NULL: none; compared without case */
    enum part part;
    enum field field;
} directives[] = {
    {'h', NULL, PART_ADDRESS, FIELD_C_IP},
    {'h', "c", PART_ADDRESS, FIELD_NONE},
    {'a', NULL, PART_ADDRESS, FIELD_C_IP},
    {'a', "c", PART_ADDRESS, FIELD_NONE},
    {'A', NULL, PART_ADDRESS, FIELD_S_IP},
    {'l', NULL, PART_TOKEN, FIELD_CS_IDENT},
    {'u', NULL, PART_FREE, FIELD_CS_USERNAME},
    {'r', NULL, PART_FREE, FIELD_REQUEST},
    {'m', NULL, PART_TOKEN, FIELD_CS_METHOD},
    {'U', NULL, PART_FREE, FIELD_CS_URI_STEM},
    {'q', NULL, PART_FREE, FIELD_ARGS},
    {'H', NULL, PART_TOKEN, FIELD_CS_VERSION},
    {'s', NULL, PART_NUMBER, FIELD_SC_STATUS},
    {'b', NULL, PART_NUMBER, FIELD_SC_BYTES},
    {'B', NULL, PART_NUMBER, FIELD_SC_BYTES},
    {'O', NULL, PART_NUMBER, FIELD_SC_BYTES},
    {'I', NULL, PART_NUMBER, FIELD_CS_BYTES},
    {'D', NULL, PART_NUMBER, FIELD_TIME_TAKEN},
    {'T', NULL, PART_NUMBER, FIELD_TIME_TAKEN},
    {'v', NULL, PART_TOKEN, FIELD_S_COMPUTERNAME},
    {'V', NULL, PART_TOKEN, FIELD_S_COMPUTERNAME},
    {'p', NULL, PART_NUMBER, FIELD_S_PORT},
    {'p', "remote", PART_NUMBER, FIELD_C_PORT},
    {'i', "Referer", PART_FREE, FIELD_CS_REFERER},
    {'i', "User-Agent", PART_FREE, FIELD_CS_USER_AGENT},
    {'i', "Cookie", PART_FREE, FIELD_CS_COOKIE},
    {'o', "Set-Cookie", PART_FREE, FIELD_SC_COOKIE},
    {'i', "Host", PART_TOKEN, FIELD_CS_HOST},
    {'i', "X-Forwarded-For", PART_FREE, FIELD_FORWARDED},
};

/* Times that %{…}t may write and that are understood. */
static const struct {
    const char *format;
    enum part part;
} time_formats[] = {
    {"sec", PART_TIME_EPOCH},
    {"msec", PART_TIME_EPOCH},
    {"usec", PART_TIME_EPOCH},
    {"%d/%b/%Y:%H:%M:%S %z", PART_TIME_CLF},
    {"%d/%b/%Y:%T %z", PART_TIME_CLF},
    {"%Y-%m-%dT%H:%M:%S%z", PART_TIME_ISO},
    {"%Y-%m-%dT%T%z", PART_TIME_ISO},
    {"%FT%T%z", PART_TIME_ISO},
    {"%FT%T", PART_TIME_ISO},
    {"%F %T", PART_TIME_ISO},
    {"%Y-%m-%d %H:%M:%S", PART_TIME_ISO},
};

/* A format while it is compiled: what is left of it, and the literal text since the last field. */
struct compile {
    struct layout *layout;
    struct str rest;
    size_t length; /* of the whole format, to say the column */
    char *literal;
    size_t literal_n;
    struct err *err;
};

static bool apache_claims(struct str text)
{
    return str_starts(text, STR("LogFormat")) || str_starts(text, STR("CustomLog")) ||
           (str_index(text, '%') < text.n && str_index(text, '$') == text.n && text.p[0] != '{');
}

/* The format text of a whole directive: its quoted string that holds a %. */
static struct str format_text(struct layout *layout, struct str text)
{
    char *plain = arena_alloc(&layout->arena, text.n + 1);
    size_t n = 0;

    if (!str_starts(text, STR("LogFormat")) && !str_starts(text, STR("CustomLog")))
        return text;
    text = str_skip(text, str_index(text, '"'));
    for (size_t i = 1; i < text.n && text.p[i] != '"'; i++) {
        if (text.p[i] == '\\' && i + 1 < text.n && (text.p[i + 1] == '"' || text.p[i + 1] == '\\'))
            i++;
        plain[n++] = text.p[i];
    }
    return (struct str){plain, n};
}

static int at_column(const struct compile *c, const char *what)
{
    return err_usage(c->err, "the log format is not understood at its character %zu: %s",
                     c->length - c->rest.n + 1, what);
}

static int add_field(struct compile *c, enum part part, enum field field)
{
    struct str before = arena_str(&c->layout->arena, (struct str){c->literal, c->literal_n});

    if (before.n && before.p[before.n - 1] == '"' && (part == PART_FREE || part == PART_TOKEN))
        part = PART_QUOTED;
    c->literal_n = 0;
    return layout_add(c->layout, before, part, field, c->err);
}

static int add_time(struct compile *c, struct str argument)
{
    if (!argument.p) { /* %t prints its brackets itself */
        c->literal[c->literal_n++] = '[';
        if (add_field(c, PART_TIME_CLF, FIELD_TIME) < 0)
            return -1;
        c->literal[c->literal_n++] = ']';
        return 0;
    }
    if (str_starts(argument, STR("begin:")))
        argument = str_skip(argument, 6);
    else if (str_starts(argument, STR("end:")))
        argument = str_skip(argument, 4);
    for (size_t i = 0; i < sizeof time_formats / sizeof time_formats[0]; i++) {
        if (str_eq(argument, str_of(time_formats[i].format)))
            return add_field(c, time_formats[i].part, FIELD_TIME);
    }
    return at_column(c, "this form of the time is not known");
}

static int add_directive(struct compile *c, char letter, struct str argument)
{
    if (letter == 't')
        return add_time(c, argument);
    for (size_t i = 0; i < sizeof directives / sizeof directives[0]; i++) {
        const struct directive *d = &directives[i];

        if (d->letter == letter &&
            (d->argument ? argument.p && str_eq_nocase(argument, str_of(d->argument))
                         : !argument.p))
            return add_field(c, d->part, d->field);
    }
    return add_field(c, PART_FREE, FIELD_NONE);
}

/* Takes "{argument}" off the front of *at, where it stands. 0, or -1 when it has no end. */
static int take_argument(struct compile *c, struct str *at, struct str *ret_argument)
{
    size_t end;

    if (at->n == 0 || at->p[0] != '{')
        return 0;
    end = str_index(*at, '}');
    if (end == at->n)
        return at_column(c, "a { without its }");
    *ret_argument = str_slice(*at, 1, end);
    *at = str_skip(*at, end + 1);
    return 0;
}

static bool is_letter(struct str at)
{
    return at.n && ((at.p[0] >= 'a' && at.p[0] <= 'z') || (at.p[0] >= 'A' && at.p[0] <= 'Z'));
}

/* One directive; c->rest starts with its %. */
static int take_directive(struct compile *c)
{
    struct str argument = STR_NONE;
    struct str at = str_skip(c->rest, 1);

    while (at.n && memchr("<>!,0123456789", at.p[0], 14))
        at = str_skip(at, 1);
    if (take_argument(c, &at, &argument) < 0)
        return -1;
    if (at.n > 2 && at.p[0] == '^')
        at = str_skip(at, at.p[1] == 't' ? 2 : 1); /* %{…}^ti, %{…}^to, %^FU, %^FB */
    if (!is_letter(at))
        return at_column(c, "a letter is missing after %");
    switch (add_directive(c, at.p[0], argument)) {
    case LAYOUT_TOUCH:
        return at_column(c, "nothing separates this field from the one before, touching it");
    case -1: return -1;
    default: break;
    }
    c->rest = str_skip(at, 1);
    return 0;
}

static int apache_compile(struct layout *layout, struct str text, struct err *err)
{
    struct str format = format_text(layout, text);
    struct compile c = {.layout = layout, .rest = format, .length = format.n, .err = err};

    c.literal = arena_alloc(&layout->arena, format.n + 4);
    while (c.rest.n) {
        if (c.rest.p[0] == '%' && c.rest.n > 1 && c.rest.p[1] == '%') {
            c.literal[c.literal_n++] = '%';
            c.rest = str_skip(c.rest, 2);
        } else if (c.rest.p[0] == '%') {
            if (take_directive(&c) < 0)
                return -1;
        } else {
            c.literal[c.literal_n++] = c.rest.p[0];
            c.rest = str_skip(c.rest, 1);
        }
    }
    layout_form_end(layout, arena_str(&layout->arena, (struct str){c.literal, c.literal_n}));
    if (layout->op_count == 0)
        return err_usage(err, "the log format has no %% directive");
    return 0;
}

const struct parser parser_apache = {
    .name = "apache",
    .claims = apache_claims,
    .compile = apache_compile,
    .parse = layout_cut,
};
