/*
 * judge.h: traces to summaries. A reduce over the partitions: each is ordered, left sorted in the
 * case (traces/00.acts …), and read once by the common observer and by every detector; or, when a
 * case is judged again, read sorted as it lies there. What remains in memory is one summary per
 * account.
 */
#ifndef LIMIER_JUDGE_H
#define LIMIER_JUDGE_H

#include "census.h"
#include "detect/detect.h"
#include "ingest.h"

/* Result of the first pass. Release with judge_release. */
struct judge {
    struct detect_context context;
    struct population population;
    void **summaries; /* by detector: summary_bytes × accounts */
    void **models;    /* by detector, once fitted */
    int partition_fd[LIMIT_PARTITIONS];
    uint64_t partition_bytes[LIMIT_PARTITIONS];
    char partition_sha256[LIMIT_PARTITIONS][SHA256_TEXT];
    uint64_t unattributed; /* requests about a person on lines that name no account */
    uint64_t acts;         /* that were observed */
};

/* Options of the first pass. */
struct judge_options {
    unsigned jobs;
    size_t memory_bytes;
    int directory;         /* of the case: files without names */
    const uint32_t *shops; /* by account (partition.h), or NULL */
    struct detect_context context;
};

/* Orders and observes all partitions. 0 or -1. */
int judge_run(struct judge *judge, const struct ingest *ingest, const struct census *census,
              const struct judge_options *options, struct err *err);

/* Sorted acts of a case, by partition; they are as judge_run leaves them (case_read.h checks that).
 * Borrowed. */
struct judge_past {
    const int *fd;
    const uint64_t *bytes;
    uint32_t accounts;
    int64_t until_ns; /* acts at or after this moment have not happened yet; TIME_NONE: all have */
};

/* Observes acts that are sorted already; directory and memory of the options are not used. 0 or -1.
 */
int judge_reread(struct judge *judge, const struct judge_past *past,
                 const struct judge_options *options, struct err *err);

/* Lets the detectors learn; population.group and alpha must be set. */
void judge_fit(struct judge *judge);

/* Hands the acts of one account, in order, to the sink, in blocks. 0 or -1. */
int judge_acts(const struct judge *judge, uint32_t account,
               int (*take)(void *, const struct act *, size_t, struct err *), void *context,
               struct err *err);

/* Frees all and closes the partitions. */
void judge_release(struct judge *judge);

#endif
