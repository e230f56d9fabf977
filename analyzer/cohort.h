/*
 * cohort.h: the small global step. Finds each account's peers, learns what is usual, tries the
 * accounts that could have harvested at all, and sets the threshold from the alert budget.
 */
#ifndef LIMIER_COHORT_H
#define LIMIER_COHORT_H

#include "trial.h"

/* False alarms that are acceptable, per account and month: one for 10,000 accounts. */
#define ALERT_BUDGET_DEFAULT (1.0 / 10000)

/* How accounts are judged. Borrowed. */
struct cohort_options {
    double alert_budget;
    double months; /* length of the period */
    unsigned jobs;
    const void *settings; /* what --set says; NULL: nothing */
    double (*parameter)(const void *settings, const char *detector, const char *name,
                        double fallback);
};

/* An account near or beyond the threshold. */
struct suspect {
    uint32_t account;
    struct evidence_sum best;      /* its strongest stretch */
    const struct sibling *sibling; /* accused for what it shares with others; NULL */
};

/* Result. Release with cohort_release. */
struct cohort {
    struct cohort_options options;
    struct usual usual;
    struct suspect *suspects; /* by account number */
    size_t count;
    double
        threshold;  /* bans from which an account is accused: log10(tests / false alarms allowed) */
    uint64_t tests; /* stretches of work that were weighed */
    uint32_t active; /* accounts that showed anybody */
    uint32_t tried;  /* accounts that could have harvested at all */
};

/* Groups the accounts, learns, and tries. 0 or -1. */
int cohort_run(struct cohort *cohort, struct judge *judge, const struct cohort_options *options,
               struct err *err);

/* Probability that a stretch of so much evidence is a harvest, when as many stretches are as the
 * alert budget lets expect: prior odds times the likelihood ratio. */
double cohort_probability(const struct cohort *cohort, double bans);

/* The part of it that comes before any trial: groups, and what is usual. */
void cohort_learn(struct cohort *cohort, struct judge *judge);

/* Makes a trial ready that judges as the cohort did. */
void cohort_trial(const struct cohort *cohort, const struct judge *judge, struct trial *ret_trial);

/* Frees all. */
void cohort_release(struct cohort *cohort);

#endif
