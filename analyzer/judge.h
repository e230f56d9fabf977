/*
 * judge.h: traces to summaries. A reduce over the partitions: each is ordered, left sorted in the
 * case (traces/00.acts …), and read once by the common observer and by every detector; or, when a
 * case is judged again, read sorted as it lies there. What remains in memory is one summary per
 * account.
 */
#ifndef LIMIER_JUDGE_H
#define LIMIER_JUDGE_H

#include "base/hash.h"
#include "census.h"
#include "detect/ledger.h"
#include "ingest.h"
#include "learn.h"

struct act_context;
struct sighting_view;

/* What every account's acts come to, whatever the detectors: kept for all accounts. Filled by
 * observe.c. */
struct account_summary {
    int64_t first_ns;
    int64_t last_ns;
    uint64_t requests;
    uint64_t records;       /* requests that showed a person's data */
    uint64_t beneficiaries; /* distinct persons shown */
    uint64_t not_found;
    uint64_t follow_ups;  /* PEC and claims */
    uint32_t active_days; /* local days with a person shown */
    uint32_t weekend_days;
    bool by_program; /* in both halves of its days, most are without a page or an asset */
    uint32_t sources;
    uint32_t
        unreasoned_most; /* persons of one week, never dealt with before, whom nothing follows */
    uint32_t canaries;
    uint64_t met;      /* Bloom filter: networks and agents that were new to it (siblings.h) */
    double day_median; /* distinct persons of an active day */
    double day_most;
    uint64_t position; /* of its acts in the partition's file */
    uint64_t acts;
    uint8_t partition;
};

/* Bits of account_summary.met. */
static inline uint64_t met_network(uint64_t network)
{
    return UINT64_C(1) << (hash_words(network, 11) & 63);
}

/* The same of an agent. */
static inline uint64_t met_agent(uint32_t agent)
{
    return UINT64_C(1) << (hash_words(agent, 13) & 63);
}

/* Accounts after the first pass. */
struct population {
    uint32_t accounts;               /* numbers 0 … accounts − 1 */
    struct account_summary *summary; /* by account */
    int32_t *group;                  /* by account: its peers; −1: not active */
};

/* Result of the first pass. Release with judge_release. */
struct judge {
    struct detect_context context;
    struct population population;
    void **habits; /* by detector: habit_bytes × accounts */
    struct lessons lessons;
    uint64_t *networks;  /* by source */
    uint32_t *refused;   /* by source: logins refused that name nobody */
    uint32_t *strangers; /* by source: accounts with a past to which it was new */
    uint32_t *users;     /* by source: accounts that used it */
    uint32_t *agents;    /* by agent: accounts that used it */
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
    int directory;            /* of the case: files without names */
    bool undigested;          /* nobody will ask for the digests of the partitions */
    const uint32_t *shops;    /* by account (partition.h), or NULL */
    const uint32_t *trades;   /* by account, NAME_NONE: not known; or NULL */
    struct lookout *lookouts; /* one for each job, that look for signatures in acts; or NULL */
    const struct act_context *act_context; /* of theirs */
    struct sighting_view *sightings;       /* one for each job, that look for indicators; or NULL */
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
    int64_t until_ns; /* acts at or after this moment have not happened yet; TIME_NONE: all have */
};

/* Observes acts that are sorted already; directory and memory of the options are not used. 0 or -1.
 */
int judge_reread(struct judge *judge, const struct judge_past *past, const struct census *census,
                 const struct judge_options *options, struct err *err);

/* What a detector keeps of an account; NULL when it keeps nothing. */
void *judge_habit(const struct judge *judge, size_t detector, uint32_t account);

/* Hands the acts of one account, in order, to the sink, in blocks. 0 or -1. */
int judge_acts(const struct judge *judge, uint32_t account,
               int (*take)(void *, const struct act *, size_t, struct err *), void *context,
               struct err *err);

/* Frees all and closes the partitions. */
void judge_release(struct judge *judge);

#endif
