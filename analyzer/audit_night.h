/*
 * audit_night.h: what runs of audit have read, kept as ingest left it, so that later runs judge it
 * together with what is new: names and traces, before sessions are joined and accounts numbered;
 * and what rules have found in lines. A night that is attached is one more worker of the ingest:
 * nothing after it can tell the difference, so that N nights say what one scan of everything says.
 */
#ifndef LIMIER_AUDIT_NIGHT_H
#define LIMIER_AUDIT_NIGHT_H

#include "base/codec.h"
#include "ingest.h"
#include "watch.h"

/* Traces, and bytes of what else there is, that have a sum in common: what is read is checked a
 * block at a time. */
#define NIGHT_BLOCK_TRACES 1024
#define NIGHT_BLOCK_BYTES  ((size_t)64 << 10)

/* How often events of an input lacked what a correlation groups by or counts. */
struct night_drop {
    uint32_t stream;
    uint64_t count;
};

/* All of a night but the traces: what stands at the end of the file, in this order. */
struct night_frame {
    uint64_t traces[SPOOL_SLOTS];
    uint64_t line_bytes; /* of the rows of lines, which follow the traces */
    int64_t first_ns;    /* of traces and rows; TIME_NONE: there are none */
    int64_t last_ns;
    struct str rules; /* of which the rows are (scan_rules_version) */
    struct night_drop *drops;
    size_t drop_count;
    uint64_t *sums; /* by block: the traces', slot by slot, then the rows' */
    size_t sum_count;
    struct str *texts[NAMES_KINDS]; /* in the order of their bytes; absent: nobody's any more */
    size_t count[NAMES_KINDS];
    struct str partitions; /* by account: 1: it has a trace in a partition */
};

/* What a night can speak of: so many streams, and operations of the profile; and from when on. */
struct audit_bounds {
    uint32_t streams;
    uint32_t operations;
    int64_t
        since_ns; /* what happened before is as if it had never been read; TIME_NONE: no bound */
    const struct directory *practices; /* by which accounts are in partitions; NULL: none … */
    bool anywhere; /* … or it is not known in which partition an account is to be */
};

/* A night that is attached to a worker. Zeroed: none. Borrows from the worker's names. */
struct audit_night {
    const char *name;
    int fd; /* the worker's */
    struct audit_bounds bounds;
    struct str rules;
    const struct night_drop *drops;
    size_t drop_count;
    const uint64_t *line_sums;
    uint64_t line_at;
    uint64_t line_bytes;
};

/* What is written as one night. Borrowed. */
struct night_source {
    const struct ingest *ingest;      /* whose workers' names and traces */
    const uint32_t *streams;          /* by input of it; NULL: inputs are streams */
    const struct lookout *lookouts;   /* of lines, that have ended … */
    size_t lookout_count;             /* … or 0 */
    const struct audit_night *nights; /* nights whose rows go on */
    size_t night_count;
    struct str rules; /* those of now: rows of others are left behind */
    int64_t since_ns; /* likewise rows of what happened before; TIME_NONE: no bound */
};

/* What was written. */
struct night_facts {
    uint64_t traces;
    uint64_t named; /* of them, those that name a beneficiary */
    uint64_t rows;
    int64_t first_ns;
    int64_t last_ns;
};

/* Writes a night; the caller commits, unless there is nothing in it. 0 or -1. (audit_night.c) */
int audit_night_write(struct out *out, const struct night_source *source,
                      struct night_facts *ret_facts, struct err *err);

/* Reads a night into a worker that is zeroed, which takes the descriptor over: fills names and
 * spool. Nothing in it is believed: what points nowhere is refused with a sentence that begins with
 * the name, now or when the spool is read. With a moment `since` the accounts without a trace after
 * it are taken off. 0 or -1. (audit_night_read.c) */
int audit_night_attach(struct ingest_worker *worker, int fd, const char *name,
                       const struct audit_bounds *bounds, struct audit_night *ret_night,
                       struct err *err);

/* Leaves out of a worker's traces what happened before a moment, and takes the accounts off that
 * have no others. 0 or -1. (audit_night_read.c) */
int audit_night_since(struct ingest_worker *worker, int64_t since_ns, struct err *err);

/* Hands over the rows of a night that happened since its bound. 0 or -1. (audit_night_lines.c) */
int audit_night_lines(const struct audit_night *night, lookout_taker *take, void *context,
                      struct err *err);

/* Gives a lookout the rows of a night of the same rules. 0 or -1. (audit_night_lines.c) */
int audit_night_recall(const struct audit_night *night, struct lookout *lookout, struct err *err);

/* Both directions of a frame. (audit_night.c) */
void audit_night_code(struct codec *codec, struct night_frame *frame);

/* Sum of a block. (audit_night.c) */
uint64_t audit_night_sum(const void *bytes, size_t n);

/* What a night begins with, and ends with after the length and the sum of its frame. */
#define NIGHT_MAGIC      UINT64_C(0x324854474e4d494c) /* "LIMNGTH2" */
#define NIGHT_HEAD_BYTES 8
#define NIGHT_FOOT_BYTES 24

/* Refuses a night. -1. (audit_night_read.c) */
int audit_night_refuse(const char *name, struct err *err);

#endif
