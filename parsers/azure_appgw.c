/*
 * azure_appgw.c: Azure Application Gateway (and Front Door) access log, one record a line.
 */
#include "parsers/parser.h"

extern const struct parser parser_json;

const struct parser parser_azure_appgw = {
    .name = "azure_appgw",
    .format = "json only needs=properties.httpStatus time=timeStamp time=time "
              "c-ip=properties.clientIP c-ip=properties.clientIp c-port=properties.clientPort "
              "cs-method=properties.httpMethod cs-uri-query=properties.originalRequestUriWithArgs "
              "cs-uri-query=properties.requestUriWithArgs cs-uri-stem=properties.requestUri "
              "limier.uri-args=properties.requestQuery cs-version=properties.httpVersion "
              "cs-host=properties.originalHost cs-host=properties.host "
              "sc-status=properties.httpStatus sc-bytes=properties.sentBytes "
              "cs-bytes=properties.receivedBytes time-taken=properties.timeTaken "
              "cs-user-agent=properties.userAgent s-ip=properties.serverRouted",
    .dialect = &parser_json,
    .sniffed = true,
    .sample = "{\"resourceId\":\"/SUBSCRIPTIONS/"
              "1\",\"operationName\":\"ApplicationGatewayAccess\",\"time\":\"2024-01-29T02:12:"
              "45Z\",\"category\":\"ApplicationGatewayAccessLog\",\"properties\":{\"instanceId\":"
              "\"appgw_1\",\"clientIP\":\"198.18.4.2\",\"clientPort\":46886,\"httpMethod\":\"GET\","
              "\"requestUri\":\"/droits\",\"requestQuery\":\"amc=1\",\"userAgent\":\"Mozilla/"
              "5.0\",\"httpStatus\":200,\"httpVersion\":\"HTTP/"
              "1.1\",\"receivedBytes\":184,\"sentBytes\":466,\"timeTaken\":0.034,\"host\":"
              "\"portail.example\"}}",
    .account = "",
    .stranger =
        "{\"level\":\"info\",\"ts\":1706494365.5,\"msg\":\"started\",\"user\":\"10003879623\"}",
};
