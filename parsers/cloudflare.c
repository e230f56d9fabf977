/*
 * cloudflare.c: Cloudflare Logpush, HTTP requests. Times are RFC 3339, seconds or nanoseconds, as
 * the job was configured.
 */
#include "parsers/parser.h"

extern const struct parser parser_json;

const struct parser parser_cloudflare = {
    .name = "cloudflare",
    .format =
        "json only needs=EdgeStartTimestamp needs=ClientIP time=EdgeStartTimestamp c-ip=ClientIP "
        "c-port=ClientSrcPort cs-method=ClientRequestMethod cs-uri-query=ClientRequestURI "
        "cs-uri-stem=ClientRequestPath cs-version=ClientRequestProtocol cs-host=ClientRequestHost "
        "sc-status=EdgeResponseStatus sc-bytes=EdgeResponseBytes cs-bytes=ClientRequestBytes "
        "cs-user-agent=ClientRequestUserAgent cs-referer=ClientRequestReferer s-ip=OriginIP "
        "x-forwarded-for=RequestHeaders.x-forwarded-for cs-cookie=Cookies",
    .dialect = &parser_json,
    .sniffed = true,
    .sample = "{\"ClientIP\":\"198.18.4.2\",\"ClientRequestHost\":\"portail.example\","
              "\"ClientRequestMethod\":\"GET\",\"ClientRequestURI\":\"/"
              "droits?amc=1\",\"EdgeResponseBytes\":512,\"EdgeResponseStatus\":200,"
              "\"EdgeStartTimestamp\":1706494365100000000,\"RayID\":\"87a1b2c3d4e5f001\"}",
    .account = "",
    .stranger =
        "{\"level\":\"info\",\"ts\":1706494365.5,\"msg\":\"started\",\"user\":\"10003879623\"}",
};
