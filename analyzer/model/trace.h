/*
 * trace.h: one act on the portal, typed, of fixed size. The four things that the CNIL asks of a
 * trace (deliberation 2021-122): author, timestamp, operation, reference of the data; and where the
 * line stands.
 */
#ifndef LIMIER_MODEL_TRACE_H
#define LIMIER_MODEL_TRACE_H

#include "base/str.h"

/* What an operation of the portal is for. */
enum kind {
#define KIND(id, name, doc, source) KIND_##id,
#include "model/kinds.def"
#undef KIND
    KIND_COUNT
};

/* What came of a request. */
enum outcome {
    OUTCOME_UNKNOWN,   /* the log has no status */
    OUTCOME_SUCCESS,   /* done; when the operation shows data, the data was shown */
    OUTCOME_NOT_FOUND, /* no such person or file */
    OUTCOME_REFUSED,   /* not allowed, or too many requests */
    OUTCOME_FAILED,    /* server error, or another status */
    OUTCOME_COUNT
};

/* Whom or what a request was about: 15 bytes of identity and a tag in the lowest byte of `lo`.
 * Equal keys, equal identifiers: numbers and short texts are stored whole; only texts beyond 15
 * bytes are stored as 120 bits of SHA-256. */
struct person {
    uint64_t hi;
    uint64_t lo;
};

/* What a person key was made of. */
enum person_tag {
    PERSON_NONE = 0,  /* no identifier in the request */
    PERSON_NIR = 1,   /* hi: 13 digits as a number, × 4, + Corsican letter (trace.c) */
    PERSON_BORN = 2,  /* the same in hi, and in lo the birth date, the rank, or both */
    PERSON_TEXT = 16, /* 16 + n: n bytes of text, n from 0 to 15 */
    PERSON_LONG = 32, /* SHA-256 of a longer text, first 15 bytes */
};

/* Whether a trace is one where data of its person was shown. */
#define TRACE_SHOWN 0x10u

/* The response size saturates here (22 bits). */
#define TRACE_BYTES_MAX ((1u << 22) - 1)

/* One act. Ids are numbers of the worker's names while in the spool, of the run's names from the
 * judge on. UINT32_MAX: the log does not say. 64 bytes on disk, little-endian, as gcc and clang lay
 * it out. Widths of the bit fields: LIMIT_INPUTS and LIMIT_OPERATIONS. */
struct trace {
    int64_t time_ns;
    uint64_t offset; /* of the line's first byte in the decompressed stream */
    struct person person;
    uint32_t line; /* from 1 */
    uint32_t account;
    uint32_t source;
    uint32_t agent;
    uint32_t session;
    uint32_t insurer;      /* INSURER_NONE: none */
    uint32_t status_bytes; /* status in the low 10 bits, 0 for none; bytes of the answer above,
                              saturating */
    uint32_t input : 20;
    uint32_t operation : 7; /* index in the portal profile */
    uint32_t outcome : 5;   /* enum outcome in the low 4 bits, and TRACE_SHOWN */
};

_Static_assert(sizeof(struct trace) == 64, "the spool's format is 64 bytes a trace");

#define INSURER_NONE UINT32_MAX

/* Parts of the packed members. */
static inline enum outcome trace_outcome(const struct trace *t)
{
    return (enum outcome)(t->outcome & 15u);
}

/* Whether the trace showed data of its person. */
static inline bool trace_shown(const struct trace *t)
{
    return (t->outcome & TRACE_SHOWN) != 0;
}

/* HTTP status, 0 for none. */
static inline unsigned trace_status(const struct trace *t)
{
    return t->status_bytes & 1023u;
}

/* Bytes of the answer, at most TRACE_BYTES_MAX. */
static inline uint32_t trace_bytes(const struct trace *t)
{
    return t->status_bytes >> 10;
}

/* Tag of a person key. */
static inline unsigned person_tag(struct person p)
{
    return (unsigned)(p.lo & 255u);
}

/* Same person. */
static inline bool person_eq(struct person a, struct person b)
{
    return a.hi == b.hi && a.lo == b.lo;
}

/* Whether the key holds a NIR, alone or with birth date and rank. */
static inline bool person_is_nir(struct person p)
{
    return person_tag(p) == PERSON_NIR || person_tag(p) == PERSON_BORN;
}

/* The 13 digits of such a key as a number, a Corsican letter counted as 0 (as struct nir has it).
 */
static inline uint64_t person_nir_number(struct person p)
{
    return p.hi / 4;
}

/* Order of person keys: NIR alone by number, then NIR with more by number, then texts. */
int person_cmp(struct person a, struct person b);

/* The key of an identifier: a NIR (13 or 15 characters, plausible) or any other text. */
struct person person_of(struct str identifier);

/* Whether a key is one that person_of makes, as far as its form tells. */
bool person_valid(struct person person);

/* The key of an identifier with a birth date and a rank; absent or empty ones are as if not given.
 * A child's record often carries a parent's NIR, and twins one birth date: one NIR is not one
 * person (identito-na.fr). A NIR with them and the same NIR without are two keys: nobody can tell
 * whom of the family the latter was about. What cannot be read as a date, or as a rank of one or
 * two digits, still tells persons apart, by a digest. To another identifier than a NIR they are
 * added as text. */
struct person person_key(struct str identifier, struct str birth, struct str rank);

/* Writes the identifier back and returns its length: "1840675123456", or the short text. A NIR with
 * birth date and rank gives "1840675123456/1984-06-12/1", without date "1840675123456//1", without
 * rank "1840675123456/1984-06-12", and where they could not be read "1840675123456/#" and 14
 * hexadecimal digits; a long text cannot be restored from its key and gives "#" and 30. */
#define PERSON_TEXT_BYTES 40
size_t person_text(struct person person, char text[PERSON_TEXT_BYTES]);

/* Name of a kind ("rights"), its explanation (a text of the catalogue), and the kind of a name
 * (KIND_COUNT: none). */
const char *kind_name(enum kind kind);
const char *kind_doc(enum kind kind);
enum kind kind_by_name(struct str name);

/* Name of an outcome ("success"). */
const char *outcome_name(enum outcome outcome);

/* Seconds of what has not happened in the log. What has happened is at most one below. */
#define SECONDS_NEVER UINT32_MAX

/* An act as the judge sees it: prev_ns is when the same account was last shown the same person,
 * TIME_NONE for never. Windowed distinct counts are then plain sums: a person counts in a window
 * when prev_ns lies before its start.
 *
 * The other two say how the shop deals with the person: all accounts that the directory puts in one
 * shop; an account alone without one. A shop *deals* with a person by an act that shows the
 * person's data and by a PEC or claim that succeeds. known_s: whole seconds since it last did so
 * before this act, in the order (time, input, offset), whichever of its accounts; for every act
 * about a person, shown or not. follow_s: of an act that shows data, whole seconds until its first
 * PEC or claim that succeeds, 0 for one of the same instant, whatever the order of the lines: those
 * of two front-ends have none. SECONDS_NEVER: not in this log, or not such an act. 80 bytes on
 * disk, as they lie here. */
struct act {
    struct trace t;
    int64_t prev_ns;
    uint32_t known_s;
    uint32_t follow_s;
};

_Static_assert(sizeof(struct act) == 80, "the case's format is 80 bytes an act");

#endif
