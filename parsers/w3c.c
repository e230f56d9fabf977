/*
 * w3c.c: lines of W3C extended logs, by the columns of the header lines before them (columns.c).
 * Values stand between blanks or tabs; some servers quote them and double the quotes inside.
 *
 * A client can put a quote where a server quotes nothing. So a line whose quotes do not give as
 * many columns as there must be is read again without them, and counted as ambiguous.
 */
#include "parsers/parser.h"

/* The last day of 2200, where the calendar of clock.c ends. */
#define DAY_MOST (INT64_C(84370) * NS_PER_DAY)

/* One value of a line. */
struct value {
    struct str text;
    bool quoted;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Values between tabs. Returns how many there are, `most` + 1 for too many. */
static int split_tabs(struct str line, struct value *values, int most)
{
    int n = 0;

    for (;;) {
        size_t end = str_index(line, '\t');

        if (n == most)
            return most + 1;
        values[n++] = (struct value){{line.p, end}, false};
        if (end == line.n)
            return n;
        line = str_skip(line, end + 1);
    }
}

/* End of the quoted value whose first byte is at `at`: the place of its closing quote, or line.n.
 */
static size_t quote_end(struct str line, size_t at)
{
    for (; at < line.n; at++) {
        if (line.p[at] != '"')
            continue;
        if (at + 1 == line.n || is_blank(line.p[at + 1]))
            return at;
        at += line.p[at + 1] == '"'; /* a doubled quote */
    }
    return line.n;
}

/* Values between blanks. */
static int split_blanks(struct str line, bool quotes, struct value *values, int most)
{
    size_t at = 0;
    int n = 0;

    for (;;) {
        size_t from;
        size_t end;
        bool quoted;

        while (at < line.n && is_blank(line.p[at]))
            at++;
        if (at == line.n)
            return n;
        if (n == most)
            return most + 1;
        from = at;
        quoted = quotes && line.p[at] == '"' && (end = quote_end(line, at + 1)) < line.n;
        if (quoted) {
            values[n++] = (struct value){str_slice(line, from + 1, end), true};
            at = end + 1;
            continue;
        }
        while (at < line.n && !is_blank(line.p[at]))
            at++;
        values[n++] = (struct value){str_slice(line, from, at), false};
    }
}

/* As many values as there are columns; false when no way of splitting gives that. */
static bool split(const struct columns *columns, struct str line, struct value *values,
                  bool *ret_ambiguous)
{
    int wanted = columns->count;

    *ret_ambiguous = false;
    if (str_index(line, '\t') < line.n && split_tabs(line, values, wanted) == wanted)
        return true;
    if (columns->tabs)
        return false;
    if (split_blanks(line, true, values, wanted) == wanted)
        return true;
    *ret_ambiguous = true;
    return split_blanks(line, false, values, wanted) == wanted;
}

/* "" inside quotes stands for one quote. */
static struct str undouble(struct parse_state *state, struct str text)
{
    char *plain;
    size_t n = 0;

    if (str_find(text, STR("\"\"")) == text.n)
        return text;
    plain = arena_alloc(&state->scratch, text.n);
    for (size_t i = 0; i < text.n; i++) {
        plain[n++] = text.p[i];
        if (text.p[i] == '"' && i + 1 < text.n && text.p[i + 1] == '"')
            i++;
    }
    return (struct str){plain, n};
}

/* How an agent of unknown software is escaped: it has blanks, and they are not there. */
static enum escape guess_escape(struct str text)
{
    if (str_index(text, '%') < text.n)
        return ESCAPE_PERCENT;
    return str_index(text, '+') < text.n ? ESCAPE_PLUS : ESCAPE_RAW;
}

/* A text as the client sent it. Targets stay as they are: the portal profile decodes them. */
static struct str decode(struct parse_state *state, enum field field, struct value value)
{
    const struct columns *columns = &state->columns;
    enum escape escape = columns->escape;
    struct str text = value.text;

    if (value.quoted)
        return undouble(state, text);
    if (field == FIELD_CS_URI_QUERY || field == FIELD_CS_URI_STEM || field == FIELD_ARGS)
        return text;
    if (!columns->has_escape)
        escape = field == FIELD_CS_USER_AGENT ? guess_escape(text) : ESCAPE_RAW;
    text = unescape(escape, state, text);
    /* CloudFront encodes the per cent signs of what it has encoded already. */
    if (escape == ESCAPE_PERCENT && field == FIELD_CS_USER_AGENT)
        text = unescape(escape, state, text);
    return text;
}

/* The moment, from its columns. */
struct moment {
    struct str date;
    struct str clock;
    bool whole; /* one column said all */
};

static bool put_value(struct parse_state *state, struct record *record, int i, struct value value,
                      struct moment *moment)
{
    const struct columns *columns = &state->columns;
    struct layout_op op = {.part = columns->part[i], .field = columns->field[i]};
    struct str text = value.text;
    bool bad_time = false;

    switch (columns->kind[i]) {
    case COLUMN_DATE: moment->date = text; return true;
    case COLUMN_CLOCK: moment->clock = text; return true;
    case COLUMN_MOMENT:
        moment->whole = true;
        return text.n && parse_time(state, time_part(text), text, &record->time_ns);
    case COLUMN_FIELD: break;
    }
    if (op.field == FIELD_NONE || text.n == 0 || str_eq(text, STR("-")))
        return true; /* a column that was there before is not undone */
    return record_take(state, record, &op, decode(state, op.field, value), &bad_time);
}

/* Date and time of day, or the time of day alone with the day of the header: lines are in order,
 * and a long step back is midnight. */
static bool put_moment(struct parse_state *state, struct record *record, const struct moment *m)
{
    struct columns *columns = &state->columns;
    int zone = columns->has_zone ? columns->zone_seconds : columns->local ? state->zone_seconds : 0;
    struct instant clock = {0};
    int64_t time_ns;

    if (m->whole)
        return true;
    if (!instant_read(&clock, STR("%H:%M:%S"), m->clock) &&
        !instant_read(&clock, STR("%H:%M:%S.%f"), m->clock) &&
        !instant_read(&clock, STR("%H:%M"), m->clock))
        return false;
    if (columns->has_date) {
        if (!instant_read(&clock, STR("%Y-%m-%d"), m->date) &&
            !instant_read(&clock, STR("%d/%b/%Y"), m->date))
            return false;
        if (!instant_end(&clock, zone, &record->time_ns))
            return false;
    } else {
        if (columns->day_ns == 0)
            return false;
        clock.civil.year = 1970;
        clock.civil.month = clock.civil.day = 1;
        if (!clock_valid(&clock.civil))
            return false;
        time_ns = clock_ns(&clock.civil, 0);
        if (time_ns + 12 * NS_PER_HOUR < columns->last_time_ns) {
            if (columns->day_ns >= DAY_MOST)
                return false;
            columns->day_ns += NS_PER_DAY;
        }
        columns->last_time_ns = time_ns;
        record->time_ns = columns->day_ns + time_ns - zone * NS_PER_SECOND;
    }
    parse_count_zone(state, zone);
    return true;
}

/* Incapsula writes "portail.example/droits" as the target. */
static void split_host(struct record *record)
{
    struct str *stem = &record->field[FIELD_CS_URI_STEM];
    size_t slash = str_index(*stem, '/');

    if (!stem->p || slash == 0 || slash == stem->n || str_find(*stem, STR("://")) < stem->n ||
        str_index((struct str){stem->p, slash}, '.') == slash)
        return;
    if (!record->field[FIELD_CS_HOST].p)
        record->field[FIELD_CS_HOST] = (struct str){stem->p, slash};
    *stem = str_skip(*stem, slash);
}

static enum parsed w3c_parse(const struct layout *layout, struct parse_state *state,
                             struct str line, struct record *record, uint32_t *ret_column)
{
    const struct columns *columns = &state->columns;
    struct value values[LIMIT_LAYOUT_OPS];
    struct moment moment = {0};
    bool ambiguous;

    (void)layout;
    *ret_column = 0;
    if (str_trim(line).n == 0)
        return PARSED_SKIP;
    if (line.p[0] == '#') {
        columns_directive(&state->columns, line);
        return PARSED_SKIP;
    }
    if (columns->count == 0 || !split(columns, line, values, &ambiguous))
        return PARSED_BAD_LAYOUT;
    record_clear(record);
    state->escapes = true;
    for (int i = 0; i < columns->count; i++) {
        if (put_value(state, record, i, values[i], &moment))
            continue;
        *ret_column = (uint32_t)(values[i].text.p - line.p);
        return columns->kind[i] == COLUMN_MOMENT ? PARSED_BAD_TIME : PARSED_BAD_LAYOUT;
    }
    if (!put_moment(state, record, &moment))
        return PARSED_BAD_TIME;
    split_host(record);
    record_finish(ESCAPE_RAW, state, record);
    return ambiguous ? PARSED_AMBIGUOUS : PARSED;
}

static int w3c_compile(struct layout *layout, struct str text, struct err *err)
{
    (void)layout;
    (void)text;
    (void)err;
    return 0; /* the columns are in the log */
}

const struct parser parser_w3c = {
    .name = "w3c",
    .sniffed = true,
    .headed = true,
    .compile = w3c_compile,
    .parse = w3c_parse,
    .sample = "#Software: Microsoft Internet Information Services 10.0\n"
              "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip "
              "cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\n"
              "2024-01-29 02:12:45 192.0.2.7 GET /droits amc=1 443 10003879623 198.18.4.2 "
              "Mozilla/5.0+(X11) - 200 0 0 15",
    .account = "10003879623",
    .stranger = "2024-01-29 02:12:45 192.0.2.7 GET /droits amc=1 443 10003879623",
};
