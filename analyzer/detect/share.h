/*
 * share.h: evidence from shares: of n chances to do something unusual, k were taken. Most detectors
 * are of this kind; they differ in what they count and in what they call unusual.
 *
 * Model. The share of a usual account varies from one stretch of work to the next; k of n is
 * beta-binomial (Skellam 1948) around the account's own share, which is its peers' share corrected
 * by its own past (empirical Bayes: Efron and Morris 1975). Whoever harvests has another, stated
 * law. The weight of evidence is the logarithm of the ratio of the two probabilities (Good 1950).
 */
#ifndef LIMIER_DETECT_SHARE_H
#define LIMIER_DETECT_SHARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a stretch of work comes to. Fractions are possible: a chance may be open in part. */
struct share {
    double k;
    double n;
    double open; /* chances whose outcome is not known yet; only while judging as of a moment */
    int64_t first_ns;
    int64_t last_ns;
};

/* The law of who harvests, and the limits of what is learnt. */
struct share_plan {
    double a, b;       /* Beta(a, b) of the share of who harvests */
    double doubt;      /* probability that who harvests looks usual in this respect */
    double mean;       /* share of usual accounts where too few are known */
    double mean_least; /* shares below are not believed: what nobody did yet may be done tomorrow */
    double strength_most; /* of Beta for one stretch, however regular the log looks */
    bool settled; /* the account's median day is usual for it, even before its past shows it */
    bool dated;   /* days on which everybody's share rises are known by it */
};

/* What is learnt from all accounts of a group: histograms, so that accounts weigh alike and few
 * cannot move it; counters, so that threads' lessons add up in any order. */
#define SHARE_LEVELS    40
#define SHARE_STRENGTHS 16
#define SHARE_WORDS     (SHARE_LEVELS + SHARE_STRENGTHS)

/* What is usual in a group. */
struct share_model {
    double mean;     /* median of the accounts' shares */
    double between;  /* strength of Beta of the accounts' shares */
    double strength; /* of Beta of one stretch around its account's share */
    double accounts;
};

/* The share of the median day of an account, the lower one of the two halves of its days, so that
 * what begins later does not count as settled; −1 where too few days tell. */
float share_median_day(const struct share *days, size_t day_count, size_t stride_bytes);

/* Adds one account: its share as a whole and in its days. */
void share_learn(uint64_t lesson[SHARE_WORDS], const struct share *whole, const struct share *days,
                 size_t day_count, size_t stride_bytes);

/* What a group's lesson comes to. */
void share_fit(struct share_model *model, const uint64_t lesson[SHARE_WORDS],
               const struct share_plan *plan);

/* Weight in bans (log10) that `now` speaks against the account, given its past. `settled` is the
 * share of its median day, −1 where it does not count; `rise` by how much everybody's share was
 * above the usual in these days. *ret_expected gets the usual share. */
double share_weigh(const struct share_plan *plan, const struct share_model *model,
                   const struct share *past, const struct share *now, double settled, double rise,
                   double *ret_expected);

/* log10 of the probability of k of n under Beta(a, b), but for the binomial coefficient. */
double share_log_probability(double k, double n, double a, double b);

#endif
