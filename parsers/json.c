/*
 * json.c: JSON lines. One object a line; members become fields by their path, nested objects by
 * dotted paths. Without a field map the names that servers commonly write are known; 'json
 * cs-username=user.id …' adds to them.
 *
 * Own scanner: one pass, nothing allocated but for escaped texts, bytes that are not UTF-8 kept
 * (nginx's escape=json leaves them), numbers kept as written. Source: RFC 8259.
 */
#include "parsers/parser.h"

/* Names that servers and shippers write, by field; the first one present wins. */
static const struct {
    const char *path;
    enum field field;
} known[] = {
    {"time", FIELD_TIME},
    {"time_local", FIELD_TIME},
    {"time_iso8601", FIELD_TIME},
    {"@timestamp", FIELD_TIME},
    {"timestamp", FIELD_TIME},
    {"date", FIELD_TIME},
    {"ts", FIELD_TIME},
    {"msec", FIELD_TIME},
    {"StartUTC", FIELD_TIME},
    {"remote_addr", FIELD_C_IP},
    {"remote_ip", FIELD_C_IP},
    {"client_ip", FIELD_C_IP},
    {"clientip", FIELD_C_IP},
    {"ClientHost", FIELD_C_IP},
    {"ip", FIELD_C_IP},
    {"source.ip", FIELD_C_IP},
    {"client.ip", FIELD_C_IP},
    {"request.remote_ip", FIELD_C_IP},
    {"remote_user", FIELD_CS_USERNAME},
    {"user", FIELD_CS_USERNAME},
    {"user_id", FIELD_CS_USERNAME},
    {"user.name", FIELD_CS_USERNAME},
    {"ClientUsername", FIELD_CS_USERNAME},
    {"request", FIELD_REQUEST},
    {"request_method", FIELD_CS_METHOD},
    {"method", FIELD_CS_METHOD},
    {"http.request.method", FIELD_CS_METHOD},
    {"request.method", FIELD_CS_METHOD},
    {"RequestMethod", FIELD_CS_METHOD},
    {"request_uri", FIELD_CS_URI_QUERY},
    {"uri", FIELD_CS_URI_QUERY},
    {"path", FIELD_CS_URI_QUERY},
    {"url", FIELD_CS_URI_QUERY},
    {"url.original", FIELD_CS_URI_QUERY},
    {"request.uri", FIELD_CS_URI_QUERY},
    {"RequestPath", FIELD_CS_URI_QUERY},
    {"url.path", FIELD_CS_URI_STEM},
    {"url.query", FIELD_ARGS},
    {"args", FIELD_ARGS},
    {"status", FIELD_SC_STATUS},
    {"http.response.status_code", FIELD_SC_STATUS},
    {"DownstreamStatus", FIELD_SC_STATUS},
    {"body_bytes_sent", FIELD_SC_BYTES},
    {"bytes_sent", FIELD_SC_BYTES},
    {"bytes", FIELD_SC_BYTES},
    {"size", FIELD_SC_BYTES},
    {"length", FIELD_SC_BYTES},
    {"http.response.body.bytes", FIELD_SC_BYTES},
    {"DownstreamContentSize", FIELD_SC_BYTES},
    {"http_referer", FIELD_CS_REFERER},
    {"referrer", FIELD_CS_REFERER},
    {"referer", FIELD_CS_REFERER},
    {"http.request.referrer", FIELD_CS_REFERER},
    {"http_user_agent", FIELD_CS_USER_AGENT},
    {"user_agent", FIELD_CS_USER_AGENT},
    {"agent", FIELD_CS_USER_AGENT},
    {"user_agent.original", FIELD_CS_USER_AGENT},
    {"host", FIELD_CS_HOST},
    {"url.domain", FIELD_CS_HOST},
    {"http_x_forwarded_for", FIELD_FORWARDED},
    {"session", FIELD_SESSION},
    {"session.id", FIELD_SESSION},
};

/* One line being read. */
struct scan {
    const struct layout *layout;
    struct parse_state *state;
    struct str line;
    size_t at;
    struct record *record;
    char path[256];
};

static bool json_claims(struct str text)
{
    return str_starts(text, STR("json ")) || str_starts(text, STR("json:"));
}

/* "cs-username=user.id c-ip=client.address": fields and paths. They come before the known names. */
static int read_map(struct layout *layout, struct str text, struct err *err)
{
    text = text.n > 4 ? str_skip(text, 5) : STR("");
    for (text = str_trim(text); text.n; text = str_trim(text)) {
        size_t end = 0;
        struct str pair;
        size_t equals;
        enum field field;

        while (end < text.n && text.p[end] != ' ' && text.p[end] != ',')
            end++;
        pair = (struct str){text.p, end};
        text = str_skip(text, end < text.n ? end + 1 : end);
        equals = str_index(pair, '=');
        field = field_by_name((struct str){pair.p, equals});
        if (field == FIELD_NONE || equals + 1 >= pair.n)
            return err_usage(err,
                             "the field map of the log format has \"%.*s\": field=path is wanted, "
                             "with a field such as cs-username",
                             (int)(pair.n < 80 ? pair.n : 80), pair.p);
        if (layout->member_count == LIMIT_LAYOUT_OPS)
            return err_usage(err, "the field map of the log format has more than %d fields",
                             LIMIT_LAYOUT_OPS);
        layout->members[layout->member_count++] =
            (struct layout_member){str_skip(pair, equals + 1), field};
    }
    return 0;
}

static int json_compile(struct layout *layout, struct str text, struct err *err)
{
    size_t count = sizeof known / sizeof known[0];
    bool mapped[FIELD_COUNT] = {false};

    layout->members =
        arena_alloc(&layout->arena, (count + LIMIT_LAYOUT_OPS) * sizeof *layout->members);
    if (text.n && read_map(layout, text, err) < 0)
        return -1;
    for (int i = 0; i < layout->member_count; i++)
        mapped[layout->members[i].field] = true;
    for (size_t i = 0; i < count; i++) {
        if (!mapped[known[i].field]) /* a field that the user places is nowhere else */
            layout->members[layout->member_count++] =
                (struct layout_member){str_of(known[i].path), known[i].field};
    }
    return 0;
}

static bool skip_blank(struct scan *s)
{
    while (s->at < s->line.n && memchr(" \t\r\n", s->line.p[s->at], 4))
        s->at++;
    return s->at < s->line.n;
}

static bool expect(struct scan *s, char c)
{
    if (!skip_blank(s) || s->line.p[s->at] != c)
        return false;
    s->at++;
    return true;
}

static int hex4(const char *p)
{
    int value = 0;

    for (int i = 0; i < 4; i++) {
        int digit = str_hex_digit(p[i]);

        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static size_t put_utf8(char *to, unsigned code)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = (char)(0xC0 | code >> 6);
        to[1] = (char)(0x80 | (code & 63));
        return 2;
    }
    if (code < 0x10000) {
        to[0] = (char)(0xE0 | code >> 12);
        to[1] = (char)(0x80 | (code >> 6 & 63));
        to[2] = (char)(0x80 | (code & 63));
        return 3;
    }
    to[0] = (char)(0xF0 | code >> 18);
    to[1] = (char)(0x80 | (code >> 12 & 63));
    to[2] = (char)(0x80 | (code >> 6 & 63));
    to[3] = (char)(0x80 | (code & 63));
    return 4;
}

/* \uXXXX at text.p[i], which is the u; pairs of surrogates are joined. Returns the bytes read
 * beyond the u. */
static size_t unescape_unicode(struct str text, size_t i, char *to, size_t *n)
{
    int code = i + 4 < text.n ? hex4(text.p + i + 1) : -1;

    if (code < 0) {
        to[(*n)++] = 'u';
        return 0;
    }
    if (code >= 0xD800 && code < 0xDC00 && i + 10 < text.n && text.p[i + 5] == '\\' &&
        text.p[i + 6] == 'u') {
        int low = hex4(text.p + i + 7);

        if (low >= 0xDC00 && low < 0xE000) {
            *n += put_utf8(to + *n,
                           0x10000u + ((unsigned)(code - 0xD800) << 10) + (unsigned)(low - 0xDC00));
            return 10;
        }
    }
    *n += put_utf8(to + *n, code >= 0xD800 && code < 0xE000 ? 0xFFFDu : (unsigned)code);
    return 4;
}

/* Two hexadecimal digits at text.p[i], or -1. */
static int hex2(struct str text, size_t i)
{
    int high = i + 1 < text.n ? str_hex_digit(text.p[i]) : -1;
    int low = high >= 0 ? str_hex_digit(text.p[i + 1]) : -1;

    return low >= 0 ? high * 16 + low : -1;
}

/* The escapes of RFC 8259, and \xHH: nginx writes it into JSON formats that forgot escape=json. */
static struct str unescape_json(struct scan *s, struct str text)
{
    char *plain;
    size_t n = 0;

    if (str_index(text, '\\') == text.n)
        return text;
    plain = arena_alloc(&s->state->scratch, text.n + 4);
    for (size_t i = 0; i < text.n; i++) {
        static const char from[] = "nrtbf";
        static const char to[] = "\n\r\t\b\f";
        const char *hit;

        if (text.p[i] != '\\' || i + 1 == text.n) {
            plain[n++] = text.p[i];
            continue;
        }
        i++;
        hit = memchr(from, text.p[i], 5);
        if (text.p[i] == 'u') {
            i += unescape_unicode(text, i, plain, &n);
        } else if (text.p[i] == 'x' && hex2(text, i + 1) >= 0) {
            plain[n++] = (char)hex2(text, i + 1);
            i += 2;
        } else {
            plain[n++] = hit ? to[hit - from] : text.p[i];
        }
    }
    return (struct str){plain, n};
}

/* A string, its opening quote already read; the span is between the quotes. */
static bool scan_string(struct scan *s, struct str *ret_text)
{
    size_t from = s->at;

    while (s->at < s->line.n) {
        if (s->line.p[s->at] == '"') {
            *ret_text = str_slice(s->line, from, s->at++);
            return true;
        }
        s->at += s->line.p[s->at] == '\\' ? 2 : 1;
    }
    return false;
}

static bool scan_scalar(struct scan *s, struct str *ret_text)
{
    size_t from = s->at;

    while (s->at < s->line.n && !memchr(",}] \t\r\n", s->line.p[s->at], 7))
        s->at++;
    *ret_text = str_slice(s->line, from, s->at);
    return s->at > from;
}

static void store(struct scan *s, size_t path_n, struct str value, bool is_string)
{
    struct str path = {s->path, path_n};

    for (int i = 0; i < s->layout->member_count; i++) {
        const struct layout_member *m = &s->layout->members[i];

        if (!str_eq(m->path, path))
            continue;
        if (!s->record->field[m->field].p && !(!is_string && str_eq(value, STR("null"))))
            s->record->field[m->field] = is_string ? unescape_json(s, value) : value;
        return;
    }
}

static bool scan_value(struct scan *s, size_t path_n, int depth);

/* Members of an object, its { already read. */
static bool scan_object(struct scan *s, size_t path_n, int depth)
{
    if (skip_blank(s) && s->line.p[s->at] == '}') {
        s->at++;
        return true;
    }
    for (;;) {
        struct str name;
        size_t n = path_n;

        if (!expect(s, '"') || !scan_string(s, &name) || !expect(s, ':'))
            return false;
        if (n + name.n + 1 < sizeof s->path) {
            if (n)
                s->path[n++] = '.';
            memcpy(s->path + n, name.p, name.n);
            n += name.n;
        } else {
            n = sizeof s->path; /* too long to be a known path: read over */
        }
        if (!scan_value(s, n, depth))
            return false;
        if (!expect(s, ','))
            return expect(s, '}');
    }
}

/* Items of a list, its [ already read: read over, since no field is a list. */
static bool scan_list(struct scan *s, int depth)
{
    if (skip_blank(s) && s->line.p[s->at] == ']') {
        s->at++;
        return true;
    }
    do {
        if (!scan_value(s, sizeof s->path, depth))
            return false;
    } while (expect(s, ','));
    return expect(s, ']');
}

static bool scan_value(struct scan *s, size_t path_n, int depth)
{
    struct str text;
    bool is_string;

    if (depth >= LIMIT_JSON_DEPTH || !skip_blank(s))
        return false;
    if (s->line.p[s->at] == '{' || s->line.p[s->at] == '[') {
        bool object = s->line.p[s->at++] == '{';

        return object ? scan_object(s, path_n, depth + 1) : scan_list(s, depth + 1);
    }
    is_string = s->line.p[s->at] == '"';
    s->at += is_string;
    if (is_string ? !scan_string(s, &text) : !scan_scalar(s, &text))
        return false;
    if (path_n < sizeof s->path)
        store(s, path_n, text, is_string);
    return true;
}

/* Statuses and sizes may be written as numbers or as texts. */
static void finish_numbers(struct record *record)
{
    uint64_t number;

    if (str_to_u64(record->field[FIELD_SC_STATUS], 999, &number))
        record->status = (int)number;
    if (str_to_u64(record->field[FIELD_SC_BYTES], INT64_MAX, &number))
        record->bytes = (int64_t)number;
    for (int i = 0; i < FIELD_COUNT; i++) {
        if (record->field[i].n == 1 && record->field[i].p[0] == '-')
            record->field[i] = STR_NONE;
    }
}

static enum parsed json_parse(const struct layout *layout, struct parse_state *state,
                              struct str line, struct record *record, uint32_t *ret_column)
{
    struct scan s = {.layout = layout, .state = state, .line = line, .record = record};
    struct str time;

    record_clear(record);
    state->escapes = false; /* undone here, by JSON's own rules */
    if (!expect(&s, '{') || !scan_object(&s, 0, 0) || skip_blank(&s)) {
        *ret_column = (uint32_t)(s.at < line.n ? s.at : line.n);
        return PARSED_BAD_LAYOUT;
    }
    time = record->field[FIELD_TIME];
    *ret_column = 0;
    if (!time.p)
        return PARSED_BAD_LAYOUT; /* an object that is no log line, or whose time is elsewhere */
    if (!parse_time(state, time_part(time), time, &record->time_ns))
        return PARSED_BAD_TIME;
    finish_numbers(record);
    record_finish(ESCAPE_JSON, state, record);
    return PARSED;
}

const struct parser parser_json = {
    .name = "json",
    .sniffed = true,
    .claims = json_claims,
    .compile = json_compile,
    .parse = json_parse,
    .sample = "{\"time_iso8601\":\"2024-01-29T03:12:45+01:00\",\"remote_addr\":\"198.18.4.2\","
              "\"remote_user\":"
              "\"10003879623\",\"request\":\"GET /droits HTTP/1.1\",\"status\":200}",
    .account = "10003879623",
    .stranger = "{\"level\":\"info\",\"msg\":\"started\"",
};
