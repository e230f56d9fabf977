/*
 * combined_extra.c: combined, with more columns behind it: what a site has added to the format that
 * everybody knows. Cookies and forwarded addresses among them are taken, the others read over. With
 * the virtual host before it, too.
 */
#include "parsers/parser.h"

extern const struct parser parser_template;

const struct parser parser_combined_extra = {
    .name = "combined_extra",
    /* The forms with a host come first: the plain one would take the host for the client. */
    .format = "{cs-host}:{s-port} {c-ip} {cs-ident} {cs-username} [{time}] \"{cs-request}\" "
              "{sc-status} {sc-bytes} \"{cs-referer}\" \"{cs-user-agent}\" {?}\n"
              "{cs-host} {c-ip:ip} {cs-ident} {cs-username} [{time}] \"{cs-request}\" {sc-status} "
              "{sc-bytes} \"{cs-referer}\" \"{cs-user-agent}\" {?}\n"
              "{c-ip} {cs-ident} {cs-username} [{time}] \"{cs-request}\" {sc-status} {sc-bytes} "
              "\"{cs-referer}\" \"{cs-user-agent}\" {?}",
    .dialect = &parser_template,
    .sniffed = true,
    .sample = "198.18.4.2 - 10003879623 [29/Jan/2024:03:12:45 +0100] \"GET /droits HTTP/1.1\" 200 "
              "512 \"-\" \"curl/8.5\" \"-\" 0.003 0.002",
    .account = "10003879623",
    .stranger =
        "198.18.4.2 - - [29/Jan/2024:03:12:45 +0100] \"GET / HTTP/1.1\" 200 512 \"-\" \"-\"",
};
