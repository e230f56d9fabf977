/*
 * explain.h: what is known of one account once all accounts are judged: its usual days, hours and
 * places, its peers, and what each detector holds of it. Figures are those of the judge: sessions
 * and the past of the ledger, summaries of the population, the trial's strongest stretch. Persons
 * are counted, never named.
 */
#ifndef LIMIER_EXPLAIN_H
#define LIMIER_EXPLAIN_H

#include "address_level.h"
#include "scan.h"
#include "store/state.h"

/* One address, network, country, agent or insurer of an account. */
struct explain_part {
    struct str text;   /* as the address level lets it be told */
    uint64_t requests; /* of an insurer: those that showed one of its members */
    uint64_t views;    /* requests that showed a person's data */
    int64_t first_ns;
    int64_t last_ns;
    bool learnt; /* the past has learnt from it: it is usual */
};

/* Kinds of parts. */
enum explain_kind {
    EXPLAIN_ADDRESS,
    EXPLAIN_NETWORK,
    EXPLAIN_COUNTRY,
    EXPLAIN_AGENT,
    EXPLAIN_INSURER,
    EXPLAIN_KINDS
};

/* Parts by views, then requests, descending; what is equal by its text. */
struct explain_list {
    struct explain_part *parts;
    size_t count;
};

/* A figure of the account's local days on which it was shown anybody. */
struct explain_days {
    double median;
    double high; /* nine of ten days have no more */
    double most;
};

/* A figure of the account among its peers. */
struct explain_rank {
    double own;
    double median;  /* of the peers */
    uint32_t below; /* peers that have less */
    uint32_t above; /* that have more */
};

/* Figures that are compared. */
enum explain_figure {
    FIGURE_DAY_MEDIAN,
    FIGURE_DAY_MOST,
    FIGURE_BENEFICIARIES,
    FIGURE_ACTIVE_DAYS,
    FIGURE_FOLLOW_UPS,
    FIGURE_SOURCES,
    FIGURES
};

/* What a detector holds. */
struct explain_detector {
    const struct detector *detector;
    const struct weight *weight; /* in the strongest stretch; NULL: nothing was weighed */
    struct reason reason;        /* the same as a sentence, where bans are not 0 */
    bool has_share;              /* it is about a share, so that there is something learnt: */
    double k, n;                 /* of the account's past, n chances of which k were taken */
    double peers;                /* the share that is usual among peers */
};

/* All of it. Texts live in the arena that it was filled with. */
struct explain {
    struct str account;
    struct str trade; /* as the directory has it; absent: it does not say */
    const struct account_summary *summary;
    bool active;         /* it was shown anybody */
    bool wanted;         /* it could have harvested at all, so that the cohort tried it */
    uint64_t fresh;      /* persons whom its shop had never dealt with when they were shown */
    uint64_t unreasoned; /* of these, those that no PEC or claim followed */
    struct explain_days persons;
    struct explain_days views;
    uint32_t weekdays[7]; /* days on which it was shown anybody, from Monday */
    uint32_t hours[48];   /* days of the past with work in that hour; 24 and more: weekends */
    uint32_t past_days;   /* days of work that the past has learnt from */
    uint64_t sessions;
    uint64_t sessions_learnt;
    struct explain_list lists[EXPLAIN_KINDS];
    uint32_t peers; /* accounts of its group, without this one */
    struct explain_rank ranks[FIGURES];
    struct evidence_sum best; /* STRETCH_NONE: nothing was weighed */
    double threshold;         /* bans */
    struct explain_detector detectors[DETECTORS_MOST];
    const struct finding *finding;    /* as things stand; NULL: none */
    const struct state_finding *told; /* as it was told last; NULL: never */
    uint64_t alerts;                  /* of signatures, about this account */
};

/* Names of a kind of parts ("addresses") and of a figure, for machines. */
const char *explain_kind_name(enum explain_kind kind);
const char *explain_figure_name(enum explain_figure figure);

/* Fills all but `told`, from a scan that has judged; the dossier has its address level already.
 * 0, or -1 when the disk refuses. */
int explain_fill(struct explain *explain, struct scan *scan, uint32_t account, struct err *err);

/* The number of an account's name, NAME_NONE for none. */
uint32_t explain_find(const struct census *census, struct str name);

/* The names that are most like one that there is none of: at most `most`, the nearest first. How
 * many. */
#define EXPLAIN_NEAR 5
size_t explain_near(const struct census *census, struct str name, uint32_t ret[EXPLAIN_NEAR]);

/* What it comes to, for people; and as limier-explain/1. */
void explain_write_text(const struct explain *explain, const struct scan *scan);
void explain_write_json(const struct explain *explain, const struct scan *scan);

#endif
