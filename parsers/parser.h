/*
 * parser.h: from lines to records. A parser is one file, one constant and one row of parsers.def:
 * either a language in which servers describe their logs (nginx, apache, json), or a named layout
 * written in such a language (combined). A layout is compiled once and run on every line; running
 * it allocates nothing but for escaped texts.
 */
#ifndef LIMIER_PARSERS_PARSER_H
#define LIMIER_PARSERS_PARSER_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "model/coverage.h"
#include "model/record.h"

/* How the text of one field is found and checked. */
enum part {
    PART_TOKEN,      /* no blank and no quote, up to the literal that follows */
    PART_ADDRESS,    /* a token that is an address or a host name */
    PART_NUMBER,     /* digits, or "-" */
    PART_QUOTED,     /* between quotes, where the server escapes quotes inside */
    PART_FREE,       /* anything, blanks and quotes included: user names */
    PART_TIME_CLF,   /* 29/Jan/2024:03:12:45 +0100 */
    PART_TIME_ISO,   /* 2024-01-29T03:12:45+01:00 */
    PART_TIME_EPOCH, /* seconds since 1970, with or without decimals */
};

/* One field of a line, and the literal texts before and after it. */
struct layout_op {
    struct str before;
    struct str after;
    enum part part;
    enum field field; /* FIELD_NONE: read over */
};

/* A compiled layout. Owned by the run, read-only for the workers. */
struct layout {
    struct arena arena;
    struct str name; /* "combined", or the language of a directive */
    const struct parser *parser;
    struct layout_op ops[LIMIT_LAYOUT_OPS];
    int op_count;
    struct str tail;               /* literal after the last field */
    struct layout_member *members; /* of JSON layouts: which member is which field */
    int member_count;
};

/* A member of JSON objects, by its path ("client.ip"), and its field. */
struct layout_member {
    struct str path;
    enum field field;
};

/* Zones seen, by quarters of an hour from −15:00 to +15:00. */
#define PARSE_ZONES 121

/* One worker's state of parsing. */
struct parse_state {
    struct arena scratch; /* unescaped texts of the current batch */
    char time_text[26];   /* the last date and time, as text … */
    int64_t time_ns;      /* … and as a moment: lines of one second share it */
    int time_zone;
    bool no_escapes; /* nothing of the text at hand holds a backslash: lines need not be searched */
    bool escapes;    /* the line holds a backslash: texts may have to be unescaped */
    int zone_seconds; /* for times without a zone */
    uint64_t zones[PARSE_ZONES];
};

/* What a line came to. */
enum parsed { PARSED, PARSED_AMBIGUOUS, PARSED_SKIP, PARSED_BAD_LAYOUT, PARSED_BAD_TIME };

/* A parser. Named layouts have `format` and the parser of its language in `dialect`; languages have
 * `claims`, `compile` and `parse`. */
struct parser {
    const char *name;
    const char *format;           /* the directive, for a named layout */
    const struct parser *dialect; /* the language of `format` */
    bool sniffed;                 /* tried when no layout is given */
    bool (*claims)(struct str text);
    int (*compile)(struct layout *layout, struct str text, struct err *err);
    enum parsed (*parse)(const struct layout *layout, struct parse_state *state, struct str line,
                         struct record *record, uint32_t *ret_column);
    const char *sample;   /* a line that it reads */
    const char *account;  /* the account that this line names, "" for none */
    const char *stranger; /* a line that it refuses */
};

/* Rows of parsers.def, in the order in which they are tried. */
extern const struct parser *const parsers[];
extern const size_t parser_count;

/* Explanation of a parser, and its specification, from its row. */
const char *parser_doc(const struct parser *parser);
const char *parser_spec(const struct parser *parser);

/* Compiles the text of --log-format: a name of the table, or a directive in one of the languages.
 * 0, or -1 with a usage error. */
int layout_compile(struct layout *layout, struct str text, struct err *err);

/* Releases a layout. */
void layout_release(struct layout *layout);

/* Reads one line. On PARSED and PARSED_AMBIGUOUS the record is filled; otherwise *ret_column is the
 * byte where it stopped making sense. */
enum parsed layout_parse(const struct layout *layout, struct parse_state *state, struct str line,
                         struct record *record, uint32_t *ret_column);

/* A share of lines below which no layout is chosen. */
#define SNIFF_SHARE_PCT 60

/* How well a layout reads the beginning of an input: lines tried and read. */
struct sniff {
    const struct layout *best;
    const struct layout *second;
    unsigned lines;
    unsigned best_read;
    unsigned second_read;
};

/* Tries layouts on the first bytes of an input; .best is NULL when none reads SNIFF_SHARE_PCT of
 * the lines. */
struct sniff layout_sniff(const struct layout *layouts, size_t count, struct str head, bool whole);

/* --- for the parsers themselves (cutter.c, finish.c) --- */

/* Adds a field after a literal. 0, or -1 when the layout is too long or two fields touch. */
int layout_add(struct layout *layout, struct str before, enum part part, enum field field,
               struct err *err);

/* Ends a layout with the literal text after its last field. */
void layout_end(struct layout *layout, struct str tail);

/* Runs a layout of ops on a line. */
enum parsed layout_cut(const struct layout *layout, struct parse_state *state, struct str line,
                       struct record *record, uint32_t *ret_column);

/* Completes a record: splits the request and undoes the server's escapes. */
void record_finish(struct parse_state *state, struct record *record);

/* Reads a time in any of the known forms; false when it is none or does not exist. */
bool parse_time(struct parse_state *state, enum part part, struct str text, int64_t *ret_ns);

/* The form of a time, guessed from the text. */
enum part time_part(struct str text);

#endif
