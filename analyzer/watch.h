/*
 * watch.h: rules at work: lines are matched while they are read, acts while they are observed, and
 * what a correlation or an alert needs of each hit is left as a row (signatures/rows.h). Rows of
 * what comes ordered by account anyway never reach the disk. What becomes of them: alerts.c.
 */
#ifndef LIMIER_WATCH_H
#define LIMIER_WATCH_H

#include "act_class.h"
#include "act_event.h"
#include "base/hash.h"
#include "base/limits.h"
#include "line_event.h"
#include "signatures/correlate.h"
#include "signatures/engine.h"
#include "signatures/load.h"
#include "signatures/reach.h"
#include "signatures/rows.h"

/* What is looked at: lines; of acts, what many have in common (act_class.h); and all that acts say.
 * Rules about acts are looked for in what they need. */
enum { WATCH_LINES, WATCH_ACTS, WATCH_ACTS_EACH, WATCH_WORLDS };

/* Most fields that a correlation groups by, or counts together: as many as a rule may name. */
#define WATCH_FIELDS LIMIT_CORRELATE_FIELDS

/* What a hit of a rule is good for: an event of a correlation, or, when `correlation` is the rule
 * itself, an alert of its own. Fields are numbers of the taxonomy. */
struct watch_use {
    uint32_t correlation;
    uint32_t member;
    bool by_account; /* its events are correlated where acts are read, account by account */
    int group[WATCH_FIELDS];
    size_t group_count;
    int fields[WATCH_FIELDS];
    size_t field_count;
};

/* The rules, and how they are watched for. Read-only for the threads. */
struct watch {
    struct rule_set set;
    struct hash_key key;        /* of groups and values: the same in all runs, so that ties are */
    struct act_classes classes; /* of acts that hit the same rules of WATCH_ACTS */
    struct engine *engine[WATCH_WORLDS]; /* NULL: no rule is about this world */
    int *fields[WATCH_WORLDS];           /* number in the taxonomy by the engine's number */
    struct watch_use *uses;              /* by rule: from first_use[rule] to first_use[rule + 1] */
    size_t *first_use;
    bool *by_account; /* by rule: a correlation that is counted where acts are read */
    unsigned *least;  /* by rule: events without which a window's rows cannot matter
                         (reach_wanted); 0: all rows do */
    bool timed;
};

/* Compiles a set that is loaded and finished, and takes it over. */
void watch_init(struct watch *watch, struct rule_set *set, bool timed);
void watch_release(struct watch *watch);

/* A file without a name that one thread writes through a buffer. */
struct watch_file {
    int fd; /* −1: not open yet */
    uint64_t bytes;
    char *buffer;
    size_t used;
};

/* An alert as it is found among the acts of one account. */
struct watch_alert {
    uint32_t rule;
    uint32_t reserved;
    struct correlate_alert found;
};

/* Where the events of a place are. */
#define WATCH_PLACE_ACT (UINT64_C(1) << 63) /* an act: partition, and position in acts */
static inline uint64_t watch_place_of_act(uint8_t partition, uint64_t position)
{
    return WATCH_PLACE_ACT | (uint64_t)partition << 48 | position / sizeof(struct act);
}

/* And back. */
static inline uint8_t watch_partition(uint64_t place)
{
    return (uint8_t)(place >> 48);
}

/* Byte of the act in the partition's file. */
static inline uint64_t watch_position(uint64_t place)
{
    return (place & ((UINT64_C(1) << 48) - 1)) * sizeof(struct act);
}

/* And of lines: the number of the lookout, and where in its texts. */
#define WATCH_TEXT_BITS   48
#define WATCH_TEXT_OFFSET ((UINT64_C(1) << WATCH_TEXT_BITS) - 1)

/* One thread's lookout in one world. */
struct lookout {
    const struct watch *watch;
    int world;
    uint32_t number;            /* among all lookouts of the run */
    int directory;              /* of its files */
    struct engine_state *state; /* NULL: nothing to look for */
    struct engine_state *each;  /* of acts: of WATCH_ACTS_EACH, NULL likewise */
    struct act_memo *memo;      /* of acts: what classes hit */
    struct line_event line;
    struct act_event act;
    struct watch_file rows;       /* struct correlation_row */
    struct watch_file texts;      /* what lines leave for alerts (watch_text) */
    struct watch_file alerts;     /* struct watch_alert */
    struct watch_stream *streams; /* by rule: what is counted while acts are read … */
    uint32_t *live;               /* … and those that count the account at hand */
    size_t live_count;
    struct reach reach; /* which groups of rows can matter */
    size_t reach_bytes;
    uint32_t account;   /* whose acts are being read, plus 1 */
    uint64_t place;     /* of the event at hand … */
    struct evidence at; /* … and where it stands */
    uint64_t *dropped;  /* by input: events that lack what a correlation groups by or counts */
    size_t dropped_room;
    uint64_t evicted; /* events that left windows early which are no longer there */
    bool failed;
    struct err err;
};

/* Starts and ends; a lookout of a world without rules does nothing. `jobs` share the memory that
 * may be used to tell which rows matter. */
void lookout_init(struct lookout *lookout, const struct watch *watch, int world, uint32_t number,
                  unsigned jobs, int directory);
void lookout_release(struct lookout *lookout);

/* Whether there is anything to do. */
static inline bool lookout_idle(const struct lookout *lookout)
{
    return lookout->state == NULL && lookout->each == NULL;
}

/* A line: its raw text, what it says, what it means on the portal, and where it stands. 0, or -1
 * when the disk refuses. */
int lookout_line(struct lookout *lookout, const struct line_context *context, struct str text,
                 const struct record *record, const struct portal_match *match,
                 const struct evidence *evidence);

/* Acts of one account, in order; they stand at `position` in the partition's file. 0 or -1. */
int lookout_acts(struct lookout *lookout, const struct act_context *context, const struct act *acts,
                 size_t n, uint8_t partition, uint64_t position);

/* Ends the account that is being read, and writes what is buffered. 0 or -1. */
int lookout_end(struct lookout *lookout);

/* Takes a row of a line, and the texts that the line left. 0 or -1. */
typedef int lookout_taker(void *context, const struct correlation_row *row, struct str texts,
                          struct err *err);

/* Hands over all rows of a lookout of lines that has ended. 0 or -1. */
int lookout_lines(const struct lookout *lookout, lookout_taker *take, void *context,
                  struct err *err);

/* Takes such a row as if its line had been read now. False when it is no row of these rules, or
 * when the disk refused (`failed`). */
bool lookout_recall(struct lookout *lookout, const struct correlation_row *row, struct str texts);

/* Counts events of an input that could not be. */
void lookout_drop(struct lookout *lookout, uint32_t input, uint64_t count);

/* What a line left for alerts: the number of the use in 32 bits; these texts, one after the other,
 * each after its length plus 1 in 16 bits (0: absent). */
enum watch_text {
    WATCH_TEXT_ACCOUNT,
    WATCH_TEXT_SOURCE,
    WATCH_TEXT_AGENT,
    WATCH_TEXT_SESSION,
    WATCH_TEXT_TARGET,
    WATCH_TEXT_GROUP, /* the first of the correlation's fields */
    WATCH_TEXTS = WATCH_TEXT_GROUP + WATCH_FIELDS
};

/* The correlation that events of a rule go through (correlation_for). */
const struct correlation *watch_correlation(const struct watch *watch, uint32_t rule);

/* Whether any rule can be true of what is looked at; and of acts in either way. */
bool watch_has(const struct watch *watch, int world);
bool watch_has_acts(const struct watch *watch);

/* Whether a correlation may sum a field: what it came to is told, so that fields which hold persons
 * or sessions, or may in a request's text, are left out. */
bool watch_sums(int field);

/* Events that left a window early where acts are read. */
uint64_t lookout_evicted(const struct lookout *lookout);

/* Hash of one of the values that a group or a tuple consists of, onto those before it. */
uint64_t watch_hash(const struct watch *watch, uint64_t before, struct str value);

/* The same of a person. */
static inline uint64_t watch_hash_person(uint64_t before, struct person person)
{
    return hash_words(before ^ hash_words(person.hi, person.lo), 7);
}

#endif
