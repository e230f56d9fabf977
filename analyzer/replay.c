/*
 * replay.c: what was known at each checkpoint, one walk through each account with it, and the
 * counts of those that would have been flagged. Judging itself is trial.c's; the end is told by the
 * same investigation as scan's.
 */
#include "replay.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "attribute.h"
#include "base/mem.h"

/* What is known from a moment on: a judge without acts, and what is usual. */
struct knowledge {
    int64_t from_ns;
    struct judge judge;
    struct cohort cohort;
};

/* One walk through all accounts, for all threads. */
struct walk {
    const struct judge *acts;
    const struct knowledge *known;
    size_t known_count;
    double threshold;
    struct verdict_sum *found; /* by account */
    _Atomic uint32_t next;
};

struct worker {
    struct walk *walk;
    pthread_t thread;
    struct err err;
    int rc;
};

/* The trial knows what was known when the day began. */
static void turn_day(void *caller, struct trial *trial, int64_t day_ns)
{
    const struct walk *w = caller;
    const struct knowledge *known = &w->known[0];

    for (size_t i = 1; i < w->known_count && w->known[i].from_ns <= day_ns; i++)
        known = &w->known[i];
    trial->frame.known = &known->judge;
    trial->frame.usual = &known->cohort.usual;
    trial->context.delays = &known->cohort.usual.delays;
    trial->context.refused = known->judge.refused;
    trial->context.strangers = known->judge.strangers;
}

/* Whether it could have been flagged at some moment: what follows its views may be late. */
static bool is_wanted(const struct account_summary *sum, int32_t group)
{
    return group >= 0 && sum->acts > 0 &&
           (sum->beneficiaries >= PERSONS_LEAST || sum->canaries >= CANARIES_LEAST);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct walk *w = worker->walk;
    const struct population *p = &w->acts->population;
    struct trial trial;
    uint32_t account;

    cohort_trial(&w->known[0].cohort, w->acts, &trial);
    trial.context.live = true;
    trial.threshold = w->threshold;
    trial.turn = turn_day;
    trial.turn_caller = w;
    while (worker->rc == 0 && (account = atomic_fetch_add(&w->next, 1)) < p->accounts) {
        if (!is_wanted(&p->summary[account], p->group[account]))
            continue;
        worker->rc = trial_run(&trial, account, &worker->err);
        w->found[account] = trial.sum;
    }
    trial_release(&trial);
    return NULL;
}

static int run_walk(struct walk *walk, unsigned jobs, struct err *err)
{
    struct worker *workers = mem_zero(jobs, sizeof *workers);
    unsigned started = 1;
    int rc = 0;

    for (unsigned i = 0; i < jobs; i++)
        workers[i].walk = walk;
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

/* What a judge knows, without what it took to learn it. */
static void keep_knowledge(struct knowledge *known, const struct cohort_options *options)
{
    struct judge *judge = &known->judge;

    known->cohort.options = *options;
    cohort_learn(&known->cohort, judge);
    lessons_release(&judge->lessons);
    judge->lessons = (struct lessons){0};
    free(judge->population.summary);
    judge->population.summary = NULL;
    for (int p = 0; p < LIMIT_PARTITIONS; p++) {
        if (judge->partition_fd[p] >= 0)
            (void)close(judge->partition_fd[p]);
        judge->partition_fd[p] = -1;
    }
}

static void drop_knowledge(struct walk *walk, struct knowledge *known)
{
    for (size_t i = 0; i < walk->known_count; i++) {
        cohort_release(&known[i].cohort);
        judge_release(&known[i].judge);
    }
    free(known);
}

/* Days from one checkpoint to the next: a day, or a fifth of those that have passed. */
#define GROWTH 5

/* Learns at each checkpoint from what lies before it. */
static int learn(struct walk *walk, struct knowledge **ret_known, const struct case_read *from,
                 const struct cohort_options *options, struct err *err)
{
    const struct case_facts *f = &from->facts;
    int64_t first = scale_start(SCALE_DAY, f->first_ns, f->offset_seconds);
    size_t room = 0;
    int64_t day = 1;
    int rc;

    do {
        struct knowledge *known;

        MEM_GROW(*ret_known, walk->known_count, room);
        known = &(*ret_known)[walk->known_count++];
        *known = (struct knowledge){.from_ns = first + day * NS_PER_DAY};
        rc = case_judge(from, &known->judge, known->from_ns, options->jobs, err);
        if (rc == 0)
            keep_knowledge(known, options);
        day += day / GROWTH > 1 ? day / GROWTH : 1;
    } while (rc == 0 && first + day * NS_PER_DAY <= f->last_ns);
    walk->known = *ret_known;
    return rc;
}

static struct replay_account *add_account(struct replay *r, uint32_t account)
{
    MEM_GROW(r->accounts, r->count, r->room);
    r->accounts[r->count] =
        (struct replay_account){.account = account,
                                .bans = NAN,
                                .flagged_ns = TIME_NONE,
                                .persons = {.first_ns = TIME_NONE, .last_ns = TIME_NONE}};
    return &r->accounts[r->count++];
}

static int walk_days(struct replay *r, const struct judge *judge, const struct case_read *from,
                     const struct cohort_options *options, struct err *err)
{
    uint32_t accounts = judge->population.accounts;
    struct walk walk = {.acts = judge, .threshold = r->threshold};
    struct knowledge *known = NULL;
    int rc = 0;

    walk.found = mem_zero((size_t)accounts + 1, sizeof *walk.found);
    for (uint32_t a = 0; a < accounts; a++)
        walk.found[a].flagged_ns = TIME_NONE;
    if (from->facts.first_ns != TIME_NONE) {
        rc = learn(&walk, &known, from, options, err);
        if (rc == 0)
            rc = run_walk(&walk, options->jobs ? options->jobs : 1, err);
    }
    for (uint32_t a = 0; rc == 0 && a < accounts; a++) {
        struct replay_account *account;

        if (walk.found[a].flagged_ns == TIME_NONE)
            continue;
        account = add_account(r, a);
        account->flagged_ns = walk.found[a].flagged_ns;
        account->flag = walk.found[a].flag;
    }
    r->checkpoints = walk.known_count;
    drop_knowledge(&walk, known);
    free(walk.found);
    return rc;
}

/* What the end says: findings by account. Those that nothing flagged before are added. */
static void take_findings(struct replay *r, const struct census *census)
{
    size_t flagged = r->count;

    for (size_t f = 0; f < r->dossier.finding_count; f++) {
        const struct finding *finding = &r->dossier.findings[f];
        struct replay_account *account = NULL;

        for (size_t i = 0; i < flagged && !account; i++) {
            if (str_eq(census->texts[NAMES_ACCOUNT][r->accounts[i].account], finding->account))
                account = &r->accounts[i];
        }
        if (finding->verdict >= VERDICT_SUSPECT)
            r->suspects++;
        else if (!account)
            continue;
        if (!account) {
            uint32_t number = 0;

            while (!str_eq(census->texts[NAMES_ACCOUNT][number], finding->account))
                number++;
            account = add_account(r, number);
        }
        account->finding = finding;
        account->verdict = finding->verdict;
    }
}

bool replay_accused(const struct replay_account *account)
{
    return account->verdict >= VERDICT_SUSPECT;
}

/* Persons of one account, counted: up to the moment of the flag, and in all. */
static int count_persons(struct replay_account *account, const struct judge *judge,
                         struct trial *trial, const struct replay_options *options,
                         double threshold, struct err *err)
{
    const struct persons_options counting = {.moment_ns = account->flagged_ns,
                                             .memory_bytes = options->memory_bytes / 2,
                                             .directory = options->directory};

    if (trial_run(trial, account->account, err) < 0)
        return -1;
    if (trial->sum.best.stretch != STRETCH_NONE)
        account->bans = trial->sum.best.bans;
    if (!replay_accused(account)) /* cleared: nothing was taken, as far as the end tells */
        return 0;
    attribute_sessions(trial, account->bans >= threshold);
    return persons_count(judge, &trial->ledger, account->account, &counting, &account->persons,
                         err);
}

static int count_all(struct replay *r, const struct judge *judge, const struct cohort *cohort,
                     const struct replay_options *options, struct err *err)
{
    struct trial trial;
    int rc = 0;

    cohort_trial(cohort, judge, &trial);
    trial.hot_bans = cohort->threshold - 1;
    trial.accuse_bans = cohort->threshold;
    for (size_t i = 0; rc == 0 && i < r->count; i++)
        rc = count_persons(&r->accounts[i], judge, &trial, options, cohort->threshold, err);
    trial_release(&trial);
    return rc;
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

uint64_t replay_saved(const struct replay_account *account)
{
    const struct persons *p = &account->persons;

    return account->flagged_ns == TIME_NONE ? 0 : p->ceiling - p->then;
}

/* Judges as scan does, knowing all. */
static int judge_all(struct replay *r, struct judge *judge, struct cohort *cohort,
                     const struct case_read *from, const struct replay_options *options,
                     struct err *err)
{
    struct investigation in = {.judge = judge,
                               .census = &from->census,
                               .cohort = cohort,
                               .geo = options->geo,
                               .inputs = from->inputs,
                               .arena = &r->arena,
                               .memory_bytes = options->memory_bytes,
                               .directory = options->directory};
    int rc = case_judge(from, judge, TIME_NONE, options->cohort.jobs, err);

    if (rc == 0)
        rc = cohort_run(cohort, judge, &options->cohort, err);
    r->threshold = cohort->threshold;
    r->tests = cohort->tests;
    r->judged = judge->population.accounts;
    return rc == 0 ? investigate(&in, &r->dossier, err) : rc;
}

int replay_run(struct replay *r, const struct case_read *from, const struct replay_options *options,
               struct err *err)
{
    struct judge judge = {0};
    struct cohort cohort = {0};
    int rc;

    *r = (struct replay){.dossier = {.exposed_fd = -1, .acts_fd = -1}};
    rc = judge_all(r, &judge, &cohort, from, options, err);
    if (rc == 0)
        rc = walk_days(r, &judge, from, &options->cohort, err);
    if (rc == 0) {
        take_findings(r, &from->census);
        rc = count_all(r, &judge, &cohort, options, err);
    }
    if (rc == 0)
        rc = geo_check(options->geo, err);
    if (rc == 0 && r->count)
        qsort(r->accounts, r->count, sizeof *r->accounts, compare_accounts);
    cohort_release(&cohort);
    judge_release(&judge);
    return rc;
}

void replay_release(struct replay *r)
{
    if (r->dossier.exposed_fd >= 0)
        (void)close(r->dossier.exposed_fd);
    if (r->dossier.acts_fd >= 0)
        (void)close(r->dossier.acts_fd);
    arena_release(&r->arena);
    free(r->accounts);
    *r = (struct replay){.dossier = {.exposed_fd = -1, .acts_fd = -1}};
}
