/*
 * test_delays.c: the distribution of delays is one, and is the one that was learnt.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "base/clock.h"
#include "detect/delays.h"

static void is_a_distribution(void **state)
{
    uint64_t lesson[DELAY_WORDS] = {0};
    struct delays delays;
    double last = 0;

    (void)state;
    for (int round = 0; round < 2; round++) {
        delays_fit(&delays, lesson);
        last = 0;
        assert_true(delays_ripe(&delays, -1) == 0);
        assert_true(delays_ripe(&delays, 0) >= 0 && delays_ripe(&delays, 0) < 0.02);
        for (int64_t age = NS_PER_SECOND / 4; age < 400 * NS_PER_DAY; age += age / 16) {
            double ripe = delays_ripe(&delays, age);

            assert_true(ripe >= last && ripe <= 1 + 1e-12);
            assert_true(age < 20 * NS_PER_DAY || ripe == delays.come[DELAY_WORDS - 2]);
            last = ripe;
        }
        assert_true(fabs(last - 1) < 1e-9);
        for (uint32_t i = 1; i < 2000; i++)
            delays_learn(lesson, i * 37 % 40000);
        delays_learn(lesson, 0);
    }
}

/* Ages beyond any delay, the largest included, are in bounds. */
static void ends_are_safe(void **state)
{
    uint64_t lesson[DELAY_WORDS] = {0};
    struct delays delays;

    (void)state;
    delays_learn(lesson, UINT32_MAX - 1);
    assert_int_equal(lesson[DELAY_WORDS - 1], 1);
    lesson[DELAY_WORDS - 1] = 0;
    delays_fit(&delays, lesson);
    assert_true(delays_ripe(&delays, INT64_MAX) > 0.999);
    assert_true(delays_ripe(&delays, INT64_MIN) == 0);
}

/* Half of the follow-ups come within an hour, nine of ten within a day. */
static void recovers(void **state)
{
    uint64_t lesson[DELAY_WORDS] = {0};
    struct delays delays;

    (void)state;
    for (uint32_t i = 0; i < 1000; i++) {
        if (i < 500)
            delays_learn(lesson, i * 3600 / 500);
        else if (i < 900)
            delays_learn(lesson, 3600 + (i - 500) * (86400 - 3600) / 400);
        else
            delays_learn(lesson, 86400 + (i - 900) * 5000);
    }
    delays_fit(&delays, lesson);
    assert_true(fabs(delays_ripe(&delays, NS_PER_HOUR) - 0.5) < 0.03);
    assert_true(fabs(delays_ripe(&delays, NS_PER_HOUR / 2) - 0.25) < 0.03);
    assert_true(fabs(delays_ripe(&delays, NS_PER_DAY) - 0.9) < 0.03);
}

/* A short log shows only the quick ones: with few, later ones are still expected. */
static void few_are_not_all(void **state)
{
    uint64_t lesson[DELAY_WORDS] = {0};
    struct delays delays;

    (void)state;
    delays_learn(lesson, 60);
    delays_learn(lesson, 60);
    delays_fit(&delays, lesson);
    assert_true(delays_ripe(&delays, NS_PER_HOUR) < 0.9);
    assert_true(delays_ripe(&delays, 11 * NS_PER_DAY) > 0.999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_a_distribution),
        cmocka_unit_test(ends_are_safe),
        cmocka_unit_test(recovers),
        cmocka_unit_test(few_are_not_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
