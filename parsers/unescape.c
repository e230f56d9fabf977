/*
 * unescape.c: undoes what servers do to bytes that would break their lines. One function, a row for
 * each way of escaping. Members of JSON lines are json.c's.
 *
 * Sources: nginx ngx_http_log_module (escape=default: \xHH in upper case; escape=json); httpd
 * mod_log_config ("Format Notes": \xhh, \", \\, \b \n \r \t \v); HAProxy configuration manual 8.6
 * (non printable characters: #XX); W3C/IIS (+ for a blank).
 */
#include "parsers/parser.h"

static const char marks[] = {
    [ESCAPE_BACKSLASH] = '\\', [ESCAPE_JSON] = '\\', [ESCAPE_RAW] = '\0', [ESCAPE_HASH] = '#',
    [ESCAPE_PERCENT] = '%',    [ESCAPE_SQUID] = '%', [ESCAPE_PLUS] = '+',
};

static char named_char(char c)
{
    switch (c) {
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'b': return '\b';
    case 'v': return '\v';
    case 'a': return '\a';
    case 'f': return '\f';
    default: return c;
    }
}

/* The byte that two hexadecimal digits at text.p[i] stand for, or -1. */
static int hex_byte(struct str text, size_t i)
{
    int high = i + 1 < text.n ? str_hex_digit(text.p[i]) : -1;
    int low = high >= 0 ? str_hex_digit(text.p[i + 1]) : -1;

    return low >= 0 ? high * 16 + low : -1;
}

/* What a backslash at text.p[i] and the bytes behind it stand for; *ret_n is their number. A raw
 * backslash stands for itself, as DOMAIN\user has it. */
static char backslash(enum escape escape, struct str text, size_t i, size_t *ret_n)
{
    int byte = -1;

    if (i + 1 < text.n && text.p[i + 1] == 'x' && (byte = hex_byte(text, i + 2)) >= 0) {
        *ret_n = 4;
    } else if (escape == ESCAPE_JSON && i + 1 < text.n && text.p[i + 1] == 'u' &&
               hex_byte(text, i + 2) == 0 && (byte = hex_byte(text, i + 4)) >= 0) {
        *ret_n = 6; /* nginx writes control bytes so, and nothing else */
    } else if (i + 1 < text.n && memchr("\"\\/nrtbvaf", text.p[i + 1], 10)) {
        byte = (unsigned char)named_char(text.p[i + 1]);
        *ret_n = 2;
    } else {
        byte = '\\';
        *ret_n = 1;
    }
    return (char)byte;
}

/* Squid's user names: %HH, and \\ \n \r for what these three are. */
static struct str unescape_squid(struct parse_state *state, struct str text)
{
    char *plain = arena_alloc(&state->scratch, text.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        int byte = text.p[i] == '%' ? hex_byte(text, i + 1) : -1;

        if (byte >= 0) {
            plain[n++] = (char)byte;
            i += 2;
        } else if (text.p[i] == '\\' && i + 1 < text.n && memchr("\\nr", text.p[i + 1], 3)) {
            plain[n++] = named_char(text.p[++i]);
        } else {
            plain[n++] = text.p[i];
        }
    }
    return (struct str){plain, n};
}

struct str unescape(enum escape escape, struct parse_state *state, struct str text)
{
    char mark = marks[escape];
    char *plain;
    size_t n = 0;
    size_t i;

    if (escape == ESCAPE_RAW || !state->escapes)
        return text;
    i = str_index(text, mark);
    if (i == text.n && (escape != ESCAPE_SQUID || str_index(text, '\\') == text.n))
        return text;
    if (escape == ESCAPE_SQUID)
        return unescape_squid(state, text);
    plain = arena_alloc(&state->scratch, text.n + 1);
    memcpy(plain, text.p, i);
    n = i;
    while (i < text.n) {
        size_t used = 1;
        char c = text.p[i];

        if (c == mark && mark == '\\') {
            c = backslash(escape, text, i, &used);
        } else if (c == mark && mark == '+') {
            c = ' ';
        } else if (c == mark && hex_byte(text, i + 1) >= 0) {
            c = (char)hex_byte(text, i + 1);
            used = 3;
        }
        plain[n++] = c;
        i += used;
    }
    return (struct str){plain, n};
}
