/*
 * volume.c: too many persons. Counts the distinct beneficiaries that an account was shown in each
 * local hour, day and week and in all, and asks how probable the largest count is for this account
 * and for its peers.
 *
 * Model. The count of a window in which the account works is Poisson with a rate that varies
 * log-normally from window to window (Poisson-lognormal; M. G. Bulmer, Biometrics 30, 1974): trade
 * has quiet days, busy days and surges after an outage, and their ratio to the usual is what
 * repeats, not their difference. On the scale of logarithms a count with mean m has variance s² +
 * 1/m, which makes its tail a normal one:
 *   - own past: the account's level is the median of its windows, shrunk towards its peers by the
 * number of windows (Efron and Morris, JASA 70, 1975), so that an account with little history is
 * judged by its peers;
 *   - peers: level and spread of the group, by median and MAD: ten compromised accounts in a group
 * of thirty do not move them much. An account is left out of what it is compared with by
 * construction, since one value does not move a median. Both must be surprised, unless there is too
 * little past to speak: then the peers decide. The scale "all" compares the account's total with
 * what its usual day comes to over its days, and with the totals of its peers. A drip that fills
 * the whole past is not this detector's to find.
 *
 * The spread s within accounts is learnt from all windows of the group and never taken below
 * SPREAD_LEAST: real shops have days of four times their usual (sales, catching up after an outage)
 * that a quiet month of log does not show.
 */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/stats.h"
#include "detect/detect.h"

/* Least standard deviation of the logarithm of a window's rate. exp(0.6) = 1.8: two windows of
 * three lie within a factor of 1.8. */
#define SPREAD_LEAST 0.6
/* Least spread between the levels of peers, for the same reason. */
#define LEVEL_SPREAD_LEAST 0.5
/* Windows of history from which an account's own past has a say. */
#define OWN_WINDOWS 5
/* Counts below this are never a harvest by volume, whatever the past: a person could have typed
 * them. By scale. */
static const double count_least[SCALE_COUNT] = {20, 40, 80, 100};

/* Windows of one scale while an account is observed. */
struct windows {
    int64_t start_ns;
    uint64_t count;
    uint32_t *counts; /* of the windows that ended */
    int64_t *starts;
    uint32_t n;
    uint32_t room;
};

/* State of one account. */
struct volume_state {
    struct windows windows[SCALE_ALL];
    uint64_t all;
    int64_t first_ns;
    int64_t last_ns;
};

/* What is kept of one scale: the level, and the largest window. */
struct volume_scale {
    float level;  /* median of ln(count) over windows with a count */
    float spread; /* MAD of the same, as a standard deviation */
    uint32_t windows;
    uint32_t most;
    int64_t most_ns; /* start of the largest window, the first of them */
};

struct volume_summary {
    struct volume_scale scale[SCALE_COUNT];
};

/* What is usual in one group on one scale. */
struct volume_usual {
    double level;  /* median of the accounts' levels */
    double levels; /* spread of the accounts' levels */
    double spread; /* spread of windows within an account */
    uint32_t accounts;
};

struct volume_model {
    struct volume_usual *usual; /* [group × SCALE_COUNT + scale] */
};

static void close_window(struct windows *w)
{
    if (w->count == 0)
        return;
    if (w->n == w->room) {
        w->room = w->room ? w->room * 2 : 64;
        w->counts = mem_resize(w->counts, w->room, sizeof *w->counts);
        w->starts = mem_resize(w->starts, w->room, sizeof *w->starts);
    }
    w->counts[w->n] = w->count < UINT32_MAX ? (uint32_t)w->count : UINT32_MAX;
    w->starts[w->n++] = w->start_ns;
    w->count = 0;
}

static void volume_observe(void *state, const struct detect_context *context,
                           const struct act *acts, size_t n)
{
    struct volume_state *v = state;

    for (size_t i = 0; i < n; i++) {
        const struct act *act = &acts[i];

        if (!trace_shown(&act->t))
            continue;
        if (v->all == 0)
            v->first_ns = act->t.time_ns;
        v->last_ns = act->t.time_ns;
        v->all += act->prev_ns == TIME_NONE;
        for (int s = 0; s < SCALE_ALL; s++) {
            struct windows *w = &v->windows[s];

            if (w->n + w->count == 0 ||
                act->t.time_ns >= w->start_ns + scale_length((enum scale)s)) {
                close_window(w);
                w->start_ns = scale_start((enum scale)s, act->t.time_ns, context->offset_seconds);
            }
            w->count += act->prev_ns == TIME_NONE || act->prev_ns < w->start_ns;
        }
    }
}

static void summarise(const struct windows *w, struct volume_scale *scale)
{
    double *logs = mem_resize(NULL, w->n, sizeof *logs);

    for (uint32_t i = 0; i < w->n; i++) {
        logs[i] = log(w->counts[i]);
        if (w->counts[i] > scale->most) {
            scale->most = w->counts[i];
            scale->most_ns = w->starts[i];
        }
    }
    scale->windows = w->n;
    scale->level = (float)stats_median(logs, w->n);
    scale->spread = (float)stats_spread(logs, w->n, (double)scale->level);
    free(logs);
}

static void volume_end(void *state, const struct detect_context *context, void *summary)
{
    struct volume_state *v = state;
    struct volume_summary *sum = summary;

    (void)context;
    *sum = (struct volume_summary){0};
    for (int s = 0; s < SCALE_ALL; s++) {
        struct windows *w = &v->windows[s];

        close_window(w);
        if (w->n)
            summarise(w, &sum->scale[s]);
        free(w->counts);
        free(w->starts);
    }
    if (v->all) {
        struct volume_scale *all = &sum->scale[SCALE_ALL];
        const struct volume_scale *day = &sum->scale[SCALE_DAY];

        /* The level of the whole is what the usual day comes to over the days. */
        all->windows = day->windows;
        all->most = v->all < UINT32_MAX ? (uint32_t)v->all : UINT32_MAX;
        all->level = day->level + (float)log(day->windows);
        all->most_ns = v->first_ns;
    }
}

/* Level and spread of one group on one scale. `values` has room for all accounts. */
static void fit_group(struct volume_usual *usual, const struct population *p,
                      const struct volume_summary *sums, int32_t group, int scale, double *values)
{
    double within;
    size_t n = 0;

    for (uint32_t a = 0; a < p->accounts; a++) {
        if (p->group[a] == group && sums[a].scale[scale].windows)
            values[n++] = (double)sums[a].scale[scale].level;
    }
    usual->accounts = (uint32_t)n;
    usual->level = stats_median(values, n);
    usual->levels = fmax(stats_spread(values, n, usual->level), LEVEL_SPREAD_LEAST);
    n = 0;
    for (uint32_t a = 0; a < p->accounts; a++) {
        if (p->group[a] == group && sums[a].scale[scale].windows >= OWN_WINDOWS)
            values[n++] = (double)sums[a].scale[scale].spread;
    }
    within = stats_median(values, n);
    usual->spread = fmax(within, SPREAD_LEAST);
}

static void volume_fit(void *model, const struct population *p, const void *summaries)
{
    struct volume_model *m = model;
    double *values = mem_resize(NULL, p->accounts, sizeof *values);

    m->usual = mem_zero((size_t)(p->groups > 0 ? p->groups : 1) * SCALE_COUNT, sizeof *m->usual);
    for (int32_t g = 0; g < p->groups; g++) {
        for (int s = 0; s < SCALE_COUNT; s++)
            fit_group(&m->usual[g * SCALE_COUNT + s], p, summaries, g, s, values);
    }
    free(values);
}

static uint64_t volume_tests(const struct population *p, const void *summaries)
{
    const struct volume_summary *sums = summaries;
    uint64_t tests = 0;

    for (uint32_t a = 0; a < p->accounts; a++) {
        for (int s = 0; s < SCALE_COUNT; s++)
            tests += sums[a].scale[s].windows;
    }
    return tests;
}

/* Expectation for one account on one scale: the mean and variance of ln(count), by own past and by
 * peers. */
struct expectation {
    double own;
    double own_variance;
    double peers;
    double peers_variance;
    bool has_own;
};

static struct expectation expect(const struct volume_usual *usual, const struct volume_scale *mine,
                                 int scale)
{
    struct expectation e = {.peers = usual->level};
    double within = usual->spread * usual->spread;
    /* Level and spread of a small group are themselves uncertain. */
    double between =
        usual->levels * usual->levels * (1 + 4.0 / (usual->accounts ? usual->accounts : 1));
    double own_within = fmax((double)mine->spread * (double)mine->spread, within);
    double weight;

    e.has_own = mine->windows >= OWN_WINDOWS;
    e.peers_variance = between + (scale == SCALE_ALL ? 0 : within) + exp(-usual->level);
    if (scale ==
        SCALE_ALL) { /* the account's own pace, day by day, is known; how it adds up is not quite */
        e.own = (double)mine->level;
        e.own_variance = between + exp(-e.own);
        return e;
    }
    /* The variance of a median is π/2 of that of a mean. */
    weight = between / (between + 1.571 * own_within / (mine->windows ? mine->windows : 1));
    e.own = weight * (double)mine->level + (1 - weight) * usual->level;
    e.own_variance = own_within + (1 - weight) * between + exp(-e.own);
    return e;
}

static double surprise_at(double count, double mean, double variance)
{
    return stats_tail((log(count) - mean) / sqrt(variance));
}

static struct suspicion judge_scale(const struct volume_usual *usual,
                                    const struct volume_scale *mine, int scale)
{
    struct expectation e = expect(usual, mine, scale);
    struct suspicion s = {
        .scale = (enum scale)scale, .from_ns = mine->most_ns, .observed = mine->most};

    if (mine->most < count_least[scale] || (scale == SCALE_ALL && !e.has_own))
        return s;
    s.peers = surprise_at(mine->most, e.peers, e.peers_variance);
    s.own = e.has_own ? surprise_at(mine->most, e.own, e.own_variance) : s.peers;
    s.surprise = fmax(fmin(s.own, s.peers), 0);
    s.expected_own = e.has_own ? exp(e.own) : exp(e.peers);
    s.expected_peers = exp(e.peers);
    s.to_ns = s.from_ns + scale_length((enum scale)scale);
    return s;
}

static void volume_judge(const void *model, const struct population *p, const void *summaries,
                         uint32_t account, struct suspicion ret_suspicions[SUSPICIONS_MOST])
{
    const struct volume_model *m = model;
    const struct volume_summary *sum = (const struct volume_summary *)summaries + account;
    int32_t group = p->group[account];

    memset(ret_suspicions, 0, SUSPICIONS_MOST * sizeof *ret_suspicions);
    for (int s = 0; group >= 0 && s < SCALE_COUNT; s++)
        ret_suspicions[s] = judge_scale(&m->usual[group * SCALE_COUNT + s], &sum->scale[s], s);
}

static void volume_limits(const void *model, const struct population *p, const void *summaries,
                          uint32_t account, struct use_limits *ret_limits)
{
    const struct volume_model *m = model;
    const struct volume_summary *sum = (const struct volume_summary *)summaries + account;
    int32_t group = p->group[account];
    double z = stats_z(p->alpha);

    *ret_limits = (struct use_limits){0};
    for (int s = 0; group >= 0 && s < SCALE_COUNT; s++) {
        struct expectation e = expect(&m->usual[group * SCALE_COUNT + s], &sum->scale[s], s);
        double most = exp(e.peers + z * sqrt(e.peers_variance));

        if (e.has_own)
            most = fmax(most, exp(e.own + z * sqrt(e.own_variance)));
        ret_limits->most[s] = fmax(most, count_least[s]);
    }
}

static void volume_explain(const struct suspicion *s, const struct detect_context *context,
                           struct arena *arena, struct reason *r)
{
    static const char *const units[SCALE_COUNT] = {"beneficiaries/hour", "beneficiaries/day",
                                                   "beneficiaries/week", "beneficiaries"};
    static const char *const texts[SCALE_COUNT] = {
        N_("%s distinct beneficiaries were shown through this account in one hour, from %s. In an "
           "hour of activity it usually shows %s, "
           "and comparable accounts show %s."),
        N_("%s distinct beneficiaries were shown through this account in one day, from %s. On a "
           "day of activity it usually shows %s, and "
           "comparable accounts show %s."),
        N_("%s distinct beneficiaries were shown through this account in one week, from %s. In a "
           "week of activity it usually shows %s, and "
           "comparable accounts show %s."),
        N_("%s distinct beneficiaries were shown through this account in all, from %s. From its "
           "own pace %s could be expected, and "
           "comparable accounts show %s."),
    };

    *r = (struct reason){.detector = "volume",
                         .observed = s->observed,
                         .expected = s->expected_own,
                         .unit = units[s->scale],
                         .surprise = s->surprise,
                         .from_ns = s->from_ns,
                         .to_ns = s->to_ns};
    for (int lang = 0; lang < 2; lang++) {
        char count[TEXT_COUNT];
        char own[TEXT_COUNT];
        char peers[TEXT_COUNT];
        char when[TEXT_MOMENT];

        text_moment((enum lang)lang, s->from_ns, context->offset_seconds, when);
        r->text[lang] =
            arena_print(arena, text_get((enum lang)lang, texts[s->scale]),
                        text_count((enum lang)lang, (uint64_t)s->observed, count), when,
                        text_count((enum lang)lang, (uint64_t)(s->expected_own + 0.5), own),
                        text_count((enum lang)lang, (uint64_t)(s->expected_peers + 0.5), peers));
    }
}

static void volume_release(void *model)
{
    free(((struct volume_model *)model)->usual);
}

const struct detector detector_volume = {
    .name = "volume",
    .state_bytes = sizeof(struct volume_state),
    .summary_bytes = sizeof(struct volume_summary),
    .model_bytes = sizeof(struct volume_model),
    .observe = volume_observe,
    .end = volume_end,
    .fit = volume_fit,
    .tests = volume_tests,
    .judge = volume_judge,
    .limits = volume_limits,
    .explain = volume_explain,
    .release = volume_release,
};
