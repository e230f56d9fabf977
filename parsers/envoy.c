/*
 * envoy.c: Envoy's default text format, and Istio's longer one. Envoy names the client only in
 * X-Forwarded-For; Istio also as the peer of the connection.
 */
#include "parsers/parser.h"

extern const struct parser parser_template;

const struct parser parser_envoy = {
    .name = "envoy",
    .format = "[{time:iso}] \"{cs-request}\" {sc-status} {-} {cs-bytes} {sc-bytes} {time-taken} "
              "{-} \"{x-forwarded-for}\" "
              "\"{cs-user-agent}\" \"{-}\" \"{cs-host}\" \"{-}\"\n"
              "[{time:iso}] \"{cs-request}\" {sc-status} {-} {-} {-} \"{-}\" {cs-bytes} {sc-bytes} "
              "{time-taken} {-} "
              "\"{x-forwarded-for}\" \"{cs-user-agent}\" \"{-}\" \"{cs-host}\" \"{-}\" {-} {-} {-} "
              "{c-ip:endpoint} {*}",
    .dialect = &parser_template,
    .escape = ESCAPE_RAW,
    .sniffed = true,
    .utc = true,
    .sample = "[2024-01-29T02:12:45.123Z] \"GET /droits?amc=1 HTTP/1.1\" 200 - 0 512 26 25 "
              "\"198.18.4.2\" \"curl/8.5\" \"cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2\" "
              "\"portail.example\" \"192.0.2.7:80\"",
    .account = "",
    .stranger = "[2024-01-29T02:12:45.123Z] \"GET /droits HTTP/1.1\" 200 -",
};
