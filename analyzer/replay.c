/*
 * replay.c: day after day through a case.
 *
 * The threshold is the one of the whole period: stretches weighed and false alarms allowed both grow
 * with time, so that their ratio hardly changes.
 */
#include "replay.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "attribute.h"
#include "base/mem.h"
#include "persons.h"

/* Moments at which what is usual is learnt again: every day or, in a long log, every few days. */
#define CHECKPOINTS_MOST 64

/* One period between two checkpoints, for all threads. */
struct period {
    const struct judge *acts;
    const struct judge *known;
    const struct cohort *cohort;
    double threshold;
    int64_t from_ns;
    int64_t until_ns;
    const bool *done;
    struct replay_account *found; /* by account; flagged_ns TIME_NONE: not */
    _Atomic uint32_t next;
};

struct worker {
    struct period *period;
    pthread_t thread;
    struct err err;
    int rc;
};

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct period *p = worker->period;
    struct trial trial;
    uint32_t account;

    cohort_trial(p->cohort, p->acts, &trial);
    trial.frame.known = p->known;
    trial.context.live = true;
    trial.context.end_ns = p->until_ns;
    trial.threshold = p->threshold;
    trial.from_ns = p->from_ns;
    while (worker->rc == 0 &&
           (account = atomic_fetch_add(&p->next, 1)) < p->acts->population.accounts) {
        const struct account_summary *sum = &p->acts->population.summary[account];

        if (p->done[account] || sum->last_ns < p->from_ns || sum->acts == 0 ||
            !trial_wanted(sum) || p->acts->population.group[account] < 0)
            continue;
        worker->rc = trial_run(&trial, account, &worker->err);
        p->found[account].flagged_ns = trial.sum.flagged_ns;
        p->found[account].flag = trial.sum.flag;
    }
    trial_release(&trial);
    return NULL;
}

static int run_period(struct period *period, unsigned jobs, struct err *err)
{
    struct worker *workers = mem_zero(jobs, sizeof *workers);
    unsigned started = 1;
    int rc = 0;

    for (unsigned i = 0; i < jobs; i++)
        workers[i].period = period;
    for (; started < jobs; started++) {
        if (pthread_create(&workers[started].thread, NULL, work, &workers[started]) != 0)
            break;
    }
    work(&workers[0]);
    for (unsigned i = 1; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    for (unsigned i = 0; i < started && rc == 0; i++) {
        if (workers[i].rc < 0) {
            *err = workers[i].err;
            rc = -1;
        }
    }
    free(workers);
    return rc;
}

static struct replay_account *account_of(struct replay *r, uint32_t account)
{
    for (size_t i = 0; i < r->count; i++) {
        if (r->accounts[i].account == account)
            return &r->accounts[i];
    }
    MEM_GROW(r->accounts, r->count, r->room);
    r->accounts[r->count] =
        (struct replay_account){.account = account, .flagged_ns = TIME_NONE};
    return &r->accounts[r->count++];
}

/* Learns from what lies before from_ns, or from the first period when nothing does, and judges
 * [from_ns, until_ns). *acts is the judge of the period; it becomes what is known for the next. */
static int replay_period(struct replay *r, const struct case_read *from,
                         const struct cohort_options *options, struct judge *known,
                         struct judge *acts, bool *done, int64_t from_ns, int64_t until_ns,
                         struct err *err)
{
    struct cohort cohort = {.options = *options};
    struct judge *before = known->population.accounts ? known : acts;
    struct period period = {.acts = acts, .known = before, .cohort = &cohort, .done = done,
                            .threshold = r->threshold, .from_ns = from_ns, .until_ns = until_ns};
    uint32_t accounts = acts->population.accounts;
    int rc;

    (void)from;
    cohort_learn(&cohort, before);
    period.found = mem_zero((size_t)accounts + 1, sizeof *period.found);
    for (uint32_t a = 0; a < accounts; a++)
        period.found[a].flagged_ns = TIME_NONE;
    rc = run_period(&period, options->jobs ? options->jobs : 1, err);
    for (uint32_t a = 0; rc == 0 && a < accounts; a++) {
        struct replay_account *account;

        if (period.found[a].flagged_ns == TIME_NONE)
            continue;
        done[a] = true;
        account = account_of(r, a);
        account->flagged_ns = period.found[a].flagged_ns;
        account->flag = period.found[a].flag;
    }
    free(period.found);
    cohort_release(&cohort);
    return rc;
}

static int replay_days(struct replay *r, const struct case_read *from,
                       const struct cohort_options *options, struct err *err)
{
    const struct case_facts *f = &from->facts;
    int64_t first = scale_start(SCALE_DAY, f->first_ns, f->offset_seconds);
    int64_t days = (f->last_ns - first) / NS_PER_DAY + 1;
    int64_t step = (days + CHECKPOINTS_MOST - 1) / CHECKPOINTS_MOST * NS_PER_DAY;
    bool *done = mem_zero((size_t)r->judged + 1, sizeof *done);
    struct judge known = {0};
    int rc = 0;

    for (int p = 0; p < LIMIT_PARTITIONS; p++)
        known.partition_fd[p] = -1;
    for (int64_t at = first; rc == 0 && at <= f->last_ns; at += step) {
        struct judge acts = {0};

        rc = case_judge(from, &acts, at + step, options->jobs, err);
        if (rc == 0)
            rc = replay_period(r, from, options, &known, &acts, done, at, at + step, err);
        judge_release(&known);
        known = acts;
    }
    judge_release(&known);
    free(done);
    return rc;
}

/* Persons of one account, counted: up to the moment of the flag, and in all. */
static int count_persons(struct replay_account *account, const struct judge *judge,
                         struct trial *trial, double threshold, struct err *err)
{
    account->bans = -INFINITY;
    if (trial_run(trial, account->account, err) < 0)
        return -1;
    if (trial->sum.best.stretch != STRETCH_NONE)
        account->bans = trial->sum.best.bans;
    account->accused = account->bans >= threshold;
    attribute_sessions(trial, account->accused || account->flagged_ns != TIME_NONE);
    return persons_count(judge, &trial->ledger, account->account, account->flagged_ns,
                         &account->then, &account->floor, &account->ceiling, err);
}

static int compare_accounts(const void *a, const void *b)
{
    const struct replay_account *x = a;
    const struct replay_account *y = b;
    bool never_x = x->flagged_ns == TIME_NONE;
    bool never_y = y->flagged_ns == TIME_NONE;

    if (never_x != never_y)
        return never_x ? 1 : -1;
    if (x->flagged_ns != y->flagged_ns)
        return x->flagged_ns < y->flagged_ns ? -1 : 1;
    return x->account < y->account ? -1 : x->account > y->account;
}

int replay_run(struct replay *r, const struct case_read *from,
               const struct cohort_options *options, struct err *err)
{
    struct judge judge = {0};
    struct cohort cohort = {0};
    struct trial trial;
    int rc = case_judge(from, &judge, TIME_NONE, options->jobs, err);

    *r = (struct replay){0};
    if (rc == 0)
        rc = cohort_run(&cohort, &judge, options, err);
    r->threshold = cohort.threshold;
    r->tests = cohort.tests;
    r->judged = judge.population.accounts;
    if (rc == 0)
        rc = replay_days(r, from, options, err);
    for (size_t i = 0; rc == 0 && i < cohort.count; i++) {
        if (cohort.suspects[i].best.bans >= cohort.threshold)
            (void)account_of(r, cohort.suspects[i].account);
    }
    if (rc == 0) {
        cohort_trial(&cohort, &judge, &trial);
        trial.hot_bans = cohort.threshold - 1;
        trial.investigating = true;
        for (size_t i = 0; rc == 0 && i < r->count; i++)
            rc = count_persons(&r->accounts[i], &judge, &trial, cohort.threshold, err);
        trial_release(&trial);
    }
    if (r->count)
        qsort(r->accounts, r->count, sizeof *r->accounts, compare_accounts);
    cohort_release(&cohort);
    judge_release(&judge);
    return rc;
}

void replay_release(struct replay *r)
{
    free(r->accounts);
    *r = (struct replay){0};
}
