/*
 * fastly.c: Fastly's JSON log line, as its documentation shows it.
 */
#include "parsers/parser.h"

extern const struct parser parser_json;

const struct parser parser_fastly = {
    .name = "fastly",
    .format = "json only needs=fastly_is_edge time=timestamp c-ip=client_ip "
              "cs-method=request_method cs-uri-query=url cs-version=request_protocol cs-host=host "
              "sc-status=response_status sc-bytes=response_body_size cs-referer=request_referer "
              "cs-user-agent=request_user_agent s-computername=fastly_server",
    .dialect = &parser_json,
    .sniffed = true,
    .sample =
        "{\"timestamp\":\"2024-01-29T02:12:45+0000\",\"client_ip\":\"198.18.4.2\",\"geo_country\":"
        "\"france\",\"geo_city\":\"paris\",\"host\":\"portail.example\",\"url\":\"/"
        "droits?amc=1\",\"request_method\":\"GET\",\"request_protocol\":\"HTTP/"
        "2\",\"request_referer\":\"\",\"request_user_agent\":\"Mozilla/"
        "5.0\",\"response_state\":\"HIT\",\"response_status\":200,\"response_reason\":\"OK\","
        "\"response_body_size\":512,\"fastly_server\":\"cache-cdg20732\",\"fastly_is_edge\":true}",
    .account = "",
    .stranger =
        "{\"level\":\"info\",\"ts\":1706494365.5,\"msg\":\"started\",\"user\":\"10003879623\"}",
};
