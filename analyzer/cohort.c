/*
 * cohort.c: threads over the accounts that are tried, and the threshold.
 *
 * Threshold. The operator states how many false alarms a month are acceptable. The evidence of each
 * stretch of work is a likelihood ratio whose mean is at most 1 when the use is usual, so that it
 * exceeds c with a probability of at most 1/c (Markov's inequality). With c = stretches weighed /
 * false alarms allowed, the expected number of false alarms is at most the budget, however
 * stretches depend on each other - as far as the models hold.
 */
#include "cohort.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "groups.h"

/* What the threads share. */
struct shared {
    const struct cohort *cohort;
    const struct judge *judge;
    const uint32_t *accounts;
    struct suspect *results;
    size_t count;
    _Atomic size_t next;
    _Atomic uint64_t tests;
};

/* Fewer accounts than these are not worth a thread. */
#define ACCOUNTS_PER_THREAD 16

struct worker {
    struct shared *shared;
    pthread_t thread;
    struct err err;
    int rc;
};

void cohort_trial(const struct cohort *cohort, const struct judge *judge, struct trial *trial)
{
    trial_init(trial, judge, &cohort->usual, &judge->context);
    trial->frame.settings = cohort->options.settings;
    trial->frame.parameter = cohort->options.parameter;
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct shared *s = worker->shared;
    struct trial trial;
    uint64_t tests = 0;

    cohort_trial(s->cohort, s->judge, &trial);
    while (worker->rc == 0) {
        size_t i = atomic_fetch_add(&s->next, 1);

        if (i >= s->count)
            break;
        worker->rc = trial_run(&trial, s->accounts[i], &worker->err);
        s->results[i] = (struct suspect){.account = s->accounts[i], .best = trial.sum.best};
        tests += trial.sum.tests;
    }
    atomic_fetch_add(&s->tests, tests);
    trial_release(&trial);
    return NULL;
}

static int run_threads(struct shared *shared, unsigned jobs, struct err *err)
{
    struct worker *workers = mem_zero(jobs, sizeof *workers);
    unsigned started = 1;
    int rc = 0;

    for (unsigned i = 0; i < jobs; i++)
        workers[i].shared = shared;
    for (; started < jobs && started * ACCOUNTS_PER_THREAD < shared->count; started++) {
        if (pthread_create(&workers[started].thread, NULL, work, &workers[started]) != 0)
            break;
    }
    work(&workers[0]);
    for (unsigned i = 1; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    for (unsigned i = 0; i < started; i++) {
        if (workers[i].rc < 0 && rc == 0) {
            *err = workers[i].err;
            rc = -1;
        }
    }
    free(workers);
    return rc;
}

/* Accounts of so many acts come first, so that no thread is left with one at the end. */
#define MANY_ACTS 50000

/* Partition and place: accounts in the order in which they lie. */
struct place_in_file {
    bool many;
    uint64_t position;
    uint32_t account;
    uint8_t partition;
};

static int compare_places(const void *a, const void *b)
{
    const struct place_in_file *x = a;
    const struct place_in_file *y = b;

    if (x->many != y->many)
        return x->many ? -1 : 1;
    if (x->partition != y->partition)
        return x->partition < y->partition ? -1 : 1;
    return x->position < y->position ? -1 : x->position > y->position;
}

/* The accounts to try, those with many acts first, in the order in which they lie. */
static uint32_t *list_accounts(struct cohort *cohort, const struct population *p, size_t *ret_count)
{
    struct place_in_file *places = mem_zero((size_t)p->accounts + 1, sizeof *places);
    uint32_t *accounts;
    size_t n = 0;

    for (uint32_t a = 0; a < p->accounts; a++) {
        cohort->active += p->group[a] >= 0;
        if (p->group[a] >= 0 && trial_wanted(&p->summary[a]))
            places[n++] = (struct place_in_file){.many = p->summary[a].acts >= MANY_ACTS,
                                                 .position = p->summary[a].position,
                                                 .account = a,
                                                 .partition = p->summary[a].partition};
    }
    qsort(places, n, sizeof *places, compare_places);
    accounts = mem_zero(n + 1, sizeof *accounts);
    for (size_t i = 0; i < n; i++)
        accounts[i] = places[i].account;
    free(places);
    *ret_count = n;
    cohort->tried = (uint32_t)n;
    return accounts;
}

static int compare_suspects(const void *a, const void *b)
{
    const struct suspect *x = a;
    const struct suspect *y = b;

    return x->account < y->account ? -1 : x->account > y->account;
}

void cohort_learn(struct cohort *cohort, struct judge *judge)
{
    int32_t joined[GROUPS_MOST];

    groups_join(&judge->population, joined);
    usual_fit(&cohort->usual, &judge->lessons, joined);
}

int cohort_run(struct cohort *cohort, struct judge *judge, const struct cohort_options *options,
               struct err *err)
{
    struct shared shared = {.cohort = cohort, .judge = judge};
    double allowed =
        options->alert_budget * judge->population.accounts * fmax(options->months, 1.0 / 30);
    uint32_t *accounts;
    int rc;

    *cohort = (struct cohort){.options = *options};
    cohort_learn(cohort, judge);
    accounts = list_accounts(cohort, &judge->population, &shared.count);
    shared.accounts = accounts;
    shared.results = mem_zero(shared.count + 1, sizeof *shared.results);
    rc = run_threads(&shared, options->jobs ? options->jobs : 1, err);
    cohort->tests = shared.tests;
    /* One in a hundred is the least that an accusation takes. */
    cohort->threshold = allowed > 0 ? fmax(log10((double)(cohort->tests + 1) / allowed), 2) : 2;
    for (size_t i = 0; i < shared.count; i++) {
        /* A tenth of the threshold's odds is worth watching. */
        if (shared.results[i].best.stretch != STRETCH_NONE &&
            shared.results[i].best.bans >= cohort->threshold - 1)
            shared.results[cohort->count++] = shared.results[i];
    }
    cohort->suspects = shared.results;
    qsort(cohort->suspects, cohort->count, sizeof *cohort->suspects, compare_suspects);
    free(accounts);
    return rc;
}

double cohort_probability(const struct cohort *cohort, double bans)
{
    return 1 / (1 + pow(10, cohort->threshold - bans));
}

void cohort_release(struct cohort *cohort)
{
    usual_release(&cohort->usual);
    free(cohort->suspects);
    *cohort = (struct cohort){0};
}
