/*
 * elb.c: AWS Classic Load Balancer. TCP listeners have no request, and write "- - - " for it.
 */
#include "parsers/parser.h"

extern const struct parser parser_template;

const struct parser parser_elb = {
    .name = "elb",
    .format = "{time:iso} {s-computername} {c-ip:endpoint} {s-ip:endpoint} {-} {time-taken:token} "
              "{-} {sc-status} "
              "{-} {cs-bytes} {sc-bytes} \"{cs-request}\" \"{cs-user-agent}\" {-} {-}\n"
              "{time:iso} {s-computername} {c-ip:endpoint} {s-ip:endpoint} {-} {time-taken:token} "
              "{-} {sc-status} "
              "{-} {cs-bytes} {sc-bytes} \"{cs-request}\"",
    .dialect = &parser_template,
    .sniffed = true,
    .utc = true,
    .sample = "2024-01-29T02:12:45.945958Z portail 198.18.4.2:2817 192.0.2.7:80 0.000086 0.001048 "
              "0.001337 200 200 0 57 \"GET https://portail.example:443/droits HTTP/1.1\" "
              "\"curl/8.5\" DHE-RSA-AES128-SHA TLSv1.2",
    .account = "",
    .stranger = "2024-01-29T02:12:45.945958Z portail 198.18.4.2:2817",
};
