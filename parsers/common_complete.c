/*
 * common_complete.c: combined, after the virtual host. The address of the client is wanted as a
 * number: otherwise the identity in a combined line could be taken for it.
 */
#include "parsers/parser.h"

extern const struct parser parser_template;

const struct parser parser_common_complete = {
    .name = "common_complete",
    .format = "{cs-host} {c-ip:ip} {cs-ident} {cs-username} [{time}] \"{cs-request}\" {sc-status} "
              "{sc-bytes} \"{cs-referer}\" \"{cs-user-agent}\"",
    .dialect = &parser_template,
    .sniffed = true,
    .sample = "portail.example 198.18.4.2 - 10003879623 [29/Jan/2024:03:12:45 +0100] \"GET /droits "
              "HTTP/1.1\" 200 512 \"-\" \"curl/8.5\"",
    .account = "10003879623",
    .stranger =
        "198.18.4.2 - - [29/Jan/2024:03:12:45 +0100] \"GET / HTTP/1.1\" 200 512 \"-\" \"-\"",
};
