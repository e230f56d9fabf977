/*
 * columns.c: the header lines of W3C extended logs and of their relatives: which columns there are,
 * and how they are written. Reading lines by them is w3c.c's.
 *
 * Sources: W3C WD-logfile-960323 (directives); IIS "W3C logging" (names, + for blanks, UTC);
 * CloudFront developer guide (tabs, percent-encoding); Oracle Web Cache (#GMT-Offset); Imperva
 * Incapsula log integration; SHOUTcast; Zeek ASCII writer (#separator, #fields).
 */
#include "parsers/parser.h"

/* Names of columns, in lower case. */
static const struct {
    const char *name;
    enum column kind;
    enum field field;
    enum part part;
} names[] = {
    {"date", COLUMN_DATE, FIELD_NONE, PART_TOKEN},
    {"date-local", COLUMN_DATE, FIELD_NONE, PART_TOKEN},
    {"time", COLUMN_CLOCK, FIELD_NONE, PART_TOKEN},
    {"time-local", COLUMN_CLOCK, FIELD_NONE, PART_TOKEN},
    {"ts", COLUMN_MOMENT, FIELD_TIME, PART_TOKEN},
    {"timestamp", COLUMN_MOMENT, FIELD_TIME, PART_TOKEN},
    {"x-timestamp", COLUMN_MOMENT, FIELD_TIME, PART_TOKEN},
    {"c-ip", COLUMN_FIELD, FIELD_C_IP, PART_ADDRESS},
    {"id.orig_h", COLUMN_FIELD, FIELD_C_IP, PART_ADDRESS},
    {"c-port", COLUMN_FIELD, FIELD_C_PORT, PART_NUMBER},
    {"id.orig_p", COLUMN_FIELD, FIELD_C_PORT, PART_NUMBER},
    {"s-ip", COLUMN_FIELD, FIELD_S_IP, PART_QUOTED},
    {"id.resp_h", COLUMN_FIELD, FIELD_S_IP, PART_QUOTED},
    {"s-port", COLUMN_FIELD, FIELD_S_PORT, PART_NUMBER},
    {"id.resp_p", COLUMN_FIELD, FIELD_S_PORT, PART_NUMBER},
    {"s-computername", COLUMN_FIELD, FIELD_S_COMPUTERNAME, PART_QUOTED},
    {"cs-username", COLUMN_FIELD, FIELD_CS_USERNAME, PART_QUOTED},
    {"c-auth-id", COLUMN_FIELD, FIELD_CS_USERNAME, PART_QUOTED},
    {"cs-authuser", COLUMN_FIELD, FIELD_CS_USERNAME, PART_QUOTED},
    {"username", COLUMN_FIELD, FIELD_CS_USERNAME, PART_QUOTED},
    {"cs-method", COLUMN_FIELD, FIELD_CS_METHOD, PART_QUOTED},
    {"method", COLUMN_FIELD, FIELD_CS_METHOD, PART_QUOTED},
    {"cs-uri", COLUMN_FIELD, FIELD_CS_URI_QUERY, PART_QUOTED},
    {"uri", COLUMN_FIELD, FIELD_CS_URI_QUERY, PART_QUOTED},
    {"cs-uri-stem", COLUMN_FIELD, FIELD_CS_URI_STEM, PART_QUOTED},
    {"cs-uri-path", COLUMN_FIELD, FIELD_CS_URI_STEM, PART_QUOTED},
    {"cs-uri-query", COLUMN_FIELD, FIELD_ARGS, PART_QUOTED},
    {"cs-version", COLUMN_FIELD, FIELD_CS_VERSION, PART_QUOTED},
    {"cs-protocol-version", COLUMN_FIELD, FIELD_CS_VERSION, PART_QUOTED},
    {"cs-host", COLUMN_FIELD, FIELD_CS_HOST, PART_QUOTED},
    {"cs(host)", COLUMN_FIELD, FIELD_CS_HOST, PART_QUOTED},
    {"x-host-header", COLUMN_FIELD, FIELD_CS_HOST, PART_QUOTED},
    {"host", COLUMN_FIELD, FIELD_CS_HOST, PART_QUOTED},
    {"sc-status", COLUMN_FIELD, FIELD_SC_STATUS, PART_NUMBER},
    {"c-status", COLUMN_FIELD, FIELD_SC_STATUS, PART_NUMBER},
    {"status_code", COLUMN_FIELD, FIELD_SC_STATUS, PART_NUMBER},
    {"sc-bytes", COLUMN_FIELD, FIELD_SC_BYTES, PART_NUMBER},
    {"bytes", COLUMN_FIELD, FIELD_SC_BYTES, PART_NUMBER},
    {"response_body_len", COLUMN_FIELD, FIELD_SC_BYTES, PART_NUMBER},
    {"cs-bytes", COLUMN_FIELD, FIELD_CS_BYTES, PART_NUMBER},
    {"request_body_len", COLUMN_FIELD, FIELD_CS_BYTES, PART_NUMBER},
    {"time-taken", COLUMN_FIELD, FIELD_TIME_TAKEN, PART_QUOTED},
    {"timetakenms", COLUMN_FIELD, FIELD_TIME_TAKEN, PART_QUOTED},
    {"x-duration", COLUMN_FIELD, FIELD_TIME_TAKEN, PART_QUOTED},
    {"cs(user-agent)", COLUMN_FIELD, FIELD_CS_USER_AGENT, PART_QUOTED},
    {"cs-user-agent", COLUMN_FIELD, FIELD_CS_USER_AGENT, PART_QUOTED},
    {"c-user-agent", COLUMN_FIELD, FIELD_CS_USER_AGENT, PART_QUOTED},
    {"user_agent", COLUMN_FIELD, FIELD_CS_USER_AGENT, PART_QUOTED},
    {"cs(referer)", COLUMN_FIELD, FIELD_CS_REFERER, PART_QUOTED},
    {"cs(referrer)", COLUMN_FIELD, FIELD_CS_REFERER, PART_QUOTED},
    {"cs-referer", COLUMN_FIELD, FIELD_CS_REFERER, PART_QUOTED},
    {"c-referrer", COLUMN_FIELD, FIELD_CS_REFERER, PART_QUOTED},
    {"referrer", COLUMN_FIELD, FIELD_CS_REFERER, PART_QUOTED},
    {"cs(cookie)", COLUMN_FIELD, FIELD_CS_COOKIE, PART_QUOTED},
    {"cs-cookie", COLUMN_FIELD, FIELD_CS_COOKIE, PART_QUOTED},
    {"x-forwarded-for", COLUMN_FIELD, FIELD_FORWARDED, PART_QUOTED},
    {"cs(x-forwarded-for)", COLUMN_FIELD, FIELD_FORWARDED, PART_QUOTED},
    {"s-xff", COLUMN_FIELD, FIELD_FORWARDED, PART_QUOTED},
};

static bool is_separator(char c)
{
    return c == ' ' || c == '\t';
}

/* The first word of a text. */
static struct str word_of(struct str text)
{
    size_t n = 0;

    while (n < text.n && !is_separator(text.p[n]))
        n++;
    return (struct str){text.p, n};
}

static void add_column(struct columns *c, struct str name)
{
    int i = c->count++;

    c->kind[i] = COLUMN_FIELD;
    c->field[i] = FIELD_NONE;
    c->part[i] = PART_QUOTED;
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
        if (!str_eq_nocase(name, str_of(names[k].name)))
            continue;
        c->kind[i] = names[k].kind;
        c->field[i] = names[k].field;
        c->part[i] = names[k].part;
    }
    c->has_date = c->has_date || c->kind[i] == COLUMN_DATE;
    c->local = c->local || str_ends(name, STR("-local"));
    if (c->incapsula && c->field[i] == FIELD_CS_BYTES)
        c->field[i] = FIELD_SC_BYTES;
    if (str_starts(name, STR("x-edge-"))) { /* CloudFront */
        c->has_escape = true;
        c->escape = ESCAPE_PERCENT;
    }
}

/* Where path and query have columns of their own, cs-uri is the path. */
static void settle_target(struct columns *c)
{
    bool args = false;

    for (int i = 0; i < c->count; i++)
        args = args || c->field[i] == FIELD_ARGS;
    for (int i = 0; i < c->count && args; i++) {
        if (c->field[i] == FIELD_CS_URI_QUERY)
            c->field[i] = FIELD_CS_URI_STEM;
    }
}

/* A log of something else has no client or no request. */
static bool is_access(const struct columns *c)
{
    bool time = false;
    bool client = false;
    bool request = false;

    for (int i = 0; i < c->count; i++) {
        time = time || c->kind[i] == COLUMN_CLOCK || c->kind[i] == COLUMN_MOMENT;
        client = client || c->field[i] == FIELD_C_IP || c->field[i] == FIELD_CS_USERNAME;
        request = request || c->field[i] == FIELD_CS_URI_STEM ||
                  c->field[i] == FIELD_CS_URI_QUERY || c->field[i] == FIELD_CS_METHOD;
    }
    return time && client && request;
}

static void set_columns(struct columns *c, struct str list)
{
    bool zeek = list.n && list.p[0] == '\t';

    c->count = 0;
    c->has_date = false;
    c->local = false;
    c->tabs = str_index(str_trim(list), '\t') < str_trim(list).n;
    for (list = str_trim(list); list.n; list = str_trim(list)) {
        struct str name = word_of(list);

        if (c->count == LIMIT_LAYOUT_OPS) {
            c->count = 0; /* nobody writes so many: lines are rejected */
            return;
        }
        add_column(c, name);
        list = str_skip(list, name.n);
    }
    if (zeek) {
        c->has_escape = true;
        c->escape = ESCAPE_BACKSLASH;
    }
    settle_target(c);
    if (!is_access(c))
        c->count = 0;
}

/* "Microsoft Internet Information Services 8.5" */
static void set_software(struct columns *c, struct str name)
{
    bool plus = str_starts(name, STR("Microsoft")) || str_starts(name, STR("IIS")) ||
                str_starts(name, STR("Netscaler"));
    bool percent = str_starts(name, STR("SHOUTcast"));

    c->has_escape = plus || percent;
    c->escape = plus ? ESCAPE_PLUS : ESCAPE_PERCENT;
    c->incapsula = str_starts(name, STR("Incapsula"));
}

/* "2024-01-29 02:12:45", "29/Jan/2024 02:12:45": the day. */
static void set_date(struct columns *c, struct str text)
{
    struct instant instant = {0};
    struct str date = word_of(text);

    if (!instant_read(&instant, STR("%Y-%m-%d"), date) &&
        !instant_read(&instant, STR("%d/%b/%Y"), date))
        return;
    if (clock_valid(&instant.civil)) {
        c->day_ns = clock_ns(&instant.civil, 0);
        c->last_time_ns = 0;
    }
}

/* Whether a directive has this name; *ret_rest is what stands behind it. */
static bool is_directive(struct str line, struct str name, struct str *ret_rest)
{
    if (line.n < name.n || !str_eq_nocase(str_slice(line, 0, name.n), name))
        return false;
    *ret_rest = str_trim(str_skip(line, name.n));
    return true;
}

void columns_directive(struct columns *columns, struct str line)
{
    struct str rest;

    if (str_starts(line, STR("#fields\t"))) {
        set_columns(columns, str_skip(line, 7));
    } else if (is_directive(line, STR("#Fields:"), &rest)) {
        set_columns(columns, rest);
    } else if (is_directive(line, STR("#Software:"), &rest)) {
        set_software(columns, rest);
    } else if (is_directive(line, STR("#Date:"), &rest) ||
               is_directive(line, STR("#Start-Date:"), &rest)) {
        set_date(columns, rest);
    } else if (is_directive(line, STR("#GMT-Offset:"), &rest)) {
        columns->has_zone = clock_parse_zone(rest, &columns->zone_seconds) == 0;
    }
}
