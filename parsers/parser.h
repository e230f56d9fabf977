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
#include "base/out.h"
#include "model/coverage.h"
#include "model/record.h"

/* How the text of one field is found and checked. */
enum part {
    PART_TOKEN,      /* no blank and no quote, up to the literal that follows */
    PART_ADDRESS,    /* a token that is an address or a host name */
    PART_IP,         /* a token that is an IPv4 or IPv6 address and nothing else */
    PART_NUMBER,     /* digits, or "-" */
    PART_PADDED,     /* a number after blanks: columns that are aligned to the right */
    PART_LIST,       /* items joined by ", " or " : ", as proxies write addresses */
    PART_QUOTED,     /* between quotes, where the server escapes quotes inside */
    PART_FREE,       /* anything, blanks and quotes included: user names */
    PART_TIME_CLF,   /* 29/Jan/2024:03:12:45 +0100 */
    PART_TIME_ISO,   /* 2024-01-29T03:12:45+01:00 */
    PART_TIME_EPOCH, /* seconds since 1970, with or without decimals */
    PART_ENDPOINT,   /* an address and its port: 192.0.2.1:443, [2001:db8::1]:443 */
    PART_TIME_PIECE, /* the pattern of the op; all pieces of a line make one moment (instant.c) */
    PART_REST,       /* whatever is left of the line, if anything */
    PART_GUESS,      /* the same; its columns are told by what they look like (extras.c) */
};

/* How a server writes bytes that would break its layout. */
enum escape {
    ESCAPE_BACKSLASH, /* \xHH \" \\ \n …: nginx, Apache */
    ESCAPE_JSON,      /* \u00HH \" \\ \n …: nginx with escape=json */
    ESCAPE_RAW,       /* nothing is escaped: nginx with escape=none */
    ESCAPE_HASH,      /* #HH: HAProxy */
    ESCAPE_PERCENT,   /* %HH in every field but the target: CloudFront */
    ESCAPE_SQUID,     /* %HH and \\ in user names, nothing else: Squid */
    ESCAPE_PLUS,      /* + for a space in every field but the target: IIS */
};

/* One field of a line, and the literal texts before and after it. */
struct layout_op {
    struct str before;
    struct str after;
    enum part part;
    enum field field;   /* FIELD_NONE: read over */
    struct str pattern; /* of PART_TIME_PIECE */
    bool empty;         /* nothing at all may stand here: nginx with escape=json */
};

/* A form of line: some of the layout's ops, and the literal after them. */
struct layout_form {
    int first;
    int op_count;
    struct str tail;
    bool pieces; /* its time comes in pieces */
};

/* Forms of one layout: HAProxy lines with and without captures are four. */
#define LAYOUT_FORMS 12

/* A compiled layout. Owned by the run, read-only for the workers. */
struct layout {
    struct arena arena;
    struct str name; /* "combined", or the language of a directive */
    const struct parser *parser;
    enum escape escape;
    bool utc; /* as the parser's */
    struct str
        unknown; /* variables that the server does not have by itself, " $a $b"; absent for none */
    struct layout_op ops[LIMIT_LAYOUT_OPS];
    int op_count;
    struct layout_form forms[LAYOUT_FORMS]; /* tried in order */
    int form_count;
    struct layout_member *members; /* of JSON layouts: which member is which field */
    int member_count;
    uint16_t *slots; /* members by the hash of their path: their place + 1 */
    uint32_t needs;  /* bits of the members without which an object is another layout's */
};

/* A member of JSON objects, by its path ("client.ip"), and its field. */
struct layout_member {
    struct str path;
    enum field field; /* FIELD_NONE: only needed */
    uint32_t need;    /* its bit, 0 for none */
    uint8_t rank;     /* of several members of a field, the one with the lowest counts */
};

/* Slots of the table of members: twice as many as there can be. */
#define JSON_SLOTS 512

/* Zones seen, by quarters of an hour from −15:00 to +15:00. */
#define PARSE_ZONES 121

/* What a column of a file with header lines holds. */
enum column { COLUMN_FIELD, COLUMN_DATE, COLUMN_CLOCK, COLUMN_MOMENT };

/* The columns that a header line announces (W3C's #Fields:), in force until the next one, and what
 * the other directives said of them. */
struct columns {
    int count; /* 0: no header yet, or none that is of an access log */
    enum column kind[LIMIT_LAYOUT_OPS];
    enum field field[LIMIT_LAYOUT_OPS];
    enum part part[LIMIT_LAYOUT_OPS];
    bool tabs;       /* only tabs separate */
    bool has_escape; /* `escape` is known; otherwise each value is looked at */
    enum escape escape;
    bool incapsula; /* cs-bytes are those of the answer */
    bool has_date;
    bool local;           /* times are the server's own, not UTC */
    bool has_zone;        /* #GMT-Offset: */
    int zone_seconds;     /* … and its value */
    int64_t day_ns;       /* the day of #Date:, for lines with a time of day alone */
    int64_t last_time_ns; /* time of day of the last such line: a step back is midnight */
};

/* A moment whose pieces stand apart in a line. */
struct instant {
    struct civil civil;
    int64_t ns; /* since the epoch, when a piece says so; else below the second */
    int zone_seconds;
    bool has_zone;
    bool has_date;
    bool has_clock;
    bool has_epoch;
};

/* One worker's state of parsing. */
struct parse_state {
    struct arena scratch; /* unescaped texts of the current batch */
    char time_text[26];   /* the last date and time, as text … */
    int64_t time_ns;      /* … and as a moment: lines of one second share it */
    int time_zone;
    bool no_escapes; /* nothing of the text at hand holds a backslash: lines need not be searched */
    bool escapes;    /* the line may hold escapes */
    bool strict;     /* ambiguous readings are of no use: the lenient pass is left out */
    int zone_seconds;       /* for times without a zone */
    struct instant instant; /* of the line at hand */
    struct columns columns; /* of the input at hand, for layouts with header lines */
    int line_zone;          /* of the line at hand, seconds east of UTC */
    uint64_t zones[PARSE_ZONES];
};

/* What a line came to. */
enum parsed { PARSED, PARSED_AMBIGUOUS, PARSED_SKIP, PARSED_BAD_LAYOUT, PARSED_BAD_TIME };

/* A parser. Named layouts have `format` and the parser of its language in `dialect`; languages have
 * `claims`, `compile` and `parse`; wrappers, which stand around lines of any layout, have `unwrap`.
 */
struct parser {
    const char *name;
    const char *format; /* the directive, for a named layout; forms on lines of their own */
    const struct parser *dialect; /* the language of `format` */
    enum escape escape;           /* of a named layout in the template language */
    bool sniffed;                 /* tried when no layout is given */
    bool utc; /* times without a zone are UTC by the server's documentation, whatever --tz says */
    bool headed; /* header lines say what the others mean: one worker reads an input in order */
    bool (*claims)(struct str text);
    int (*compile)(struct layout *layout, struct str text, struct err *err);
    enum parsed (*parse)(const struct layout *layout, struct parse_state *state, struct str line,
                         struct record *record, uint32_t *ret_column);
    /* The line inside, borrowed from `line` or from the scratch; false when it is not wrapped so.
     */
    bool (*unwrap)(struct parse_state *state, struct str line, struct str *ret_inner);
    const char *sample;   /* a line that it reads, after its header line where it needs one */
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

/* Writes what was understood in limier's own language, a line for each form: --log-format takes it
 * back, and reads the same lines equally. */
void layout_describe(const struct layout *layout, struct out *out);

/* Reads one line. On PARSED and PARSED_AMBIGUOUS the record is filled; otherwise *ret_column is the
 * byte where it stopped making sense. */
enum parsed layout_parse(const struct layout *layout, struct parse_state *state, struct str line,
                         struct record *record, uint32_t *ret_column);

/* --- for the parsers themselves (cutter.c, finish.c) --- */

/* Starts another form of line; the ops added from here on are its own. A layout begins with its
 * first form. 0, or -1 when there are too many. */
int layout_form_begin(struct layout *layout, struct err *err);

/* Adds a field after a literal. 0; -1 when the layout is too long; LAYOUT_TOUCH when nothing
 * separates two fields, which the language reports with its own place. */
#define LAYOUT_TOUCH (-2)
int layout_add(struct layout *layout, struct str before, enum part part, enum field field,
               struct err *err);

/* Adds a piece of the time, by its pattern (strftime's conversions; see instant.c). Like
 * layout_add; -1 also for a conversion that is not known. FIELD_NONE: read over. */
int layout_add_piece(struct layout *layout, struct str before, struct str pattern, enum field field,
                     struct err *err);

/* Ends a form with the literal text after its last field. */
void layout_form_end(struct layout *layout, struct str tail);

/* Fails with a usage error that shows the place: the text of the directive and a caret under its
 * byte `at` (from 0). `what` is a sentence without its full stop. */
int layout_refuse(struct err *err, struct str directive, size_t at, const char *what);

/* The same for a sentence with arguments. */
int layout_vrefuse(struct err *err, struct str directive, size_t at, const char *format,
                   va_list args) __attribute__((format(printf, 4, 0)));

/* Runs the forms of a layout on a line. */
enum parsed layout_cut(const struct layout *layout, struct parse_state *state, struct str line,
                       struct record *record, uint32_t *ret_column);

/* Stores the text of a field: numbers and "-" are read as such. False when it is no such part. */
bool record_take(struct parse_state *state, struct record *record, const struct layout_op *op,
                 struct str text, bool *ret_bad_time);

/* Takes columns behind a known layout by what they look like: cookies and addresses that proxies
 * passed on. */
void extras_take(struct record *record, struct str text);

/* Completes a record: splits the request and undoes the server's escapes. */
void record_finish(enum escape escape, struct parse_state *state, struct record *record);

/* Undoes a server's escapes: a text in the scratch, or the same span when there are none. */
struct str unescape(enum escape escape, struct parse_state *state, struct str text);

/* Reads a time in any of the known forms; false when it is none or does not exist. */
bool parse_time(struct parse_state *state, enum part part, struct str text, int64_t *ret_ns);

/* A text without the control sequences of terminals at its front (ansi.c). */
struct str skip_sequences(struct str text);

/* Takes a directive or comment (#…) of a file with header lines (columns.c). */
void columns_directive(struct columns *columns, struct str line);

/* Whether a text is an IPv4 or IPv6 address that no host name can look like. */
bool text_is_ip(struct str text);

/* Counts the zone of a line's time, and keeps it. */
void parse_count_zone(struct parse_state *state, int seconds);

/* The form of a time, guessed from the text. */
enum part time_part(struct str text);

/* Reads one piece of a moment by its pattern: %Y %y %m %d %e %b %B %H %I %M %S %p %f %L %s %z %Z %a
 * %T %D %F %R %n %t %%, and %@ms %@us %@frac for Apache's msec, usec and their fractions; %j %U %V
 * %W %u %w are read over. Each conversion takes what strftime would have written. instant_take says
 * how far it got: *text is what follows. False when the text is no such piece. */
bool instant_read(struct instant *instant, struct str pattern, struct str text);
bool instant_take(struct instant *instant, struct str pattern, struct str *text);

/* What a pattern gives. */
enum {
    INSTANT_DATE = 1,
    INSTANT_CLOCK = 2,
    INSTANT_EPOCH = 4,
    INSTANT_ZONE = 8,
    INSTANT_FRACTION = 16
};

/* The bits of what a pattern gives. */
unsigned instant_gives(struct str pattern);

/* How long the text of a pattern is at least, -1 for a pattern that is not known. */
int instant_least(struct str pattern);

/* The moment of the pieces; `zone_seconds` where none gave a zone. False when date or clock is
 * missing or does not exist. */
bool instant_end(const struct instant *instant, int zone_seconds, int64_t *ret_ns);

#endif
