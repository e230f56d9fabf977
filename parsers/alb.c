/*
 * alb.c: AWS Application Load Balancer. The request is absolute; the domain name is the one that
 * the client asked for in its TLS hello. Newer columns at the end are read over.
 */
#include "parsers/parser.h"

extern const struct parser parser_template;

const struct parser parser_alb = {
    .name = "alb",
    .format = "{-} {time:iso} {s-computername} {c-ip:endpoint} {s-ip:endpoint} {-} "
              "{time-taken:token} {-} "
              "{sc-status} {-} {cs-bytes} {sc-bytes} \"{cs-request}\" \"{cs-user-agent}\" {-} {-} "
              "{-} \"{-}\" "
              "\"{cs-host}\" \"{-}\"{*}",
    .dialect = &parser_template,
    .sniffed = true,
    .utc = true,
    .sample =
        "https 2024-01-29T02:12:45.127531Z app/portail/50dc6c495c0c9188 198.18.4.2:2817 "
        "192.0.2.7:80 0.001 0.102 0.000 200 200 225 2495 \"GET "
        "https://portail.example:443/droits?amc=1 HTTP/2.0\" \"Mozilla/5.0\" "
        "ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 "
        "arn:aws:elasticloadbalancing:eu-west-3:1:targetgroup/t/7 \"Root=1-58337262\" "
        "\"portail.example\" \"arn:aws:acm:eu-west-3:1:certificate/2\" 0 "
        "2024-01-29T02:12:45.023000Z \"forward\" \"-\" \"-\" \"192.0.2.7:80\" \"200\" \"-\" \"-\"",
    .account = "",
    .stranger = "https 2024-01-29T02:12:45.127531Z app/portail/50dc6c495c0c9188 198.18.4.2 "
                "192.0.2.7:80 0.001 0.102",
};
