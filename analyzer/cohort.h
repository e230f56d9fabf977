/*
 * cohort.h: the small global step. Finds each account's peers, sets the threshold from the alert
 * budget, and names the accounts that are beyond it.
 */
#ifndef LIMIER_COHORT_H
#define LIMIER_COHORT_H

#include "judge.h"

/* False alarms that are acceptable, per account and month: one for 10,000 accounts. */
#define ALERT_BUDGET_DEFAULT (1.0 / 10000)

/* An account that is beyond the usual, and why: the strongest suspicion of each detector that has
 * one. */
struct suspect {
    uint32_t account;
    double surprise;              /* the strongest */
    struct suspicion *suspicions; /* SUSPICIONS_MOST for each detector */
    struct use_limits limits;     /* the lowest of all detectors */
};

/* Result. Release with cohort_release. */
struct cohort {
    struct suspect *suspects;
    size_t count;
    double threshold; /* surprise from which an account is accused: −log10 of population.alpha */
    uint64_t tests;
};

/* Groups the accounts, lets the detectors learn, and judges every account. `months` is the length
 * of the period. */
void cohort_run(struct cohort *cohort, struct judge *judge, double alert_budget, double months);

/* Frees all. */
void cohort_release(struct cohort *cohort);

#endif
