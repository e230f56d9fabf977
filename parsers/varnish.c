/*
 * varnish.c: varnishncsa: combined with absolute targets, and "- http://localhost HTTP/1.0" for
 * what was no request; combined.c reads it.
 */
#include "parsers/parser.h"

extern const struct parser parser_template;

const struct parser parser_varnish = {
    .name = "varnish",
    .format = "{c-ip} {cs-ident} {cs-username} [{time}] \"{cs-request}\" {sc-status} {sc-bytes} "
              "\"{cs-referer}\" \"{cs-user-agent}\"",
    .dialect = &parser_template,
    .sample = "198.18.4.2 - 10003879623 [29/Jan/2024:03:12:45 +0100] \"GET "
              "http://portail.example/droits HTTP/1.1\" 200 512 \"-\" \"curl/8.5\"",
    .account = "10003879623",
    .stranger = "198.18.4.2 - - [30/Feb/2024:03:12:45 +0100] \"GET / HTTP/1.1\" 200 512",
};
