/*
 * ansi.c: escape sequences of terminals before and behind a line, as they remain in logs that were
 * copied from one: colours, and "erase the line".
 *
 * Source: ECMA-48, 5.4 (control sequences: ESC [ parameters, intermediates, one final byte).
 */
#include "parsers/parser.h"

/* Length of the control sequence at the front, 0 for none. */
static size_t sequence(struct str text)
{
    size_t i = 2;

    if (!str_starts(text, STR("\x1b[")))
        return 0;
    while (i < text.n && text.p[i] >= 0x20 && text.p[i] < 0x40)
        i++;
    return i < text.n && text.p[i] >= 0x40 && text.p[i] < 0x7f ? i + 1 : 0;
}

struct str skip_sequences(struct str text)
{
    size_t n;

    while ((n = sequence(text)) > 0)
        text = str_skip(text, n);
    return text;
}

static bool ansi_unwrap(struct parse_state *state, struct str line, struct str *ret_inner)
{
    struct str inner = skip_sequences(line);

    (void)state;
    if (inner.n == line.n)
        return false;
    while (str_ends(inner, STR("\x1b[0m")))
        inner.n -= 4;
    *ret_inner = inner;
    return true;
}

const struct parser parser_ansi = {
    .name = "ansi",
    .unwrap = ansi_unwrap,
    .sample = "\x1b[2K\x1b[32m198.18.4.2 - - [29/Jan/2024:03:12:45 +0100]\x1b[0m",
    .account = "198.18.4.2 - - [29/Jan/2024:03:12:45 +0100]",
    .stranger = "198.18.4.2 - - \x1b[32m[29/Jan/2024:03:12:45 +0100]",
};
