/*
 * ingest.h: bytes to traces. A map: every worker opens inputs while there are any, then helps the
 * others with the parts of theirs; names and spools are each worker's own. What comes out: one
 * spool and one set of names per worker, and the coverage of every input.
 */
#ifndef LIMIER_INGEST_H
#define LIMIER_INGEST_H

#include "base/names.h"
#include "input/source.h"
#include "input/spool.h"
#include "inputs.h"
#include "model/coverage.h"
#include "model/directory.h"
#include "model/portal.h"
#include "model/proxies.h"
#include "parsers/reading.h"
#include "survey.h"
#include "line_event.h"

struct lookout;

/* Kinds of texts that traces name by number. */
enum name_kind {
    NAMES_ACCOUNT,
    NAMES_SOURCE,
    NAMES_AGENT,
    NAMES_SESSION,
    NAMES_INSURER,
    NAMES_KINDS
};

/* Where the reading of an input begins: behind so many bytes of its text, which are so many whole
 * lines that an earlier run has read. `holds`: a last line without its end is left for the next
 * run.
 */
struct ingest_start {
    uint64_t offset;
    uint64_t lines;
    bool holds;
};

/* Where it ended: the next run's start. */
struct ingest_end {
    uint64_t offset;
    uint64_t lines;
    bool held;    /* a last line without its end was left */
    bool missing; /* the text is not as long as it was: nothing was read */
};

/* What the run wants from ingest. Borrowed; read-only. */
struct ingest_options {
    const struct portal *portal;
    const struct directory *practices; /* whose shops stay together in a partition; NULL: none */
    const struct layout *layouts;      /* to choose from for each input; NULL: all that are known */
    size_t layout_count;
    const struct proxies *proxies; /* behind which clients are looked for */
    int zone_seconds;              /* for times without a zone */
    int64_t since_ns;              /* TIME_NONE: no bound */
    int64_t until_ns;              /* exclusive */
    bool since_as_logged;          /* as if UTC, to be held against times as lines write them */
    bool until_as_logged;
    unsigned jobs;
    size_t block_bytes;
    int directory;                     /* where the spools lie */
    const struct hash_key *survey_key; /* not NULL: lines are surveyed, and leave no traces */
    struct lookout *lookouts;          /* one for each job, that look for signatures; or NULL */
    struct line_context line_context;  /* of theirs */
    uint64_t sample_bytes;             /* of the text of each input that is looked at; 0: all */
    const struct ingest_start *starts; /* by input; NULL: all are read from their beginning */
};

/* What a worker remembers of an account: most lines come from where, and with what, the last one
 * did, so that one comparison replaces a look-up. */
struct account_memo {
    uint32_t source;
    uint32_t agent;
    uint32_t partition; /* UINT32_MAX: no trace in the period yet */
};

/* One worker's results. */
struct ingest_worker {
    struct names names[NAMES_KINDS];
    struct account_memo *memo; /* by account */
    uint32_t memo_room;
    struct spool spool;
    struct survey *survey;   /* NULL but when lines are surveyed */
    struct lookout *lookout; /* NULL: nobody looks for signatures in lines */
    struct parse_state parse;
    struct portal_matcher matcher;
    struct err err;
};

/* An archive that was walked through, as it lies there. */
struct ingest_archive {
    struct str path; /* the inputs'; absent: this unit is no archive, or was never opened */
    uint64_t bytes;
    char sha256[SHA256_TEXT]; /* empty: not read to its end */
};

/* The whole result. Release with ingest_release. */
struct ingest {
    struct coverage *coverage; /* by input, in the order of the inputs */
    struct ingest_end *ends;   /* likewise */
    size_t input_count;
    struct ingest_archive *archives; /* by unit of the inputs */
    size_t archive_room;
    struct ingest_worker *workers;
    unsigned worker_count;
    struct spool *joined; /* traces that the join spooled again, under the run's numbers */
    unsigned joined_count;
    struct arena arena;
    int offset_seconds; /* the most frequent zone of the logs */
};

/* Reads all inputs. Bad input ends up in the coverage; -1 only when the machine refuses (disk,
 * threads). */
int ingest_run(struct ingest *ingest, const struct inputs *inputs,
               const struct ingest_options *options, struct progress *progress, struct err *err);

/* The zone that most lines of all workers have, as seconds east of UTC: the one in which a report
 * speaks and days begin. */
int ingest_zone(const struct ingest *ingest, int otherwise);

/* Frees all. */
void ingest_release(struct ingest *ingest);

#endif
