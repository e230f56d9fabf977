/*
 * test_evidence.c: how weights add up: a mean within an aspect, a sum over aspects, and bounds on
 * what circumstances can add.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cohort.h"
#include "crowd_fixture.h"

/* Days of work behind the account. */
#define PAST_DAYS 20

/* A town that has taught what is usual, and an account in it. */
struct court {
    struct crowd crowd;
    struct cohort cohort;
    struct evidence_frame frame;
    struct tallies *past;
    struct tallies *stretch;
    struct past own;
    double factor;    /* of every detector's weight */
    const char *only; /* NULL: all detectors speak */
};

static double parameter(const void *settings, const char *detector, const char *name,
                        double fallback)
{
    const struct court *c = settings;

    if (strcmp(name, "weight") != 0)
        return fallback;
    return c->only && strcmp(c->only, detector) != 0 ? 0 : c->factor;
}

static void court_open(struct court *c)
{
    *c = (struct court){.factor = 1, .own.active_days = PAST_DAYS};
    crowd_open(&c->crowd, 30, 28);
    crowd_work(&c->crowd);
    crowd_learn(&c->crowd, 1);
    cohort_learn(&c->cohort, &c->crowd.judge);
    c->frame = (struct evidence_frame){.judge = &c->crowd.judge,
                                       .known = &c->crowd.judge,
                                       .usual = &c->cohort.usual,
                                       .settings = c,
                                       .parameter = parameter,
                                       .account = 2,
                                       .own = &c->own};
    c->past = mem_zero(1, tallies_bytes());
    c->stretch = mem_zero(1, tallies_bytes());
}

static void court_close(struct court *c)
{
    free(c->past);
    free(c->stretch);
    cohort_release(&c->cohort);
    crowd_close(&c->crowd);
}

/* Counts `n` acts like a step into a stretch. */
static void count(struct tallies *tallies, const struct step *like, int n)
{
    for (int i = 0; i < n; i++) {
        const struct act act = {.t = {.time_ns = crowd_time(20, 10) + i * NS_PER_MINUTE,
                                      .insurer = INSURER_NONE,
                                      .person = crowd_client(2, (uint32_t)i)},
                                .prev_ns = TIME_NONE};
        struct step step = *like;

        step.act = &act;
        step.what = ~0u; /* of interest to every detector */
        tallies_count(tallies, &step);
    }
}

/* Everything that is wrong with a stretch, and nothing. */
static const struct step wild = {.about = true,
                                 .shown = true,
                                 .fresh = true,
                                 .ripe = 1,
                                 .gap_ns = NS_PER_SECOND,
                                 .bare = true,
                                 .neighbour = true,
                                 .has_past = true,
                                 .closed_hour = true,
                                 .opens = true,
                                 .strange_source = true,
                                 .strange_agent = true,
                                 .strange_country = true,
                                 .hosting = true,
                                 .overlap = true,
                                 .too_far = true,
                                 .asleep_days = 300,
                                 .logins_refused = 50,
                                 .strangers_here = 50};
static const struct step calm = {.about = true,
                                 .shown = true,
                                 .again = true,
                                 .ripe = 1,
                                 .gap_ns = NS_PER_HOUR,
                                 .has_past = true,
                                 .opens = true};

static struct evidence_sum weigh(const struct court *c)
{
    struct evidence_sum sum = {0};

    evidence_weigh(&c->frame, c->past, c->stretch, crowd_time(28, 0), &sum);
    return sum;
}

/* The parts of a sum, added up again: of an account with twenty days behind it, what depends on the
 * past counts in full but for extremes. */
static void check_sum(const struct evidence_sum *sum)
{
    double bans = 0;
    double circumstances = 0;

    for (int a = 0; a < ASPECT_COUNT; a++) {
        double least = INFINITY;
        double most = -INFINITY;
        double total = 0;
        double mean;
        int n = 0;

        for (size_t d = 0; d < detector_count; d++) {
            if (detectors[d]->aspect != (enum aspect)a)
                continue;
            least = fmin(least, sum->weights[d].bans);
            most = fmax(most, sum->weights[d].bans);
            total += pow(10, sum->weights[d].bans);
            n++;
        }
        assert_true(n > 0); /* every aspect has a detector */
        mean = log10(total / n);
        assert_true(mean >= least - 1e-9 && mean <= most + 1e-9);
        if (a == ASPECT_AMOUNT)
            assert_true(fabs(sum->amount - mean) < 1e-9);
        if (a == ASPECT_REASON || a == ASPECT_NOVELTY)
            mean = fmin(mean, 1.5 + 0.15 * PAST_DAYS);
        if (a < ASPECT_CIRCUMSTANCE)
            bans += mean;
        else
            circumstances += mean;
    }
    circumstances = fmin(fmax(circumstances, -1), 3);
    assert_true(fabs(sum->circumstances - circumstances) < 1e-9);
    assert_true(fabs(sum->bans - bans - circumstances) < 1e-9);
}

static void sums(void **state)
{
    struct court c;

    (void)state;
    court_open(&c);
    for (int n = 1; n < 300; n += 1 + n / 2) {
        struct evidence_sum sum;

        tallies_clear(c.stretch);
        count(c.stretch, &wild, n);
        sum = weigh(&c);
        check_sum(&sum);
        assert_int_equal(sum.unreasoned, n);
        assert_int_equal(sum.enough, n >= PERSONS_LEAST);
        assert_true(sum.from_ns == crowd_time(20, 10));
        assert_true(sum.to_ns == crowd_time(20, 10) + (n - 1) * NS_PER_MINUTE);
        count(c.stretch, &calm, n);
        sum = weigh(&c);
        check_sum(&sum);
    }
    court_close(&c);
}

/* A locum overseas has all circumstances against him, and is not accused for them. */
static void circumstances_are_bounded(void **state)
{
    struct step locum = wild;
    struct court c;
    struct evidence_sum sum;

    (void)state;
    court_open(&c);
    locum.fresh = locum.neighbour = false;
    locum.again = true;
    count(c.stretch, &locum, 60);
    sum = weigh(&c);
    check_sum(&sum);
    assert_true(sum.circumstances == 3);
    assert_false(sum.enough);
    tallies_clear(c.stretch);
    count(c.stretch, &calm, 60);
    sum = weigh(&c);
    assert_true(sum.circumstances < 0 && sum.circumstances >= -1);
    assert_true(sum.bans < 0);
    court_close(&c);
}

static void settings_reach_the_detectors(void **state)
{
    struct court c;
    struct evidence_sum all;
    struct evidence_sum sum;

    (void)state;
    court_open(&c);
    count(c.stretch, &wild, 60);
    all = weigh(&c);
    for (size_t d = 0; d < detector_count; d++) {
        c.only = detectors[d]->name;
        sum = weigh(&c);
        check_sum(&sum);
        for (size_t e = 0; e < detector_count; e++)
            assert_true(sum.weights[e].bans == (e == d ? all.weights[e].bans : 0));
    }
    c.only = NULL;
    c.factor = 0;
    sum = weigh(&c);
    assert_true(sum.bans == 0);
    court_close(&c);
}

/* Whom a shop has known for years is new at the beginning of the log. */
static void young_accounts(void **state)
{
    struct court c;
    double last = -INFINITY;

    (void)state;
    court_open(&c);
    count(c.stretch, &wild, 60);
    for (uint32_t days = 0; days <= PAST_DAYS; days++) {
        struct evidence_sum sum;

        c.own.active_days = days;
        sum = weigh(&c);
        assert_true(sum.bans >= last);
        assert_true(sum.circumstances <= fmin(1 + 0.15 * days, 3) + 1e-9);
        assert_true(days > 0 || sum.circumstances == 1);
        last = sum.bans;
    }
    c.own.active_days = 0;
    assert_true(weigh(&c).bans < last - 2);
    court_close(&c);
}

/* Two canaries make up for persons. */
static void canaries(void **state)
{
    const struct step canary = {.about = true, .canary = true};
    struct court c;

    (void)state;
    court_open(&c);
    count(c.stretch, &canary, 1);
    assert_false(weigh(&c).enough);
    count(c.stretch, &canary, 1);
    assert_true(weigh(&c).enough);
    court_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums),
        cmocka_unit_test(circumstances_are_bounded),
        cmocka_unit_test(settings_reach_the_detectors),
        cmocka_unit_test(young_accounts),
        cmocka_unit_test(canaries),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
