/*
 * icecast.c: combined with a whole number behind it: the seconds that a listener stayed (Icecast),
 * the microseconds of %D (Apache).
 */
#include "parsers/parser.h"

extern const struct parser parser_template;

const struct parser parser_icecast = {
    .name = "icecast",
    .format = "{c-ip} {cs-ident} {cs-username} [{time}] \"{cs-request}\" {sc-status} {sc-bytes} "
              "\"{cs-referer}\" \"{cs-user-agent}\" {time-taken}",
    .dialect = &parser_template,
    .sniffed = true,
    .sample = "198.18.4.2 - 10003879623 [29/Jan/2024:03:12:45 +0100] \"GET /droits HTTP/1.1\" 200 "
              "512 \"-\" \"curl/8.5\" 1807",
    .account = "10003879623",
    .stranger =
        "198.18.4.2 - - [29/Jan/2024:03:12:45 +0100] \"GET / HTTP/1.1\" 200 512 \"-\" \"-\"",
};
