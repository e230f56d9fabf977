/*
 * iis.c: the columns that IIS writes by default, without the header lines that name them (a file
 * that was cut, or that logs were appended to): 14 of IIS 7, 15 of IIS 8, 17 with bytes. With its
 * header, w3c.c reads it.
 */
#include "parsers/parser.h"

extern const struct parser parser_template;

const struct parser parser_iis = {
    .name = "iis",
    .format =
        "{time:%F %T} {s-ip:ip} {cs-method} {cs-uri-stem} {limier.uri-args} {s-port} "
        "{cs-username:token} {c-ip} {cs-user-agent} {cs-referer} {sc-status} {-:number} {-:number} "
        "{time-taken}\n"
        "{time:%F %T} {s-ip:ip} {cs-method} {cs-uri-stem} {limier.uri-args} {s-port} "
        "{cs-username:token} {c-ip} {cs-user-agent} {cs-referer} {sc-status} {-:number} {-:number} "
        "{sc-bytes} {cs-bytes} {time-taken}\n"
        "{time:%F %T} {s-ip:ip} {cs-method} {cs-uri-stem} {limier.uri-args} {s-port} "
        "{cs-username:token} {c-ip} {cs-user-agent} {sc-status} {-:number} {-:number} {time-taken}",
    .dialect = &parser_template,
    .escape = ESCAPE_PLUS,
    .sniffed = true,
    .utc = true,
    .sample = "2024-01-29 02:12:45 192.0.2.7 GET /droits amc=1 443 10003879623 198.18.4.2 "
              "Mozilla/5.0+(X11) - 200 0 0 15",
    .account = "10003879623",
    .stranger = "2024-01-29 02:12:45 192.0.2.7 GET /droits amc=1 443 10003879623",
};
