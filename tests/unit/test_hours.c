/*
 * test_hours.c: hours and order of lines do not depend on who counted which part, nor on the order
 * in which parts come together.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "model/hours.h"
#include "model/order.h"

#define LINES 3000

/* A line of an input; TIME_NONE for one that was not read. */
struct line {
    int64_t time_ns;
    uint64_t offset;
};

/* Numbers that are the same on every run (Marsaglia, xorshift). */
static uint32_t next(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* Hours that follow each other with small disorder, a clock set back, and lines from far away. */
static void make(struct line *lines, uint32_t seed)
{
    int64_t now = 474000 * NS_PER_HOUR;

    for (int i = 0; i < LINES; i++) {
        now += (int64_t)(next(&seed) % 900) * NS_PER_SECOND;
        if (i == LINES / 2)
            now -= 3 * NS_PER_HOUR;
        lines[i].time_ns = now - (int64_t)(next(&seed) % 5) * NS_PER_SECOND;
        if (next(&seed) % 97 == 0)
            lines[i].time_ns = (int64_t)(next(&seed) % 500000) * NS_PER_HOUR - NS_PER_SECOND;
        if (next(&seed) % 13 == 0)
            lines[i].time_ns = TIME_NONE;
        lines[i].offset = (uint64_t)i * 100;
    }
}

/* Counts lines [from, to) as one thread would a part. */
static struct order count_part(const struct line *lines, int from, int to, struct hours *hours,
                               uint64_t damage_at)
{
    struct order order;

    order_begin(&order, (uint64_t)from);
    for (int i = from; i < to; i++) {
        if (lines[i].time_ns == TIME_NONE)
            continue;
        order_note(&order, lines[i].time_ns, (uint64_t)i + 1, lines[i].offset);
        hours_add(hours, lines[i].time_ns);
        if (lines[i].offset < damage_at)
            order.good_ns = lines[i].time_ns;
    }
    order.to = (uint64_t)to;
    return order;
}

/* What the definition says, without any of the code under test. */
static void check_order(const struct line *lines, const struct order *order, uint64_t damage_at)
{
    int64_t last = TIME_NONE;
    int64_t good = TIME_NONE;
    int64_t most = 0;
    uint64_t back = 0;
    uint64_t steps = 0;
    uint64_t most_line = 0;

    for (int i = 0; i < LINES; i++) {
        if (lines[i].time_ns == TIME_NONE)
            continue;
        if (last != TIME_NONE && lines[i].time_ns < last) {
            back++;
            steps += last - lines[i].time_ns > 60 * NS_PER_SECOND;
            if (last - lines[i].time_ns > most) {
                most = last - lines[i].time_ns;
                most_line = (uint64_t)i + 1;
            }
        }
        last = lines[i].time_ns;
        if (lines[i].offset < damage_at)
            good = last;
    }
    assert_true(back > steps && steps > 0);
    assert_int_equal(order->from, 0);
    assert_int_equal(order->to, LINES);
    assert_int_equal(order->back, back);
    assert_int_equal(order->steps, steps);
    assert_int_equal(order->most_ns, most);
    assert_int_equal(order->most_line, most_line);
    assert_int_equal(order->most_offset, (most_line - 1) * 100);
    assert_true(order->last_ns == last);
    assert_true(order->good_ns == good);
}

/* Sorted, each once, and as many lines as there are. */
static void check_hours(const struct line *lines, const struct hours *hours)
{
    uint64_t wanted = 0;

    for (int i = 0; i < LINES; i++)
        wanted += lines[i].time_ns != TIME_NONE;
    assert_int_equal(hours_lines(hours), wanted);
    for (size_t i = 0; i < hours->count; i++) {
        uint64_t count = 0;

        assert_true(i == 0 || hours->list[i].number > hours->list[i - 1].number);
        for (int k = 0; k < LINES; k++)
            count += lines[k].time_ns != TIME_NONE &&
                     clock_floor(lines[k].time_ns, NS_PER_HOUR) == hours->list[i].number;
        assert_int_equal(hours->list[i].lines, count);
        assert_int_equal(hours_at(hours, hours->list[i].number), count);
    }
    assert_int_equal(hours_at(hours, -99), 0);
}

static void test_partitions(void **state)
{
    struct line *lines = mem_zero(LINES, sizeof *lines);
    uint32_t seed = 7;

    (void)state;
    for (int round = 0; round < 40; round++) {
        struct hours threads[3] = {{0}};
        struct hours hours = {0};
        struct order parts[LINES];
        struct order_list list = {0};
        int count = 0;
        int from = 0;
        uint64_t damage_at = next(&seed) % (LINES * 100);

        make(lines, seed);
        while (from < LINES) { /* parts of 1 to 300 lines, dealt out to three threads */
            int to = from + 1 + (int)(next(&seed) % (round % 2 ? 300 : 9));

            to = to < LINES ? to : LINES;
            parts[count++] = count_part(lines, from, to, &threads[next(&seed) % 3], damage_at);
            from = to;
        }
        for (int i = count - 1; i > 0; i--) { /* that finish in any order */
            int k = (int)(next(&seed) % (uint32_t)(i + 1));
            struct order other = parts[i];

            parts[i] = parts[k];
            parts[k] = other;
        }
        for (int i = 0; i < count; i++)
            order_list_add(&list, &parts[i]);
        assert_int_equal(list.count, 1);
        check_order(lines, &list.list[0], damage_at);
        for (int i = 0; i < 3; i++) {
            hours_merge(&hours, &threads[(i + round) % 3]);
            hours_release(&threads[(i + round) % 3]);
        }
        hours_settle(&hours);
        check_hours(lines, &hours);
        hours_release(&hours);
        order_list_release(&list);
    }
    free(lines);
}

static void test_step_bound(void **state)
{
    struct order order;

    (void)state;
    order_begin(&order, 0);
    order_note(&order, 1000 * NS_PER_SECOND, 1, 0);
    order_note(&order, 940 * NS_PER_SECOND, 2, 10); /* 60 s: disorder */
    order_note(&order, 940 * NS_PER_SECOND, 3, 20); /* no step at all */
    assert_int_equal(order.back, 1);
    assert_int_equal(order.steps, 0);
    order_note(&order, 880 * NS_PER_SECOND - 1, 4, 30);
    assert_int_equal(order.back, 2);
    assert_int_equal(order.steps, 1);
    assert_int_equal(order.most_line, 4);
}

/* More hours than any log has: none is kept, whichever part brought the last. */
static void test_too_many(void **state)
{
    struct hours hours = {0};
    struct hours more = {0};

    (void)state;
    for (int64_t i = 0; i <= LIMIT_HOURS; i++)
        hours_add(i % 2 ? &hours : &more, (i * 7919 % (LIMIT_HOURS + 1)) * NS_PER_HOUR);
    hours_settle(&more);
    hours_settle(&hours);
    assert_false(hours.refused || more.refused);
    hours_merge(&hours, &more);
    hours_settle(&hours);
    assert_true(hours.refused);
    assert_int_equal(hours.count, 0);
    hours_add(&hours, 5);
    hours_merge(&hours, &more);
    assert_int_equal(hours.count, 0);
    hours_merge(&more, &hours);
    assert_true(more.refused);
    hours_release(&hours);
    hours_release(&more);
}

static void test_life(void **state)
{
    struct hours hours = {0};
    size_t begin;
    size_t end;

    (void)state;
    for (int i = 0; i < 2000; i++)
        hours_add(&hours, (int64_t)(400000 + i / 10) * NS_PER_HOUR);
    hours_add(&hours, 0);                             /* 1970 */
    hours_add(&hours, INT64_C(900000) * NS_PER_HOUR); /* far ahead */
    hours_add(&hours, INT64_C(400500) * NS_PER_HOUR); /* twelve days on: belongs to it */
    hours_settle(&hours);
    hours_life(&hours, &begin, &end);
    assert_int_equal(hours.list[begin].number, 400000);
    assert_int_equal(hours.list[end - 1].number, 400500);
    hours_release(&hours);
    hours_life(&hours, &begin, &end);
    assert_int_equal(begin, end);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_partitions), cmocka_unit_test(test_step_bound),
        cmocka_unit_test(test_too_many), cmocka_unit_test(test_life)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
