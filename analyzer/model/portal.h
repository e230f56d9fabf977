/*
 * portal.h: the portal profile: what an operator knows and a log does not say. Where the account
 * is, which requests are which operations, what outcome means "shown", and which categories of data
 * an operation shows. Read-only once loaded; shared by all workers. The matcher has the state that
 * one worker needs.
 */
#ifndef LIMIER_MODEL_PORTAL_H
#define LIMIER_MODEL_PORTAL_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "model/data.h"
#include "model/record.h"
#include "model/trace.h"

/* Methods, in the order of methods.def. */
enum method {
#define METHOD(id, name, doc, source) METHOD_##id,
#include "model/methods.def"
#undef METHOD
    METHOD_UNKNOWN
};

/* The method of a text; METHOD_UNKNOWN when it is none of the table. */
enum method method_of(struct str text);

/* What a pattern can capture, in the order of captures.def. Birth date and rank are part of the
 * person key. */
enum capture {
#define CAPTURE(id, name, doc, source) CAPTURE_##id,
#include "model/captures.def"
#undef CAPTURE
    CAPTURE_COUNT
};

/* Where a key of a profile stands. */
enum portal_level { PORTAL_PROFILE, PORTAL_ACCOUNT, PORTAL_SESSION, PORTAL_OPERATION };

/* A row of portal_keys.def; texts are of the catalogue. */
struct portal_key {
    enum portal_level level;
    const char *name;
    const char *type;
    const char *otherwise; /* what holds without the key */
    const char *doc;
};

extern const struct portal_key portal_keys[]; /* those that the reader accepts */
extern const size_t portal_key_count;

/* One operation. Methods are bits of enum method; `outcomes` gives the outcome of each status;
 * `group` is the number of each named group, 0 for none; `literal` is a text that every match
 * contains at the very start, to spare the pattern most requests. */
struct operation {
    struct str name;
    enum kind kind;
    uint32_t methods; /* bits, 0: any */
    uint16_t data;    /* bits of DATA_…: of a beneficiary; 0: shows nothing */
    uint16_t holder;  /* bits of DATA_…: of the account's holder, a professional */
    struct str request;
    struct str literal;
    pcre2_code *pattern;
    uint8_t group[CAPTURE_COUNT];
    uint8_t outcomes[600]; /* enum outcome by status */
};

/* Where an account or a session stands: a field, and the part of it that the group captures. */
struct portal_place {
    enum field field;    /* FIELD_NONE: nowhere */
    struct str text;     /* of the pattern, absent for the whole field */
    pcre2_code *pattern; /* NULL for the whole field */
    uint8_t group;
};

/* A profile. Its operations are those that it describes, tried in order; then, when it is
 * `generic`, one of each kind for the generic rules, which find beneficiaries by their valid keys;
 * then "other". */
struct portal {
    struct arena arena;
    struct str name;
    struct str description;
    struct str text; /* what it was read from; of the generic rules, a profile that says the same */
    bool generic;    /* requests that no operation describes are read by the generic rules */
    bool proposed;   /* nobody has written it: it was proposed from the log itself */
    struct portal_place account;
    struct portal_place sessions[LIMIT_SESSION_PLACES]; /* tried in order */
    int session_count;                                  /* 0: the log has no session identifier */
    bool join; /* lines that name no account belong to the account that logged in with their session
                */
    struct operation operations[LIMIT_OPERATIONS + KIND_COUNT + 1];
    int operation_count; /* all of them */
    int described;       /* operations with a pattern */
    int other;
};

/* Reads a profile. On failure nothing needs releasing. 0, or -1 with file, line and column in the
 * message. */
int portal_load(struct portal *portal, const char *path, struct err *err);

/* The same from text. */
int portal_read(struct portal *portal, struct str text, const char *name, struct err *err);

/* The profile that is used when none is given: account = authenticated user, beneficiary = the path
 * segment or query value whose NIR key is valid (13 digits, or 15 with key), GET = rights, POST and
 * PUT with a beneficiary = PEC or claim. */
void portal_generic(struct portal *portal);

/* Frees all. */
void portal_release(struct portal *portal);

/* What persons are counted by on this portal, as a sentence of the catalogue: identifier, birth
 * date and rank, as far as its operations capture them; and that a person who is named with and
 * without them counts twice. */
const char *portal_persons(const struct portal *portal);

/* Whether an operation captures more than the identifier. */
bool portal_persons_told(const struct portal *portal);

/* What a record means on this portal. Spans borrow from the record. `session` is the session that
 * the line opens, when it names an account and is no logout: the first place that has one. Any
 * other line is known by the session that its request came with; what its answer sets (sc-cookie)
 * counts only where the request has none. */
struct portal_match {
    int operation;
    enum outcome outcome;
    bool shown;
    struct str account;
    struct str session;
    struct str insurer;
    struct person person;
    struct str person_name; /* the identifier as it stands in the request, decoded */
    struct str birth;       /* and what else makes the person's key */
    struct str rank;
};

/* One worker's state: match data, JIT stack, scratch for decoding, and what went wrong. */
struct portal_matcher {
    const struct portal *portal;
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
    struct arena scratch; /* decoded texts of the current batch */
    uint64_t limit_hits;  /* a pattern reached its match limit: counted in coverage, never silent */
};

/* Prepares and releases a matcher. */
void portal_matcher_init(struct portal_matcher *matcher, const struct portal *portal);
void portal_matcher_release(struct portal_matcher *matcher);

/* Says what a record means. Allocates nothing unless the request is percent-encoded. Texts in
 * *ret_match stay valid until portal_matcher_next. */
void portal_match(struct portal_matcher *matcher, const struct record *record,
                  struct portal_match *ret_match);

/* Starts a new batch: decoded texts of the last one are gone. */
void portal_matcher_next(struct portal_matcher *matcher);

#endif
