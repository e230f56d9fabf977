/*
 * survey.h: what a log is, seen line by line: its fields with examples, the texts that may name the
 * account, the identifiers that may join a session to its login line, and the forms of its
 * requests. One for each worker, then merged; what comes out depends on the set of lines alone.
 */
#ifndef LIMIER_SURVEY_H
#define LIMIER_SURVEY_H

#include "base/names.h"
#include "url_tree.h"

/* Examples kept of each field. */
#define SURVEY_EXAMPLES 3

/* Names of cookies looked at, the longest one, and distinct sessions counted for each. */
#define SURVEY_COOKIES      24
#define SURVEY_COOKIE_BYTES 64
#define SURVEY_SESSIONS     (1u << 20)

/* Distinct accounts counted for each place. */
#define SURVEY_ACCOUNTS (1u << 18)

/* A value of a field, outlined where it may tell a person, and where it stands first. */
struct survey_example {
    struct str text;
    uint64_t hash; /* of the whole value */
    uint32_t input;
    uint64_t line;
};

/* One field. */
struct survey_field {
    uint64_t present;
    struct survey_example examples[SURVEY_EXAMPLES];
    int example_count;
};

/* A place where the account may stand: a field, or a parameter of requests. */
struct survey_account {
    enum field field;     /* FIELD_NONE: a parameter */
    struct str parameter; /* absent for a field */
    uint64_t lines;       /* that name somebody there */
    uint64_t login_lines; /* of them, requests that look like a login */
    uint64_t shapes[SHAPE_COUNT];
    struct names names; /* distinct texts, up to SURVEY_ACCOUNTS … */
    uint64_t *counts;   /* … and their lines */
    uint32_t count_room;
};

/* A place where a session's identifier may stand: a field of its own, or a cookie, wherever it is
 * logged. */
struct survey_session {
    struct str cookie;     /* absent for the field session.id */
    char *name;            /* its text */
    uint32_t fields;       /* bits of the fields it was seen in */
    uint64_t lines;        /* that carry one */
    uint64_t with_account; /* of them, lines that name an account too */
    uint64_t token_lines;  /* whose value looks like an identifier */
    struct distinct sessions;
    struct distinct joined; /* sessions on a line that names an account */
    struct distinct pairs;  /* (session, account) */
};

/* Places of accounts that are looked at: fields first, then parameters by name. */
#define SURVEY_PLACES 16

/* One worker's survey, and the whole. */
struct survey {
    struct arena arena;
    struct hash_key key;
    uint64_t lines; /* parsed ones */
    uint64_t login_lines;
    uint64_t forwarded_lines; /* with X-Forwarded-For and a client of a private network */
    struct survey_field fields[FIELD_COUNT];
    struct survey_account accounts[SURVEY_PLACES];
    struct survey_session sessions[SURVEY_COOKIES];
    int session_count;
    struct url_tree urls;
};

/* Starts a survey. All surveys of a run have the same key. */
void survey_init(struct survey *survey, const struct hash_key *key);

/* Takes a parsed line. */
void survey_take(struct survey *survey, const struct record *record, uint32_t input, uint64_t line);

/* Adds all of another survey. */
void survey_merge(struct survey *to, const struct survey *from);

/* Distinct texts at a place of accounts; *ret_bits is the entropy of who acts, in bits a line
 * (Shannon): 0 for one account that does everything. */
uint32_t survey_account_distinct(const struct survey_account *account, double *ret_bits);

/* Frees all. */
void survey_release(struct survey *survey);

#endif
