/*
 * test_stats.c: medians, robust spread, and the normal tail where probabilities underflow.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "base/stats.h"

static void medians(void **state)
{
    double odd[] = {5, 1, 3};
    double even[] = {4, 1, 3, 2};
    double one[] = {-7};

    (void)state;
    assert_true(stats_median(odd, 3) == 3);
    assert_true(stats_median(even, 4) == 2.5);
    assert_true(stats_median(one, 1) == -7);
    assert_true(stats_median(NULL, 0) == 0);
}

static void quantiles(void **state)
{
    double values[101];

    (void)state;
    for (int i = 0; i <= 100; i++)
        values[i] = 100 - i;
    assert_true(stats_quantile(values, 101, 0.99) == 99);
    assert_true(stats_quantile(values, 101, 0) == 0);
    assert_true(stats_quantile(values, 101, 1) == 100);
    assert_true(stats_quantile(NULL, 0, 0.5) == 0);
}

/* A third of wild values moves neither the median nor the spread much. */
static void spread_resists(void **state)
{
    double clean[30];
    double dirty[30];
    double a;
    double b;

    (void)state;
    for (int i = 0; i < 30; i++) {
        clean[i] = 10 + i % 10;
        dirty[i] = i < 20 ? clean[i] : 1e9;
    }
    a = stats_spread(clean, 30, stats_median(clean, 30));
    b = stats_spread(dirty, 30, stats_median(dirty, 30));
    assert_true(a > 2 && a < 6);
    assert_true(b < 3 * a);
    assert_true(stats_spread(NULL, 0, 0) == 0);
}

static void tail_of_the_normal(void **state)
{
    double last = -1;

    (void)state;
    /* Abramowitz and Stegun, table 26.1 and 26.2. */
    assert_true(fabs(stats_tail(0) - 0.30103) < 1e-5);
    assert_true(fabs(stats_tail(1.959964) - 1.60206) < 1e-5);
    assert_true(fabs(stats_tail(5) - 6.54265) < 1e-5);
    assert_true(fabs(stats_tail(10) - 23.11805) < 1e-4);
    assert_true(fabs(stats_tail(40) - 349.43701) < 1e-3);
    for (double z = -10; z < 100; z += 0.01) {
        double tail = stats_tail(z);

        assert_true(isfinite(tail));
        assert_true(z < -5 || tail > last); /* no step where the formulas meet */
        last = tail;
    }
}

static void z_is_the_inverse(void **state)
{
    (void)state;
    for (double p = 0.5; p > 1e-300; p /= 10)
        assert_true(fabs(stats_tail(stats_z(p)) + log10(p)) < 1e-9);
    assert_true(fabs(stats_z(0.5)) < 1e-9);
    assert_true(fabs(stats_z(0.975) + 1.959964) < 1e-5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(medians),          cmocka_unit_test(quantiles),
        cmocka_unit_test(spread_resists),   cmocka_unit_test(tail_of_the_normal),
        cmocka_unit_test(z_is_the_inverse),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
