/*
 * docker.c: Docker's json-file driver: {"log":"the line\n","stream":"stdout","time":"…"}. It cuts
 * lines of more than 16 KiB into pieces; only the last one ends with \n. A piece is not taken for a
 * line: it stays wrapped, so that it is rejected and counted.
 *
 * Source: Docker documentation, JSON File logging driver; moby daemon/logger/jsonfilelog.
 */
#include "parsers/json.h"

static bool docker_unwrap(struct parse_state *state, struct str line, struct str *ret_inner)
{
    static const char begin[] = "{\"log\":\"";
    struct str text;
    size_t end = sizeof begin - 1;

    if (!str_starts(line, str_of(begin)))
        return false;
    while (end < line.n && line.p[end] != '"')
        end += line.p[end] == '\\' ? 2 : 1;
    if (end >= line.n || str_find(str_skip(line, end), STR("\"stream\":")) == line.n - end)
        return false;
    text = str_slice(line, sizeof begin - 1, end);
    if (!str_ends(text, STR("\\n")))
        return false;
    text.n -= 2;
    if (str_ends(text, STR("\\r")))
        text.n -= 2;
    *ret_inner = json_unescape(state, text);
    return true;
}

const struct parser parser_docker = {
    .name = "docker",
    .unwrap = docker_unwrap,
    .sample = "{\"log\":\"198.18.4.2 - - \\\"GET / HTTP/1.1\\\" 200\\n\",\"stream\":\"stdout\","
              "\"time\":\"2024-01-29T02:12:45.123456789Z\"}",
    .account = "198.18.4.2 - - \"GET / HTTP/1.1\" 200",
    .stranger = "{\"log\":\"198.18.4.2 - - \\\"GET / HT\",\"stream\":\"stdout\","
                "\"time\":\"2024-01-29T02:12:45.123456789Z\"}",
};
