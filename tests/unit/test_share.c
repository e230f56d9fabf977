/*
 * test_share.c: probabilities are probabilities, evidence is an e-value, and what is learnt from
 * many accounts is what they have in common, whatever a third of them do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "detect/detect.h"

static double probability(int k, int n, double a, double b)
{
    double log_choose = (lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)) / log(10);

    return pow(10, log_choose + share_log_probability(k, n, a, b));
}

static void probabilities_sum_to_one(void **state)
{
    static const double shapes[][2] = {{0.1, 0.1}, {1, 1}, {0.5, 20}, {12, 0.8}, {50, 3}};

    (void)state;
    for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++) {
        for (int n = 0; n <= 30; n++) {
            double sum = 0;

            for (int k = 0; k <= n; k++)
                sum += probability(k, n, shapes[s][0], shapes[s][1]);
            assert_true(fabs(sum - 1) < 1e-9);
        }
    }
    assert_true(fabs(probability(3, 7, 1, 1) - 1.0 / 8) < 1e-12); /* uniform */
}

/* The mean of the likelihood ratio over what a usual account does is 1 at most, by exact sum. */
static void evidence_is_an_e_value(void **state)
{
    static const double means[] = {0.02, 0.1, 0.35, 0.7, 0.95};
    static const double strengths[] = {1, 2, 6, 40};
    size_t plans = 0;

    (void)state;
    for (size_t d = 0; d < detector_count; d++) {
        const struct share_plan *plan = detectors[d]->plan;

        plans += plan != NULL;
        for (size_t m = 0; plan && m < 5; m++) {
            for (size_t s = 0; s < 4; s++) {
                const struct share_model model = {.mean = fmax(means[m], plan->mean_least),
                                                  .between = 60,
                                                  .strength = strengths[s],
                                                  .accounts = 30};

                for (int n = 1; n <= 60; n += 1 + n / 4) {
                    const struct share past = {.k = 0};
                    double sum = 0;
                    double usual;

                    for (int k = 0; k <= n; k++) {
                        const struct share now = {.k = k, .n = n};
                        double bans = share_weigh(plan, &model, &past, &now, -1, 0, &usual);

                        sum += pow(10, bans) *
                               probability(k, n, usual * strengths[s], (1 - usual) * strengths[s]);
                    }
                    assert_true(sum <= 1 + 1e-9);
                    assert_true(sum > 0.01);
                }
            }
        }
    }
    assert_true(plans >= 9);
}

/* A log-gamma with its sign, Beta by two gammas of whole shapes: good enough to plant. */
struct dice {
    uint64_t state;
};

static double uniform(struct dice *d)
{
    d->state = d->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return ((double)(d->state >> 11) + 0.5) / 9007199254740992.0;
}

static double gamma_of(struct dice *d, int shape)
{
    double sum = 0;

    for (int i = 0; i < shape; i++)
        sum -= log(uniform(d));
    return sum;
}

static double beta_of(struct dice *d, int a, int b)
{
    double x = gamma_of(d, a);
    double y = gamma_of(d, b);

    return x / (x + y);
}

#define DAYS 40

/* One account whose days vary around its own share with Beta(4, 4 (1 - m) / m)-like strength. */
static void learn_one(uint64_t *lesson, struct dice *dice, double mean, int strength)
{
    struct share days[DAYS];
    struct share whole = {.k = 0};
    int a = (int)(mean * strength + 0.5);

    for (int i = 0; i < DAYS; i++) {
        double share = beta_of(dice, a, strength - a);
        int n = 40;

        days[i] = (struct share){.n = n};
        for (int j = 0; j < n; j++)
            days[i].k += uniform(dice) < share;
        whole.k += days[i].k;
        whole.n += n;
    }
    share_learn(lesson, &whole, days, DAYS, sizeof days[0]);
}

static const struct share_plan loose = {
    .a = 8, .b = 1, .mean = 0.5, .mean_least = 0.01, .strength_most = 1000};

static void learning_recovers_what_was_planted(void **state)
{
    static const double means[] = {0.2, 0.5, 0.8};
    static const int strengths[] = {10, 20, 40};

    (void)state;
    for (int m = 0; m < 3; m++) {
        for (int s = 0; s < 3; s++) {
            uint64_t lesson[SHARE_WORDS] = {0};
            struct share_model model;
            struct dice dice = {11};

            for (int i = 0; i < 60; i++)
                learn_one(lesson, &dice, means[m], strengths[s]);
            share_fit(&model, lesson, &loose);
            assert_true(model.accounts == 60);
            assert_true(fabs(model.mean - means[m]) < 0.04);
            /* The lower quartile, in bins of a factor 1.4. */
            assert_true(model.strength > strengths[s] * 0.5);
            assert_true(model.strength < strengths[s] * 1.3);
            assert_true(model.between > 20); /* accounts are alike here */
        }
    }
}

static void a_third_of_wild_accounts_does_not_move_the_median(void **state)
{
    uint64_t lesson[SHARE_WORDS] = {0};
    struct share_model calm;
    struct share_model wild;
    struct dice dice = {5};

    (void)state;
    for (int i = 0; i < 20; i++)
        learn_one(lesson, &dice, 0.3, 10);
    share_fit(&calm, lesson, &loose);
    for (int i = 0; i < 10; i++)
        learn_one(lesson, &dice, 0.9, 10);
    share_fit(&wild, lesson, &loose);
    assert_true(wild.mean >= calm.mean);
    assert_true(wild.mean < calm.mean + 0.05);
    assert_true(wild.strength < calm.strength * 1.5 && wild.strength > calm.strength / 1.5);
}

/* One account cannot outvote the plan, and nothing is believed to be impossible. */
static void few_accounts_lean_on_the_plan(void **state)
{
    uint64_t lesson[SHARE_WORDS] = {0};
    struct share_model model;
    const struct share none = {.n = 100};
    const struct share few = {.k = 7, .n = 7};

    (void)state;
    share_fit(&model, lesson, &loose);
    assert_true(model.mean == loose.mean && model.accounts == 0);
    share_learn(lesson, &few, NULL, 0, sizeof few);
    share_fit(&model, lesson, &loose);
    assert_true(model.accounts == 0); /* seven chances show no share */
    share_learn(lesson, &none, NULL, 0, sizeof none);
    share_fit(&model, lesson, &loose);
    assert_true(model.mean > 0.3 && model.mean < 0.5);
    for (int i = 0; i < 50; i++)
        share_learn(lesson, &none, NULL, 0, sizeof none);
    share_fit(&model, lesson, &loose);
    assert_true(model.mean >= loose.mean_least && model.mean < 0.05);
}

/* More taken, more evidence; an account's own past and everybody's rise excuse. */
static void directions(void **state)
{
    const struct share_model model = {.mean = 0.3, .between = 10, .strength = 8, .accounts = 30};
    const struct share_plan plan = {
        .a = 12, .b = 1, .mean = 0.3, .mean_least = 0.05, .strength_most = 10, .dated = true};
    const struct share none = {.k = 0};
    const struct share often = {.k = 90, .n = 100};
    const struct share now = {.k = 20, .n = 20};
    double usual;
    double last = -INFINITY;

    (void)state;
    for (int k = 0; k <= 20; k++) {
        const struct share some = {.k = k, .n = 20};
        double bans = share_weigh(&plan, &model, &none, &some, -1, 0, &usual);

        assert_true(bans > last);
        last = bans;
    }
    assert_true(last > 2);
    assert_true(share_weigh(&plan, &model, &often, &now, -1, 0, &usual) < 1);
    assert_true(usual > 0.8);
    assert_true(share_weigh(&plan, &model, &none, &now, -1, 0.5, &usual) < last - 0.5);
    assert_true(share_weigh(&plan, &model, &none, &now, -1, -0.5, &usual) == last);
    assert_true(share_weigh(&plan, &model, &none, &none, -1, 0, &usual) == 0);
    /* What its median day is excuses as well, from below and from above the peers' share. */
    assert_true(share_weigh(&plan, &model, &none, &now, 0.1, 0, &usual) == last);
    assert_true(share_weigh(&plan, &model, &none, &now, 0.9, 0, &usual) < 1);
    assert_true(usual == 0.9);
}

/* In the first weeks of a log everybody is new to everybody: then nothing can be said either way.
 */
static void nothing_is_said_where_everybody_does_it(void **state)
{
    static const struct share_plan plan = {
        .a = 20, .b = 1, .mean = 0.7, .mean_least = 0.2, .strength_most = 12};
    const struct share_model crowd = {.mean = 0.99, .between = 60, .strength = 12, .accounts = 90};
    const struct share past = {.k = 0};
    const struct share all = {.k = 300, .n = 300};
    const struct share none = {.k = 0, .n = 300};
    double usual;

    (void)state;
    assert_true(share_weigh(&plan, &crowd, &past, &all, -1, 0, &usual) == 0);
    assert_true(share_weigh(&plan, &crowd, &past, &none, -1, 0, &usual) == 0);
    assert_true(usual > 0.98);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(probabilities_sum_to_one),
        cmocka_unit_test(evidence_is_an_e_value),
        cmocka_unit_test(learning_recovers_what_was_planted),
        cmocka_unit_test(a_third_of_wild_accounts_does_not_move_the_median),
        cmocka_unit_test(few_accounts_lean_on_the_plan),
        cmocka_unit_test(directions),
        cmocka_unit_test(nothing_is_said_where_everybody_does_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
