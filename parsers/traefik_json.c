/*
 * traefik_json.c: Traefik's access log in JSON. `time` is when the line was written, as other
 * servers log it; StartUTC stands in for it.
 */
#include "parsers/parser.h"

extern const struct parser parser_json;

const struct parser parser_traefik_json = {
    .name = "traefik_json",
    .format = "json only needs=RequestPath needs=DownstreamStatus time=time time=StartUTC "
              "c-ip=ClientHost c-ip=ClientAddr c-port=ClientPort cs-username=ClientUsername "
              "cs-method=RequestMethod cs-uri-query=RequestPath cs-version=RequestProtocol "
              "cs-host=RequestHost sc-status=DownstreamStatus sc-bytes=DownstreamContentSize "
              "cs-bytes=RequestContentSize time-taken=Duration cs-user-agent=request_User-Agent "
              "cs-referer=request_Referer cs-cookie=request_Cookie "
              "x-forwarded-for=request_X-Forwarded-For s-computername=ServiceAddr",
    .dialect = &parser_json,
    .sniffed = true,
    .sample = "{\"ClientAddr\":\"198.18.4.2:52458\",\"ClientHost\":\"198.18.4.2\","
              "\"ClientUsername\":\"10003879623\",\"DownstreamContentSize\":512,"
              "\"DownstreamStatus\":200,\"RequestHost\":\"portail.example\",\"RequestMethod\":"
              "\"GET\",\"RequestPath\":\"/droits?amc=1\",\"RequestProtocol\":\"HTTP/"
              "2.0\",\"StartUTC\":\"2024-01-29T02:12:45.773360139Z\",\"level\":\"info\",\"msg\":"
              "\"\",\"time\":\"2024-01-29T03:12:45+01:00\"}",
    .account = "10003879623",
    .stranger =
        "{\"level\":\"info\",\"ts\":1706494365.5,\"msg\":\"started\",\"user\":\"10003879623\"}",
};
