/*
 * trial.c: keeps the open stretches of one account, weighs each when it ends (or, judging as of
 * each act, whenever it has grown), and lets the past learn from the sessions that do not speak
 * against the account.
 */
#include "trial.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

/* A session, or its strand, of more evidence than this is not learnt from. */
#define LEARN_MOST 2.0

/* Stretches with fewer persons without a reason say too little to be weighed, but for the account
 * that is being investigated: there every session is. */
#define WEIGH_LEAST 4

/* What a day of work that says nothing takes from the drip. */
#define QUIET_DAY 0.3

/* Strands that are counted as a whole; an account has a few, one that changes its address with
 * every request has thousands, which are strangers together. */
#define STRANDS_MOST 4096

static struct tallies *borrow(struct trial *t)
{
    struct tallies *tallies;

    if (t->spare_count == 0)
        return mem_zero(1, t->tallies_bytes);
    tallies = t->spare[--t->spare_count];
    memset(tallies, 0, t->tallies_bytes);
    return tallies;
}

static void give_back(struct trial *t, struct tallies *tallies)
{
    if (!tallies)
        return;
    MEM_GROW(t->spare, t->spare_count, t->spare_room);
    t->spare[t->spare_count++] = tallies;
}

static void keep_hot(struct trial *t, const struct evidence_sum *sum, enum stretch stretch)
{
    if (sum->bans < t->hot_bans || !sum->enough)
        return;
    MEM_GROW(t->hot, t->hot_count, t->hot_room);
    t->hot[t->hot_count++] = (struct hot_window){sum->from_ns, sum->to_ns, sum->bans, stretch};
}

static bool says_more(const struct trial *t, const struct evidence_sum *a,
                      const struct evidence_sum *b)
{
    if (a->bans >= t->accuse_bans && b->bans >= t->accuse_bans)
        return a->unreasoned > b->unreasoned;
    return a->bans > b->bans;
}

static void keep_best(struct trial *t, struct evidence_sum *sum, enum stretch stretch)
{
    sum->stretch = stretch;
    keep_hot(t, sum, stretch);
    if (sum->enough && (t->sum.best.stretch == STRETCH_NONE || says_more(t, sum, &t->sum.best)))
        t->sum.best = *sum;
}

/* As of when stretches are weighed. */
static int64_t moment(const struct trial *t)
{
    return t->context.live ? t->now_ns : t->context.end_ns;
}

/* Weighs a stretch into t->work. */
static void weigh(struct trial *t, const struct tallies *past, const struct tallies *stretch)
{
    if (stretch->about == 0) {
        t->work = (struct evidence_sum){.stretch = STRETCH_NONE};
        return;
    }
    evidence_weigh(&t->frame, past, stretch, moment(t), &t->work);
}

/* Whether a strand that the past does not have is part of a crowd of strangers that speaks against
 * the account: one that changes its address with every request says little with each. */
static bool in_bad_company(struct trial *t, const struct strand *strand)
{
    struct evidence_sum sum;

    if (strand->familiar)
        return false;
    for (int w = WINDOW_STRANGERS_DAY; w <= WINDOW_STRANGERS_WEEK; w++) {
        if (t->windows[w]->unreasoned < PERSONS_LEAST / 2)
            continue;
        evidence_weigh(&t->frame, w == WINDOW_STRANGERS_DAY ? t->past_day : t->past_week,
                       t->windows[w], moment(t), &sum);
        if (sum.bans - sum.amount > LEARN_MOST)
            return true;
    }
    return false;
}

static bool worth_weighing(const struct trial *t, const struct tallies *stretch)
{
    return stretch->about &&
           (t->investigating || stretch->unreasoned >= WEIGH_LEAST || stretch->canaries > 0);
}

static bool is_foreign(const struct trial *t, const struct strand *strand)
{
    return t->foreign && t->foreign(t->foreign_context, strand);
}

static void session_closed(void *caller, struct ledger *ledger, uint32_t index)
{
    struct trial *t = caller;
    struct session *session = &ledger->sessions[index];
    struct strand *strand = &ledger->strands[session->strand];
    struct tallies *tallies = session->tallies;
    const struct tallies *whole;

    if (!tallies)
        return;
    session->tallies = NULL;
    t->sum.tests += tallies->about > 0;
    if (worth_weighing(t, tallies)) {
        weigh(t, t->past, tallies);
        session->bans = t->work.bans - fmin(t->work.amount, 0);
        keep_best(t, &t->work, STRETCH_SESSION);
    }
    whole = strand->tallies;
    /* Of a strand that is settled nothing depends on it before the end. */
    if (whole && whole->unreasoned >= strand->weighed && !strand_is_settled(strand)) {
        strand->weighed = whole->unreasoned + 2 + whole->unreasoned / 4;
        weigh(t, t->past, whole);
        strand->bans = t->work.bans - fmin(t->work.amount, 0);
    }
    if (session->bans <= LEARN_MOST && (strand->bans <= LEARN_MOST || strand_is_owners(strand)) &&
        !in_bad_company(t, strand) && !is_foreign(t, strand)) {
        ledger_learn(ledger, index);
        tallies_add(t->past, tallies);
    }
    give_back(t, tallies);
}

/* The part of a day's sum that adds up over days: whose data was taken, but not how many. */
static void add_drip(struct trial *t)
{
    struct evidence_sum *drip = &t->drip;
    const struct evidence_sum *day = &t->work;
    double bans = day->bans - day->amount - day->circumstances;

    if (drip->bans + bans <= 0) {
        *drip = (struct evidence_sum){.stretch = STRETCH_NONE};
        return;
    }
    if (drip->unreasoned == 0)
        drip->from_ns = day->from_ns;
    drip->to_ns = day->to_ns;
    drip->bans += bans;
    drip->unreasoned += day->unreasoned;
    drip->enough = drip->enough || drip->unreasoned >= PERSONS_LEAST;
    for (size_t d = 0; d < detector_count; d++) {
        struct weight *sum = &drip->weights[d];
        const struct weight *w = &day->weights[d];

        if (detectors[d]->aspect == ASPECT_AMOUNT || detectors[d]->aspect >= ASPECT_CIRCUMSTANCE)
            continue;
        if (sum->observed + sum->expected <= 0)
            sum->from_ns = w->from_ns;
        sum->to_ns = w->to_ns;
        sum->bans += w->bans;
        sum->observed += w->observed;
        sum->expected += w->expected;
        sum->of += w->of;
    }
    keep_best(t, drip, STRETCH_DRIP);
    if (t->context.live && drip->enough && drip->bans >= t->threshold &&
        t->sum.flagged_ns == TIME_NONE) {
        t->sum.flagged_ns = t->now_ns;
        t->sum.flag = *drip;
    }
}

static void close_window(struct trial *t, enum trial_window window, const struct tallies *past,
                         enum stretch stretch)
{
    struct tallies *tallies = t->windows[window];

    t->sum.tests += tallies->about > 0;
    if (tallies->unreasoned >= PERSONS_LEAST || tallies->canaries >= CANARIES_LEAST) {
        weigh(t, past, tallies);
        keep_best(t, &t->work, stretch);
    }
}

static void close_day(struct trial *t)
{
    struct tallies *day = t->windows[WINDOW_DAY];

    t->sum.tests += day->about > 0;
    if (worth_weighing(t, day)) {
        weigh(t, t->past_day, day);
        keep_best(t, &t->work, STRETCH_ACCOUNT);
        add_drip(t);
    } else if (day->about) {
        t->drip.bans -= QUIET_DAY;
        if (t->drip.bans <= 0)
            t->drip = (struct evidence_sum){.stretch = STRETCH_NONE};
    }
    close_window(t, WINDOW_STRANGERS_DAY, t->past_day, STRETCH_STRANGERS);
    tallies_clear(t->windows[WINDOW_DAY]);
    tallies_clear(t->windows[WINDOW_STRANGERS_DAY]);
}

static void close_week(struct trial *t)
{
    close_window(t, WINDOW_WEEK, t->past_week, STRETCH_ACCOUNT);
    close_window(t, WINDOW_STRANGERS_WEEK, t->past_week, STRETCH_STRANGERS);
    tallies_clear(t->windows[WINDOW_WEEK]);
    tallies_clear(t->windows[WINDOW_STRANGERS_WEEK]);
}

/* Ends the day and the week that are over. */
static void turn_calendar(struct trial *t, int64_t day)
{
    int64_t week;

    if (day == t->day_ns)
        return;
    close_day(t);
    if (t->turn)
        t->turn(t->turn_caller, t, day);
    t->day_ns = day;
    memcpy(t->past_day, t->past, t->tallies_bytes);
    week = scale_start(SCALE_WEEK, day, t->context.offset_seconds);
    if (week == t->week_ns)
        return;
    close_week(t);
    t->week_ns = week;
    memcpy(t->past_week, t->past, t->tallies_bytes);
}

/* Judging as of this act: stretches that have grown by a tenth are weighed again. */
static void judge_now(struct trial *t, struct tallies *stretch, const struct tallies *past,
                      int64_t now_ns, enum stretch kind)
{
    if (!stretch || t->sum.flagged_ns != TIME_NONE || now_ns < t->from_ns ||
        (stretch->unreasoned < PERSONS_LEAST && stretch->canaries < CANARIES_LEAST) ||
        stretch->fresh + stretch->canaries < stretch->mark)
        return;
    stretch->mark = stretch->fresh + stretch->canaries;
    stretch->mark += 1 + stretch->mark / 10;
    evidence_weigh(&t->frame, past, stretch, now_ns, &t->work);
    if (t->work.bans < t->threshold)
        return;
    t->sum.flagged_ns = now_ns;
    t->sum.flag = t->work;
    t->sum.flag.stretch = kind;
}

static void judge_act(struct trial *t, const struct session *session, const struct strand *strand,
                      const struct step *step)
{
    int64_t now = step->act->t.time_ns;

    if (!step->fresh && !step->canary)
        return;
    judge_now(t, session->tallies, t->past, now, STRETCH_SESSION);
    judge_now(t, strand->tallies, t->past, now, STRETCH_STRAND);
    judge_now(t, t->windows[WINDOW_STRANGERS_DAY], t->past_day, now, STRETCH_STRANGERS);
    judge_now(t, t->windows[WINDOW_STRANGERS_WEEK], t->past_week, now, STRETCH_STRANGERS);
    judge_now(t, t->windows[WINDOW_DAY], t->past_day, now, STRETCH_ACCOUNT);
    judge_now(t, t->windows[WINDOW_WEEK], t->past_week, now, STRETCH_ACCOUNT);
}

/* In all stretches that are open. */
static void count_step(struct trial *t, const struct session *session, const struct strand *strand,
                       const struct step *step)
{
    struct tallies *open[WINDOWS + 3] = {session->tallies, t->windows[WINDOW_DAY],
                                         t->windows[WINDOW_WEEK]};
    size_t n = 3;

    if (strand->tallies)
        open[n++] = strand->tallies;
    if (!strand->familiar) {
        open[n++] = t->windows[WINDOW_STRANGERS_DAY];
        open[n++] = t->windows[WINDOW_STRANGERS_WEEK];
    }
    if (is_foreign(t, strand))
        open[n++] = t->foreign_tallies;
    tallies_count_all(open, n, step);
}

static void take_act(struct trial *t, const struct act *act)
{
    struct step step;
    struct session *session;
    struct strand *strand;
    uint32_t index;

    t->now_ns = act->t.time_ns;
    index = ledger_take(&t->ledger, act, &step);
    session = &t->ledger.sessions[index];
    strand = &t->ledger.strands[session->strand];
    turn_calendar(t, step.day_ns);
    if (!step_matters(&step))
        return;
    if (!session->tallies)
        session->tallies = borrow(t);
    if (!strand->tallies && t->strands_kept < STRANDS_MOST) {
        strand->tallies = borrow(t);
        t->strands_kept++;
    }
    count_step(t, session, strand, &step);
    if (t->context.live)
        judge_act(t, session, strand, &step);
}

static int take_acts(void *context, const struct act *acts, size_t n, struct err *err)
{
    struct trial *t = context;

    (void)err;
    for (size_t i = 0; i < n; i++) {
        if (acts[i].t.time_ns >= t->context.end_ns || t->sum.flagged_ns != TIME_NONE)
            break;
        take_act(t, &acts[i]);
    }
    return 0;
}

static void end_account(struct trial *t)
{
    ledger_end(&t->ledger);
    close_day(t);
    close_week(t);
    weigh(t, t->past, t->foreign_tallies);
    t->foreign_sum = t->work;
    for (uint32_t i = 0; i < t->ledger.strand_count; i++) {
        struct strand *strand = &t->ledger.strands[i];

        if (!strand->tallies)
            continue;
        t->sum.tests += ((const struct tallies *)strand->tallies)->about > 0;
        if (worth_weighing(t, strand->tallies)) {
            weigh(t, t->past, strand->tallies);
            strand->bans = t->work.bans - fmin(t->work.amount, 0);
            keep_best(t, &t->work, STRETCH_STRAND);
        }
        give_back(t, strand->tallies);
        strand->tallies = NULL;
    }
}

int trial_run(struct trial *t, uint32_t account, struct err *err)
{
    int rc;

    t->frame.account = account;
    t->sum = (struct verdict_sum){.flagged_ns = TIME_NONE};
    t->drip = (struct evidence_sum){.stretch = STRETCH_NONE};
    t->day_ns = t->week_ns = TIME_NONE;
    t->strands_kept = 0;
    t->hot_count = 0;
    ledger_clear(&t->ledger);
    tallies_clear(t->past);
    tallies_clear(t->past_day);
    tallies_clear(t->past_week);
    tallies_clear(t->foreign_tallies);
    for (int w = 0; w < WINDOWS; w++)
        tallies_clear(t->windows[w]);
    rc = judge_acts(t->frame.judge, account, take_acts, t, err);
    end_account(t);
    return rc;
}

void trial_init(struct trial *t, const struct judge *judge, const struct usual *usual,
                const struct detect_context *context)
{
    *t = (struct trial){.frame = {.judge = judge, .known = judge, .usual = usual},
                        .context = *context,
                        .hot_bans = INFINITY,
                        .accuse_bans = INFINITY,
                        .threshold = INFINITY,
                        .from_ns = TIME_NONE};
    t->context.ripe = delays_ripe;
    t->context.delays = &usual->delays;
    t->context.networks = judge->networks;
    t->context.refused = judge->refused;
    t->context.strangers = judge->strangers;
    ledger_init(&t->ledger, &t->context, session_closed, t);
    t->frame.own = &t->ledger.past;
    t->tallies_bytes = tallies_bytes();
    t->past = mem_zero(1, t->tallies_bytes);
    t->past_day = mem_zero(1, t->tallies_bytes);
    t->past_week = mem_zero(1, t->tallies_bytes);
    t->foreign_tallies = mem_zero(1, t->tallies_bytes);
    for (int w = 0; w < WINDOWS; w++)
        t->windows[w] = mem_zero(1, t->tallies_bytes);
}

void trial_release(struct trial *t)
{
    ledger_release(&t->ledger);
    for (size_t i = 0; i < t->spare_count; i++)
        free(t->spare[i]);
    free(t->spare);
    free(t->past);
    free(t->past_day);
    free(t->past_week);
    free(t->foreign_tallies);
    for (int w = 0; w < WINDOWS; w++)
        free(t->windows[w]);
    free(t->hot);
}

bool trial_wanted(const struct account_summary *s)
{
    return s->unreasoned_most >= PERSONS_LEAST || s->canaries >= CANARIES_LEAST;
}
