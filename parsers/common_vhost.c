/*
 * common_vhost.c: the Common Log Format, after the virtual host. The address is wanted as a number,
 * as in common_complete.c.
 */
#include "parsers/parser.h"

extern const struct parser parser_template;

const struct parser parser_common_vhost = {
    .name = "common_vhost",
    .format = "{cs-host} {c-ip:ip} {cs-ident} {cs-username} [{time}] \"{cs-request}\" {sc-status} "
              "{sc-bytes}",
    .dialect = &parser_template,
    .sniffed = true,
    .sample = "portail.example 198.18.4.2 - jean paul [29/Jan/2024:03:12:45 +0100] \"GET /droits "
              "HTTP/1.1\" 200 512",
    .account = "jean paul",
    .stranger = "198.18.4.2 - - [29/Jan/2024:03:12:45 +0100] \"GET / HTTP/1.1\" 200 512",
};
