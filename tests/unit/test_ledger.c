/*
 * test_ledger.c: sessions are split where they should be, the past grows by what is learnt only,
 * and what an act is said to be is what it is against that past.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/names.h"
#include "ledger_fixture.h"

/* The second walk finds the sessions of the first. */
static void check_walk(const struct ledger_fixture *f)
{
    struct session_walk walk = {0};

    for (size_t i = 0; i < f->count; i++)
        assert_int_equal(session_walk_next(&walk, &f->ledger, &f->acts[i]), f->of[i]);
    session_walk_release(&walk);
}

static void pauses_and_addresses_split_sessions(void **state)
{
    struct ledger_fixture f;
    const struct session *first;
    uint32_t a;

    (void)state;
    fixture_open(&f);
    a = fixture_add(&f, fixture_time(0, 9), SRC_HOME, OP_RIGHTS);
    assert_int_equal(fixture_add(&f, fixture_time(0, 9) + SESSION_PAUSE, SRC_HOME, OP_PAGE), a);
    assert_int_equal(fixture_add(&f, fixture_time(0, 9) + SESSION_PAUSE, SRC_STRANGER, OP_PAGE),
                     a + 1);
    assert_int_equal(
        fixture_add(&f, fixture_time(0, 9) + 2 * SESSION_PAUSE + 1, SRC_HOME, OP_RIGHTS), a + 2);
    first = &f.ledger.sessions[a];
    assert_int_equal(first->requests, 2);
    assert_int_equal(first->records, 1);
    assert_true(first->last_ns == fixture_time(0, 9) + SESSION_PAUSE);
    assert_int_equal(first->first.offset, 0);
    assert_int_equal(first->last.offset, 100);
    assert_int_equal(f.ledger.strand_count, 2);
    ledger_end(&f.ledger);
    assert_int_equal(f.closed_count, 3);
    check_walk(&f);
    fixture_close(&f);
}

static void identifiers_split_sessions(void **state)
{
    struct ledger_fixture f;
    uint32_t sessions[4];

    (void)state;
    fixture_open(&f);
    for (uint32_t i = 0; i < 4; i++) {
        struct act act = fixture_act(&f, fixture_time(0, 9) + i, SRC_HOME, OP_RIGHTS);

        act.t.session = i / 2;
        sessions[i] = fixture_take(&f, &act);
    }
    assert_int_equal(sessions[0], sessions[1]);
    assert_int_equal(sessions[2], sessions[3]);
    assert_int_not_equal(sessions[1], sessions[2]);
    assert_int_equal(f.closed_count, 1); /* the old identifier is over */
    ledger_end(&f.ledger);
    assert_int_equal(f.closed_count, 2);
    check_walk(&f);
    fixture_close(&f);
}

static void many_strands(void **state)
{
    struct ledger_fixture f;

    (void)state;
    fixture_open(&f);
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < 500; i++)
            assert_int_equal(fixture_add(&f, fixture_time(0, 9) + round * 500 + i, i, OP_PAGE), i);
    }
    assert_int_equal(f.ledger.strand_count, 500);
    ledger_end(&f.ledger);
    assert_int_equal(f.closed_count, 500);
    check_walk(&f);
    fixture_close(&f);
}

/* The past is what ledger_learn took: without it nothing becomes familiar, and nothing strange. */
static void past_grows_by_learning_only(void **state)
{
    struct ledger_fixture f;

    (void)state;
    fixture_open(&f);
    f.learn = false;
    fixture_work(&f, 0, 12);
    (void)fixture_add(&f, fixture_time(13, 10), SRC_STRANGER, OP_RIGHTS);
    assert_int_equal(f.ledger.past.active_days, 0);
    assert_false(f.step.has_past || f.step.strange_source || f.step.closed_hour);
    for (size_t i = 0; i < f.closed_count; i++)
        ledger_learn(&f.ledger, f.closed[i]);
    assert_int_equal(f.ledger.past.active_days, 12);
    assert_true(f.ledger.strands[f.ledger.sessions[0].strand].familiar);
    fixture_close(&f);
}

/* Visits without work are not work. */
static void pages_alone_teach_nothing(void **state)
{
    struct ledger_fixture f;

    (void)state;
    fixture_open(&f);
    for (int day = 0; day < 10; day++)
        (void)fixture_add(&f, fixture_time(day, 9), SRC_HOME, OP_PAGE);
    ledger_end(&f.ledger);
    assert_int_equal(f.closed_count, 10);
    assert_int_equal(f.ledger.past.active_days, 0);
    fixture_close(&f);
}

static void strangers_after_three_days(void **state)
{
    (void)state;
    for (int days = 1; days < 8; days++) {
        struct ledger_fixture f;
        struct act act;

        fixture_open(&f);
        fixture_work(&f, 0, days);
        (void)fixture_add(&f, fixture_time(days, 9), SRC_HOME, OP_RIGHTS);
        assert_false(f.step.strange_source || f.step.strange_agent);
        act = fixture_act(&f, fixture_time(days, 9.5), SRC_STRANGER, OP_RIGHTS);
        act.t.agent = 8;
        (void)fixture_take(&f, &act);
        assert_int_equal(f.step.has_past, days >= 3);
        assert_int_equal(f.step.strange_source, days >= 3);
        assert_int_equal(f.step.strange_agent, days >= 3);
        /* Learnt once, it is strange no longer. */
        (void)fixture_add(&f, fixture_time(days + 1, 9), SRC_STRANGER, OP_RIGHTS);
        act = fixture_act(&f, fixture_time(days + 2, 9), SRC_STRANGER, OP_RIGHTS);
        act.t.agent = 8;
        (void)fixture_take(&f, &act);
        assert_false(f.step.strange_source || f.step.strange_agent);
        fixture_close(&f);
    }
}

/* Other addresses of a known network are no strangers. */
static void networks_are_known_as_a_whole(void **state)
{
    static const uint64_t networks[] = {1, 50, 60, 50, 70};
    struct ledger_fixture f;

    (void)state;
    fixture_open(&f);
    f.context.networks = networks;
    fixture_work(&f, 0, 6);
    (void)fixture_add(&f, fixture_time(7, 9), SRC_THIRD, OP_RIGHTS); /* network 50 as well */
    assert_false(f.step.strange_source);
    (void)fixture_add(&f, fixture_time(7, 9.1), SRC_STRANGER, OP_RIGHTS);
    assert_true(f.step.strange_source);
    fixture_close(&f);
}

static void closed_hours(void **state)
{
    struct ledger_fixture f;

    (void)state;
    fixture_open(&f);
    for (int week = 0; week < 3; week++)
        fixture_work(&f, 7 * week, 5); /* Monday to Friday, 9 to 16 */
    (void)fixture_add(&f, fixture_time(21, 10), SRC_HOME, OP_RIGHTS);
    assert_false(f.step.closed_hour);
    (void)fixture_add(&f, fixture_time(21, 16.5), SRC_HOME, OP_RIGHTS); /* next to a known one */
    assert_false(f.step.closed_hour);
    (void)fixture_add(&f, fixture_time(22, 2), SRC_HOME, OP_RIGHTS);
    assert_true(f.step.closed_hour);
    (void)fixture_add(&f, fixture_time(26, 10), SRC_HOME, OP_RIGHTS); /* a Saturday */
    assert_true(f.step.closed_hour);
    fixture_close(&f);
    fixture_open(&f);
    fixture_work(&f, 0, 5);
    (void)fixture_add(&f, fixture_time(6, 2), SRC_HOME, OP_RIGHTS);
    assert_false(f.step.closed_hour); /* too little past to speak of hours */
    fixture_close(&f);
}

static bool asks_for(struct ledger_fixture *f, int64_t time_ns, uint64_t nir)
{
    struct act act = fixture_act(f, time_ns, SRC_HOME, OP_RIGHTS);

    act.t.person.hi = nir * 4;
    (void)fixture_take(f, &act);
    return f->step.neighbour;
}

static void neighbours(void **state)
{
    const uint64_t nir = 1840675123456;
    struct ledger_fixture f;
    int64_t now = fixture_time(0, 9);
    struct act act;

    (void)state;
    fixture_open(&f);
    assert_false(asks_for(&f, now, nir));
    assert_false(asks_for(&f, now + 1, nir));        /* the same person is no neighbour */
    assert_true(asks_for(&f, now + 2, nir + 1));     /* the next serial number */
    assert_true(asks_for(&f, now + 3, nir + 500));   /* same month and town */
    assert_false(asks_for(&f, now + 4, nir + 1000)); /* the next town */
    assert_false(asks_for(&f, now + 5, nir + 10000000000));
    for (uint64_t i = 1; i <= NEIGHBOURS; i++)
        assert_false(asks_for(&f, now + 5 + (int64_t)i, nir + 1000000 * i));
    assert_false(asks_for(&f, now + 100, nir + 2)); /* long forgotten */
    act = fixture_act(&f, now + 200, SRC_HOME, OP_RIGHTS);
    act.t.person = person_of(STR("AB10442"));
    (void)fixture_take(&f, &act);
    assert_false(f.step.neighbour);
    act.t.person = person_of(STR("AB10447"));
    (void)fixture_take(&f, &act);
    assert_true(f.step.neighbour);
    act.t.person = person_of(STR("CD10448"));
    (void)fixture_take(&f, &act);
    assert_false(f.step.neighbour);
    fixture_close(&f);
}

static void overlaps(void **state)
{
    struct ledger_fixture f;
    int64_t now = fixture_time(0, 9);

    (void)state;
    fixture_open(&f);
    (void)fixture_add(&f, now, SRC_HOME, OP_RIGHTS);
    (void)fixture_add(&f, now + NS_PER_MINUTE, SRC_STRANGER, OP_RIGHTS);
    assert_false(f.step.overlap); /* a change of place is no overlap */
    (void)fixture_add(&f, now + 2 * NS_PER_MINUTE, SRC_HOME, OP_RIGHTS);
    assert_true(f.step.overlap);
    (void)fixture_add(&f, now + 3 * NS_PER_MINUTE, SRC_STRANGER, OP_RIGHTS);
    assert_true(f.step.overlap);
    (void)fixture_add(&f, now + 90 * NS_PER_MINUTE, SRC_HOME, OP_RIGHTS);
    assert_false(f.step.overlap); /* an hour and a half apart */
    fixture_close(&f);
}

static const struct whereabouts *where(void *context, uint32_t source)
{
    static const struct whereabouts places[] = {
        [SRC_HOME] = {.country = 'F' << 8 | 'R',
                      .located = true,
                      .latitude = 48.9F,
                      .longitude = 2.3F,
                      .accuracy_km = 20},
        [SRC_STRANGER] = {.country = 'F' << 8 | 'R',
                          .located = true,
                          .latitude = 45.8F,
                          .longitude = 4.8F,
                          .accuracy_km = 20},
        [SRC_THIRD] = {.country = 0},
        [SRC_FAR] = {.country = 'N' << 8 | 'Z',
                     .hosting = true,
                     .located = true,
                     .latitude = -36.8F,
                     .longitude = 174.8F,
                     .accuracy_km = 20},
    };

    (void)context;
    return &places[source];
}

static void journeys(void **state)
{
    struct ledger_fixture f;

    (void)state;
    fixture_open(&f);
    f.context.where = where;
    fixture_work(&f, 0, 6);
    (void)fixture_add(&f, fixture_time(6, 9), SRC_HOME, OP_RIGHTS);
    /* 400 km in an hour can be flown. */
    (void)fixture_add(&f, fixture_time(6, 10), SRC_STRANGER, OP_RIGHTS);
    assert_false(f.step.too_far || f.step.strange_country || f.step.hosting);
    assert_true(f.step.strange_source);
    (void)fixture_add(&f, fixture_time(6, 10.1), SRC_THIRD, OP_RIGHTS); /* nobody knows where */
    assert_false(f.step.too_far || f.step.strange_country);
    (void)fixture_add(&f, fixture_time(6, 11), SRC_HOME, OP_RIGHTS);
    (void)fixture_add(&f, fixture_time(6, 13), SRC_FAR, OP_RIGHTS);
    assert_true(f.step.too_far && f.step.strange_country && f.step.hosting);
    (void)fixture_add(&f, fixture_time(8, 9), SRC_HOME, OP_RIGHTS);
    assert_false(f.step.too_far); /* two days later */
    fixture_close(&f);
}

/* What follows an act is known while looking back, not while judging as of the act. */
static void follow_ups_are_not_known_in_advance(void **state)
{
    (void)state;
    for (int live = 0; live < 2; live++) {
        struct ledger_fixture f;
        struct act act;

        fixture_open(&f);
        f.context.live = live;
        act = fixture_act(&f, fixture_time(0, 9), SRC_HOME, OP_RIGHTS);
        act.follow_s = 600;
        (void)fixture_take(&f, &act);
        assert_int_equal(f.step.followed, !live);
        assert_true(f.step.fresh && f.step.bare && f.step.opens && f.step.about);
        act = fixture_act(&f, fixture_time(0, 9) + 600 * NS_PER_SECOND, SRC_HOME, OP_PEC);
        act.t.person = f.acts[0].t.person;
        act.known_s = 600;
        (void)fixture_take(&f, &act);
        assert_int_equal(f.step.settles, live);
        assert_false(f.step.about);
        /* One whose follow-up comes after the end of the log has none yet. */
        act = fixture_act(&f, f.context.end_ns - NS_PER_SECOND, SRC_HOME, OP_RIGHTS);
        act.follow_s = 600;
        (void)fixture_take(&f, &act);
        assert_false(f.step.followed);
        fixture_close(&f);
    }
}

static void silences(void **state)
{
    struct ledger_fixture f;

    (void)state;
    fixture_open(&f);
    fixture_work(&f, 0, 3);
    (void)fixture_add(&f, fixture_time(40, 9), SRC_HOME, OP_RIGHTS);
    assert_int_equal(f.step.asleep_days, 37);
    (void)fixture_add(&f, fixture_time(40, 9.1), SRC_HOME, OP_RIGHTS);
    assert_int_equal(f.step.asleep_days, 0);
    fixture_close(&f);
}

/* A cleared ledger knows nothing of the account before. */
static void clearing_forgets(void **state)
{
    struct ledger_fixture f;

    (void)state;
    fixture_open(&f);
    fixture_work(&f, 0, 12);
    ledger_end(&f.ledger);
    ledger_clear(&f.ledger);
    assert_int_equal(fixture_add(&f, fixture_time(20, 3), SRC_STRANGER, OP_RIGHTS), 0);
    assert_false(f.step.has_past || f.step.strange_source || f.step.closed_hour || f.step.overlap ||
                 f.step.asleep_days);
    assert_int_equal(f.ledger.strand_count, 1);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pauses_and_addresses_split_sessions),
        cmocka_unit_test(identifiers_split_sessions),
        cmocka_unit_test(many_strands),
        cmocka_unit_test(past_grows_by_learning_only),
        cmocka_unit_test(pages_alone_teach_nothing),
        cmocka_unit_test(strangers_after_three_days),
        cmocka_unit_test(networks_are_known_as_a_whole),
        cmocka_unit_test(closed_hours),
        cmocka_unit_test(neighbours),
        cmocka_unit_test(overlaps),
        cmocka_unit_test(journeys),
        cmocka_unit_test(follow_ups_are_not_known_in_advance),
        cmocka_unit_test(silences),
        cmocka_unit_test(clearing_forgets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
