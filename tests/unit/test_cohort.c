/*
 * test_cohort.c: the whole judgement on a small town: quiet shops are left alone, compromised ones
 * are found however many they are, and the threshold is what the budget says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "cohort.h"
#include "crowd_fixture.h"

static void run(struct crowd *crowd, struct cohort *cohort, double budget, unsigned jobs)
{
    const struct cohort_options options = {
        .alert_budget = budget, .months = crowd->days / 30.0, .jobs = jobs};
    struct err err = {0};

    assert_int_equal(cohort_run(cohort, &crowd->judge, &options, &err), 0);
}

/* A program from elsewhere takes `n` records through each of the first accounts, one night. */
static void make_town(struct crowd *crowd, uint32_t victims, int n)
{
    crowd_open(crowd, 30, 40);
    crowd_work(crowd);
    for (uint32_t a = 0; a < victims; a++)
        crowd_harvest(crowd, a, crowd_time(35, 2.0), 2 * NS_PER_SECOND, n, CROWD_STRANGER + a,
                      CROWD_PROGRAM);
}

static void quiet_town_has_no_accused(void **state)
{
    struct crowd crowd;
    struct cohort cohort;

    (void)state;
    make_town(&crowd, 0, 0);
    crowd_learn(&crowd, 1);
    run(&crowd, &cohort, ALERT_BUDGET_DEFAULT, 1);
    for (size_t i = 0; i < cohort.count; i++)
        assert_true(cohort.suspects[i].best.bans < cohort.threshold);
    assert_int_equal(cohort.active, 30);
    assert_true(cohort.tests > 0); /* shops were tried, not just left out */
    cohort_release(&cohort);
    crowd_close(&crowd);
}

/* Accounts beyond the threshold: exactly the first `victims`. */
static void check_accused(const struct cohort *cohort, uint32_t victims)
{
    uint32_t accused = 0;

    for (size_t i = 0; i < cohort->count; i++) {
        const struct suspect *s = &cohort->suspects[i];

        if (s->best.bans < cohort->threshold)
            continue;
        assert_true(s->account < victims);
        accused++;
    }
    assert_int_equal(accused, victims);
}

static void ten_of_thirty_do_not_hide_each_other(void **state)
{
    static const uint32_t victims[] = {1, 10};
    struct crowd crowd;
    struct cohort cohort;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        make_town(&crowd, victims[i], 300);
        crowd_learn(&crowd, 1);
        run(&crowd, &cohort, ALERT_BUDGET_DEFAULT, 1);
        check_accused(&cohort, victims[i]);
        cohort_release(&cohort);
        crowd_close(&crowd);
    }
}

static void threshold_is_tests_by_allowed(void **state)
{
    double last = INFINITY;
    struct crowd crowd;
    struct cohort cohort;

    (void)state;
    make_town(&crowd, 1, 100);
    crowd_learn(&crowd, 1);
    for (double budget = 1e-6; budget < 100; budget *= 10) {
        double allowed = budget * 30 * crowd.days / 30.0;

        run(&crowd, &cohort, budget, 1);
        assert_true(fabs(cohort.threshold - fmax(log10((double)(cohort.tests + 1) / allowed), 2)) <
                    1e-9);
        assert_true(cohort.threshold <= last);
        last = cohort.threshold;
        assert_true(fabs(cohort_probability(&cohort, cohort.threshold) - 0.5) < 1e-12);
        assert_true(cohort_probability(&cohort, cohort.threshold + 2) > 0.99);
        cohort_release(&cohort);
        /* crowd_learn sets the groups again: joining is done on what the first pass left. */
        crowd_learn(&crowd, 1);
    }
    assert_true(last == 2);
    crowd_close(&crowd);
}

static void threads_do_not_change_anything(void **state)
{
    struct crowd crowd[2];
    struct cohort cohort[2];

    (void)state;
    for (int i = 0; i < 2; i++) {
        make_town(&crowd[i], 4, 60);
        crowd_learn(&crowd[i], i ? 8 : 1);
        run(&crowd[i], &cohort[i], ALERT_BUDGET_DEFAULT, i ? 8 : 1);
    }
    assert_true(cohort[0].threshold == cohort[1].threshold);
    assert_true(cohort[0].tests == cohort[1].tests);
    assert_int_equal(cohort[0].count, cohort[1].count);
    assert_true(cohort[0].count >= 4);
    for (size_t i = 0; i < cohort[0].count; i++) {
        const struct evidence_sum *a = &cohort[0].suspects[i].best;
        const struct evidence_sum *b = &cohort[1].suspects[i].best;

        assert_int_equal(cohort[0].suspects[i].account, cohort[1].suspects[i].account);
        assert_true(a->bans == b->bans);
        assert_true(a->from_ns == b->from_ns && a->to_ns == b->to_ns);
        assert_int_equal(a->stretch, b->stretch);
        for (size_t d = 0; d < detector_count; d++)
            assert_true(a->weights[d].bans == b->weights[d].bans);
    }
    for (int i = 0; i < 2; i++) {
        cohort_release(&cohort[i]);
        crowd_close(&crowd[i]);
    }
}

/* Accounts that never showed anybody have no peers and are nobody's. */
static void idle_accounts(void **state)
{
    struct crowd crowd;
    struct cohort cohort;

    (void)state;
    crowd_open(&crowd, 5, 10);
    for (uint32_t a = 0; a < 5; a++)
        crowd_act(&crowd, a, crowd_time(1, 9.0), a, 0, CROWD_PAGE, (struct person){0, 0});
    crowd_learn(&crowd, 1);
    run(&crowd, &cohort, ALERT_BUDGET_DEFAULT, 1);
    assert_int_equal(cohort.count, 0);
    assert_int_equal(cohort.active, 0);
    for (uint32_t a = 0; a < 5; a++)
        assert_int_equal(crowd.judge.population.group[a], -1);
    cohort_release(&cohort);
    crowd_close(&crowd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quiet_town_has_no_accused),
        cmocka_unit_test(ten_of_thirty_do_not_hide_each_other),
        cmocka_unit_test(threshold_is_tests_by_allowed),
        cmocka_unit_test(threads_do_not_change_anything),
        cmocka_unit_test(idle_accounts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
