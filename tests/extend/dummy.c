/*
 * dummy.c: a layout that nobody writes, for tests/extend.
 */
#include "parsers/parser.h"

extern const struct parser parser_nginx;

const struct parser parser_dummy = {
    .name = "dummy",
    .format = "$time_local|$remote_addr|$remote_user|$request_method|$request_uri|$status",
    .dialect = &parser_nginx,
    .sample = "29/Jan/2024:03:12:45 +0100|198.18.4.2|10003879623|GET|/|200",
    .account = "10003879623",
    .stranger = "29/Jan/2024:03:12:45 +0100 198.18.4.2 10003879623 GET / 200",
};
