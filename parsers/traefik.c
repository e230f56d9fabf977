/*
 * traefik.c: Traefik's access log in its common format: combined, the number of the request,
 * router, service and duration.
 */
#include "parsers/parser.h"

extern const struct parser parser_template;

const struct parser parser_traefik = {
    .name = "traefik",
    .format = "{c-ip} {cs-ident} {cs-username} [{time}] \"{cs-request}\" {sc-status} {sc-bytes} "
              "\"{cs-referer}\" \"{cs-user-agent}\" {-:number} \"{-}\" \"{-}\" {time-taken}ms",
    .dialect = &parser_template,
    .sniffed = true,
    .sample = "198.18.4.2 - 10003879623 [29/Jan/2024:03:12:45 +0100] \"GET /droits HTTP/2.0\" 200 "
              "512 \"-\" \"curl/8.5\" 42 \"portail@docker\" \"http://192.0.2.7:80\" 7ms",
    .account = "10003879623",
    .stranger =
        "198.18.4.2 - - [29/Jan/2024:03:12:45 +0100] \"GET / HTTP/1.1\" 200 512 \"-\" \"-\"",
};
