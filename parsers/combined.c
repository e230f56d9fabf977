/*
 * combined.c: the layout that most servers write: common, referer, user agent.
 */
#include "parsers/parser.h"

extern const struct parser parser_apache;

const struct parser parser_combined = {
    .name = "combined",
    .format = "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"",
    .dialect = &parser_apache,
    .sniffed = true,
    .sample = "198.18.4.2 - 10003879623 [29/Jan/2024:03:12:45 +0100] \"GET /droits HTTP/1.1\" 200 "
              "512 \"-\" \"curl/8.5\"",
    .account = "10003879623",
    .stranger = "198.18.4.2 - - [29/Jan/2024:03:12:45 +0100] \"GET / HTTP/1.1\" 200 512",
};
