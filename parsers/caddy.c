/*
 * caddy.c: Caddy's access log: JSON, with the request in an object and its headers in lists. Other
 * loggers of the same server write to the same place; their lines are skipped, and only when they
 * are certainly such.
 *
 * Source: Caddy documentation, "log" directive and global option; zap's JSON encoder.
 */
#include "parsers/parser.h"

extern const struct parser parser_json;

static int caddy_compile(struct layout *layout, struct str text, struct err *err)
{
    (void)text;
    return parser_json.compile(
        layout,
        STR("json only needs=request.uri needs=request.method time=ts c-ip=request.client_ip "
            "c-ip=request.remote_ip c-ip=request.remote_addr c-port=request.remote_port "
            "cs-username=user_id cs-method=request.method cs-uri-query=request.uri "
            "cs-version=request.proto cs-host=request.host sc-status=status sc-bytes=size "
            "cs-bytes=bytes_read time-taken=duration "
            "cs-user-agent=request.headers.User-Agent cs-referer=request.headers.Referer "
            "cs-cookie=request.headers.Cookie x-forwarded-for=request.headers.X-Forwarded-For"),
        err);
}

/* {"level":"info","ts":…,"logger":"tls","msg":"…"}: whole, and without a request. */
static bool is_other_logger(struct str line)
{
    return str_starts(line, STR("{\"level\":\"")) && str_find(line, STR(",\"ts\":")) < line.n &&
           str_find(line, STR(",\"msg\":\"")) < line.n &&
           str_find(line, STR("\"request\":")) == line.n &&
           str_find(line, STR("http.log.access")) == line.n;
}

static enum parsed caddy_parse(const struct layout *layout, struct parse_state *state,
                               struct str line, struct record *record, uint32_t *ret_column)
{
    enum parsed parsed = parser_json.parse(layout, state, line, record, ret_column);

    /* Column 0: an object, and no access line. */
    return parsed == PARSED_BAD_LAYOUT && *ret_column == 0 && is_other_logger(line) ? PARSED_SKIP
                                                                                    : parsed;
}

const struct parser parser_caddy = {
    .name = "caddy",
    .sniffed = true,
    .compile = caddy_compile,
    .parse = caddy_parse,
    .sample =
        "{\"level\":\"info\",\"ts\":1706494365.8155608,\"logger\":\"http.log.access\",\"msg\":"
        "\"handled request\",\"request\":{\"remote_ip\":\"192.0.2.1\",\"remote_port\":\"64985\","
        "\"client_ip\":\"198.18.4.2\",\"proto\":\"HTTP/2.0\",\"method\":\"GET\",\"host\":"
        "\"portail.example\",\"uri\":\"/droits\",\"headers\":{\"User-Agent\":[\"curl/8.5\"]}},"
        "\"user_id\":\"10003879623\",\"duration\":0.001,\"size\":512,\"status\":200}",
    .account = "10003879623",
    .stranger = "{\"ip\":\"198.18.4.2\",\"time\":\"2024-01-29T03:12:45Z\",\"status\":200}",
};
