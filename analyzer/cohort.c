/*
 * cohort.c: groups found from the data, and the threshold.
 *
 * Groups. Accounts are alike when they work alike: by program or by browser (pages and assets
 * beside the look-ups), on weekends or not, and with a similar volume. The first two are shares of
 * days, which an attack of a few days does not change; volume is a band of powers of four around
 * the account's own median day. An account whose past is too short to have a median takes the band
 * of most accounts. Groups that would be too small to have a spread join the band next to them.
 *
 * Threshold. The operator states how many false alarms a month are acceptable. Divided by the
 * number of windows that were tested, this is the probability below which a window counts as beyond
 * the usual (Bonferroni's inequality: the expected number of false alarms is then at most the
 * budget, however the windows depend on each other).
 */
#include "cohort.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

#define BANDS       8
#define CLASSES     4
#define GROUP_LEAST 8u

/* Way of working: 1 for a program, 2 for weekends. */
static int class_of(const struct account_summary *s)
{
    bool plain = s->active_days && s->plain_days * 2 > s->active_days;
    bool weekends = s->active_days >= 7 && s->weekend_days * 7 > s->active_days;

    return (plain ? 1 : 0) + (weekends ? 2 : 0);
}

/* Volume band: powers of four of persons per active day. */
static int band_of(const struct account_summary *s)
{
    double day = s->day_median;
    int band = day >= 1 ? (int)(log(day) / log(4.0)) + 1 : 0;

    return band < BANDS ? band : BANDS - 1;
}

/* The band with most accounts of a class. */
static int common_band(const uint32_t count[BANDS])
{
    int best = 0;

    for (int b = 1; b < BANDS; b++) {
        if (count[b] > count[best])
            best = b;
    }
    return best;
}

/* Joins bands from the rim towards the most common one until each has enough accounts. `to[b]` is
 * where band b ends up. */
static void join_bands(uint32_t count[BANDS], int to[BANDS])
{
    int middle = common_band(count);

    for (int b = 0; b < BANDS; b++)
        to[b] = b;
    for (int b = 0; b < middle; b++) {
        if (count[b] < GROUP_LEAST) {
            count[b + 1] += count[b];
            to[b] = b + 1;
        }
    }
    for (int b = BANDS - 1; b > middle; b--) {
        if (count[b] < GROUP_LEAST) {
            count[b - 1] += count[b];
            to[b] = b - 1;
        }
    }
    for (int b = 0; b < BANDS; b++) {
        while (to[b] != to[to[b]])
            to[b] = to[to[b]];
    }
}

/* Days of history that make a median of its own. */
#define HISTORY_DAYS 5

static void group_class(struct population *p, const uint8_t *classes, int class)
{
    uint32_t count[BANDS] = {0};
    int to[BANDS];
    int common;

    for (uint32_t a = 0; a < p->accounts; a++) {
        if (classes[a] == class && p->summary[a].active_days >= HISTORY_DAYS)
            count[band_of(&p->summary[a])]++;
    }
    common = common_band(count);
    join_bands(count, to);
    for (uint32_t a = 0; a < p->accounts; a++) {
        const struct account_summary *s = &p->summary[a];

        if (classes[a] == class)
            p->group[a] = class * BANDS + to[s->active_days >= HISTORY_DAYS ? band_of(s) : common];
    }
}

/* Classes with too few accounts join the class of most. */
static void find_groups(struct population *p)
{
    uint8_t *classes = mem_zero(p->accounts, 1);
    uint32_t count[CLASSES] = {0};
    int largest = 0;

    for (uint32_t a = 0; a < p->accounts; a++) {
        classes[a] = (uint8_t)class_of(&p->summary[a]);
        count[classes[a]] += p->summary[a].active_days > 0;
    }
    for (int c = 1; c < CLASSES; c++)
        largest = count[c] > count[largest] ? c : largest;
    for (uint32_t a = 0; a < p->accounts; a++) {
        if (count[classes[a]] < GROUP_LEAST)
            classes[a] = (uint8_t)largest;
    }
    for (int c = 0; c < CLASSES; c++)
        group_class(p, classes, c);
    for (uint32_t a = 0; a < p->accounts; a++) {
        if (p->summary[a].active_days == 0)
            p->group[a] = -1;
    }
    p->groups = CLASSES * BANDS;
    free(classes);
}

static double lower(double a, double b)
{
    return a <= 0 ? b : b <= 0 ? a : fmin(a, b);
}

/* The account's suspicions; false when none is beyond the threshold for watching. */
static bool judge_account(const struct judge *judge, uint32_t account, double least,
                          struct suspect *suspect)
{
    suspect->account = account;
    suspect->surprise = 0;
    for (size_t d = 0; d < detector_count; d++) {
        struct suspicion *suspicions = &suspect->suspicions[d * SUSPICIONS_MOST];

        detectors[d]->judge(judge->models[d], &judge->population, judge->summaries[d], account,
                            suspicions);
        for (int i = 0; i < SUSPICIONS_MOST; i++)
            suspect->surprise = fmax(suspect->surprise, suspicions[i].surprise);
    }
    return suspect->surprise >= least;
}

static void add_limits(const struct judge *judge, struct suspect *suspect)
{
    suspect->limits = (struct use_limits){0};
    for (size_t d = 0; d < detector_count; d++) {
        struct use_limits limits = {0};

        detectors[d]->limits(judge->models[d], &judge->population, judge->summaries[d],
                             suspect->account, &limits);
        for (int s = 0; s < SCALE_COUNT; s++)
            suspect->limits.most[s] = lower(suspect->limits.most[s], limits.most[s]);
    }
}

void cohort_run(struct cohort *cohort, struct judge *judge, double alert_budget, double months)
{
    struct population *p = &judge->population;
    struct suspect suspect = {
        .suspicions = mem_zero(detector_count * SUSPICIONS_MOST, sizeof *suspect.suspicions)};
    double allowed = alert_budget * p->accounts * fmax(months, 1.0 / 30);
    size_t room = 0;

    *cohort = (struct cohort){0};
    find_groups(p);
    for (size_t d = 0; d < detector_count; d++)
        cohort->tests += detectors[d]->tests(p, judge->summaries[d]);
    p->alpha = cohort->tests ? fmin(allowed / (double)cohort->tests, 0.01) : 0.01;
    cohort->threshold = -log10(p->alpha);
    judge_fit(judge);
    for (uint32_t a = 0; a < p->accounts; a++) {
        /* A probability of ten times the threshold's is worth watching. */
        if (!judge_account(judge, a, cohort->threshold - 1, &suspect))
            continue;
        add_limits(judge, &suspect);
        MEM_GROW(cohort->suspects, cohort->count, room);
        cohort->suspects[cohort->count++] = suspect;
        suspect.suspicions = mem_zero(detector_count * SUSPICIONS_MOST, sizeof *suspect.suspicions);
    }
    free(suspect.suspicions);
}

void cohort_release(struct cohort *cohort)
{
    for (size_t i = 0; i < cohort->count; i++)
        free(cohort->suspects[i].suspicions);
    free(cohort->suspects);
    *cohort = (struct cohort){0};
}
