/*
 * s3.c: Amazon S3 server access log. The requester is the account; columns behind the user agent
 * were added over the years.
 */
#include "parsers/parser.h"

extern const struct parser parser_template;

const struct parser parser_s3 = {
    .name = "s3",
    .format = "{-} {cs-host} [{time}] {c-ip} {cs-username:token} {-} {-} {-} \"{cs-request}\" "
              "{sc-status} {-} "
              "{sc-bytes} {-} {time-taken} {-} \"{cs-referer}\" \"{cs-user-agent}\"{*}",
    .dialect = &parser_template,
    .sniffed = true,
    .sample =
        "79a59df900b949e5 portail-exemple [29/Jan/2024:03:12:45 +0000] 192.0.2.3 "
        "arn:aws:iam::1:user/paul 3E57427F33A59F07 REST.GET.OBJECT droits/1.pdf \"GET "
        "/portail-exemple/droits/1.pdf HTTP/1.1\" 200 - 4406 4406 41 28 \"-\" \"S3Console/0.4\" -",
    .account = "arn:aws:iam::1:user/paul",
    .stranger = "79a59df900b949e5 portail-exemple [29/Jan/2024:03:12:45 +0000] ",
};
