/*
 * common.c: the Common Log Format.
 */
#include "parsers/parser.h"

extern const struct parser parser_apache;

const struct parser parser_common = {
    .name = "common",
    .format = "%h %l %u %t \"%r\" %>s %b",
    .dialect = &parser_apache,
    .sniffed = true,
    .sample = "2001:db8::7 - jean paul [29/Jan/2024:03:12:45 +0100] \"GET / HTTP/1.1\" 404 -",
    .account = "jean paul",
    .stranger = "198.18.4.2 - - [30/Feb/2024:03:12:45 +0100] \"GET / HTTP/1.1\" 200 512",
};
