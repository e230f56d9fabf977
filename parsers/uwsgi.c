/*
 * uwsgi.c: uWSGI's own request log. The account stands in parentheses; a target has no blank, so
 * that an account cannot forge the rest.
 */
#include "parsers/parser.h"

extern const struct parser parser_template;

const struct parser parser_uwsgi = {
    .name = "uwsgi",
    .format = "[pid: {-}|app: {-}|req: {-}/{-}] {c-ip} ({cs-username}) {{{-:number} vars in "
              "{cs-bytes} bytes} "
              "[{time:%a %b %e %H:%M:%S %Y}] {cs-method} {cs-uri-query} => generated {sc-bytes} "
              "bytes in {time-taken} {-} "
              "({cs-version} {sc-status}) {-:number} headers in {-:number} bytes ({-:number} "
              "switches on core {-:number})",
    .dialect = &parser_template,
    .escape = ESCAPE_RAW,
    .sniffed = true,
    .sample = "[pid: 88185|app: 0|req: 1/1] 198.18.4.2 (10003879623) {38 vars in 696 bytes} [Mon "
              "Jan 29 03:12:45 2024] GET /droits => generated 47 bytes in 129 msecs (HTTP/1.1 200) "
              "9 headers in 378 bytes (1 switches on core 3)",
    .account = "10003879623",
    .stranger = "[pid: 88185|app: 0|req: 1/1] 198.18.4.2 () {38 vars in 696 bytes}",
};
