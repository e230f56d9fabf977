/*
 * squid.c: Squid's native format: the elapsed milliseconds are aligned to the right; the result and
 * its status share a column. Squid writes %HH for what would break a line.
 */
#include "parsers/parser.h"

extern const struct parser parser_template;

/* The type of the answer may have a parameter; log_mime_hdrs adds headers. A name may have blanks,
 * and must then not be cut at the first. */
#define LINE                                                                                       \
    "{time:epoch} {time-taken:padded} {c-ip} {-}/{sc-status} {sc-bytes} {cs-method} "              \
    "{cs-uri-query} {cs-username} {-}/{-} {-}"

const struct parser parser_squid = {
    .name = "squid",
    .format = LINE "\n" LINE "; {-:free}\n" LINE " [{-:free}] [{-:free}]",
    .dialect = &parser_template,
    .escape = ESCAPE_SQUID,
    .sniffed = true,
    .sample = "1706494365.125    132 198.18.4.2 TCP_MISS/200 512 GET http://portail.example/droits "
              "10003879623 HIER_DIRECT/192.0.2.7 text/html",
    .account = "10003879623",
    .stranger = "1706494365.125    132 198.18.4.2 TCP_MISS 512 GET http://portail.example/",
};
