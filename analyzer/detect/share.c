/*
 * share.c: learning shares from many accounts, and weighing one stretch of work against them.
 */
#include "detect/share.h"

#include <math.h>

#include "base/stats.h"

/* Accounts with fewer chances do not show a share of their own. */
#define WHOLE_LEAST 8.0
/* Days with fewer chances do not show how much a share varies. */
#define DAY_LEAST 3.0
/* Days that make a median of their own. */
#define MEDIAN_DAYS 4
/* Groups with fewer accounts are helped out by the plan's mean. */
#define ACCOUNTS_LEAST 4.0

double share_log_probability(double k, double n, double a, double b)
{
    return (stats_log_gamma(a + k) + stats_log_gamma(b + n - k) - stats_log_gamma(a + b + n) +
            stats_log_gamma(a + b) - stats_log_gamma(a) - stats_log_gamma(b)) /
           log(10);
}

static size_t level_of(double share)
{
    size_t level = (size_t)(share * SHARE_LEVELS);

    return level < SHARE_LEVELS ? level : SHARE_LEVELS - 1;
}

/* Bins of strength: powers of the square root of two, from 1. */
static size_t strength_bin(double strength)
{
    double bin = strength > 1 ? 2 * log2(strength) : 0;

    return bin < SHARE_STRENGTHS - 1 ? (size_t)bin : SHARE_STRENGTHS - 1;
}

/* How much the days' shares differ beyond what chance does: the strength of Beta that gives the
 * same Pearson statistic (moments of the beta-binomial). 0: the days do not tell. */
static double strength_of(double mean, const struct share *days, size_t day_count, size_t stride)
{
    double chi = 0;
    double spare = 0; /* sum of n − 1 */
    double used = 0;

    if (mean <= 0 || mean >= 1)
        return 0;
    for (size_t i = 0; i < day_count; i++) {
        const struct share *day =
            (const struct share *)(const void *)((const char *)days + i * stride);
        double off = day->k - day->n * mean;

        if (day->n < DAY_LEAST)
            continue;
        chi += off * off / (day->n * mean * (1 - mean));
        spare += day->n - 1;
        used += 1;
    }
    if (used < 4)
        return 0;
    return chi * used / (used - 1) <= used * 1.02 ? 1e3
                                                  : spare / (chi * used / (used - 1) - used) - 1;
}

/* The same of a list of days. */
static float median_of(const struct share *days, size_t day_count, size_t stride)
{
    size_t bins[SHARE_LEVELS] = {0};
    size_t n = 0;
    size_t below = 0;

    for (size_t i = 0; i < day_count; i++) {
        const struct share *day =
            (const struct share *)(const void *)((const char *)days + i * stride);

        if (day->n >= DAY_LEAST) {
            bins[level_of(day->k / day->n)]++;
            n++;
        }
    }
    for (size_t i = 0; i < SHARE_LEVELS && n >= MEDIAN_DAYS / 2; i++) {
        below += bins[i];
        if (2 * below > n)
            return ((float)i + 0.5f) / SHARE_LEVELS;
    }
    return -1;
}

float share_median_day(const struct share *days, size_t day_count, size_t stride)
{
    size_t half = day_count / 2;
    const struct share *later =
        (const struct share *)(const void *)((const char *)days + half * stride);

    return fminf(median_of(days, half, stride), median_of(later, day_count - half, stride));
}

void share_learn(uint64_t lesson[SHARE_WORDS], const struct share *whole, const struct share *days,
                 size_t day_count, size_t stride_bytes)
{
    double mean;
    double strength;

    if (whole->n < WHOLE_LEAST)
        return;
    mean = whole->k / whole->n;
    lesson[level_of(mean)]++;
    strength = strength_of(mean, days, day_count, stride_bytes);
    if (strength != 0)
        lesson[SHARE_LEVELS + strength_bin(strength)]++;
}

/* The value below which a part `q` of a histogram lies, in bins; interpolated. */
static double quantile(const uint64_t *bins, size_t n, double q)
{
    double total = 0;
    double below = 0;

    for (size_t i = 0; i < n; i++)
        total += (double)bins[i];
    for (size_t i = 0; i < n; i++) {
        if (below + (double)bins[i] > q * total)
            return (double)i + (q * total - below) / (double)bins[i];
        below += (double)bins[i];
    }
    return 0;
}

void share_fit(struct share_model *model, const uint64_t lesson[SHARE_WORDS],
               const struct share_plan *plan)
{
    double low;
    double high;
    double spread;
    double known = 0;

    *model = (struct share_model){.mean = plan->mean, .between = 4, .strength = 6};
    for (size_t i = 0; i < SHARE_LEVELS; i++)
        model->accounts += (double)lesson[i];
    for (size_t i = SHARE_LEVELS; i < SHARE_WORDS; i++)
        known += (double)lesson[i];
    if (model->accounts >= 1) {
        double weight = fmin(model->accounts / ACCOUNTS_LEAST, 1);

        model->mean =
            weight * quantile(lesson, SHARE_LEVELS, 0.5) / SHARE_LEVELS + (1 - weight) * plan->mean;
    }
    model->mean = fmin(fmax(model->mean, plan->mean_least), 0.995);
    if (model->accounts >= 2 * ACCOUNTS_LEAST) {
        low = quantile(lesson, SHARE_LEVELS, 0.16) / SHARE_LEVELS;
        high = quantile(lesson, SHARE_LEVELS, 0.84) / SHARE_LEVELS;
        spread = fmax((high - low) / 2, 0.5 / SHARE_LEVELS);
        model->between = model->mean * (1 - model->mean) / (spread * spread) - 1;
    }
    model->between = fmin(fmax(model->between, 2), 60);
    /* The lower quartile: accounts that vary more than most must not be accused for it. */
    if (known >= ACCOUNTS_LEAST)
        model->strength = exp2(quantile(lesson + SHARE_LEVELS, SHARE_STRENGTHS, 0.25) / 2);
    model->strength = fmin(fmax(model->strength, 2), plan->strength_most);
}

/* Chances up to which a ratio of beta-binomials is a product: quicker than six gammas. */
#define PRODUCT_MOST 64

/* The ratio of the probabilities of k of n under Beta(a1, b1) and Beta(a0, b0), for whole numbers.
 */
static double ratio_by_product(unsigned k, unsigned n, double a1, double b1, double a0, double b0)
{
    double ratio = 1;

    for (unsigned j = 0; j < k; j++)
        ratio *= (a1 + j) / (a0 + j);
    for (unsigned j = 0; j < n - k; j++)
        ratio *= (b1 + j) / (b0 + j);
    for (unsigned j = 0; j < n; j++)
        ratio *= (a0 + b0 + j) / (a1 + b1 + j);
    return ratio;
}

static double ratio_of(const struct share_plan *plan, const struct share *now, double a, double b)
{
    double bans;

    if (now->n <= PRODUCT_MOST && now->k == floor(now->k) && now->n == floor(now->n))
        return ratio_by_product((unsigned)now->k, (unsigned)now->n, plan->a, plan->b, a, b);
    bans = share_log_probability(now->k, now->n, plan->a, plan->b) -
           share_log_probability(now->k, now->n, a, b);
    return pow(10, fmin(fmax(bans, -30), 250));
}

double share_weigh(const struct share_plan *plan, const struct share_model *model,
                   const struct share *past, const struct share *now, double settled, double rise,
                   double *ret_expected)
{
    double total = model->between + past->n;
    double mean = (model->between * model->mean + past->k) / total;
    double strength = fmin(model->strength, total);
    double ratio;

    mean = fmax(mean, settled);
    if (plan->dated && rise > 0)
        mean += rise;
    mean = fmin(fmax(mean, plan->mean_least), 0.995);
    *ret_expected = mean;
    /* Where everybody does what a harvester would do, doing it, or not, tells nobody apart. */
    if (now->n <= 0 || mean >= plan->a / (plan->a + plan->b))
        return 0;
    ratio = fmax(ratio_of(plan, now, mean * strength, (1 - mean) * strength), 1e-30);
    return log10((1 - plan->doubt) * ratio + plan->doubt);
}
