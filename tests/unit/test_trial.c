/*
 * test_trial.c: one account on trial in a small town. The owner alone is left alone, whatever he
 * does by his trade; whoever harvests is found, by night or drop by drop.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "attribute.h"
#include "cohort.h"
#include "crowd_fixture.h"

#define VICTIM 3

/* A town with its usual use learnt; the trial of one account. */
struct court {
    struct crowd crowd;
    struct cohort cohort;
    struct trial trial;
};

static void court_open(struct court *c)
{
    crowd_open(&c->crowd, 30, 42);
    crowd_work(&c->crowd);
}

/* Tries the victim; live: judging as of each act. Returns the bans of its strongest stretch. */
static double court_try(struct court *c, bool live)
{
    const struct cohort_options options = {
        .alert_budget = ALERT_BUDGET_DEFAULT, .months = c->crowd.days / 30.0, .jobs = 1};
    struct err err = {0};

    crowd_learn(&c->crowd, 1);
    assert_int_equal(cohort_run(&c->cohort, &c->crowd.judge, &options, &err), 0);
    cohort_trial(&c->cohort, &c->crowd.judge, &c->trial);
    c->trial.context.live = live;
    c->trial.threshold = c->cohort.threshold;
    c->trial.hot_bans = c->cohort.threshold - 1;
    assert_int_equal(trial_run(&c->trial, VICTIM, &err), 0);
    return c->trial.sum.best.stretch == STRETCH_NONE ? -INFINITY : c->trial.sum.best.bans;
}

static void court_close(struct court *c)
{
    trial_release(&c->trial);
    cohort_release(&c->cohort);
    crowd_close(&c->crowd);
}

static void owner_alone(void **state)
{
    struct court c;

    (void)state;
    court_open(&c);
    assert_true(court_try(&c, false) < c.cohort.threshold - 2);
    assert_true(c.trial.sum.tests > 42);
    assert_true(c.trial.sum.flagged_ns == TIME_NONE);
    attribute_sessions(&c.trial, false);
    for (uint32_t i = 0; i < c.trial.ledger.session_count; i++)
        assert_int_equal(c.trial.ledger.sessions[i].attributed, ATTRIBUTED_OWNER);
    court_close(&c);
}

static void owner_alone_live(void **state)
{
    struct court c;

    (void)state;
    court_open(&c);
    (void)court_try(&c, true);
    assert_true(c.trial.sum.flagged_ns == TIME_NONE);
    court_close(&c);
}

/* A robot from elsewhere: found, and live early: before it has taken a fifth of all. */
static void robot(void **state)
{
    (void)state;
    for (int live = 0; live < 2; live++) {
        int64_t from = crowd_time(35, 1.5);
        struct court c;

        court_open(&c);
        crowd_harvest(&c.crowd, VICTIM, from, 5 * NS_PER_SECOND, 1500, CROWD_STRANGER,
                      CROWD_PROGRAM);
        assert_true(court_try(&c, live) >= c.cohort.threshold);
        assert_true(c.trial.sum.best.from_ns >= crowd_time(35, 0));
        assert_true(c.trial.sum.best.to_ns <= crowd_time(42, 0));
        if (live) {
            assert_true(c.trial.sum.flagged_ns >= from);
            assert_true(c.trial.sum.flagged_ns < from + 300 * 5 * NS_PER_SECOND);
            assert_true(c.trial.sum.flag.bans >= c.cohort.threshold);
        } else {
            assert_true(c.trial.sum.flagged_ns == TIME_NONE);
        }
        court_close(&c);
    }
}

/* By night, through the owner's own address and browser. */
static void at_the_owners_place(void **state)
{
    struct court c;

    (void)state;
    court_open(&c);
    crowd_harvest(&c.crowd, VICTIM, crowd_time(36, 2), 4 * NS_PER_SECOND, 400, VICTIM,
                  VICTIM % CROWD_AGENTS);
    assert_true(court_try(&c, false) >= c.cohort.threshold);
    attribute_sessions(&c.trial, true);
    for (uint32_t i = 0; i < c.trial.ledger.session_count; i++) {
        const struct session *s = &c.trial.ledger.sessions[i];
        bool night = s->first_ns == crowd_time(36, 2);

        assert_int_equal(s->attributed, night ? ATTRIBUTED_ATTACKER : ATTRIBUTED_OWNER);
    }
    court_close(&c);
}

/* Some each day for three weeks, in working hours, with pages, at the pace of people. */
static void slow_drip(void **state)
{
    struct court c;

    (void)state;
    court_open(&c);
    for (int day = 21; day < 42; day++) {
        for (int i = 0; i < 25; i++)
            crowd_visit(&c.crowd, VICTIM, crowd_time(day, 10 + i * 0.11), CROWD_STRANGER,
                        crowd_anybody(&c.crowd), false);
    }
    assert_true(court_try(&c, false) >= c.cohort.threshold);
    assert_true(c.trial.sum.best.stretch == STRETCH_STRAND ||
                c.trial.sum.best.stretch == STRETCH_DRIP ||
                c.trial.sum.best.stretch == STRETCH_STRANGERS);
    court_close(&c);
}

/* At the month's end a shop checks all the patients that it knows, by its software, without PEC. */
static void month_end_batch(void **state)
{
    (void)state;
    for (int live = 0; live < 2; live++) {
        struct court c;

        court_open(&c);
        for (uint32_t i = 0; i < 200; i++)
            crowd_act(&c.crowd, VICTIM, crowd_time(30, 19) + i * 3 * NS_PER_SECOND, VICTIM,
                      VICTIM % CROWD_AGENTS, CROWD_RIGHTS, crowd_client(VICTIM, i % 150));
        assert_true(court_try(&c, live) < c.cohort.threshold - 1);
        assert_true(c.trial.sum.flagged_ns == TIME_NONE);
        court_close(&c);
    }
}

/* A locum: another place, computer and hours, but the shop's work. */
static void locum(void **state)
{
    struct court c;

    (void)state;
    court_open(&c);
    for (int day = 28; day < 33; day++) {
        for (uint32_t i = 0; i < 20; i++)
            crowd_visit(&c.crowd, VICTIM, crowd_time(day, 12 + i * 0.4), CROWD_STRANGER + 1,
                        crowd_client(VICTIM, i % 2 ? i : 2000 + (uint32_t)day * 20 + i),
                        i % 10 < 7);
    }
    assert_true(court_try(&c, false) < c.cohort.threshold);
    court_close(&c);
}

/* A trial leaves nothing behind for the next. */
static void trials_do_not_depend_on_each_other(void **state)
{
    struct court c;
    struct err err = {0};
    double first;
    uint64_t tests;

    (void)state;
    court_open(&c);
    crowd_harvest(&c.crowd, VICTIM, crowd_time(35, 1.5), 5 * NS_PER_SECOND, 300, CROWD_STRANGER,
                  CROWD_PROGRAM);
    first = court_try(&c, false);
    tests = c.trial.sum.tests;
    for (uint32_t a = 0; a < 5; a++) {
        assert_int_equal(trial_run(&c.trial, a, &err), 0);
        if (a == VICTIM)
            assert_true(c.trial.sum.best.bans == first);
        else
            assert_true(c.trial.sum.best.bans < c.cohort.threshold);
    }
    assert_int_equal(trial_run(&c.trial, VICTIM, &err), 0);
    assert_true(c.trial.sum.best.bans == first && c.trial.sum.tests == tests);
    court_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(owner_alone), cmocka_unit_test(owner_alone_live),
        cmocka_unit_test(robot),       cmocka_unit_test(at_the_owners_place),
        cmocka_unit_test(slow_drip),   cmocka_unit_test(month_end_batch),
        cmocka_unit_test(locum),       cmocka_unit_test(trials_do_not_depend_on_each_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
