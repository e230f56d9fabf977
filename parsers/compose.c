/*
 * compose.c: the name of the service that `docker compose logs` writes before each line, perhaps in
 * colour: "web-1  | the line".
 *
 * Source: Docker documentation, docker compose logs.
 */
#include "parsers/parser.h"

static bool is_name_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '_' || c == '.';
}

static bool compose_unwrap(struct parse_state *state, struct str line, struct str *ret_inner)
{
    struct str rest = skip_sequences(line);
    size_t i = 0;

    (void)state;
    while (i < rest.n && is_name_byte(rest.p[i]))
        i++;
    if (i == 0)
        return false;
    while (i < rest.n && rest.p[i] == ' ')
        i++;
    if (i == rest.n || rest.p[i] != '|')
        return false;
    rest = skip_sequences(str_skip(rest, i + 1));
    if (rest.n && rest.p[0] == ' ')
        rest = str_skip(rest, 1);
    *ret_inner = skip_sequences(rest);
    return true;
}

const struct parser parser_compose = {
    .name = "compose",
    .unwrap = compose_unwrap,
    .sample = "\x1b[36mportail-1  | \x1b[0m198.18.4.2 - - [29/Jan/2024:03:12:45 +0100]",
    .account = "198.18.4.2 - - [29/Jan/2024:03:12:45 +0100]",
    .stranger = "198.18.4.2 - - [29/Jan/2024:03:12:45 +0100] \"GET /a|b HTTP/1.1\" 200 1",
};
