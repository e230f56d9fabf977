/*
 * test_attribute.c: whose a session is, in a small town with one compromised account.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "attribute.h"
#include "cohort.h"
#include "crowd_fixture.h"

#define VICTIM     5
#define HOME_AGENT (VICTIM % CROWD_AGENTS)

/* A town, and the victim's trial. */
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

static void court_try(struct court *c, bool accused)
{
    const struct cohort_options options = {
        .alert_budget = ALERT_BUDGET_DEFAULT, .months = c->crowd.days / 30.0, .jobs = 1};
    struct err err = {0};

    crowd_learn(&c->crowd, 1);
    assert_int_equal(cohort_run(&c->cohort, &c->crowd.judge, &options, &err), 0);
    cohort_trial(&c->cohort, &c->crowd.judge, &c->trial);
    c->trial.hot_bans = c->cohort.threshold - 1;
    assert_int_equal(trial_run(&c->trial, VICTIM, &err), 0);
    attribute_sessions(&c->trial, accused);
}

static void court_close(struct court *c)
{
    trial_release(&c->trial);
    cohort_release(&c->cohort);
    crowd_close(&c->crowd);
}

/* Counts sessions of a source by whose they are. */
static void count_of(const struct court *c, uint32_t source, uint32_t counts[ATTRIBUTION_COUNT])
{
    const struct ledger *l = &c->trial.ledger;

    memset(counts, 0, ATTRIBUTION_COUNT * sizeof *counts);
    for (uint32_t i = 0; i < l->session_count; i++) {
        if (l->strands[l->sessions[i].strand].source == source)
            counts[l->sessions[i].attributed]++;
    }
}

static void check_all(const struct court *c, uint32_t source, enum attribution whose)
{
    uint32_t counts[ATTRIBUTION_COUNT];

    count_of(c, source, counts);
    assert_true(counts[whose] > 0);
    for (int a = 0; a < ATTRIBUTION_COUNT; a++)
        assert_true(a == (int)whose || counts[a] == 0);
}

/* The robot's are its own, the first quiet looks and another agent of its address included; the
 * owner keeps all of his, those of the same hours too. */
static void robot_from_elsewhere(void **state)
{
    struct court c;

    (void)state;
    court_open(&c);
    crowd_harvest(&c.crowd, VICTIM, crowd_time(34, 13), 20 * NS_PER_SECOND, 2, CROWD_STRANGER,
                  CROWD_PROGRAM); /* a probe */
    crowd_harvest(&c.crowd, VICTIM, crowd_time(35, 10), 4 * NS_PER_SECOND, 900, CROWD_STRANGER,
                  CROWD_PROGRAM);
    crowd_harvest(&c.crowd, VICTIM, crowd_time(37, 3), 20 * NS_PER_SECOND, 3, CROWD_STRANGER,
                  CROWD_PROGRAM + 1);
    court_try(&c, true);
    check_all(&c, CROWD_STRANGER, ATTRIBUTED_ATTACKER);
    check_all(&c, VICTIM, ATTRIBUTED_OWNER);
    court_close(&c);
}

/* A probe by hand, which looks so usual that the past learnt from it, from another browser. The
 * owner's own address does not become the attacker's for a program that runs there. */
static void probe_with_a_browser(void **state)
{
    struct court c;

    (void)state;
    court_open(&c);
    for (uint32_t i = 0; i < 3; i++)
        crowd_visit(&c.crowd, VICTIM, crowd_time(35, 1 + i * 0.05), CROWD_STRANGER,
                    crowd_client(VICTIM, 10 + i), false);
    crowd_harvest(&c.crowd, VICTIM, crowd_time(35, 2), 4 * NS_PER_SECOND, 900, CROWD_STRANGER,
                  CROWD_PROGRAM);
    court_try(&c, true);
    check_all(&c, CROWD_STRANGER, ATTRIBUTED_ATTACKER);
    for (uint32_t i = 0; i < c.trial.ledger.session_count; i++) {
        const struct session *s = &c.trial.ledger.sessions[i];
        const struct act known = {.known_s = 60, .follow_s = SECONDS_NEVER};

        /* Not even clients of the shop were shown to the owner there. */
        if (c.trial.ledger.strands[s->strand].source == CROWD_STRANGER)
            assert_int_equal(attribute_view(&c.trial.ledger, i, &known), ATTRIBUTED_ATTACKER);
    }
    check_all(&c, VICTIM, ATTRIBUTED_OWNER);
    court_close(&c);
}

static void program_at_home(void **state)
{
    struct court c;
    uint32_t counts[ATTRIBUTION_COUNT];

    (void)state;
    court_open(&c);
    crowd_harvest(&c.crowd, VICTIM, crowd_time(35, 2), 4 * NS_PER_SECOND, 900, VICTIM,
                  CROWD_PROGRAM);
    court_try(&c, true);
    count_of(&c, VICTIM, counts);
    assert_int_equal(counts[ATTRIBUTED_ATTACKER], 1);
    assert_int_equal(counts[ATTRIBUTED_UNCLEAR], 0);
    court_close(&c);
}

/* Drop by drop from an address that nobody knew: all of it, from the first day. */
static void drip_from_elsewhere(void **state)
{
    struct court c;
    uint32_t counts[ATTRIBUTION_COUNT];

    (void)state;
    court_open(&c);
    for (int day = 21; day < 42; day++)
        crowd_harvest(&c.crowd, VICTIM, crowd_time(day, 20), 30 * NS_PER_SECOND, 12, CROWD_STRANGER,
                      CROWD_PROGRAM);
    court_try(&c, true);
    count_of(&c, CROWD_STRANGER, counts);
    assert_int_equal(counts[ATTRIBUTED_ATTACKER], 21);
    check_all(&c, VICTIM, ATTRIBUTED_OWNER);
    court_close(&c);
}

/* A strange address with the shop's own work is the owner's. */
static void owner_on_a_journey(void **state)
{
    struct court c;

    (void)state;
    court_open(&c);
    crowd_harvest(&c.crowd, VICTIM, crowd_time(35, 2), 4 * NS_PER_SECOND, 900, CROWD_STRANGER,
                  CROWD_PROGRAM);
    for (int day = 28; day < 33; day++) {
        for (uint32_t i = 0; i < 12; i++)
            crowd_visit(&c.crowd, VICTIM, crowd_time(day, 9 + i * 0.5), CROWD_STRANGER + 9,
                        crowd_client(VICTIM, i), i % 10 < 7);
    }
    court_try(&c, true);
    check_all(&c, CROWD_STRANGER, ATTRIBUTED_ATTACKER);
    check_all(&c, CROWD_STRANGER + 9, ATTRIBUTED_OWNER);
    court_close(&c);
}

/* Of a session in which both worked, what has a reason is the owner's. */
static void views_with_a_reason(void **state)
{
    struct court c;
    struct session_walk walk = {0};
    const struct ledger *l;
    uint32_t views[2][ATTRIBUTION_COUNT] = {{0}};
    const int64_t from = crowd_time(36, 18.2);

    (void)state;
    court_open(&c);
    crowd_harvest(&c.crowd, VICTIM, from, 4 * NS_PER_SECOND, 400, VICTIM, HOME_AGENT);
    for (uint32_t i = 0; i < 5; i++)
        crowd_visit(&c.crowd, VICTIM, from + i * 3 * NS_PER_MINUTE, VICTIM,
                    crowd_client(VICTIM, 3000 + i), true);
    court_try(&c, true);
    l = &c.trial.ledger;
    for (size_t i = 0; i < c.crowd.count; i++) {
        const struct act *act = &c.crowd.acts[i];
        uint32_t session;

        if (act->t.account != VICTIM)
            continue;
        session = session_walk_next(&walk, l, act);
        if (act->t.operation == CROWD_RIGHTS && act->t.time_ns >= from &&
            act->t.time_ns < from + 30 * NS_PER_MINUTE) {
            assert_int_equal(l->sessions[session].attributed, ATTRIBUTED_ATTACKER);
            views[act->follow_s != SECONDS_NEVER][attribute_view(l, session, act)]++;
        }
    }
    session_walk_release(&walk);
    assert_int_equal(views[1][ATTRIBUTED_OWNER], 5);
    assert_int_equal(views[1][ATTRIBUTED_ATTACKER], 0);
    assert_true(views[0][ATTRIBUTED_ATTACKER] >= 390);
    court_close(&c);
}

/* Accused, but nothing in the log tells: unclear; not accused: the owner's. */
static void somebody_must_be_unclear(void **state)
{
    (void)state;
    for (int accused = 0; accused < 2; accused++) {
        struct court c;

        court_open(&c);
        court_try(&c, accused);
        assert_int_equal(c.trial.hot_count, 0);
        check_all(&c, VICTIM, accused ? ATTRIBUTED_UNCLEAR : ATTRIBUTED_OWNER);
        court_close(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(robot_from_elsewhere),     cmocka_unit_test(probe_with_a_browser),
        cmocka_unit_test(program_at_home),          cmocka_unit_test(drip_from_elsewhere),
        cmocka_unit_test(owner_on_a_journey),       cmocka_unit_test(views_with_a_reason),
        cmocka_unit_test(somebody_must_be_unclear),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
