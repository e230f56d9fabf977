/*
 * volume.c: too many persons. Counts the distinct beneficiaries shown in each local hour, day and
 * week, and asks how probable the largest count is for this account and for its peers.
 *
 * Model. The count of a window in which the account works is Poisson with a rate that varies
 * log-normally from window to window (Poisson-lognormal; M. G. Bulmer, Biometrics 30, 1974): trade
 * has quiet days, busy days and surges after an outage, and their ratio to the usual is what
 * repeats, not their difference. On the scale of logarithms a count with mean m has variance s² +
 * 1/m, which makes its tail a normal one:
 *   - own past: the account's level is the median of its windows, shrunk towards its peers by the
 * number of windows (Efron and Morris, JASA 70, 1975);
 *   - peers: level and spread of the group's levels, by quantiles: ten compromised accounts in a
 * group of thirty do not move them much. No account is far from its peers by its own weight, since
 * one value does not move a median.
 * Both must be surprised; with too little past the peers decide. The spread within accounts is
 * learnt and never taken below SPREAD_LEAST: real shops have days of four times their usual that a
 * quiet month does not show. A probability p becomes evidence by the calibrator κ p^(κ−1) (Vovk and
 * Wang 2021), whose mean is 1 when p is uniform.
 */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/stats.h"
#include "base/text.h"
#include "detect/detect.h"

/* Least standard deviation of the logarithm of a window's rate. exp(0.6) = 1.8: two windows of
 * three lie within a factor of 1.8. */
#define SPREAD_LEAST 0.6
/* Least spread between the levels of peers, for the same reason. */
#define LEVEL_SPREAD_LEAST 0.5
/* Windows of history from which an account's own past has a say. */
#define OWN_WINDOWS 5
/* Exponent of the calibrator. */
#define KAPPA 0.1
/* Counts below this are never too many, whatever the past: a person could have typed them. */
static const double count_least[SCALE_COUNT] = {12, 20, 40};

/* Histograms of a lesson, for each scale: levels from exp(−1) in steps of an eighth, spreads in
 * steps of an eighth. */
#define LEVELS  128
#define SPREADS 32
#define STEP    0.125
#define WORDS   (LEVELS + SPREADS)

struct window {
    int64_t start_ns;
    uint32_t count;
    uint32_t most;
    int64_t most_ns; /* start of the largest window, the first of them */
};

struct volume_tally {
    struct window windows[SCALE_COUNT];
};

struct volume_habit {
    float level[SCALE_COUNT]; /* median of ln(count) over windows with a count */
    uint32_t windows[SCALE_COUNT];
};

/* What is usual in one group on one scale. */
struct volume_usual {
    double level;  /* median of the accounts' levels */
    double levels; /* spread of the accounts' levels */
    double spread; /* spread of windows within an account */
};

static void volume_count(void *tally, const struct step *step)
{
    struct volume_tally *v = tally;
    int64_t now = step->act->t.time_ns;

    if (!step->shown)
        return;
    for (int s = 0; s < SCALE_COUNT; s++) {
        struct window *w = &v->windows[s];

        if (w->most == 0 || now >= w->start_ns + scale_length((enum scale)s)) {
            w->start_ns = scale_start((enum scale)s, now, step->offset_seconds);
            w->count = 0;
        }
        w->count += step->act->prev_ns == TIME_NONE || step->act->prev_ns < w->start_ns;
        if (w->count > w->most) {
            w->most = w->count;
            w->most_ns = w->start_ns;
        }
    }
}

static void volume_add(void *into, const void *tally)
{
    (void)into;
    (void)tally; /* the past is in the habit: windows of different sessions do not add up */
}

static size_t bin_of(double value, double least, size_t bins)
{
    double bin = (value - least) / STEP;

    return bin < 0 ? 0 : bin < (double)(bins - 1) ? (size_t)bin : bins - 1;
}

static void volume_learn(uint64_t *lesson, void *habit, const struct diary *diary)
{
    struct volume_habit *h = habit;

    for (int s = 0; s < SCALE_COUNT; s++) {
        double *counts = diary->counts[s];
        size_t n = diary->count[s];
        uint64_t *words = lesson + (size_t)s * WORDS;

        h->windows[s] = (uint32_t)n;
        if (n == 0)
            continue;
        for (size_t i = 0; i < n; i++)
            counts[i] = log(counts[i]);
        h->level[s] = (float)stats_median(counts, n);
        words[bin_of((double)h->level[s], -1, LEVELS)]++;
        if (n >= OWN_WINDOWS)
            words[LEVELS + bin_of(stats_spread(counts, n, (double)h->level[s]), 0, SPREADS)]++;
    }
}

/* The value below which a part q of a histogram lies. */
static double value_at(const uint64_t *bins, size_t n, double least, double q)
{
    double total = 0;
    double below = 0;

    for (size_t i = 0; i < n; i++)
        total += (double)bins[i];
    for (size_t i = 0; i < n; i++) {
        if (bins[i] && below + (double)bins[i] >= q * total)
            return least + STEP * ((double)i + (q * total - below) / (double)bins[i]);
        below += (double)bins[i];
    }
    return least;
}

static void volume_fit(void *model, const uint64_t *lesson, const uint64_t *all)
{
    struct volume_usual *usual = model;

    (void)all;
    for (int s = 0; s < SCALE_COUNT; s++, lesson += WORDS) {
        usual[s].level = fmax(value_at(lesson, LEVELS, -1, 0.5), 0);
        usual[s].levels =
            fmax((value_at(lesson, LEVELS, -1, 0.84) - value_at(lesson, LEVELS, -1, 0.16)) / 2,
                 LEVEL_SPREAD_LEAST);
        usual[s].spread = fmax(value_at(lesson + LEVELS, SPREADS, 0, 0.5), SPREAD_LEAST);
    }
}

/* −log10 of the probability of a count, where its logarithm has this mean. */
static double surprise_at(double count, double mean, double variance)
{
    return stats_tail((log(count) - mean) / sqrt(variance + exp(-mean)));
}

/* The smaller of the two surprises; *ret_usual is what the own past, or the peers, let expect. */
static double surprise_of(const struct volume_usual *usual, float level, uint32_t windows,
                          double rise, double count, double *ret_usual)
{
    double within = usual->spread * usual->spread;
    double between = usual->levels * usual->levels;
    double peers = surprise_at(count, usual->level + rise, between + within);
    double weight;
    double mean;

    *ret_usual = exp(usual->level);
    if (windows < OWN_WINDOWS)
        return peers;
    /* The variance of a median is π/2 of that of a mean. */
    weight = between / (between + 1.571 * within / windows);
    mean = weight * (double)level + (1 - weight) * usual->level;
    *ret_usual = exp(mean);
    return fmin(peers, surprise_at(count, mean + rise, within + (1 - weight) * between));
}

static void volume_weigh(const struct weighing *w, struct weight *ret)
{
    const struct volume_tally *v = w->tally;
    const struct volume_habit *h = w->habit;
    const struct volume_usual *usual = w->model;
    double sum = 0;
    double best = -1;

    for (int s = 0; s < SCALE_COUNT; s++) {
        double expected = 0;
        double surprise = 0;
        double ratio;

        if (v->windows[s].most >= count_least[s])
            surprise = surprise_of(&usual[s], h->level[s], h->windows[s], fmax(w->rise, 0),
                                   v->windows[s].most, &expected);
        ratio = KAPPA * pow(10, fmin((1 - KAPPA) * surprise, 30));
        sum += ratio / SCALE_COUNT;
        if (ratio > best) {
            best = ratio;
            ret->observed = v->windows[s].most;
            ret->expected = expected;
            ret->variant = s;
            ret->from_ns = v->windows[s].most_ns;
            ret->to_ns = v->windows[s].most_ns + scale_length((enum scale)s);
        }
    }
    ret->bans = log10(sum);
}

const struct detector detector_volume = {
    .name = "volume",
    .aspect = ASPECT_AMOUNT,
    .tally_bytes = sizeof(struct volume_tally),
    .habit_bytes = sizeof(struct volume_habit),
    .lesson_words = WORDS * SCALE_COUNT,
    .model_bytes = sizeof(struct volume_usual) * SCALE_COUNT,
    .when = STEP_SHOWN,
    .count = volume_count,
    .add = volume_add,
    .learn = volume_learn,
    .fit = volume_fit,
    .weigh = volume_weigh,
    .most = 7,
    .units = {"beneficiaries/hour", "beneficiaries/day", "beneficiaries/week"},
    .texts = {N_("Different persons looked up within one hour, from %3$s: %1$s (usually %2$s in an "
                 "hour of work)."),
              N_("Different persons looked up within one day, from %3$s: %1$s (usually %2$s on a "
                 "day of work)."),
              N_("Different persons looked up within one week, from %3$s: %1$s (usually %2$s in a "
                 "week of work).")},
};
