/*
 * explain.c: gathers what is known of one account. Nothing is learnt or weighed here: the trial
 * that the cohort ran is run once more for this account, and its ledger is read.
 */
#include "explain.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/stats.h"
#include "explain_parts.h"

/* Digits in a row that could be a person's in what a request names as an insurer. */
#define INSURER_RUN  11
#define INSURER_MOST 64

/* One local day. */
struct day {
    int64_t start_ns;
    uint32_t persons;
    uint32_t views;
};

/* One reading of the account's acts. */
struct act_reading {
    struct explain *explain;
    struct scan *scan;
    struct ledger *fresh;       /* of an account that no trial has read; or */
    const struct ledger *tried; /* as the trial left it: */
    struct session_walk walk;
    uint64_t *views; /* by its session */
    struct explain_parts *insurers;
    struct day *days;
    size_t day_count;
    size_t day_room;
};

static const char *const kind_names[] = {
    [EXPLAIN_ADDRESS] = "addresses", [EXPLAIN_NETWORK] = "networks",
    [EXPLAIN_COUNTRY] = "countries", [EXPLAIN_AGENT] = "agents",
    [EXPLAIN_INSURER] = "insurers",
};

const char *explain_kind_name(enum explain_kind kind)
{
    return kind_names[kind];
}

static const char *const figure_names[] = {
    [FIGURE_DAY_MEDIAN] = "beneficiaries_day_median", [FIGURE_DAY_MOST] = "beneficiaries_day_most",
    [FIGURE_BENEFICIARIES] = "beneficiaries",         [FIGURE_ACTIVE_DAYS] = "active_days",
    [FIGURE_FOLLOW_UPS] = "follow_ups_per_100_views", [FIGURE_SOURCES] = "addresses",
};

const char *explain_figure_name(enum explain_figure figure)
{
    return figure_names[figure];
}

/* An insurer is named by whoever sends the request. */
static void take_insurer(struct act_reading *r, const struct act *act)
{
    const struct census *census = &r->scan->census;
    struct str text = STR("-");

    if (act->t.insurer != INSURER_NONE)
        text = pseudonym_mask(&r->scan->arena, census->texts[NAMES_INSURER][act->t.insurer],
                              INSURER_RUN, INSURER_MOST);
    explain_parts_add(
        r->insurers, text,
        &(struct explain_part){
            .requests = 1, .views = 1, .first_ns = act->t.time_ns, .last_ns = act->t.time_ns});
}

/* As observe.c counts persons of a day. */
static void take_shown(struct act_reading *r, const struct act *act)
{
    int64_t start = scale_start(SCALE_DAY, act->t.time_ns, r->scan->judge.context.offset_seconds);
    struct day *day;

    if (r->day_count == 0 || r->days[r->day_count - 1].start_ns != start) {
        MEM_GROW(r->days, r->day_count, r->day_room);
        r->days[r->day_count++] = (struct day){.start_ns = start};
    }
    day = &r->days[r->day_count - 1];
    day->views++;
    day->persons += act->prev_ns == TIME_NONE || act->prev_ns < start;
    take_insurer(r, act);
}

static int take_acts(void *context, const struct act *acts, size_t n, struct err *err)
{
    struct act_reading *r = context;

    (void)err;
    for (size_t i = 0; i < n; i++) {
        struct step step;

        if (r->fresh)
            (void)ledger_take(r->fresh, &acts[i], &step);
        if (r->tried)
            r->views[session_walk_next(&r->walk, r->tried, &acts[i])] += trace_shown(&acts[i].t);
        if (trace_shown(&acts[i].t))
            take_shown(r, &acts[i]);
    }
    return 0;
}

static struct explain_days days_of(const struct act_reading *r, bool views)
{
    double *values = mem_zero(r->day_count + 1, sizeof *values);
    struct explain_days days;

    for (size_t i = 0; i < r->day_count; i++)
        values[i] = views ? r->days[i].views : r->days[i].persons;
    days = (struct explain_days){.median = stats_median(values, r->day_count),
                                 .high = stats_quantile(values, r->day_count, 0.9),
                                 .most = stats_quantile(values, r->day_count, 1)};
    free(values);
    return days;
}

static void settle_days(struct act_reading *r)
{
    struct explain *e = r->explain;
    int offset = r->scan->judge.context.offset_seconds;

    e->persons = days_of(r, false);
    e->views = days_of(r, true);
    for (size_t i = 0; i < r->day_count; i++)
        e->weekdays[clock_civil(r->days[i].start_ns, offset).weekday]++;
    free(r->days);
}

/* What the ledger holds after all acts: sessions, and the past. `views` by session; NULL: none. */
static int take_ledger(struct explain *e, struct scan *scan, const struct ledger *ledger,
                       const uint64_t *views, struct err *err)
{
    for (uint32_t i = 0; i < ledger->session_count; i++) {
        const struct session *s = &ledger->sessions[i];

        e->sessions++;
        e->sessions_learnt += s->learnt;
        e->fresh += s->fresh;
        e->unreasoned += s->unreasoned;
    }
    e->past_days = ledger->past.active_days;
    memcpy(e->hours, ledger->past.slot_days, sizeof e->hours);
    return explain_places(e, scan, ledger, views, err);
}

/* A second reading of what the trial has read: days, insurers, and views of each session. 0 or -1.
 */
static int read_again(struct explain *e, struct scan *scan, uint32_t account,
                      const struct ledger *ledger, struct err *err)
{
    struct explain_parts insurers;
    struct act_reading r = {.explain = e,
                            .scan = scan,
                            .tried = ledger,
                            .insurers = &insurers,
                            .views = mem_zero((size_t)ledger->session_count + 1, sizeof *r.views)};
    int rc;

    explain_parts_init(&insurers);
    rc = judge_acts(&scan->judge, account, take_acts, &r, err);
    if (rc == 0)
        rc = take_ledger(e, scan, ledger, r.views, err);
    settle_days(&r);
    explain_parts_end(&insurers, &scan->arena, &e->lists[EXPLAIN_INSURER]);
    session_walk_release(&r.walk);
    free(r.views);
    return rc;
}

static void learn_session(void *caller, struct ledger *ledger, uint32_t session)
{
    (void)caller;
    ledger_learn(ledger, session);
}

/* An account that was shown nobody: there is nothing to try. 0 or -1. */
static int read_idle(struct explain *e, struct scan *scan, uint32_t account, struct err *err)
{
    struct ledger ledger;
    struct act_reading r = {.explain = e, .scan = scan, .fresh = &ledger};
    int rc;

    ledger_init(&ledger, &scan->judge.context, learn_session, NULL);
    rc = judge_acts(&scan->judge, account, take_acts, &r, err);
    ledger_end(&ledger);
    if (rc == 0)
        rc = take_ledger(e, scan, &ledger, NULL, err);
    ledger_release(&ledger);
    return rc;
}

/* What a detector has learnt, where that is a share. */
static void take_share(struct explain_detector *d, const struct scan *scan, uint32_t account,
                       const struct tallies *past, size_t row)
{
    int32_t group = scan->judge.population.group[account];
    const struct share *share = tallies_at(past, row);
    const struct share_model *model = usual_model(&scan->cohort.usual, group, row);

    d->has_share = detectors[row]->plan && !detectors[row]->tally_bytes;
    if (!d->has_share)
        return;
    d->k = share->k;
    d->n = share->n;
    d->peers = model->mean;
}

/* The trial of the account, as the cohort ran it. 0 or -1. */
static int try_account(struct explain *e, struct scan *scan, uint32_t account, struct err *err)
{
    struct trial trial;
    int rc;

    cohort_trial(&scan->cohort, &scan->judge, &trial);
    rc = trial_run(&trial, account, err);
    e->best = trial.sum.best;
    for (size_t d = 0; d < detector_count; d++) {
        struct explain_detector *row = &e->detectors[d];

        take_share(row, scan, account, trial.past, d);
        if (e->best.stretch == STRETCH_NONE)
            continue;
        row->weight = &e->best.weights[d];
        detector_explain(detectors[d], row->weight, scan->judge.context.offset_seconds,
                         &scan->arena, &row->reason);
    }
    if (rc == 0)
        rc = read_again(e, scan, account, &trial.ledger, err);
    trial_release(&trial);
    return rc;
}

static double figure_of(const struct account_summary *s, enum explain_figure figure)
{
    switch (figure) {
    case FIGURE_DAY_MEDIAN: return s->day_median;
    case FIGURE_DAY_MOST: return s->day_most;
    case FIGURE_BENEFICIARIES: return (double)s->beneficiaries;
    case FIGURE_ACTIVE_DAYS: return s->active_days;
    case FIGURE_FOLLOW_UPS:
        return s->records ? 100 * (double)s->follow_ups / (double)s->records : 0;
    default: return s->sources;
    }
}

static void compare(struct explain *e, const struct population *p, uint32_t account)
{
    double *values = mem_zero((size_t)p->accounts + 1, sizeof *values);

    for (int f = 0; f < FIGURES; f++) {
        struct explain_rank *rank = &e->ranks[f];
        size_t n = 0;

        rank->own = figure_of(e->summary, (enum explain_figure)f);
        for (uint32_t a = 0; e->active && a < p->accounts; a++) {
            if (a == account || p->group[a] != p->group[account])
                continue;
            values[n] = figure_of(&p->summary[a], (enum explain_figure)f);
            rank->below += values[n] < rank->own;
            rank->above += values[n] > rank->own;
            n++;
        }
        e->peers = (uint32_t)n;
        rank->median = stats_median(values, n);
    }
    free(values);
}

static void take_dossier(struct explain *e, const struct dossier *d)
{
    for (size_t i = 0; i < d->finding_count; i++) {
        if (str_eq(d->findings[i].account, e->account))
            e->finding = &d->findings[i];
    }
    for (size_t i = 0; i < d->alert_count; i++)
        e->alerts += str_eq(d->alerts[i].account, e->account);
}

int explain_fill(struct explain *e, struct scan *scan, uint32_t account, struct err *err)
{
    const struct population *p = &scan->judge.population;

    *e = (struct explain){.account = scan->census.texts[NAMES_ACCOUNT][account],
                          .summary = &p->summary[account],
                          .active = p->group[account] >= 0,
                          .threshold = scan->cohort.threshold};
    e->wanted = e->active && trial_wanted(e->summary);
    e->trade = directory_trade(scan->ingest_options.practices, e->account);
    for (size_t d = 0; d < detector_count; d++)
        e->detectors[d].detector = detectors[d];
    if ((e->active ? try_account : read_idle)(e, scan, account, err) < 0)
        return -1;
    compare(e, p, account);
    take_dossier(e, &scan->dossier);
    return 0;
}
