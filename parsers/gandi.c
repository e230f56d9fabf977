/*
 * gandi.c: Gandi simple hosting: the virtual host first, the duration behind the time.
 */
#include "parsers/parser.h"

extern const struct parser parser_template;

const struct parser parser_gandi = {
    .name = "gandi",
    .format = "{cs-host} {c-ip:ip} {cs-ident} {cs-username} [{time}] ({time-taken} s) "
              "\"{cs-request}\" {sc-status} {sc-bytes} \"{cs-referer}\" \"{cs-user-agent}\"",
    .dialect = &parser_template,
    .sniffed = true,
    .sample = "portail.example 198.18.4.2 - 10003879623 [29/Jan/2024:03:12:45 +0100] (0 s) \"GET "
              "/droits HTTP/1.1\" 200 512 \"-\" \"curl/8.5\"",
    .account = "10003879623",
    .stranger = "portail.example 198.18.4.2 - - [29/Jan/2024:03:12:45 +0100] \"GET / HTTP/1.1\" "
                "200 512 \"-\" \"-\"",
};
