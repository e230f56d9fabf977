/*
 * test_numbers.c: the numbers that an attacker asked for: how they follow each other, and a sample
 * of them from which no number can be read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "numbers.h"

/* Asks for a number `i` seconds after the beginning. */
static void ask(struct numbers *asked, const char *number, uint32_t i, bool unclear)
{
    struct trace t = {.time_ns = (int64_t)i * 1000000000, .person = person_of(str_of(number))};

    numbers_take(asked, &t, unclear);
}

/* A NIR of one town and month by its serial, or of another town. */
static void ask_nir(struct numbers *asked, int town, int serial, uint32_t i)
{
    char nir[40];

    snprintf(nir, sizeof nir, "18406%05d%03d", 75000 + town % 800 + 100, serial % 999 + 1);
    ask(asked, nir, i, false);
}

static void check_places(const struct finding_number *numbers, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double thousandths = (double)numbers[i].place * 1000;

        assert_true(numbers[i].place >= 0 && numbers[i].place <= 1);
        assert_true(thousandths - (double)(int)(thousandths + 0.5) < 0.001);
        assert_true(i == 0 || numbers[i].time_ns >= numbers[i - 1].time_ns);
    }
}

static void test_series(void **state)
{
    struct numbers asked = {0};
    struct arena arena = {0};
    struct finding f = {0};

    (void)state;
    for (uint32_t i = 0; i < 900; i++) {
        ask_nir(&asked, 1, (int)i, 2 * i);
        ask_nir(&asked, 1, (int)i, 2 * i + 1); /* another page of the same person */
    }
    numbers_finish(&asked, &arena, &f);
    assert_true(f.walk.nir);
    assert_int_equal(f.walk.asked, 1800);
    assert_int_equal(f.walk.steps, 899);
    assert_int_equal(f.walk.up, 899);
    assert_int_equal(f.walk.rising, 899);
    assert_int_equal(f.walk.down, 0);
    assert_int_equal(f.number_count, 900);
    assert_int_equal(f.run_count, LIMIT_FINDING_RUN);
    check_places(f.numbers, f.number_count);
    check_places(f.run, f.run_count);
    for (size_t i = 1; i < f.number_count; i++)
        assert_true(f.numbers[i].place >= f.numbers[i - 1].place);
    assert_true(f.numbers[0].place == 0 && f.numbers[899].place == 1);
    numbers_release(&asked);
    arena_release(&arena);
}

/* Three robots that take turns are three series, and none of them is left out of the sample. */
static void test_side_by_side(void **state)
{
    struct numbers asked = {0};
    struct arena arena = {0};
    struct finding f = {0};
    size_t thirds[3] = {0};

    (void)state;
    for (uint32_t i = 0; i < 60000; i++)
        ask_nir(&asked, (int)(i % 3 * 100 + i / 3000), (int)(i / 3 % 999), i);
    numbers_finish(&asked, &arena, &f);
    assert_int_equal(f.walk.steps, 59999);
    assert_true(f.walk.up > 59000);
    assert_int_equal(f.number_count, LIMIT_FINDING_NUMBERS);
    for (size_t i = 0; i < f.number_count; i++)
        thirds[f.numbers[i].time_ns / 1000000000 % 3]++;
    for (int i = 0; i < 3; i++)
        assert_in_range(thirds[i], LIMIT_FINDING_NUMBERS / 4, LIMIT_FINDING_NUMBERS / 2);
    numbers_release(&asked);
    arena_release(&arena);
}

/* Numbers in a list's order, descending files, and texts without a number. */
static void test_orders(void **state)
{
    struct numbers asked = {0};
    struct arena arena = {0};
    struct finding f = {0};
    char text[24];

    (void)state;
    for (uint32_t i = 0; i < 3000; i++)
        ask_nir(&asked, (int)(i * 7919 % 797), (int)(i * 104729 % 997), i);
    for (uint32_t i = 0; i < 100; i++) {
        snprintf(text, sizeof text, "D-%u", 20240900 - 3 * i);
        ask(&asked, text, i, i % 2);
        ask(&asked, "martin", i, false);
    }
    numbers_finish(&asked, &arena, &f);
    assert_true(f.walk.nir);
    assert_int_equal(f.walk.asked, 3000);
    assert_true((f.walk.up + f.walk.down) * 50 < f.walk.steps);
    numbers_release(&asked);
    asked = (struct numbers){.kinds = {{.count = 0}}};
    for (uint32_t i = 0; i < 100; i++) {
        snprintf(text, sizeof text, "D-%u", 20240900 - 3 * i);
        ask(&asked, text, i, i % 2);
    }
    numbers_finish(&asked, &arena, &f);
    assert_false(f.walk.nir);
    assert_int_equal(f.walk.down, 99);
    assert_int_equal(f.walk.rising, 0);
    assert_true(f.numbers[1].unclear && !f.numbers[2].unclear);
    numbers_release(&asked);
    arena_release(&arena);
}

static void test_none(void **state)
{
    struct numbers asked = {0};
    struct arena arena = {0};
    struct finding f = {0};
    struct trace nobody = {.time_ns = 7};

    (void)state;
    numbers_take(&asked, &nobody, false);
    numbers_finish(&asked, &arena, &f);
    assert_int_equal(f.number_count + f.run_count + f.walk.asked, 0);
    ask_nir(&asked, 1, 1, 1);
    numbers_finish(&asked, &arena, &f);
    assert_int_equal(f.number_count, 1);
    assert_true(f.numbers[0].place == 0.5F);
    numbers_release(&asked);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_series),
        cmocka_unit_test(test_side_by_side),
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
