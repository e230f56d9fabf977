/*
 * goaccess.c: the language of GoAccess: its log-format string, with the forms of date and time from
 * date-format, time-format and datetime-format, each on its own line as goaccess.conf has them. Its
 * names for whole layouts are in parser.c. Source: goaccess(1), "CUSTOM LOG/DATE FORMAT".
 *
 * Other than GoAccess, zones are read where a time is followed by "%^" inside brackets, since a log
 * of a year has two of them.
 */
#include "parsers/draft.h"

/* Specifiers with one sense. */
static const struct draft_field letters[] = {
    {"h", PART_ADDRESS, FIELD_C_IP, 1},
    {"e", PART_FREE, FIELD_CS_USERNAME, 0},
    {"r", PART_FREE, FIELD_REQUEST, 0},
    {"m", PART_TOKEN, FIELD_CS_METHOD, 0},
    {"q", PART_FREE, FIELD_ARGS, 0},
    {"H", PART_TOKEN, FIELD_CS_VERSION, 0},
    {"s", PART_NUMBER, FIELD_SC_STATUS, 0},
    {"b", PART_NUMBER, FIELD_SC_BYTES, 0},
    {"R", PART_FREE, FIELD_CS_REFERER, 0},
    {"u", PART_FREE, FIELD_CS_USER_AGENT, 0},
    {"v", PART_TOKEN, FIELD_S_COMPUTERNAME, 0},
    {"C", PART_FREE, FIELD_NONE, 0},
    {"K", PART_FREE, FIELD_NONE, 0},
    {"k", PART_FREE, FIELD_NONE, 0},
    {"M", PART_FREE, FIELD_NONE, 0},
    {"D", PART_NUMBER, FIELD_TIME_TAKEN, 3},
    {"n", PART_NUMBER, FIELD_TIME_TAKEN, 4},
    {"L", PART_NUMBER, FIELD_TIME_TAKEN, 2},
    {"T", PART_NUMBER, FIELD_TIME_TAKEN, 1},
    {"^", PART_FREE, FIELD_NONE, 0},
};

/* The texts of a configuration, as spans of what was pasted. */
struct texts {
    struct str log;
    struct str date;
    struct str time;
    struct str both;
};

/* A format while it is compiled. */
struct compile {
    struct draft draft;
    struct texts texts;
    bool padded;    /* %~ stood before */
    bool has_query; /* %q is there: %U is the path alone */
};

/* Whether the text has a % followed by one of these letters. */
static bool has_letter(struct str text, const char *wanted)
{
    for (size_t i = 0; i + 1 < text.n; i++) {
        if (text.p[i] != '%')
            continue;
        if (text.p[i + 1] && strchr(wanted, text.p[i + 1]) &&
            !str_starts(str_skip(text, i), STR("%^F"))) /* Apache's %^FB */
            return true;
        i++;
        if (text.p[i] == '{') /* Apache's arguments have letters of their own */
            i += str_index(str_skip(text, i), '}');
    }
    return false;
}

static bool goaccess_claims(struct str text)
{
    return str_starts(text, STR("goaccess:")) || str_starts(text, STR("log-format %")) ||
           str_find(text, STR("date-format")) < text.n ||
           str_find(text, STR("time-format")) < text.n || has_letter(text, "dx^~");
}

/* A line without the name of its option and what joins them: blanks or "=". */
static struct str option_value(struct str line, size_t name_n)
{
    line = str_trim(str_skip(line, name_n));
    if (line.n && line.p[0] == '=')
        line = str_trim(str_skip(line, 1));
    if (line.n > 1 && (line.p[0] == '"' || line.p[0] == '\'') && line.p[line.n - 1] == line.p[0])
        line = str_slice(line, 1, line.n - 1);
    return line;
}

static void read_line(struct texts *texts, struct str line)
{
    static const char *const names[] = {"log-format", "date-format", "time-format",
                                        "datetime-format"};
    struct str *const values[] = {&texts->log, &texts->date, &texts->time, &texts->both};

    line = str_trim(line);
    while (line.n > 2 && line.p[0] == '-' && line.p[1] == '-')
        line = str_skip(line, 2);
    if (line.n == 0 || line.p[0] == '#')
        return;
    for (size_t i = 0; i < 4; i++) {
        size_t n = strlen(names[i]);

        if (str_starts(line, str_of(names[i])) && line.n > n && memchr(" \t=", line.p[n], 3)) {
            *values[i] = option_value(line, n);
            return;
        }
    }
    if (!texts->log.p)
        texts->log = line;
}

static struct texts read_texts(struct str text)
{
    struct texts texts = {STR_NONE, STR_NONE, STR_NONE, STR_NONE};

    if (str_starts(text, STR("goaccess:")))
        text = str_skip(text, 9);
    while (text.n) {
        size_t end = str_index(text, '\n');

        read_line(&texts, (struct str){text.p, end});
        text = str_skip(text, end < text.n ? end + 1 : end);
    }
    return texts;
}

/* GoAccess's %f is microseconds since the epoch and %* milliseconds; the rest is strftime's. */
static struct str pattern_of(struct str format)
{
    if (str_eq(format, STR("%f")))
        return STR("%@us");
    if (str_eq(format, STR("%*")))
        return STR("%@ms");
    return format;
}

/* What %d, %t or %x stand for. */
static struct str time_of(const struct compile *c, char letter)
{
    const struct texts *t = &c->texts;
    struct str date = pattern_of(t->date.p ? t->date : STR("%d/%b/%Y"));
    struct str time = pattern_of(t->time.p ? t->time : STR("%H:%M:%S"));

    if (letter == 'd')
        return date;
    if (letter == 't')
        return time;
    if (t->both.p)
        return pattern_of(t->both);
    if (instant_gives(time) & INSTANT_EPOCH)
        return time;
    return t->date.p ? date : STR_NONE;
}

/* "[%d:%t %^]" with the usual forms: a whole time with its zone. Returns its length, 0 when it is
 * not there. */
static size_t whole_clf(const struct compile *c, struct str rest)
{
    struct str date = time_of(c, 'd');
    struct str time = time_of(c, 't');

    if (!str_starts(rest, STR("%d:%t %^]")) || !str_eq(date, STR("%d/%b/%Y")))
        return 0;
    return str_eq(time, STR("%H:%M:%S")) || str_eq(time, STR("%T")) ? 8 : 0;
}

/* "~h{," }": the hosts of a forwarded list. Returns its length, 0 when it is none. */
static size_t forwarded(struct str rest)
{
    size_t end = str_index(rest, '}');

    return str_starts(rest, STR("h{")) && end < rest.n ? end + 1 : 0;
}

static int add_letter(struct compile *c, struct str shown)
{
    struct draft *d = &c->draft;
    struct draft_field field = {NULL, PART_FREE, FIELD_NONE, 0};
    struct str name = str_skip(shown, 1);

    if (memchr("dtx", name.p[0], 3)) {
        struct str pattern = time_of(c, name.p[0]);

        if (!pattern.p)
            return draft_refuse(d, d->at,
                                "the form of %%x is not known: give --datetime-format or "
                                "--date-format");
        return draft_add_time(d, shown, pattern, 0);
    }
    if (name.p[0] == 'U') {
        field.field = c->has_query ? FIELD_CS_URI_STEM : FIELD_CS_URI_QUERY;
    } else {
        size_t i = 0;

        while (i < sizeof letters / sizeof letters[0] && letters[i].name[0] != name.p[0])
            i++;
        if (i == sizeof letters / sizeof letters[0])
            return draft_refuse(d, d->at,
                                "%.*s is no specifier of GoAccess, and a format with %%d, %%x or "
                                "%%^ is taken for GoAccess's; begin the text with apache: if it "
                                "is Apache's",
                                (int)shown.n, shown.p);
        field = letters[i];
    }
    if (c->padded && field.part == PART_NUMBER)
        field.part = PART_PADDED;
    c->padded = false;
    return draft_add(d, shown, &field);
}

/* A byte of literal text: \t is a tab, \" a quote as a shell or goaccess.conf has it. Returns its
 * length. */
static size_t take_literal(struct draft *d, struct str rest)
{
    char next = rest.n > 1 && rest.p[0] == '\\' ? rest.p[1] : '\0';

    draft_literal(d, next == 't' ? '\t' : next == '"' ? '"' : rest.p[0]);
    return next == 't' || next == '"' ? 2 : 1;
}

/* One specifier at d->at, or one byte of literal text. Returns where it ends, SIZE_MAX with an
 * error. */
static size_t take_one(struct compile *c)
{
    struct draft *d = &c->draft;
    struct str rest = str_skip(spelled_text(&d->from), d->at);
    size_t length = 0;
    int rc = 0;

    if (rest.p[0] == '~' && (length = forwarded(str_skip(rest, 1))) > 0) {
        static const struct draft_field list = {"", PART_LIST, FIELD_FORWARDED, 0};

        length++;
        rc = draft_add(d, str_slice(rest, 0, length), &list);
    } else if (rest.p[0] != '%' || rest.n == 1) {
        length = take_literal(d, rest);
    } else if ((length = whole_clf(c, rest)) > 0) {
        rc = draft_add_time(d, str_slice(rest, 0, length), STR("%d/%b/%Y:%H:%M:%S %z"), 0);
    } else if (rest.p[1] == '%') {
        draft_literal(d, '%');
        length = 2;
    } else if (rest.p[1] == '~') {
        c->padded = true;
        length = 2;
    } else if (rest.n == 2 && rest.p[1] == '^') {
        rc = layout_add(d->layout,
                        arena_str(&d->layout->arena, (struct str){d->literal, d->literal_n}),
                        PART_REST, FIELD_NONE, d->err);
        d->literal_n = 0;
        length = 2;
    } else {
        length = 2;
        rc = add_letter(c, str_slice(rest, 0, 2));
    }
    return rc < 0 ? SIZE_MAX : d->at + length;
}

static int goaccess_compile(struct layout *layout, struct str text, struct err *err)
{
    struct compile c = {.texts = read_texts(text)};
    struct draft *d = &c.draft;
    struct spelled format;

    if (!c.texts.log.p)
        return layout_refuse(err, text, 0, "forms of date and time, but no log-format");
    format = spelled_plain(&layout->arena, c.texts.log, (size_t)(c.texts.log.p - text.p));
    if (draft_begin(d, layout, text, format, err) < 0)
        return -1;
    c.has_query = has_letter(c.texts.log, "q");
    while (d->at < format.n) {
        size_t next = take_one(&c);

        if (next == SIZE_MAX)
            return -1;
        d->at = next;
    }
    if (layout->op_count == 0)
        return draft_refuse(d, 0, "it has no %% specifier");
    return draft_end(d);
}

const struct parser parser_goaccess = {
    .name = "goaccess",
    .claims = goaccess_claims,
    .compile = goaccess_compile,
    .parse = layout_cut,
};
