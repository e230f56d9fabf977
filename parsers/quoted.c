/*
 * quoted.c: whole lines in one extra pair of quotes, as spreadsheets and database exports make
 * them. Where every quote inside is doubled, one of each two is left.
 *
 * Source: RFC 4180, 2.5 to 2.7.
 */
#include "parsers/parser.h"

/* Whether quotes stand in pairs, and there are some. */
static bool is_doubled(struct str text)
{
    bool some = false;

    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '"')
            continue;
        if (i + 1 == text.n || text.p[i + 1] != '"')
            return false;
        some = true;
        i++;
    }
    return some;
}

static bool quoted_unwrap(struct parse_state *state, struct str line, struct str *ret_inner)
{
    struct str inner;
    char *plain;
    size_t n = 0;

    if (line.n < 2 || line.p[0] != '"' || line.p[line.n - 1] != '"')
        return false;
    inner = str_slice(line, 1, line.n - 1);
    *ret_inner = inner;
    if (!is_doubled(inner))
        return true;
    plain = arena_alloc(&state->scratch, inner.n);
    for (size_t i = 0; i < inner.n; i++) {
        plain[n++] = inner.p[i];
        i += inner.p[i] == '"';
    }
    *ret_inner = (struct str){plain, n};
    return true;
}

const struct parser parser_quoted = {
    .name = "quoted",
    .unwrap = quoted_unwrap,
    .sample = "\"198.18.4.2 - - [29/Jan/2024:03:12:45 +0100] \"\"GET / HTTP/1.1\"\" 200 512\"",
    .account = "198.18.4.2 - - [29/Jan/2024:03:12:45 +0100] \"GET / HTTP/1.1\" 200 512",
    .stranger = "198.18.4.2 - - [29/Jan/2024:03:12:45 +0100] \"\"",
};
