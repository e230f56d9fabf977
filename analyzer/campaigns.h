/*
 * campaigns.h: findings that one attacker made through several accounts, joined by what his
 * sessions have in common. One finding alone is no campaign.
 */
#ifndef LIMIER_CAMPAIGNS_H
#define LIMIER_CAMPAIGNS_H

#include "model/dossier.h"
#include "siblings.h"

/* Pauses between the attacker's requests of one account, by length: bins of 5 %, from 50 ms. */
#define PACE_BINS 216
struct campaign_pace {
    uint32_t bins[PACE_BINS];
    uint32_t gaps;
    uint32_t session; /* of his last request */
    int64_t last_ns;
};

/* Counts an act of a session, whoever made it. */
void campaign_pace_add(struct campaign_pace *pace, const struct trace *trace, uint32_t session,
                       enum attribution attributed);

/* Median in seconds; 0 when there are too few. */
double campaign_pace_median(const struct campaign_pace *pace);

/* The rhythm of one account. */
struct campaign_rhythm {
    uint32_t account;
    double median_s;
};

/* What campaigns are joined by, gathered account by account. */
struct campaign_marks {
    struct attacker_strands strands;
    struct campaign_rhythm *rhythms; /* one of each account */
    size_t rhythm_count;
    size_t rhythm_room;
};

/* Adds an account whose sessions are attributed. */
void campaign_marks_add(struct campaign_marks *marks, const struct ledger *ledger, uint32_t account,
                        const struct campaign_pace *pace);
void campaign_marks_release(struct campaign_marks *marks);

struct investigation;

/* Joins the findings of the dossier, whose exposed rows are written; `finding_of` has each
 * account's finding. Campaigns stand in the order of their first finding. 0 or -1. */
int campaigns_find(const struct investigation *in, const uint32_t *finding_of,
                   struct dossier *dossier, struct err *err);

#endif
