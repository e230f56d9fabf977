/*
 * nginx.c: the language of nginx's log_format: "$variable" between literal texts. The whole
 * directive is taken, wherever it stands in what was pasted, or its format text. Source: nginx
 * ngx_http_log_module, and the variables of the modules core, upstream, proxy, realip, ssl, geoip.
 */
#include "parsers/draft.h"
#include "parsers/json_map.h"

/* Variables whose meaning is known; any other is read over. `part` is for use outside quotes. Of
 * two variables for one field, the one that says what the client saw or did weighs more. */
static const struct draft_field variables[] = {
    {"remote_addr", PART_ADDRESS, FIELD_C_IP, 2},
    {"remote_port", PART_NUMBER, FIELD_C_PORT, 2},
    {"realip_remote_addr", PART_ADDRESS, FIELD_C_IP, 0}, /* the proxy, where remote_addr is not */
    {"realip_remote_port", PART_NUMBER, FIELD_C_PORT, 0},
    {"proxy_protocol_addr", PART_ADDRESS, FIELD_FORWARDED, 1},
    {"proxy_protocol_port", PART_NUMBER, FIELD_NONE, 0},
    {"proxy_protocol_server_addr", PART_ADDRESS, FIELD_NONE, 0},
    {"proxy_protocol_server_port", PART_NUMBER, FIELD_NONE, 0},
    {"remote_user", PART_FREE, FIELD_CS_USERNAME, 3},
    {"http_x_forwarded_user", PART_FREE, FIELD_CS_USERNAME, 2},
    {"http_x_remote_user", PART_FREE, FIELD_CS_USERNAME, 2},
    {"http_remote_user", PART_FREE, FIELD_CS_USERNAME, 2},
    {"http_x_auth_request_user", PART_FREE, FIELD_CS_USERNAME, 2},
    {"ssl_client_s_dn", PART_FREE, FIELD_CS_USERNAME, 1},
    {"ssl_client_s_dn_cn", PART_FREE, FIELD_CS_USERNAME, 1},
    {"request", PART_FREE, FIELD_REQUEST, 0},
    {"request_method", PART_TOKEN, FIELD_CS_METHOD, 0},
    {"request_uri", PART_TOKEN, FIELD_CS_URI_QUERY, 1},
    {"uri", PART_FREE, FIELD_CS_URI_STEM, 1},
    {"document_uri", PART_FREE, FIELD_CS_URI_STEM, 0},
    {"args", PART_FREE, FIELD_ARGS, 1},
    {"query_string", PART_FREE, FIELD_ARGS, 0},
    {"is_args", PART_FREE, FIELD_NONE, 0},
    {"server_protocol", PART_TOKEN, FIELD_CS_VERSION, 0},
    {"scheme", PART_TOKEN, FIELD_NONE, 0},
    {"https", PART_TOKEN, FIELD_NONE, 0},
    {"host", PART_TOKEN, FIELD_CS_HOST, 2},
    {"http_host", PART_TOKEN, FIELD_CS_HOST, 1},
    {"server_name", PART_TOKEN, FIELD_S_COMPUTERNAME, 2},
    {"hostname", PART_TOKEN, FIELD_S_COMPUTERNAME, 1},
    {"server_addr", PART_ADDRESS, FIELD_S_IP, 0},
    {"server_port", PART_NUMBER, FIELD_S_PORT, 0},
    {"status", PART_NUMBER, FIELD_SC_STATUS, 1},
    {"body_bytes_sent", PART_NUMBER, FIELD_SC_BYTES, 2},
    {"bytes_sent", PART_NUMBER, FIELD_SC_BYTES, 1},
    {"request_length", PART_NUMBER, FIELD_CS_BYTES, 0},
    {"request_time", PART_NUMBER, FIELD_TIME_TAKEN, 0},
    {"http_referer", PART_FREE, FIELD_CS_REFERER, 0},
    {"http_user_agent", PART_FREE, FIELD_CS_USER_AGENT, 0},
    {"http_cookie", PART_FREE, FIELD_CS_COOKIE, 0},
    {"sent_http_set_cookie", PART_FREE, FIELD_SC_COOKIE, 0},
    {"http_x_forwarded_for", PART_LIST, FIELD_FORWARDED, 3},
    {"proxy_add_x_forwarded_for", PART_LIST, FIELD_FORWARDED, 2},
    {"http_x_real_ip", PART_FREE, FIELD_FORWARDED, 1},
    {"http_true_client_ip", PART_FREE, FIELD_FORWARDED, 1},
    {"http_cf_connecting_ip", PART_FREE, FIELD_FORWARDED, 1},
    {"pipe", PART_TOKEN, FIELD_NONE, 0},
    {"request_id", PART_TOKEN, FIELD_NONE, 0},
    {"connection", PART_NUMBER, FIELD_NONE, 0},
    {"connection_requests", PART_NUMBER, FIELD_NONE, 0},
    {"connection_time", PART_NUMBER, FIELD_NONE, 0},
    {"pid", PART_NUMBER, FIELD_NONE, 0},
    {"ssl_protocol", PART_TOKEN, FIELD_NONE, 0},
    {"ssl_cipher", PART_TOKEN, FIELD_NONE, 0},
};

/* Times, by pattern. The finest weighs most: seconds with decimals. */
static const struct {
    const char *name;
    const char *pattern;
    int weight;
} times[] = {
    {"msec", "%s", 2},
    {"time_iso8601", "%Y-%m-%dT%H:%M:%S%z", 1},
    {"time_local", "%d/%b/%Y:%H:%M:%S %z", 0},
};

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Where the directive stands in a text, as a word of its own; its end when it does not. */
static size_t directive_at(struct str text)
{
    size_t at = 0;

    for (;;) {
        at += str_find(str_skip(text, at), STR("log_format"));
        if (at >= text.n)
            return text.n;
        if ((at == 0 || memchr(" \t\r\n;{", text.p[at - 1], 6)) && at + 10 < text.n &&
            memchr(" \t\r\n", text.p[at + 10], 4))
            return at;
        at += 10;
    }
}

static bool nginx_claims(struct str text)
{
    size_t dollar = str_index(text, '$');

    if (directive_at(text) < text.n)
        return true;
    for (; dollar + 1 < text.n; dollar += 1 + str_index(str_skip(text, dollar + 1), '$')) {
        if (is_name(text.p[dollar + 1]) || text.p[dollar + 1] == '{')
            return !str_starts(text, STR("json"));
    }
    return false;
}

static int set_escape(struct draft *d, struct str word, size_t at)
{
    if (str_eq(word, STR("escape=json")))
        d->layout->escape = ESCAPE_JSON;
    else if (str_eq(word, STR("escape=none")))
        d->layout->escape = ESCAPE_RAW;
    else if (!str_eq(word, STR("escape=default")))
        return layout_refuse(d->err, d->text, at, "escape is default, json or none");
    return 0;
}

/* The format of a whole directive: its strings, joined. 0 or -1. */
static int read_directive(struct draft *d, struct str text, struct spelled *ret_format)
{
    struct words words = {.text = text, .rules = WORDS_NGINX, .at = directive_at(text)};
    struct arena *arena = &d->layout->arena;
    struct spelled format = spelled_room(arena, text.n);
    enum word word;

    if (words_take(&words, arena, &d->last) != WORD_TEXT ||
        words_take(&words, arena, &d->last) != WORD_TEXT)
        return layout_refuse(d->err, text, words.from, "log_format needs a name and a format");
    if (str_index(d->last, '$') < d->last.n)
        return layout_refuse(d->err, text, words.from,
                             "the name of the format is missing: log_format NAME '...'");
    d->layout->name = d->last;
    for (;;) {
        size_t begin = format.n;
        struct str added;

        word = words_next(&words, &format);
        if (word != WORD_TEXT)
            break;
        if (words.open)
            return layout_refuse(d->err, text, words.from, "this quote does not end");
        added = (struct str){format.p + begin, format.n - begin};
        if (begin == 0 && str_starts(added, STR("escape="))) {
            if (set_escape(d, added, words.from) < 0)
                return -1;
            format.n = 0;
        }
    }
    if (format.n == 0)
        format.place[0] = (uint32_t)words.from;
    if (word == WORD_OPEN || word == WORD_CLOSE)
        return layout_refuse(d->err, text, words.from,
                             "a brace inside log_format: is a quote or "
                             "a semicolon missing before it?");
    *ret_format = format;
    return 0;
}

/* Takes "$name" or "${name}" at `at`; returns where it ends. */
static size_t take_name(struct str format, size_t at, struct str *ret_name)
{
    size_t braces = at + 1 < format.n && format.p[at + 1] == '{';
    size_t begin = at + 1 + braces;
    size_t end = begin;

    while (end < format.n && is_name(format.p[end]))
        end++;
    *ret_name = str_slice(format, begin, end);
    return end + (braces && end < format.n && format.p[end] == '}');
}

/* Variables whose name ends with a name of the site's. */
static struct draft_field variable_by_prefix(struct str name)
{
    struct draft_field field = {NULL, PART_FREE, FIELD_NONE, 0};

    if (str_starts(name, STR("cookie_")) && draft_is_session(str_skip(name, 7)))
        field.field = FIELD_SESSION;
    else if (str_starts(name, STR("upstream_")) && !str_starts(name, STR("upstream_http_")) &&
             !str_starts(name, STR("upstream_cookie_")))
        field.part = PART_LIST;
    return field;
}

/* Families of variables that nginx has; others come from map and set, or from a slip of the pen. */
static bool has_known_prefix(struct str name)
{
    static const char *const prefixes[] = {
        "http_",  "sent_http_", "sent_trailer_", "upstream_", "cookie_",  "arg_",
        "geoip_", "ssl_",       "proxy_",        "fastcgi_",  "realip_",  "jwt_",
        "gzip_",  "secure_",    "tcpinfo_",      "limit_",    "request_", "connection"};

    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        if (str_starts(name, str_of(prefixes[i])))
            return true;
    }
    return false;
}

static int add_variable(struct draft *d, struct str name, struct str shown)
{
    const struct draft_field *known;
    struct draft_field field;

    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        if (str_eq(name, str_of(times[i].name)))
            return draft_add_time(d, shown, str_of(times[i].pattern), times[i].weight);
    }
    if ((str_eq(name, STR("is_args")) || str_eq(name, STR("args")) ||
         str_eq(name, STR("query_string"))) &&
        draft_extend(d))
        return 0; /* $uri$is_args$args */
    known = draft_find(variables, sizeof variables / sizeof variables[0], name);
    field = known ? *known : variable_by_prefix(name);
    if (!known && !has_known_prefix(name))
        d->layout->unknown =
            arena_print(&d->layout->arena, "%.*s $%.*s", (int)d->layout->unknown.n,
                        d->layout->unknown.p ? d->layout->unknown.p : "", (int)name.n, name.p);
    if (draft_add(d, shown, &field) < 0)
        return -1;
    return 0;
}

/* The field of a text that is one variable. */
static enum field field_of(struct str value)
{
    const struct draft_field *known;
    struct str name = STR("");

    if (value.n < 2 || value.p[0] != '$' || take_name(value, 0, &name) != value.n)
        return FIELD_NONE;
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        if (str_eq(name, str_of(times[i].name)))
            return FIELD_TIME;
    }
    known = draft_find(variables, sizeof variables / sizeof variables[0], name);
    return known ? known->field : variable_by_prefix(name).field;
}

static int compile_format(struct draft *d)
{
    struct str format = spelled_text(&d->from);
    size_t i = 0;

    while (i < format.n) {
        struct str name;

        if (format.p[i] != '$') {
            draft_literal(d, format.p[i++]);
            continue;
        }
        d->at = i;
        i = take_name(format, i, &name);
        if (name.n == 0)
            return draft_refuse(d, d->at, "a $ without a name");
        if (add_variable(d, name, str_slice(format, d->at, i)) < 0)
            return -1;
    }
    if (d->layout->op_count == 0)
        return draft_refuse(d, 0, "it has no $variable");
    if (draft_end(d) < 0)
        return -1;
    return json_map_add(d->layout, format, field_of, d->err);
}

static int nginx_compile(struct layout *layout, struct str text, struct err *err)
{
    struct draft d = {.layout = layout, .text = text, .err = err};
    struct spelled format;
    bool missing_is_empty;

    if (directive_at(text) == text.n)
        format = spelled_plain(&layout->arena, text, 0);
    else if (read_directive(&d, text, &format) < 0)
        return -1;
    missing_is_empty = layout->escape == ESCAPE_JSON || layout->escape == ESCAPE_RAW;
    if (draft_begin(&d, layout, text, format, err) < 0)
        return -1;
    d.empty = missing_is_empty;
    return compile_format(&d);
}

const struct parser parser_nginx = {
    .name = "nginx",
    .claims = nginx_claims,
    .compile = nginx_compile,
    .parse = json_map_parse,
};
