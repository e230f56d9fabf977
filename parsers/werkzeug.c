/*
 * werkzeug.c: the line of Python's http.server and of Flask's development server: common, with a
 * time that has no zone.
 */
#include "parsers/parser.h"

extern const struct parser parser_template;

const struct parser parser_werkzeug = {
    .name = "werkzeug",
    .format = "{c-ip} {cs-ident} {cs-username} [{time:%d/%b/%Y %H:%M:%S}] \"{cs-request}\" "
              "{sc-status} {sc-bytes}",
    .dialect = &parser_template,
    .sniffed = true,
    .sample = "198.18.4.2 - - [29/Jan/2024 03:12:45] \"GET /droits HTTP/1.1\" 200 -",
    .account = "",
    .stranger = "198.18.4.2 - - [30/Feb/2024:03:12:45 +0100] \"GET / HTTP/1.1\" 200 512",
};
