/*
 * ovh.c: combined with the virtual host where the identity was; combined.c reads it.
 */
#include "parsers/parser.h"

extern const struct parser parser_template;

const struct parser parser_ovh = {
    .name = "ovh",
    .format = "{c-ip} {cs-ident} {cs-username} [{time}] \"{cs-request}\" {sc-status} {sc-bytes} "
              "\"{cs-referer}\" \"{cs-user-agent}\"",
    .dialect = &parser_template,
    .sample = "198.18.4.2 portail.example 10003879623 [29/Jan/2024:03:12:45 +0100] \"GET /droits "
              "HTTP/1.1\" 200 512 \"-\" \"curl/8.5\"",
    .account = "10003879623",
    .stranger = "198.18.4.2 - - [30/Feb/2024:03:12:45 +0100] \"GET / HTTP/1.1\" 200 512",
};
