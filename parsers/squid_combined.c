/*
 * squid_combined.c: Squid's logformat combined: result and hierarchy behind the user agent.
 */
#include "parsers/parser.h"

extern const struct parser parser_template;

const struct parser parser_squid_combined = {
    .name = "squid_combined",
    .format = "{c-ip} {cs-ident} {cs-username} [{time}] \"{cs-request}\" {sc-status} {sc-bytes} "
              "\"{cs-referer}\" \"{cs-user-agent}\" {-}:{-}",
    .dialect = &parser_template,
    .escape = ESCAPE_SQUID,
    .sniffed = true,
    .sample = "198.18.4.2 - 10003879623 [29/Jan/2024:03:12:45 +0100] \"GET http://portail.example/ "
              "HTTP/1.1\" 200 512 \"-\" \"curl/8.5\" TCP_MISS:HIER_DIRECT",
    .account = "10003879623",
    .stranger =
        "198.18.4.2 - - [29/Jan/2024:03:12:45 +0100] \"GET / HTTP/1.1\" 200 512 \"-\" \"-\"",
};
