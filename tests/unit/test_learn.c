/*
 * test_learn.c: lessons add up to the same in any order, groups learn apart or together, and the
 * calendar knows everybody's days only.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "detect/tallies.h"
#include "learn.h"

#define THREADS 4

static size_t row_of(const char *name)
{
    size_t d = 0;

    while (strcmp(detectors[d]->name, name) != 0)
        d++;
    return d;
}

/* One account of a group that misses so often, over 12 days. */
static void teach(struct lessons *l, int32_t group, double missed, uint32_t salt)
{
    size_t d = row_of("misses");
    struct share days[12];
    struct share whole = {.k = 0};
    const struct diary diary = {
        .whole = &whole, .days = days, .day_count = 12, .day_bytes = sizeof days[0]};

    for (uint32_t i = 0; i < 12; i++) {
        days[i] = (struct share){.k = floor(missed * 20 + (i * 7 + salt) % 3), .n = 20};
        whole.k += days[i].k;
        whole.n += 20;
        lessons_rise(l, d, false, i, i == 5 ? 0.25 : -0.01);
    }
    detector_learn(detectors[d], lessons_at(l, group, d), NULL, &diary);
    delays_learn(l->delays, salt * 100);
}

static void order_does_not_matter(void **state)
{
    static const int orders[3][THREADS] = {{0, 1, 2, 3}, {3, 1, 0, 2}, {2, 3, 1, 0}};
    struct lessons parts[THREADS];
    struct usual usual[3];
    int32_t joined[GROUPS_MOST];

    (void)state;
    for (int32_t g = 0; g < GROUPS_MOST; g++)
        joined[g] = g;
    for (uint32_t t = 0; t < THREADS; t++) {
        lessons_init(&parts[t]);
        for (uint32_t a = 0; a < 8; a++)
            teach(&parts[t], (int32_t)(a % 2), 0.05 * (t + 1), a * 4 + t);
    }
    for (int o = 0; o < 3; o++) {
        struct lessons all;

        lessons_init(&all);
        for (int t = 0; t < THREADS; t++)
            lessons_add(&all, &parts[orders[o][t]]);
        usual_fit(&usual[o], &all, joined);
        lessons_release(&all);
    }
    for (int o = 1; o < 3; o++) {
        for (size_t d = 0; d < detector_count; d++) {
            for (int32_t g = 0; g < 2; g++)
                assert_memory_equal(usual_model(&usual[0], g, d), usual_model(&usual[o], g, d),
                                    detector_model_bytes(detectors[d]));
        }
        assert_memory_equal(&usual[0].delays, &usual[o].delays, sizeof usual[0].delays);
        for (uint32_t day = 0; day < 12; day++)
            assert_true(usual_rise(&usual[0], row_of("misses"), false, day, day) ==
                        usual_rise(&usual[o], row_of("misses"), false, day, day));
    }
    for (int o = 0; o < 3; o++)
        usual_release(&usual[o]);
    for (int t = 0; t < THREADS; t++)
        lessons_release(&parts[t]);
}

static void groups_learn_apart_or_together(void **state)
{
    size_t d = row_of("misses");
    struct lessons l;
    struct usual usual;
    int32_t joined[GROUPS_MOST];
    double mean[2];

    (void)state;
    lessons_init(&l);
    for (uint32_t a = 0; a < 20; a++) {
        teach(&l, 7, 0.1, a);
        teach(&l, 90, 0.6, a);
    }
    for (int32_t g = 0; g < GROUPS_MOST; g++)
        joined[g] = g;
    usual_fit(&usual, &l, joined);
    mean[0] = ((const struct share_model *)usual_model(&usual, 7, d))->mean;
    mean[1] = ((const struct share_model *)usual_model(&usual, 90, d))->mean;
    assert_true(fabs(mean[0] - 0.15) < 0.05);
    assert_true(fabs(mean[1] - 0.65) < 0.05);
    assert_true(((const struct share_model *)usual_model(&usual, 8, d))->accounts == 0);
    usual_release(&usual);
    joined[90] = 7;
    usual_fit(&usual, &l, joined);
    assert_true(((const struct share_model *)usual_model(&usual, 7, d))->accounts == 40);
    assert_int_equal(usual.joined[90], 7);
    usual_release(&usual);
    lessons_release(&l);
}

static void calendar(void **state)
{
    size_t d = row_of("misses");
    struct lessons l;
    struct usual usual;
    int32_t joined[GROUPS_MOST];

    (void)state;
    lessons_init(&l);
    for (int32_t g = 0; g < GROUPS_MOST; g++)
        joined[g] = g;
    for (uint32_t a = 0; a < 20; a++)
        teach(&l, 7, 0.1, a);
    for (int a = 0; a < 4; a++) /* too few to be everybody */
        lessons_rise(&l, d, false, 100, 0.9);
    lessons_rise(&l, RISE_AMOUNT, false, UINT32_MAX, 1);
    usual_fit(&usual, &l, joined);
    assert_true(fabs(usual_rise(&usual, d, false, 5, 5) - 0.25) < 1e-3);
    assert_true(fabs(usual_rise(&usual, d, false, 4, 4) + 0.01) < 1e-3);
    assert_true(fabs(usual_rise(&usual, d, false, 4, 5) - 0.12) < 1e-3);
    assert_true(usual_rise(&usual, d, false, 100, 100) == 0);
    assert_true(usual_rise(&usual, RISE_AMOUNT, false, 5, 5) == 0);
    assert_true(usual_rise(&usual, d, false, UINT32_MAX - 900, UINT32_MAX) == 0); /* and it ends */
    assert_true(usual_rise(&usual, d, false, 6, 5) == 0);
    assert_true(usual_rise(&usual, d, true, 5, 5) == 0); /* programs have days of their own */
    usual_release(&usual);
    lessons_release(&l);
}

/* Tallies lie side by side, add up, and do not touch each other. */
static void tallies(void **state)
{
    struct tallies *a = mem_zero(1, tallies_bytes());
    struct tallies *b = mem_zero(1, tallies_bytes());
    const struct act act = {.t = {.time_ns = 77}};
    const struct step fresh = {.act = &act,
                               .what = STEP_ABOUT | STEP_SHOWN | STEP_FRESH,
                               .about = true,
                               .shown = true,
                               .fresh = true,
                               .ripe = 1,
                               .gap_ns = TIME_NONE};
    const struct share *misses = tallies_at(a, row_of("misses"));
    const struct share *unexplained = tallies_at(a, row_of("unexplained"));

    (void)state;
    for (size_t d = 1; d < detector_count; d++)
        assert_true((char *)tallies_at(a, d) >=
                    (char *)tallies_at(a, d - 1) + detector_tally_bytes(detectors[d - 1]));
    assert_true((char *)tallies_at(a, detector_count) == (char *)a + tallies_bytes());
    tallies_count(a, &fresh);
    tallies_count(b, &fresh);
    tallies_count(b, &fresh);
    tallies_add(a, b);
    assert_int_equal(a->about, 3);
    assert_int_equal(a->fresh, 3);
    assert_int_equal(a->unreasoned, 3);
    assert_true(a->first_ns == 77);
    assert_true(misses->n == 3 && misses->k == 0);
    assert_true(unexplained->n == 3 && unexplained->k == 3);
    tallies_clear(a);
    assert_true(a->about == 0 && misses->n == 0);
    free(a);
    free(b);
}

/* A step of whatever kind; every other one as of its moment. */
static struct step any_step(uint32_t i, struct act *act)
{
    uint32_t bits = i * 2654435761u >> 7;
    bool about = bits & 1;
    bool shown = about && bits & 2;
    bool fresh = shown && bits & 4;
    bool live = i % 2;

    *act = (struct act){.t = {.time_ns = (int64_t)i * 700 * NS_PER_SECOND},
                        .prev_ns = bits & 8 ? TIME_NONE : (int64_t)i * 600 * NS_PER_SECOND};
    return (struct step){
        .act = act,
        .what = STEP_ABOUT | STEP_SHOWN | STEP_FRESH | STEP_OPENS | STEP_RARE,
        .about = about,
        .shown = shown,
        .fresh = fresh,
        .again = shown && !fresh && bits & 16,
        .missed = about && !shown,
        .followed = fresh && !live && bits & 32,
        .live = live,
        .settles = live && !about,
        .ripe = bits & 64 ? 0.3 : 0,
        .bare = bits & 128,
        .neighbour = bits & 256,
        .has_past = bits & 512,
        .closed_hour = bits & 1024,
        .opens = about && bits & 2048,
        .strange_source = bits & 4096,
        .strange_agent = bits & 8192,
        .overlap = bits & 16384,
        .canary = i % 50 == 0,
        .gap_ns = bits & 32768 ? TIME_NONE : NS_PER_SECOND,
    };
}

/* Counting in several stretches at once is counting in each by each detector's own function. */
static void counted_at_once(void **state)
{
    struct tallies *once[3];
    struct tallies *each[3];

    (void)state;
    for (int s = 0; s < 3; s++) {
        once[s] = mem_zero(1, tallies_bytes());
        each[s] = mem_zero(1, tallies_bytes());
    }
    for (uint32_t i = 1; i < 3000; i++) {
        size_t first = i % 3; /* a stretch may have begun later, or be over */
        struct act act;
        struct step step = any_step(i, &act);

        tallies_count_all(once + first, 3 - first, &step);
        for (size_t s = first; s < 3; s++) {
            for (size_t d = 0; d < detector_count; d++)
                detectors[d]->count(tallies_at(each[s], d), &step);
        }
    }
    for (int s = 0; s < 3; s++) {
        assert_true(once[s]->about > 0 && once[s]->canaries > 0);
        assert_memory_equal(once[s] + 1, each[s] + 1, tallies_bytes() - sizeof *once[s]);
        free(once[s]);
        free(each[s]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(groups_learn_apart_or_together),
        cmocka_unit_test(calendar),
        cmocka_unit_test(tallies),
        cmocka_unit_test(counted_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
