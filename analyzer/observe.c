/*
 * observe.c: the first pass over an account. It judges nothing: every session becomes part of the
 * past.
 */
#include "observe.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/stats.h"
#include "groups.h"

/* A view that is older than this, or than a quarter of a short log, has had its PEC or claim if it
 * gets one: what is learnt from others does not count. */
#define RIPE_AFTER (2 * NS_PER_DAY)

/* Chances of a day from which its share tells about everybody's day. */
#define RISE_LEAST 2.0

static double ripe_or_not(const void *context, int64_t age_ns)
{
    const struct detect_context *c = context;
    int64_t quarter = (c->end_ns - c->first_ns) / 4;

    return age_ns >= (quarter < RIPE_AFTER ? quarter : RIPE_AFTER) ? 1 : 0;
}

static void learn_session(void *caller, struct ledger *ledger, uint32_t session)
{
    (void)caller;
    ledger_learn(ledger, session);
}

void observer_init(struct observer *o, struct judge *judge, const uint32_t *trades)
{
    *o = (struct observer){.judge = judge, .trades = trades, .context = judge->context};
    o->context.ripe = ripe_or_not;
    o->context.delays = &o->context;
    ledger_init(&o->ledger, &o->context, learn_session, NULL);
    lessons_init(&o->lessons);
    o->day_bytes = tallies_bytes();
    o->whole = mem_zero(1, o->day_bytes);
}

void observer_release(struct observer *o)
{
    ledger_release(&o->ledger);
    lessons_release(&o->lessons);
    free(o->whole);
    free(o->days);
    free(o->day_numbers);
    free(o->day_persons);
    free(o->day_plain);
    for (int s = 0; s < SCALE_COUNT; s++)
        free(o->windows[s].counts);
}

static struct tallies *day_at(const struct observer *o, size_t i)
{
    return (struct tallies *)(void *)(o->days + i * o->day_bytes);
}

static void close_window(struct observed_windows *w)
{
    if (w->count == 0)
        return;
    MEM_GROW(w->counts, w->n, w->room);
    w->counts[w->n++] = (double)w->count;
    w->count = 0;
}

/* The day that is now. */
static void open_day(struct observer *o, const struct step *step)
{
    if (o->day_count && o->day_numbers[o->day_count - 1] == step->day)
        return;
    if (o->day_count == o->day_room) {
        o->day_room = o->day_room ? o->day_room * 2 : 64;
        o->days = mem_resize(o->days, o->day_room, o->day_bytes);
        o->day_numbers = mem_resize(o->day_numbers, o->day_room, sizeof *o->day_numbers);
        o->day_persons = mem_resize(o->day_persons, o->day_room, sizeof *o->day_persons);
        o->day_plain = mem_resize(o->day_plain, o->day_room, sizeof *o->day_plain);
    }
    tallies_clear(day_at(o, o->day_count));
    o->day_numbers[o->day_count] = step->day;
    o->day_plain[o->day_count] = true;
    o->day_persons[o->day_count++] = 0;
    o->day_shown = false;
}

static void count_shown(struct observer *o, struct account_summary *sum, const struct step *step)
{
    const struct act *act = step->act;

    for (int s = 0; s < SCALE_COUNT; s++) {
        struct observed_windows *w = &o->windows[s];

        if (w->n + w->count == 0 || act->t.time_ns >= w->start_ns + scale_length((enum scale)s)) {
            close_window(w);
            w->start_ns = scale_start((enum scale)s, act->t.time_ns, o->context.offset_seconds);
        }
        w->count += act->prev_ns == TIME_NONE || act->prev_ns < w->start_ns;
    }
    if (!o->day_shown) {
        sum->active_days++;
        sum->weekend_days += step->slot >= 24;
    }
    o->day_shown = true;
    o->day_persons[o->day_count - 1] = (uint32_t)o->windows[SCALE_DAY].count;
    sum->day_most = fmax(sum->day_most, (double)o->windows[SCALE_DAY].count);
    sum->records++;
    sum->beneficiaries += act->prev_ns == TIME_NONE;
    if (o->windows[SCALE_WEEK].start_ns != o->week_ns) {
        o->week_ns = o->windows[SCALE_WEEK].start_ns;
        o->week_unreasoned = 0;
    }
    o->week_unreasoned += step->fresh && !step->followed;
    if (o->week_unreasoned > sum->unreasoned_most)
        sum->unreasoned_most = o->week_unreasoned;
    if (step->fresh && step->followed)
        delays_learn(o->lessons.delays, act->follow_s);
}

static void take_act(struct observer *o, struct account_summary *sum, const struct act *act)
{
    struct step step;

    (void)ledger_take(&o->ledger, act, &step);
    open_day(o, &step);
    if (step.kind == KIND_ASSET || step.kind == KIND_SEARCH || step.kind == KIND_OTHER)
        o->day_plain[o->day_count - 1] = false;
    sum->requests++;
    sum->last_ns = act->t.time_ns;
    sum->not_found += person_tag(act->t.person) && trace_outcome(&act->t) == OUTCOME_NOT_FOUND;
    sum->follow_ups += (step.kind == KIND_PEC || step.kind == KIND_CLAIM) &&
                       trace_outcome(&act->t) == OUTCOME_SUCCESS;
    sum->canaries += step.canary;
    if (trace_shown(&act->t))
        count_shown(o, sum, &step);
    if (step_matters(&step))
        tallies_count(day_at(o, o->day_count - 1), &step);
}

/* By how much each day was above what is usual for this account. */
static void note_rises(struct observer *o, const struct account_summary *sum, bool program)
{
    for (size_t d = 0; d < detector_count; d++) {
        const struct share *whole = detector_dated(detectors[d], tallies_at(o->whole, d));

        for (size_t i = 0; whole && whole->n > 0 && i < o->day_count; i++) {
            const struct share *day = detector_dated(detectors[d], tallies_at(day_at(o, i), d));

            if (day->n >= RISE_LEAST)
                lessons_rise(&o->lessons, d, program, o->day_numbers[i],
                             day->k / day->n - whole->k / whole->n);
        }
    }
    for (size_t i = 0; sum->active_days >= 5 && i < o->day_count; i++) {
        double rise = log((o->day_persons[i] + 0.5) / (sum->day_median + 0.5));

        if (o->day_persons[i])
            lessons_rise(&o->lessons, RISE_AMOUNT, program, o->day_numbers[i],
                         fmax(fmin(rise, 2), -2));
    }
}

static void learn_account(struct observer *o, struct account_summary *sum, int32_t group)
{
    for (size_t d = 0; d < detector_count; d++) {
        struct diary diary = {.whole = tallies_at(o->whole, d),
                              .days = tallies_at(day_at(o, 0), d),
                              .day_count = o->day_count,
                              .day_bytes = o->day_bytes};

        for (int s = 0; s < SCALE_COUNT; s++) {
            diary.counts[s] = o->windows[s].counts;
            diary.count[s] = o->windows[s].n;
        }
        detector_learn(detectors[d], lessons_at(&o->lessons, group, d),
                       judge_habit(o->judge, d, o->account), &diary);
    }
    note_rises(o, sum, group_by_program(group));
}

/* Addresses that were new to an account with a past. */
static void note_strangers(struct observer *o, struct account_summary *sum)
{
    for (uint32_t i = 0; i < o->ledger.strand_count; i++) {
        const struct strand *strand = &o->ledger.strands[i];

        if (strand->first_of_agent)
            __atomic_fetch_add(&o->judge->agents[strand->agent], 1, __ATOMIC_RELAXED);
        if (strand->strange_source)
            sum->met |= met_network(strand->network) |
                        (strand->strange_agent ? met_agent(strand->agent) : 0);
        if (!strand->first_of_source)
            continue;
        sum->sources++;
        __atomic_fetch_add(&o->judge->users[strand->source], 1, __ATOMIC_RELAXED);
        if (strand->strange_source)
            __atomic_fetch_add(&o->judge->strangers[strand->source], 1, __ATOMIC_RELAXED);
    }
}

/* Whether most days of both halves, of those with persons shown, are plain. */
static bool is_program(const struct observer *o)
{
    size_t active = 0;
    size_t half = 0;
    size_t plain[2] = {0};
    size_t days[2] = {0};

    for (size_t i = 0; i < o->day_count; i++)
        active += o->day_persons[i] > 0;
    for (size_t i = 0, seen = 0; i < o->day_count; i++) {
        if (!o->day_persons[i])
            continue;
        half = 2 * seen++ >= active;
        days[half]++;
        plain[half] += o->day_plain[i];
    }
    return 2 * plain[0] > days[0] && 2 * plain[1] >= days[1];
}

void observer_end(struct observer *o)
{
    struct account_summary *sum;
    int32_t group;

    if (!o->open)
        return;
    ledger_end(&o->ledger);
    sum = &o->judge->population.summary[o->account];
    sum->by_program = is_program(o);
    for (int s = 0; s < SCALE_COUNT; s++)
        close_window(&o->windows[s]);
    sum->day_median = stats_median(o->windows[SCALE_DAY].counts, o->windows[SCALE_DAY].n);
    note_strangers(o, sum);
    for (size_t i = 0; i < o->day_count; i++)
        tallies_add(o->whole, day_at(o, i));
    group = group_of(sum, o->trades ? o->trades[o->account] : NAME_NONE);
    o->judge->population.group[o->account] = group;
    if (group >= 0)
        learn_account(o, sum, group);
    for (int s = 0; s < SCALE_COUNT; s++)
        o->windows[s].n = 0;
    ledger_clear(&o->ledger);
    tallies_clear(o->whole);
    o->day_count = 0;
    o->day_shown = false;
    o->week_unreasoned = 0;
    o->open = false;
}

/* Lines that name no account: refused logins tell about their address. */
static void take_nameless(struct observer *o, const struct act *acts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct trace *t = &acts[i].t;

        o->unattributed += person_tag(t->person) != PERSON_NONE;
        if (t->source != NAME_NONE && trace_outcome(t) == OUTCOME_REFUSED &&
            o->context.portal->operations[t->operation].kind == KIND_LOGIN)
            __atomic_fetch_add(&o->judge->refused[t->source], 1, __ATOMIC_RELAXED);
    }
}

void observer_take(struct observer *o, const struct act *acts, size_t n, uint8_t partition,
                   uint64_t position)
{
    struct account_summary *sum;

    if (acts[0].t.account == NAME_NONE) {
        take_nameless(o, acts, n);
        return;
    }
    if (!o->open || o->account != acts[0].t.account) {
        observer_end(o);
        sum = &o->judge->population.summary[acts[0].t.account];
        sum->first_ns = acts[0].t.time_ns;
        sum->partition = partition;
        sum->position = position;
        o->account = acts[0].t.account;
        o->open = true;
    }
    sum = &o->judge->population.summary[o->account];
    for (size_t i = 0; i < n; i++)
        take_act(o, sum, &acts[i]);
    sum->acts += n;
}
