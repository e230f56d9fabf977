/*
 * haproxy_format.c: the language of HAProxy's log-format: %name, %{flags}name and %[expression]
 * between literal texts. The whole directive is taken, with its quotes or its hidden blanks, or the
 * format text. Source: HAProxy configuration manual, 8.2.6 "Custom log format", 8.6 "Non printable
 * characters".
 *
 * %hr and %hs are nothing at all where no header is captured, and HAProxy then writes one blank
 * instead of two: each is compiled with and without them.
 */
#include "parsers/draft.h"

/* Names that a format can have, the longest first where one begins another. Strings may be quoted
 * by
 * %{+Q}; numbers are not. */
static const struct draft_field names[] = {
    {"ci", PART_ADDRESS, FIELD_C_IP, 1},        {"cp", PART_NUMBER, FIELD_C_PORT, 1},
    {"fi", PART_ADDRESS, FIELD_S_IP, 1},        {"fp", PART_NUMBER, FIELD_S_PORT, 1},
    {"bi", PART_ADDRESS, FIELD_NONE, 0},        {"bp", PART_NUMBER, FIELD_NONE, 0},
    {"si", PART_ADDRESS, FIELD_NONE, 0},        {"sp", PART_NUMBER, FIELD_NONE, 0},
    {"ST", PART_NUMBER, FIELD_SC_STATUS, 0},    {"B", PART_NUMBER, FIELD_SC_BYTES, 0},
    {"U", PART_NUMBER, FIELD_CS_BYTES, 0},      {"HM", PART_TOKEN, FIELD_CS_METHOD, 0},
    {"HPO", PART_TOKEN, FIELD_CS_URI_STEM, 0},  {"HP", PART_TOKEN, FIELD_CS_URI_STEM, 1},
    {"HQ", PART_TOKEN, FIELD_ARGS, 0},          {"HU", PART_TOKEN, FIELD_CS_URI_QUERY, 1},
    {"HV", PART_TOKEN, FIELD_CS_VERSION, 0},    {"r", PART_FREE, FIELD_REQUEST, 0},
    {"H", PART_TOKEN, FIELD_S_COMPUTERNAME, 0}, {"ID", PART_TOKEN, FIELD_NONE, 0},
    {"Ta", PART_NUMBER, FIELD_TIME_TAKEN, 2},   {"Tt", PART_NUMBER, FIELD_TIME_TAKEN, 1},
    {"Tu", PART_NUMBER, FIELD_TIME_TAKEN, 1},   {"Tc", PART_NUMBER, FIELD_NONE, 0},
    {"Td", PART_NUMBER, FIELD_NONE, 0},         {"Th", PART_NUMBER, FIELD_NONE, 0},
    {"Ti", PART_NUMBER, FIELD_NONE, 0},         {"Tq", PART_NUMBER, FIELD_NONE, 0},
    {"TR", PART_NUMBER, FIELD_NONE, 0},         {"Tr", PART_NUMBER, FIELD_NONE, 0},
    {"Tw", PART_NUMBER, FIELD_NONE, 0},         {"ac", PART_NUMBER, FIELD_NONE, 0},
    {"fc", PART_NUMBER, FIELD_NONE, 0},         {"bc", PART_NUMBER, FIELD_NONE, 0},
    {"sc", PART_NUMBER, FIELD_NONE, 0},         {"rc", PART_NUMBER, FIELD_NONE, 0},
    {"sq", PART_NUMBER, FIELD_NONE, 0},         {"bq", PART_NUMBER, FIELD_NONE, 0},
    {"lc", PART_NUMBER, FIELD_NONE, 0},         {"rt", PART_NUMBER, FIELD_NONE, 0},
    {"pid", PART_NUMBER, FIELD_NONE, 0},        {"ft", PART_TOKEN, FIELD_NONE, 0},
    {"f", PART_TOKEN, FIELD_NONE, 0},           {"b", PART_TOKEN, FIELD_NONE, 0},
    {"s", PART_TOKEN, FIELD_NONE, 0},           {"CC", PART_FREE, FIELD_NONE, 0},
    {"CS", PART_FREE, FIELD_NONE, 0},           {"tsc", PART_TOKEN, FIELD_NONE, 0},
    {"ts", PART_TOKEN, FIELD_NONE, 0},          {"sslc", PART_TOKEN, FIELD_NONE, 0},
    {"sslv", PART_TOKEN, FIELD_NONE, 0},        {"hrl", PART_FREE, FIELD_NONE, 0},
    {"hsl", PART_FREE, FIELD_NONE, 0},          {"hr", PART_FREE, FIELD_NONE, 0},
    {"hs", PART_FREE, FIELD_NONE, 0},
};

/* Times. Those of HAProxy's own form have no zone and are local. */
static const struct {
    const char *name;
    const char *pattern;
    int weight;
} times[] = {
    {"trg", "%d/%b/%Y:%H:%M:%S %z", 1},
    {"trl", "%d/%b/%Y:%H:%M:%S %z", 1},
    {"tr", "%d/%b/%Y:%H:%M:%S.%f", 2},
    {"t", "%d/%b/%Y:%H:%M:%S.%f", 2},
    {"Tl", "%d/%b/%Y:%H:%M:%S %z", 1},
    {"T", "%d/%b/%Y:%H:%M:%S %z", 1},
    {"Ts", "%s", 0},
    {"ms", "%@frac", 0},
};

/* Sample expressions whose meaning is known, by how they begin. */
static const struct draft_field expressions[] = {
    {"src", PART_ADDRESS, FIELD_C_IP, 0},
    {"src_port", PART_NUMBER, FIELD_C_PORT, 0},
    {"dst", PART_ADDRESS, FIELD_S_IP, 0},
    {"dst_port", PART_NUMBER, FIELD_S_PORT, 0},
    {"method", PART_TOKEN, FIELD_CS_METHOD, 0},
    {"url", PART_TOKEN, FIELD_CS_URI_QUERY, 0},
    {"pathq", PART_TOKEN, FIELD_CS_URI_QUERY, 0},
    {"path", PART_TOKEN, FIELD_CS_URI_STEM, 0},
    {"query", PART_TOKEN, FIELD_ARGS, 0},
    {"status", PART_NUMBER, FIELD_SC_STATUS, 0},
    {"capture.req.method", PART_TOKEN, FIELD_CS_METHOD, 0},
    {"capture.req.uri", PART_TOKEN, FIELD_CS_URI_QUERY, 0},
    {"capture.req.ver", PART_TOKEN, FIELD_CS_VERSION, 0},
    {"http_auth_user", PART_FREE, FIELD_CS_USERNAME, 1},
    {"ssl_c_s_dn(cn)", PART_FREE, FIELD_CS_USERNAME, 0},
    {"ssl_c_s_dn", PART_FREE, FIELD_CS_USERNAME, 0},
    {"req.hdr(host)", PART_FREE, FIELD_CS_HOST, 0},
    {"req.hdr(user-agent)", PART_FREE, FIELD_CS_USER_AGENT, 0},
    {"req.hdr(referer)", PART_FREE, FIELD_CS_REFERER, 0},
    {"req.hdr(x-forwarded-for)", PART_LIST, FIELD_FORWARDED, 0},
};

/* A format while it is compiled. */
struct compile {
    struct draft draft;
    bool quoted;     /* %{+Q}o: from here on */
    bool without[2]; /* this form leaves out %hr, %hs */
    bool has[2];
};

static bool is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* The row whose name stands at the front of a text: the longest one. */
static const struct draft_field *find_name(struct str rest)
{
    const struct draft_field *best = NULL;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (str_starts(rest, str_of(names[i].name)) &&
            (!best || strlen(names[i].name) > strlen(best->name)))
            best = &names[i];
    }
    return best;
}

static size_t find_time(struct str rest, size_t *ret_row)
{
    size_t best = 0;

    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        size_t n = strlen(times[i].name);

        if (n > best && str_starts(rest, str_of(times[i].name))) {
            best = n;
            *ret_row = i;
        }
    }
    return best;
}

static bool haproxy_claims(struct str text)
{
    static const char *const only[] = {"%ci", "%ST", "%tr",  "%HM", "%HP", "%HU",  "%TR", "%Tq",
                                       "%Ta", "%ft", "%tsc", "%[",  "%hr", "%si:", "%HV", "%sslv"};

    if (str_starts(text, STR("log-format ")) || str_starts(text, STR("log-format-sd ")))
        return !str_starts(str_trim(str_skip(text, 11)), STR("%h %^"));
    for (size_t i = 0; i < sizeof only / sizeof only[0]; i++) {
        if (str_find(text, str_of(only[i])) < text.n && str_index(text, '$') == text.n)
            return true;
    }
    return false;
}

/* The flags in the braces at `i`; returns what follows them, SIZE_MAX when they do not end. */
static size_t take_flags(struct draft *d, size_t i, bool *quoted)
{
    struct str rest = str_skip(spelled_text(&d->from), i);
    size_t end = str_index(rest, '}');
    struct str flags = {rest.p, end};

    if (end == rest.n)
        return SIZE_MAX;
    *quoted = (*quoted || str_find(flags, STR("+Q")) < end) && str_find(flags, STR("-Q")) == end;
    if (str_find(flags, STR("+E")) < end)
        d->layout->escape = ESCAPE_BACKSLASH;
    return i + end + 1;
}

static bool is_string(enum part part)
{
    return part == PART_TOKEN || part == PART_FREE || part == PART_LIST;
}

static int add_quoted(struct draft *d, struct str shown, const struct draft_field *field,
                      bool quoted)
{
    int rc;

    quoted = quoted && is_string(field->part);
    if (quoted)
        draft_literal(d, '"');
    rc = draft_add(d, shown, field);
    if (quoted)
        draft_literal(d, '"');
    return rc;
}

/* "%[expression]": its sample fetch tells the field. Returns where it ends, SIZE_MAX with an error.
 */
static size_t take_expression(struct compile *c, size_t i, bool quoted)
{
    static const struct draft_field other = {"", PART_FREE, FIELD_NONE, 0};
    struct draft *d = &c->draft;
    struct str rest = str_skip(spelled_text(&d->from), i);
    size_t end = str_index(rest, ']');
    struct str fetch = {rest.p + 1, end - 1};
    const struct draft_field *field;

    if (end == rest.n) {
        (void)draft_refuse(d, d->at, "a [ without its ]");
        return SIZE_MAX;
    }
    fetch.n = str_index(fetch, ',') < fetch.n && str_index(fetch, '(') > str_index(fetch, ',')
                  ? str_index(fetch, ',')
                  : fetch.n;
    field = draft_find(expressions, sizeof expressions / sizeof expressions[0], fetch);
    if (add_quoted(d, str_slice(spelled_text(&d->from), d->at, i + end + 1), field ? field : &other,
                   quoted) < 0)
        return SIZE_MAX;
    return i + end + 1;
}

/* A blank that follows another one, or begins the form, since what stood between is left out. */
static void leave_out(struct compile *c, size_t *end)
{
    struct draft *d = &c->draft;
    struct str format = spelled_text(&d->from);

    if (*end < format.n && format.p[*end] == ' ' &&
        (d->literal_n == 0 || d->literal[d->literal_n - 1] == ' '))
        (*end)++;
}

/* A name at `i`. Returns where it ends, SIZE_MAX with an error. */
static size_t take_name(struct compile *c, size_t i, bool quoted)
{
    struct draft *d = &c->draft;
    struct str rest = str_skip(spelled_text(&d->from), i);
    size_t row = 0;
    size_t time_n = find_time(rest, &row);
    const struct draft_field *field = find_name(rest);
    size_t end = i + (field ? strlen(field->name) : 0);
    int which;

    if (time_n > 0 && (!field || time_n > strlen(field->name))) {
        struct str shown = str_slice(spelled_text(&d->from), d->at, i + time_n);

        return draft_add_time(d, shown, str_of(times[row].pattern), times[row].weight) < 0
                   ? SIZE_MAX
                   : i + time_n;
    }
    if (!field) {
        (void)draft_refuse(d, d->at, "this is no name of HAProxy's log format");
        return SIZE_MAX;
    }
    which = strcmp(field->name, "hr") == 0 ? 0 : strcmp(field->name, "hs") == 0 ? 1 : -1;
    if (which >= 0)
        c->has[which] = true;
    if (which >= 0 && c->without[which]) {
        leave_out(c, &end);
        return end;
    }
    if (which >= 0)
        draft_literal(d, '{');
    if (add_quoted(d, str_slice(spelled_text(&d->from), d->at, end), field, quoted) < 0)
        return SIZE_MAX;
    if (which >= 0)
        draft_literal(d, '}');
    return end;
}

/* One directive at d->at. Returns where it ends, SIZE_MAX with an error. */
static size_t take_directive(struct compile *c)
{
    struct draft *d = &c->draft;
    struct str format = spelled_text(&d->from);
    size_t i = d->at + 1;
    bool quoted = c->quoted;

    if (i < format.n && format.p[i] == '{' && (i = take_flags(d, i, &quoted)) == SIZE_MAX) {
        (void)draft_refuse(d, d->at, "a { without its }");
        return SIZE_MAX;
    }
    if (i < format.n && format.p[i] == '[')
        return take_expression(c, i, quoted);
    if (i < format.n && format.p[i] == 'o' && (i + 1 == format.n || !is_letter(format.p[i + 1]))) {
        c->quoted = quoted; /* flags for all that follows; it writes nothing itself */
        i++;
        leave_out(c, &i);
        return i;
    }
    return take_name(c, i, quoted);
}

static int compile_form(struct compile *c, struct layout *layout, struct str text,
                        struct spelled format, struct err *err)
{
    struct draft *d = &c->draft;

    c->quoted = false;
    if (draft_begin(d, layout, text, format, err) < 0)
        return -1;
    while (d->at < format.n) {
        if (format.p[d->at] == '%' && d->at + 1 < format.n && format.p[d->at + 1] == '%') {
            draft_literal(d, '%');
            d->at += 2;
        } else if (format.p[d->at] == '%') {
            d->at = take_directive(c);
            if (d->at == SIZE_MAX)
                return -1;
        } else {
            draft_literal(d, format.p[d->at++]);
        }
    }
    if (!draft_last(d))
        return draft_refuse(d, 0, "it has no %% name");
    return draft_end(d);
}

/* The format of a whole directive, or the text itself. */
static int format_of(struct layout *layout, struct str text, struct spelled *ret_format,
                     struct err *err)
{
    struct words words = {.text = text, .rules = WORDS_HAPROXY};
    struct str word;

    if (!str_starts(text, STR("log-format"))) {
        *ret_format = spelled_plain(&layout->arena, text, 0);
        return 0;
    }
    (void)words_take(&words, &layout->arena, &word);
    *ret_format = spelled_room(&layout->arena, text.n);
    if (words_next(&words, ret_format) != WORD_TEXT)
        return layout_refuse(err, text, words.from, "log-format needs a format");
    /* A format that was pasted without its quotes or with its blanks bare: all that follows. */
    while (words.at < text.n && text.p[words.at] != '\n') {
        struct str rest = str_trim(str_skip(text, words.at));

        if (rest.n == 0 || rest.p[0] == '#')
            break;
        spelled_add(ret_format, ' ', words.at);
        if (words_next(&words, ret_format) != WORD_TEXT)
            break;
    }
    return 0;
}

static int haproxy_compile(struct layout *layout, struct str text, struct err *err)
{
    struct compile c = {.quoted = false};
    struct spelled format;

    layout->escape = ESCAPE_HASH;
    if (format_of(layout, text, &format, err) < 0 ||
        compile_form(&c, layout, text, format, err) < 0)
        return -1;
    for (int form = 1; form < 4; form++) {
        c.without[0] = form & 1;
        c.without[1] = form & 2;
        if ((c.without[0] && !c.has[0]) || (c.without[1] && !c.has[1]))
            continue;
        if (compile_form(&c, layout, text, format, err) < 0)
            return -1;
    }
    return 0;
}

const struct parser parser_haproxy_format = {
    .name = "haproxy_format",
    .claims = haproxy_claims,
    .compile = haproxy_compile,
    .parse = layout_cut,
};
