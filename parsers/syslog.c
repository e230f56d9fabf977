/*
 * syslog.c: the header that syslog puts before a line, with or without its priority: RFC 3164's,
 * RFC 5424's, and the ISO date that rsyslog and journald write. The server's own time is inside the
 * line; the header's is not needed.
 *
 * Sources: RFC 3164, RFC 5424, rsyslog RSYSLOG_FileFormat, journalctl -o short-iso.
 */
#include "parsers/parser.h"

/* A token off the front, and the blanks behind it. */
static struct str take_token(struct str *text)
{
    size_t end = str_index(*text, ' ');
    struct str token = {text->p, end};

    while (end < text->n && text->p[end] == ' ')
        end++;
    *text = str_skip(*text, end);
    return token;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "<190>" */
static void skip_priority(struct str *text)
{
    size_t i = 1;

    while (i < text->n && i < 4 && is_digit(text->p[i]))
        i++;
    if (text->n > i && text->p[0] == '<' && i > 1 && text->p[i] == '>')
        *text = str_skip(*text, i + 1);
}

/* "Jan 29 03:12:45", perhaps with decimals, a year before or behind it. */
static bool skip_bsd_date(struct str *text)
{
    struct instant instant = {0};
    struct str rest = *text;
    struct str month = take_token(&rest);
    struct str day = take_token(&rest);
    struct str clock = take_token(&rest);

    if (day.n == 4 && clock.n <= 2) /* Cisco: "Jan 29 2024 03:12:45" has the year third */
        return false;
    if (clock.n == 4 && is_digit(clock.p[0]))
        clock = take_token(&rest);
    if (clock.n && clock.p[clock.n - 1] == ':')
        clock.n--;
    if (!instant_read(&instant, STR("%b"), month) || !instant_read(&instant, STR("%d"), day) ||
        (!instant_read(&instant, STR("%H:%M:%S"), clock) &&
         !instant_read(&instant, STR("%H:%M:%S.%f"), clock)))
        return false;
    instant.civil.year = 2024; /* the header has none: a leap year, where every day exists */
    if (!clock_valid(&instant.civil))
        return false;
    *text = rest;
    return true;
}

/* "2024-01-29T03:12:45.123456+01:00" */
static bool skip_iso_date(struct str *text)
{
    struct str rest = *text;
    struct str date = take_token(&rest);
    int64_t ns;

    if (date.n < 19 || date.p[10] != 'T' || clock_parse(date, 0, &ns) < 0)
        return false;
    *text = rest;
    return true;
}

/* "nginx:", "haproxy[7]:" */
static bool is_tag(struct str token)
{
    return token.n > 1 && token.p[token.n - 1] == ':' && token.p[0] != '[' && token.p[0] != '"' &&
           str_index(token, ':') == token.n - 1;
}

/* "host tag: " or "tag: ". */
static bool skip_host_and_tag(struct str *text)
{
    struct str rest = *text;
    struct str token = take_token(&rest);

    if (!is_tag(token))
        token = take_token(&rest);
    if (!is_tag(token))
        return false;
    *text = rest;
    return true;
}

/* Structured data: "-", or elements in brackets whose values are quoted. */
static bool skip_structured(struct str *text)
{
    bool quoted = false;
    size_t i = 0;

    if (text->n && text->p[0] == '-') {
        *text = str_skip(*text, 1);
        return true;
    }
    while (i < text->n && text->p[i] == '[') {
        for (; i < text->n && (quoted || text->p[i] != ']'); i++) {
            if (text->p[i] == '\\' && i + 1 < text->n)
                i++;
            else if (text->p[i] == '"')
                quoted = !quoted;
        }
        if (i >= text->n)
            return false;
        i++;
    }
    if (i == 0)
        return false;
    *text = str_skip(*text, i);
    return true;
}

/* "1 2024-01-29T03:12:45Z host app procid msgid structured-data message" */
static bool skip_5424(struct str *text)
{
    struct str rest = *text;

    if (!str_eq(take_token(&rest), STR("1")))
        return false;
    if (!str_starts(rest, STR("- ")) && !skip_iso_date(&rest))
        return false;
    if (str_starts(rest, STR("- ")))
        (void)take_token(&rest);
    for (int i = 0; i < 4; i++)
        (void)take_token(&rest);
    if (!skip_structured(&rest) || (rest.n && rest.p[0] != ' '))
        return false;
    rest = rest.n ? str_skip(rest, 1) : rest;
    if (str_starts(rest, STR("\xEF\xBB\xBF")))
        rest = str_skip(rest, 3);
    *text = rest;
    return true;
}

static bool syslog_unwrap(struct parse_state *state, struct str line, struct str *ret_inner)
{
    struct str rest = line;

    (void)state;
    skip_priority(&rest);
    if (!skip_5424(&rest)) {
        if (!skip_bsd_date(&rest) && !skip_iso_date(&rest))
            return false;
        if (!skip_host_and_tag(&rest))
            return false;
    }
    *ret_inner = rest;
    return true;
}

const struct parser parser_syslog = {
    .name = "syslog",
    .unwrap = syslog_unwrap,
    .sample = "<190>Jan 29 03:12:45 frontal1 nginx: 198.18.4.2 - - [29/Jan/2024:03:12:45 +0100]",
    .account = "198.18.4.2 - - [29/Jan/2024:03:12:45 +0100]",
    .stranger = "2024-01-29T02:12:45.945958Z portail 198.18.4.2:2817 192.0.2.7:80 0.000086",
};
