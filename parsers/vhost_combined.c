/*
 * vhost_combined.c: what Debian's Apache writes for several sites: combined, after the virtual host
 * and its port.
 */
#include "parsers/parser.h"

extern const struct parser parser_apache;

const struct parser parser_vhost_combined = {
    .name = "vhost_combined",
    .format = "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"",
    .dialect = &parser_apache,
    .sniffed = true,
    .sample = "portail.example:443 198.18.4.2 - 10003879623 [29/Jan/2024:03:12:45 +0100] \"POST "
              "/pec HTTP/1.1\" 201 90 "
              "\"-\" \"Mozilla/5.0\"",
    .account = "10003879623",
    .stranger =
        "198.18.4.2 - - [29/Jan/2024:03:12:45 +0100] \"GET / HTTP/1.1\" 200 512 \"-\" \"-\"",
};
