/*
 * campaign_work.h: what the files that join campaigns share: campaigns.c joins, campaign_persons.c
 * counts persons, campaign_shared.c says what the joined have in common.
 */
#ifndef LIMIER_CAMPAIGN_WORK_H
#define LIMIER_CAMPAIGN_WORK_H

#include "investigate.h"

/* A strand's value in one respect. */
struct campaign_mark {
    uint64_t value;
    uint32_t finding;
    uint32_t strand; /* index in the marks' strands */
};

/* Two findings' persons, in a square of CAMPAIGN_PAIRS: only the worst findings are compared. */
struct campaign_pairs {
    uint32_t count;    /* findings compared */
    uint32_t *both;    /* [a × count + b], a < b: persons that both showed */
    uint32_t *next;    /* numbers of one that directly follow, or precede, the other's */
    uint32_t *own;     /* by finding: numbers that directly follow another of its own */
    uint32_t *persons; /* by finding */
};

/* What is at work. */
struct campaign_work {
    const struct investigation *in;
    struct dossier *dossier;
    struct campaign_mark *marks[PIVOT_KINDS]; /* by value, then finding */
    size_t mark_count[PIVOT_KINDS];
    struct campaign_pairs pairs;
    uint32_t *parent;   /* by finding: union-find */
    uint32_t *campaign; /* by finding: index in the dossier; UINT32_MAX: none */
    uint64_t *common;   /* by campaign: persons that several of its accounts showed */
};

/* Whether an attacker's agent is used by hardly any account but the `members` of a campaign. */
bool campaign_agent_is_rare(const struct campaign_work *work, uint64_t agent, uint32_t members);

/* Whether the pair's persons, or their numbers' sequence, join them. */
bool campaign_share_persons(const struct campaign_pairs *pairs, uint32_t a, uint32_t b);
bool campaign_share_sequence(const struct campaign_pairs *pairs, uint32_t a, uint32_t b);

/* Counts the pairs; and, when campaigns are known, the union of each one's persons. 0 or -1. */
int campaign_count_pairs(struct campaign_work *work, struct err *err);
int campaign_count_union(struct campaign_work *work, struct err *err);

/* Fills .shared of a campaign. */
void campaign_describe(struct campaign_work *work, uint32_t campaign);

#endif
