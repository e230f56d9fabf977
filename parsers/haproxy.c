/*
 * haproxy.c: HAProxy's `option httplog`, `option httpslog` and `option tcplog`, and the lines of
 * failed TLS handshakes. Between the size and the request stand cookies, counters and the captured
 * headers, which only the configuration names; a captured list of addresses is what proxies passed
 * on, whatever its place. A line is cut at 1,024 bytes unless the configuration says otherwise.
 *
 * Source: HAProxy configuration manual, 8.2.2 to 8.2.4 and 8.6 ('"', '#', '{', '|', '}' and bytes
 * that cannot be printed are written #HH).
 */
#include "parsers/parser.h"

extern const struct parser parser_template;

/* s-ip holds the text between size and request until it has been looked into: the address of the
 * server is not logged, and what is written #HH must not be undone before captures are told apart.
 */
#define BEGIN "{c-ip:endpoint} [{time:%d/%b/%Y:%H:%M:%S.%L}] {-} {-}/{s-computername} "
#define HTTP                                                                                       \
    BEGIN "{-}/{-}/{-}/{-}/{time-taken:token} {sc-status} {sc-bytes} {s-ip:quoted} "               \
          "\"{cs-request}\""
#define FORMAT                                                                                     \
    HTTP "\n" HTTP " {-}/{-}/{-}/{-}/{-} {-}/{-}/{-}\n" BEGIN                                      \
         "{-}/{-}/{time-taken:token} {sc-bytes} {s-ip:token}\n"                                    \
         "{c-ip:endpoint} [{time:%d/%b/%Y:%H:%M:%S.%L}] {-}/{-}: {*}"

static int haproxy_compile(struct layout *layout, struct str text, struct err *err)
{
    (void)text;
    return parser_template.compile(layout, STR(FORMAT), err);
}

/* A token off the front of a text, and the blank behind it. */
static struct str take_token(struct str *text)
{
    size_t end = str_index(*text, ' ');
    struct str token = {text->p, end};

    *text = str_skip(*text, end < text->n ? end + 1 : end);
    return token;
}

static bool is_counters(struct str text, unsigned wanted)
{
    unsigned slashes = 0;

    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '/')
            slashes++;
        else if ((text.p[i] < '0' || text.p[i] > '9') && text.p[i] != '+' && text.p[i] != '-')
            return false;
    }
    return text.n > 0 && slashes == wanted;
}

/* "192.0.2.1, 198.51.100.7" */
static bool is_address_list(struct str text)
{
    while (text.n) {
        size_t end = str_index(text, ',');

        if (!text_is_ip(str_trim((struct str){text.p, end})))
            return false;
        text = str_skip(text, end < text.n ? end + 1 : end);
    }
    return true;
}

/* The first capture that is a list of addresses. */
static struct str forwarded_of(struct str captures)
{
    size_t from = 0;

    for (size_t i = 0; i < captures.n; i++) {
        if (captures.p[i] == '{') {
            from = i + 1;
        } else if (captures.p[i] == '|' || captures.p[i] == '}') {
            struct str item = str_slice(captures, from, i);

            if (item.n && is_address_list(item))
                return item;
            from = i + 1;
        }
    }
    return STR_NONE;
}

/* "- - ---- 2/1/0/0/0 0/0 {a|b} {c}"; of a connection, "-- 2/1/0/0/0 0/0". */
static bool finish_middle(struct record *record)
{
    struct str rest = record->field[FIELD_S_IP];
    bool http = record->field[FIELD_REQUEST].p != NULL;

    record->field[FIELD_S_IP] = STR_NONE;
    if (http) {
        (void)take_token(&rest); /* the captured cookies */
        (void)take_token(&rest);
    }
    if (take_token(&rest).n != (http ? 4 : 2) || !is_counters(take_token(&rest), 4) ||
        !is_counters(take_token(&rest), 1))
        return false;
    if (!http)
        return rest.n == 0;
    if (rest.n && (rest.p[0] != '{' || rest.p[rest.n - 1] != '}'))
        return false;
    record->field[FIELD_FORWARDED] = forwarded_of(rest);
    return true;
}

/* What the server says of itself. */
static bool is_message(struct str line)
{
    static const struct {
        const char *begin;
        const char *part;
    } messages[] = {
        {"Proxy ", " started."},
        {"Proxy ", " stopped ("},
        {"Stopping proxy ", " in "},
        {"Stopping frontend ", " in "},
        {"Stopping backend ", " in "},
        {"Server ", " is UP"},
        {"Server ", " is DOWN"},
        {"Server ", " is going DOWN"},
        {"Server ", " is stopping"},
        {"Health check for server ", " status: "},
        {"backend ", " has no server available!"},
        {"Backend ", " has no server available!"},
    };

    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
        if (str_starts(line, str_of(messages[i].begin)) &&
            str_find(line, str_of(messages[i].part)) < line.n)
            return true;
    }
    return false;
}

static enum parsed haproxy_parse(const struct layout *layout, struct parse_state *state,
                                 struct str line, struct record *record, uint32_t *ret_column)
{
    enum parsed parsed = layout_cut(layout, state, line, record, ret_column);
    struct str *server = &record->field[FIELD_S_COMPUTERNAME];

    if (parsed != PARSED && parsed != PARSED_AMBIGUOUS)
        return is_message(line) ? PARSED_SKIP : parsed;
    if (record->field[FIELD_S_IP].p && !finish_middle(record)) {
        *ret_column = 0;
        return PARSED_BAD_LAYOUT;
    }
    if (str_eq(*server, STR("<NOSRV>")))
        *server = STR_NONE;
    return parsed;
}

const struct parser parser_haproxy = {
    .name = "haproxy",
    .escape = ESCAPE_HASH,
    .sniffed = true,
    .compile = haproxy_compile,
    .parse = haproxy_parse,
    .sample =
        "198.18.4.2:39759 [29/Jan/2024:03:12:45.633] portail~ droits/serveur1 0/0/1/48/99 200 "
        "512 - - ---- 87/87/87/1/0 0/0 {portail.example|203.0.113.9} {} \"GET /droits?amc=1 "
        "HTTP/1.1\"",
    .account = "",
    .stranger = "198.18.4.2:39759 [29/Jan/2024:03:12:45.633] portail~ droits/serveur1 0/0/1/48/99 "
                "200 512",
};
