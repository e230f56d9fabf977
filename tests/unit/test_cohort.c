/*
 * test_cohort.c: the volume detector and the cohort on small populations: surprise grows with the
 * count, limits agree with the judgement, and a third of compromised accounts does not hide itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/stats.h"
#include "cohort.h"

#define ACCOUNTS 30
#define DAYS     20

/* A population under construction: one judge, filled day by day. */
struct people {
    struct judge judge;
    uint64_t persons;
};

static void people_open(struct people *p)
{
    struct judge *judge = &p->judge;

    memset(p, 0, sizeof *p);
    for (int i = 0; i < LIMIT_PARTITIONS; i++)
        judge->partition_fd[i] = -1;
    judge->population.accounts = ACCOUNTS;
    judge->population.summary = mem_zero(ACCOUNTS, sizeof *judge->population.summary);
    judge->population.group = mem_zero(ACCOUNTS, sizeof *judge->population.group);
    judge->summaries = mem_zero(detector_count, sizeof *judge->summaries);
    judge->models = mem_zero(detector_count, sizeof *judge->models);
    for (size_t d = 0; d < detector_count; d++)
        judge->summaries[d] = mem_zero(ACCOUNTS, detectors[d]->summary_bytes);
}

/* One account that was shown counts[d] persons on day d, over ten hours. */
static void people_add(struct people *p, uint32_t account, const unsigned counts[DAYS])
{
    struct account_summary *sum = &p->judge.population.summary[account];
    double sorted[DAYS];
    struct act *acts = NULL;
    size_t n = 0;
    size_t room = 0;
    uint32_t active = 0;

    for (int day = 0; day < DAYS; day++) {
        int64_t morning = (19700 + day) * NS_PER_DAY + 8 * NS_PER_HOUR;

        for (unsigned i = 0; i < counts[day]; i++) {
            MEM_GROW(acts, n, room);
            acts[n++] = (struct act){
                .t = {.time_ns = morning + (int64_t)i * (10 * NS_PER_HOUR / counts[day]),
                      .person = {++p->persons, PERSON_NIR},
                      .outcome = OUTCOME_SUCCESS | TRACE_SHOWN},
                .prev_ns = TIME_NONE};
        }
        if (counts[day])
            sorted[active++] = counts[day];
    }
    for (size_t d = 0; d < detector_count; d++) {
        void *state = mem_zero(1, detectors[d]->state_bytes);

        detectors[d]->observe(state, &p->judge.context, acts, n);
        detectors[d]->end(state, &p->judge.context,
                          (char *)p->judge.summaries[d] + account * detectors[d]->summary_bytes);
        free(state);
    }
    sum->active_days = active;
    sum->beneficiaries = sum->records = sum->requests = n;
    sum->day_median = stats_median(sorted, active);
    free(acts);
}

/* Ordinary shops: 12 to 28 persons a day; `wild` on the last day of the first `wild_accounts`. */
static void people_fill(struct people *p, unsigned wild_accounts, unsigned wild)
{
    for (uint32_t a = 0; a < ACCOUNTS; a++) {
        unsigned counts[DAYS];

        for (unsigned d = 0; d < DAYS; d++)
            counts[d] = 12 + (a * 7 + d * 5) % 17;
        if (a < wild_accounts)
            counts[DAYS - 1] = wild;
        people_add(p, a, counts);
    }
}

static size_t volume(void)
{
    size_t d = 0;

    while (strcmp(detectors[d]->name, "volume") != 0)
        d++;
    return d;
}

/* What the detector says of account 0 on the scale of days. */
static struct suspicion judge_day(struct people *p, double *ret_limit)
{
    const struct detector *detector = detectors[volume()];
    struct judge *judge = &p->judge;
    struct suspicion suspicions[SUSPICIONS_MOST];
    struct use_limits limits = {0};
    struct suspicion day = {0};

    detector->judge(judge->models[volume()], &judge->population, judge->summaries[volume()], 0,
                    suspicions);
    detector->limits(judge->models[volume()], &judge->population, judge->summaries[volume()], 0,
                     &limits);
    for (int i = 0; i < SUSPICIONS_MOST; i++) {
        if (suspicions[i].scale == SCALE_DAY && suspicions[i].surprise > 0)
            day = suspicions[i];
    }
    *ret_limit = limits.most[SCALE_DAY];
    return day;
}

static void surprise_grows_and_limits_agree(void **state)
{
    double last = 0;
    bool accused = false;

    (void)state;
    for (unsigned wild = 30; wild < 3000; wild += wild / 5) {
        struct people p;
        struct cohort cohort;
        struct suspicion day;
        double limit;

        people_open(&p);
        people_fill(&p, 1, wild);
        cohort_run(&cohort, &p.judge, ALERT_BUDGET_DEFAULT, 1);
        day = judge_day(&p, &limit);
        assert_true(day.surprise >= last);
        last = day.surprise;
        assert_true(limit > 28); /* ordinary days lie within it */
        if (fabs(wild - limit) > 1)
            assert_int_equal(day.surprise >= cohort.threshold, wild >= limit);
        accused = day.surprise >= cohort.threshold;
        if (day.surprise > 0) {
            assert_true(day.observed == wild);
            assert_true(day.from_ns == (19700 + DAYS - 1) * NS_PER_DAY);
        }
        cohort_release(&cohort);
        judge_release(&p.judge);
    }
    assert_true(accused);
}

static void quiet_population_has_no_suspects(void **state)
{
    struct people p;
    struct cohort cohort;

    (void)state;
    people_open(&p);
    people_fill(&p, 0, 0);
    cohort_run(&cohort, &p.judge, ALERT_BUDGET_DEFAULT, 1);
    assert_int_equal(cohort.count, 0);
    assert_true(cohort.tests > ACCOUNTS * DAYS);
    cohort_release(&cohort);
    judge_release(&p.judge);
}

static void ten_of_thirty_do_not_hide_each_other(void **state)
{
    struct people p;
    struct cohort cohort;

    (void)state;
    people_open(&p);
    people_fill(&p, 10, 4000);
    cohort_run(&cohort, &p.judge, ALERT_BUDGET_DEFAULT, 1);
    assert_int_equal(cohort.count, 10);
    for (size_t i = 0; i < cohort.count; i++) {
        assert_int_equal(cohort.suspects[i].account, i);
        assert_true(cohort.suspects[i].surprise >= cohort.threshold);
    }
    cohort_release(&cohort);
    judge_release(&p.judge);
}

/* A larger budget never accuses fewer. */
static void budget_moves_the_threshold(void **state)
{
    double last = INFINITY;

    (void)state;
    for (double budget = 1e-6; budget < 1; budget *= 10) {
        struct people p;
        struct cohort cohort;

        people_open(&p);
        people_fill(&p, 1, 200);
        cohort_run(&cohort, &p.judge, budget, 1);
        assert_true(cohort.threshold <= last);
        assert_true(cohort.threshold >= 2);
        last = cohort.threshold;
        cohort_release(&cohort);
        judge_release(&p.judge);
    }
}

/* Accounts that never showed anybody have no peers and are nobody's. */
static void idle_accounts(void **state)
{
    static const unsigned none[DAYS];
    struct people p;
    struct cohort cohort;

    (void)state;
    people_open(&p);
    for (uint32_t a = 0; a < ACCOUNTS; a++)
        people_add(&p, a, none);
    cohort_run(&cohort, &p.judge, ALERT_BUDGET_DEFAULT, 1);
    assert_int_equal(cohort.count, 0);
    for (uint32_t a = 0; a < ACCOUNTS; a++)
        assert_int_equal(p.judge.population.group[a], -1);
    cohort_release(&cohort);
    judge_release(&p.judge);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(surprise_grows_and_limits_agree),
        cmocka_unit_test(quiet_population_has_no_suspects),
        cmocka_unit_test(ten_of_thirty_do_not_hide_each_other),
        cmocka_unit_test(budget_moves_the_threshold),
        cmocka_unit_test(idle_accounts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
