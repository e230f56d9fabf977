/*
 * tomcat.c: the access log valve of Tomcat, JBoss and Undertow, with the duration that most
 * installations add: common and %D or %T, then perhaps the thread.
 */
#include "parsers/parser.h"

extern const struct parser parser_template;

const struct parser parser_tomcat = {
    .name = "tomcat",
    .format = "{c-ip} {cs-ident} {cs-username} [{time}] \"{cs-request}\" {sc-status} {sc-bytes} "
              "{time-taken}\n"
              "{c-ip} {cs-ident} {cs-username} [{time}] \"{cs-request}\" {sc-status} {sc-bytes} "
              "{time-taken} {-}",
    .dialect = &parser_template,
    .sniffed = true,
    .sample =
        "198.18.4.2 - 10003879623 [29/Jan/2024:03:12:45 +0100] \"GET /droits HTTP/1.1\" 200 512 37",
    .account = "10003879623",
    .stranger = "198.18.4.2 - - [29/Jan/2024:03:12:45 +0100] \"GET / HTTP/1.1\" 200 512",
};
