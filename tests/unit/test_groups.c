/*
 * test_groups.c: who is like whom, small groups that join others, and addresses of one network.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/mem.h"
#include "base/names.h"
#include "groups.h"
#include "networks.h"

static struct account_summary shop(double day_median, bool by_program, uint32_t weekend_days)
{
    return (struct account_summary){.active_days = 20,
                                    .day_median = day_median,
                                    .by_program = by_program,
                                    .weekend_days = weekend_days};
}

static void alike_and_unlike(void **state)
{
    struct account_summary s = shop(20, false, 0);
    int32_t usual = group_of(&s, NAME_NONE);

    (void)state;
    assert_true(usual >= 0 && usual < GROUPS_MOST);
    s = shop(25, false, 1);
    assert_int_equal(group_of(&s, NAME_NONE), usual);
    s = shop(400, false, 0);
    assert_int_not_equal(group_of(&s, NAME_NONE), usual);
    s = shop(20, true, 0);
    assert_int_not_equal(group_of(&s, NAME_NONE), usual);
    s = shop(20, false, 6);
    assert_int_not_equal(group_of(&s, NAME_NONE), usual);
    s = shop(20, false, 0);
    s.active_days = 0;
    assert_int_equal(group_of(&s, NAME_NONE), -1);
    assert_int_equal(group_of(&s, 3), -1);
    s = shop(1e300, true, 20);
    assert_true(group_of(&s, NAME_NONE) < GROUPS_MOST);
}

/* With a trade, volume and weekends do not matter; programs and browsers do. */
static void trades(void **state)
{
    struct account_summary small = shop(3, false, 0);
    struct account_summary large = shop(300, false, 6);
    struct account_summary program = shop(3, true, 0);

    (void)state;
    for (uint32_t trade = 0; trade < 200; trade++) {
        int32_t group = group_of(&small, trade);

        assert_true(group >= 0 && group < GROUPS_MOST);
        assert_int_not_equal(group, group_of(&small, NAME_NONE));
        assert_int_equal(group, group_of(&large, trade));
        assert_int_equal(group ^ 1, group_of(&program, trade));
        assert_int_not_equal(group, group_of(&small, trade + 1));
    }
}

/* Joins groups with so many accounts each; checks what always holds. */
static void join(const uint32_t *sizes, int32_t joined[GROUPS_MOST], uint32_t after[GROUPS_MOST])
{
    struct population p = {0};
    uint32_t at = 0;
    uint32_t largest = 0;

    for (int g = 0; g < GROUPS_MOST; g++)
        p.accounts += sizes[g];
    p.group = mem_zero((size_t)p.accounts + 2, sizeof *p.group);
    for (int32_t g = 0; g < GROUPS_MOST; g++) {
        for (uint32_t i = 0; i < sizes[g]; i++)
            p.group[at++] = g;
    }
    p.group[at] = -1;
    p.accounts++;
    groups_join(&p, joined);
    memset(after, 0, GROUPS_MOST * sizeof *after);
    assert_int_equal(p.group[at], -1); /* idle accounts stay out */
    at = 0;
    for (int32_t g = 0; g < GROUPS_MOST; g++) {
        assert_true(joined[g] >= 0 && joined[g] < GROUPS_MOST);
        assert_int_equal(joined[joined[g]], joined[g]);
        for (uint32_t i = 0; i < sizes[g]; i++, at++) {
            assert_int_equal(p.group[at], joined[g]);
            after[joined[g]]++;
        }
    }
    for (int32_t g = 0; g < GROUPS_MOST; g++)
        largest = after[g] > largest ? after[g] : largest;
    for (int32_t g = 0; g < GROUPS_MOST; g++)
        assert_true(after[g] == 0 || after[g] >= 8 || after[g] == largest);
    free(p.group);
}

static void small_groups_join(void **state)
{
    uint32_t sizes[GROUPS_MOST] = {0};
    uint32_t after[GROUPS_MOST];
    int32_t joined[GROUPS_MOST];
    uint64_t random = 3;

    (void)state;
    sizes[2] = 30; /* a common band, its neighbours small and large */
    sizes[3] = 5;
    sizes[4] = 12;
    sizes[1] = 3;
    sizes[0] = 2;
    join(sizes, joined, after);
    assert_int_equal(joined[0], 2);
    assert_int_equal(joined[1], 2);
    assert_int_equal(joined[3], 2);
    assert_int_equal(joined[4], 4);
    /* Three programs in all are no kind of their own, and a trade of two is none. */
    sizes[40] = 20;
    sizes[41] = 3;
    sizes[50] = 2;
    join(sizes, joined, after);
    assert_int_equal(joined[40], 40);
    assert_int_equal(joined[41], 2);
    assert_int_equal(joined[50], 2);
    /* With another trade's programs they are. */
    sizes[43] = 9;
    join(sizes, joined, after);
    assert_int_equal(joined[41], 43);
    assert_int_equal(joined[50], 2);
    for (int round = 0; round < 300; round++) {
        for (int g = 0; g < GROUPS_MOST; g++) {
            random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            sizes[g] = (random >> 60) < 9 ? 0 : (uint32_t)(random >> 40) % 14;
        }
        join(sizes, joined, after);
    }
    memset(sizes, 0, sizeof sizes);
    join(sizes, joined, after);
}

static void networks(void **state)
{
    const struct str addresses[] = {
        STR("192.0.2.1"),         STR("192.0.2.200"),      STR("192.0.3.1"),
        STR("2001:db8:1:2::1"),   STR("2001:db8:1:9::77"), STR("2001:db8:2::1"),
        STR("shop.example"),      STR("shop2.example"),    STR(""),
        STR("192.0.2.1.example"), STR("0.0.0.0"),          STR("::"),
    };
    enum { COUNT = sizeof addresses / sizeof addresses[0] };
    uint64_t *n = networks_of(addresses, COUNT);

    (void)state;
    for (int i = 0; i < COUNT; i++) {
        assert_true(n[i] != 0);
        for (int k = 0; k < i; k++) {
            bool same = (i == 1 && k == 0) || (i == 4 && k == 3);

            assert_int_equal(n[i] == n[k], same);
        }
    }
    free(n);
    free(networks_of(addresses, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alike_and_unlike),
        cmocka_unit_test(trades),
        cmocka_unit_test(small_groups_join),
        cmocka_unit_test(networks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
