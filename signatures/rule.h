/*
 * rule.h: a Sigma rule as loaded: what it is called, what it asks of an event, and what it counts.
 * Owns the shapes that loader, matcher and correlations share; no behaviour but names. Language:
 * Sigma specification v2.1.0 (https://github.com/SigmaHQ/sigma-specification, public domain).
 */
#ifndef LIMIER_SIGNATURES_RULE_H
#define LIMIER_SIGNATURES_RULE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/yaml.h"

/* Levels, in their order. A rule without one counts as medium. */
enum level {
    LEVEL_INFORMATIONAL,
    LEVEL_LOW,
    LEVEL_MEDIUM,
    LEVEL_HIGH,
    LEVEL_CRITICAL,
    LEVEL_COUNT
};

/* "high" …, and the level of a name (LEVEL_COUNT: none). */
const char *level_name(enum level level);
enum level level_by_name(struct str name);

/* Which events a rule is about; absent parts: any. In lower case. */
struct logsource {
    struct str category;
    struct str product;
    struct str service;
};

/* Whether a rule about `rule` applies to events of `source`: every part that both have is equal. */
bool logsource_applies(const struct logsource *rule, const struct logsource *source);

/* A text with wildcards, as a list of parts. */
enum glob_kind { GLOB_LITERAL, GLOB_RUN, GLOB_ONE };

/* A part of it. */
struct glob_part {
    enum glob_kind kind; /* GLOB_RUN: *, any run of bytes; GLOB_ONE: ?, one character */
    struct str text;     /* of a literal */
};

/* The text. */
struct glob {
    struct glob_part *parts;
    size_t count; /* 0: the empty text */
};

/* What is asked of one field. */
enum test_kind {
    TEST_TEXT,   /* the whole value is like `glob` */
    TEST_REGEX,  /* `text` is found in the value; at its start, its end: `relation` */
    TEST_NUMBER, /* equal to `number`; or, as text, to `text` (typed scalars of the rule) */
    TEST_LESS,   /* value < number; and so on; a value that is no number: false */
    TEST_LESS_EQUAL,
    TEST_GREATER,
    TEST_GREATER_EQUAL,
    TEST_CIDR,   /* an address in the network */
    TEST_NULL,   /* missing, or null */
    TEST_EXISTS, /* there, whatever its value (null too); `wanted` false: not there */
    TEST_FIELD,  /* like the value of field `text`, in the way of `relation` */
    TEST_DATE /* `part` of a date against `number`: `relation`; in the zone that it is written in */
};

/* How a text stands to another, or a part of a date to a number. */
enum relation {
    RELATION_EQUAL,
    RELATION_STARTS,
    RELATION_ENDS,
    RELATION_CONTAINS,
    RELATION_LESS, /* this and what follows: of a TEST_DATE */
    RELATION_LESS_EQUAL,
    RELATION_GREATER,
    RELATION_GREATER_EQUAL
};

/* Parts of dates; weeks are those of ISO 8601. */
enum date_part { DATE_MINUTE, DATE_HOUR, DATE_DAY, DATE_WEEK, DATE_MONTH, DATE_YEAR };

/* Options of patterns. */
enum { REGEX_CASELESS = 1, REGEX_MULTILINE = 2, REGEX_DOTALL = 4 };

/* A leaf. Texts without `cased` are compared without regard to case: ASCII, and the accented
 * letters of Latin-1 in UTF-8. */
struct test {
    struct str field; /* absent: a keyword, looked for in the raw line */
    enum test_kind kind;
    bool cased;
    bool wanted;
    struct glob glob;
    struct str text;
    double number;
    unsigned regex; /* bits of REGEX_… */
    enum relation relation;
    enum date_part part;
    unsigned char network[16]; /* IPv4 as ::ffff:a.b.c.d */
    unsigned bits;             /* of `network`, 0 to 128 */
    unsigned line;             /* where it stands in its file */
    unsigned column;
};

/* A condition. AND and OR have any number of children, linked by `next`; NOT has one. An AND
 * without children is true, an OR without is false. */
enum expr_kind { EXPR_TEST, EXPR_AND, EXPR_OR, EXPR_NOT, EXPR_MEMBER };

/* A node. */
struct expr {
    enum expr_kind kind;
    struct expr *first;
    struct expr *next;
    const struct test *test; /* EXPR_TEST */
    uint32_t member;         /* EXPR_MEMBER: of a correlation's rules */
};

/* Kinds of correlation. */
enum correlation_kind {
    CORRELATION_EVENT_COUNT,
    CORRELATION_VALUE_COUNT,
    CORRELATION_TEMPORAL,
    CORRELATION_TEMPORAL_ORDERED,
    CORRELATION_VALUE_SUM,
    CORRELATION_VALUE_AVG,
    CORRELATION_VALUE_PERCENTILE,
    CORRELATION_VALUE_MEDIAN
};

/* Bounds on what is counted; several hold together (a range). */
enum { BOUND_GT = 1, BOUND_GTE = 2, BOUND_LT = 4, BOUND_LTE = 8, BOUND_EQ = 16, BOUND_NEQ = 32 };

/* Those that are in `set` count. */
struct bounds {
    unsigned set; /* bits of BOUND_… */
    double gt, gte, lt, lte, eq, neq;
};

/* A rule that a correlation refers to, and the fields that stand for its group-by and its value in
 * that rule's events: by alias, or as they are called. */
struct correlation_member {
    struct str reference; /* id or name as written */
    uint32_t rule;        /* index in the set, once it is found */
    struct str *group;    /* as many as the correlation groups by */
    struct str *fields;   /* as many as it counts */
};

/* The correlation section of a rule. */
struct correlation {
    enum correlation_kind kind;
    struct correlation_member *members;
    size_t member_count;
    struct str *group_by; /* as written */
    size_t group_count;
    int64_t timespan_ns;
    struct bounds bounds;
    struct str *fields; /* that are counted, summed …: several only for value_count */
    size_t field_count;
    double percentile;
    struct expr *temporal; /* boolean condition of a temporal one, over EXPR_MEMBER; or NULL */
    bool generate;         /* the rules that it refers to alert on their own as well */
    unsigned depth;        /* 0: of detection rules only; else one more than its deepest member */
};

/* A rule. Texts and lists live in the arena of its set. */
struct rule {
    const char *file; /* as told in messages; "builtin:name.yml" for those that limier brings */
    unsigned line;    /* of its document */
    struct str title;
    struct str id;
    struct str name;
    struct str status;
    struct str description;
    struct str author;
    struct str license;
    struct str date;
    struct str modified;
    struct str taxonomy;
    struct str *references;
    size_t reference_count;
    struct str *tags;
    size_t tag_count;
    struct str *falsepositives;
    size_t falsepositive_count;
    enum level level;
    const struct yaml_node *root; /* the document with every key */
    struct logsource logsource;
    struct expr *condition;          /* of a detection rule, its filters applied; else NULL */
    struct correlation *correlation; /* of a correlation; else NULL */
    bool referenced;                 /* by a correlation … */
    bool silent;                     /* … and none of those lets it alert on its own */
};

/* What is wrong with a rule, or doubtful. */
struct rule_problem {
    bool error; /* the rule is not used; otherwise a warning */
    const char *file;
    unsigned line;      /* from 1; 0: the file as a whole */
    unsigned column;    /* from 1; 0: the line as a whole */
    struct str text;    /* a sentence, in English … */
    struct str french;  /* … and in French; absent: as `text` */
    struct str excerpt; /* the line's beginning, for a caret under the column; may be absent */
    struct str rule;    /* title or id of the rule, as far as it was read; may be absent */
};

struct loading;

/* Rules of several files. Zeroed: empty. Release with rules_release (load.h). */
struct rule_set {
    struct arena arena;
    struct rule *rules; /* in canonical order: by file, then place */
    size_t count;
    size_t room;
    struct rule_problem *problems;
    size_t problem_count;
    size_t problem_room;
    uint64_t problems_omitted; /* beyond the cap of base/limits.h */
    size_t file_count;
    struct loading
        *loading; /* of the loader: sources of excerpts, what is not finished, an index */
};

/* Notes a problem; texts are copied into the set's arena, bytes that a terminal would obey
 * replaced. Without an excerpt it is looked up: `file` must then be the pointer that readers were
 * given. */
void rules_problem(struct rule_set *set, const struct rule_problem *problem);

#endif
