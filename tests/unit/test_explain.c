/*
 * test_explain.c: names of accounts that there are not, and parts of an account in their order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "explain_parts.h"

static struct str accounts[] = {{"", 0},          {"10000000001", 11}, {"10000000002", 11},
                                {"Dr.Martin", 9}, {"dr.marten", 9},    {"zz", 2}};

static struct census census_of(void)
{
    struct census census = {.texts = {[NAMES_ACCOUNT] = accounts},
                            .count = {[NAMES_ACCOUNT] = sizeof accounts / sizeof accounts[0]}};

    return census;
}

static void names_are_found(void **state)
{
    struct census census = census_of();

    (void)state;
    for (uint32_t i = 0; i < census.count[NAMES_ACCOUNT]; i++)
        assert_int_equal(explain_find(&census, accounts[i]), i);
    assert_int_equal(explain_find(&census, STR("10000000003")), NAME_NONE);
    assert_int_equal(explain_find(&census, STR("zzz")), NAME_NONE);
    census.count[NAMES_ACCOUNT] = 0;
    assert_int_equal(explain_find(&census, STR("zz")), NAME_NONE);
}

static void nearest_come_first(void **state)
{
    struct census census = census_of();
    uint32_t near[EXPLAIN_NEAR];
    char text[5000];

    (void)state;
    assert_int_equal(explain_near(&census, STR("dr.martin"), near), 2);
    assert_int_equal(near[0], 3); /* letters' case is no change */
    assert_int_equal(near[1], 4);
    assert_int_equal(explain_near(&census, STR("10000000003"), near), 2);
    assert_int_equal(near[0], 1);
    assert_int_equal(near[1], 2);
    assert_int_equal(explain_near(&census, STR("m. matin"), near), 0);
    assert_int_equal(explain_near(&census, STR("Martin"), near), 1); /* a part of it */
    assert_int_equal(near[0], 3);
    memset(text, 'q', sizeof text);
    assert_int_equal(explain_near(&census, (struct str){text, sizeof text}, near), 0);
}

static void no_more_than_asked(void **state)
{
    static struct str many[26];
    static char letters[26];
    struct census census = {.texts = {[NAMES_ACCOUNT] = many}, .count = {[NAMES_ACCOUNT] = 26}};
    uint32_t near[EXPLAIN_NEAR];

    (void)state;
    for (int i = 0; i < 26; i++) {
        letters[i] = (char)('a' + i);
        many[i] = (struct str){&letters[i], 1};
    }
    assert_int_equal(explain_near(&census, STR("k"), near), EXPLAIN_NEAR);
    assert_int_equal(near[0], 10);
    assert_int_equal(near[1], 0); /* of equal ones, the first by name */
    assert_int_equal(near[4], 3);
}

static struct explain_part part(uint64_t requests, uint64_t views, int64_t first, int64_t last,
                                bool learnt)
{
    return (struct explain_part){
        .requests = requests, .views = views, .first_ns = first, .last_ns = last, .learnt = learnt};
}

static void parts_add_up(void **state)
{
    struct arena arena = {0};
    struct explain_parts parts;
    struct explain_list list;

    (void)state;
    explain_parts_init(&parts);
    for (int i = 0; i < 40; i++) { /* grows */
        char name[2] = {'c', (char)('A' + i)};
        struct explain_part one = part(1, 0, i, i, false);

        explain_parts_add(&parts, (struct str){name, 2}, &one);
    }
    for (int i = 0; i < 3; i++) {
        struct explain_part a = part(10, 2, 50 - i, 60 + i, i == 1);
        struct explain_part b = part(20, 2, 1, 2, false);

        explain_parts_add(&parts, STR("a"), &a);
        explain_parts_add(&parts, STR("b"), &b);
    }
    explain_parts_end(&parts, &arena, &list);
    assert_int_equal(list.count, 42);
    assert_true(str_eq(list.parts[0].text, STR("b"))); /* as many views, more requests */
    assert_true(str_eq(list.parts[1].text, STR("a")));
    assert_int_equal(list.parts[1].requests, 30);
    assert_int_equal(list.parts[1].views, 6);
    assert_int_equal(list.parts[1].first_ns, 48);
    assert_int_equal(list.parts[1].last_ns, 62);
    assert_true(list.parts[1].learnt);
    assert_false(list.parts[0].learnt);
    assert_true(str_eq(list.parts[2].text, STR("cA")));
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found),
        cmocka_unit_test(nearest_come_first),
        cmocka_unit_test(no_more_than_asked),
        cmocka_unit_test(parts_add_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
