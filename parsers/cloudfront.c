/*
 * cloudfront.c: CloudFront standard log without its header lines: columns in the order of its
 * documentation, between tabs. With its header, w3c.c reads it.
 */
#include "parsers/parser.h"

extern const struct parser parser_template;

const struct parser parser_cloudfront = {
    .name = "cloudfront",
    .format = "{time:%F}\t{time:%T}\t{-}\t{sc-bytes}\t{c-ip}\t{cs-method}\t{-}\t{cs-uri-stem}\t{sc-"
              "status}\t{cs-referer}\t"
              "{cs-user-agent}\t{limier.uri-args}\t{cs-cookie}\t{-}\t{-}\t{cs-host}\t{-}\t{cs-"
              "bytes}\t{time-taken}\t"
              "{x-forwarded-for}\t{*}",
    .dialect = &parser_template,
    .escape = ESCAPE_PERCENT,
    .sniffed = true,
    .utc = true,
    .sample = "2024-01-29\t02:12:45\tCDG50\t2390\t192.0.2.24\tGET\td1.cloudfront.example\t/"
              "droits\t200\t-\tMozilla/"
              "5.0%20(X11)\tamc=1\t-\tHit\tSOX4xwn4XV6Q4rgb7XiVGOHms==\tportail."
              "example\thttps\t23\t0.001\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tHit\tHTTP/2.0\t-\t-",
    .account = "",
    .stranger = "2024-01-29\t02:12:45\tCDG50\t2390",
};
