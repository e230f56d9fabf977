/*
 * test_correlate.c: windows and alerts of each kind by example: the edge that is included, what
 * ends an alert, windows that close, order, numbers, caps. Random streams: test_correlate_random.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "recount.h"

/* A correlation with a bound from below. */
static struct correlation counting(enum correlation_kind kind, double least, int64_t timespan)
{
    return (struct correlation){.kind = kind,
                                .member_count = 2,
                                .timespan_ns = timespan,
                                .bounds = {.set = BOUND_GTE, .gte = least}};
}

/* An event of a list: time, then value, number or member, as the kind has it. */
struct moment {
    int64_t time_ns;
    double what;
};

/* Runs one group; what is told is to be released. */
static struct told run(const struct correlation *correlation, const struct moment *moments,
                       size_t n)
{
    struct told told = {0};
    struct correlate_sink sink = told_sink(&told);
    struct correlator *correlator = correlator_new(correlation, &sink, 0);

    for (size_t i = 0; i < n; i++) {
        struct correlate_event event = {.time_ns = moments[i].time_ns, .place = i};

        if (correlation->kind >= CORRELATION_VALUE_SUM)
            event.number = moments[i].what;
        else if (correlation->kind == CORRELATION_VALUE_COUNT)
            event.value = (uint64_t)moments[i].what;
        else
            event.member = (uint32_t)moments[i].what;
        correlator_add(correlator, &event);
    }
    correlator_end_group(correlator);
    told.evicted = correlator_evicted(correlator);
    correlator_free(correlator);
    return told;
}

#define RUN(correlation, ...)                                                                      \
    run(correlation, (const struct moment[]){__VA_ARGS__},                                         \
        sizeof((const struct moment[]){__VA_ARGS__}) / sizeof(struct moment))

/* Both ends of a window are in it, and nothing beyond. */
static void edges(void **state)
{
    struct correlation correlation = counting(CORRELATION_EVENT_COUNT, 3, 10);
    struct told told = RUN(&correlation, {0, 0}, {5, 0}, {10, 0});

    (void)state;
    assert_int_equal(told.alert_count, 1);
    assert_int_equal(told.alerts[0].from_ns, 0);
    assert_int_equal(told.alerts[0].at_ns, 10);
    assert_int_equal(told.alerts[0].events, 3);
    told_release(&told);
    told = RUN(&correlation, {0, 0}, {5, 0}, {11, 0});
    assert_int_equal(told.alert_count, 0);
    told_release(&told);
    /* The ends of time itself. */
    told = RUN(&correlation, {INT64_MIN, 0}, {INT64_MIN, 0}, {INT64_MIN + 5, 0}, {0, 0},
               {INT64_MAX - 10, 0}, {INT64_MAX - 1, 0}, {INT64_MAX, 0});
    assert_int_equal(told.alert_count, 2);
    assert_int_equal(told.alerts[0].at_ns, INT64_MIN + 5);
    assert_int_equal(told.alerts[1].at_ns, INT64_MAX);
    told_release(&told);
    correlation.timespan_ns = INT64_MAX;
    told = RUN(&correlation, {INT64_MIN, 0}, {0, 0}, {5, 0}, {INT64_MAX, 0});
    assert_int_equal(told.alert_count, 1);
    assert_int_equal(told.alerts[0].at_ns, INT64_MAX);
    told_release(&told);
}

/* One alert while it lasts; a new one after an event that finds it false, or after a pause. */
static void lasts(void **state)
{
    struct correlation correlation = counting(CORRELATION_EVENT_COUNT, 2, 10);
    struct told told =
        RUN(&correlation, {0, 0}, {1, 0}, {11, 0}, {20, 0}, {31, 0}, {40, 0}, {90, 0}, {91, 0});

    (void)state;
    assert_int_equal(told.fire_count, 5);
    assert_int_equal(told.alert_count, 3);
    assert_int_equal(told.alerts[0].at_ns, 1);
    assert_int_equal(told.alerts[0].to_ns, 20);
    assert_int_equal(told.alerts[0].events, 4);
    assert_true(told.alerts[0].value == 2 && told.alerts[0].most == 2);
    assert_int_equal(told.alerts[0].to_place, 3);
    assert_int_equal(told.alerts[1].at_ns, 40);
    assert_int_equal(told.alerts[1].from_ns, 31);
    assert_int_equal(told.alerts[1].place_count, 2);
    assert_int_equal(told.alerts[1].places[0], 4);
    assert_int_equal(told.alerts[1].places[1], 5);
    assert_int_equal(told.alerts[2].at_ns, 91);
    told_release(&told);
    /* A condition that one event makes true ends with the pause alone. */
    correlation.bounds.gte = 1;
    told = RUN(&correlation, {0, 0}, {10, 0}, {20, 0}, {31, 0}, {42, 0});
    assert_int_equal(told.fire_count, 5);
    assert_int_equal(told.alert_count, 3);
    assert_int_equal(told.alerts[0].to_ns, 20);
    told_release(&told);
}

static void ranges(void **state)
{
    struct correlation correlation = counting(CORRELATION_EVENT_COUNT, 0, 100);
    struct told told;

    (void)state;
    correlation.bounds = (struct bounds){.set = BOUND_GT | BOUND_LTE, .gt = 2, .lte = 5};
    told = RUN(&correlation, {0, 0}, {1, 0}, {3, 0}, {4, 0}, {5, 0}, {6, 0});
    assert_int_equal(told.fire_count, 3);
    assert_int_equal(told.fires[0].place, 2);
    assert_int_equal(told.alert_count, 1);
    assert_int_equal(told.alerts[0].to_ns, 5);
    assert_true(told.alerts[0].most == 5);
    told_release(&told);
}

/* Without a bound from below a window is judged when it closes. */
static void closing(void **state)
{
    struct correlation correlation = counting(CORRELATION_EVENT_COUNT, 0, 10);
    struct told told;

    (void)state;
    correlation.bounds = (struct bounds){.set = BOUND_LT, .lt = 3};
    /* 0 to 10: three; 11 and 21: two; 50: one. */
    told = RUN(&correlation, {0, 0}, {1, 0}, {10, 0}, {11, 0}, {21, 0}, {50, 0});
    assert_int_equal(told.alert_count, 2);
    assert_int_equal(told.fire_count, 2);
    assert_int_equal(told.alerts[0].from_ns, 11);
    assert_int_equal(told.alerts[0].at_ns, 21);
    assert_true(told.alerts[0].value == 2);
    assert_int_equal(told.alerts[0].places[0], 3);
    assert_int_equal(told.alerts[1].from_ns, 50);
    told_release(&told);
    correlation.bounds = (struct bounds){.set = BOUND_EQ, .eq = 3};
    told = RUN(&correlation, {0, 0}, {1, 0}, {10, 0}, {11, 0}, {21, 0}, {50, 0});
    assert_int_equal(told.alert_count, 1);
    assert_int_equal(told.alerts[0].at_ns, 10);
    told_release(&told);
}

static void distinct(void **state)
{
    struct correlation correlation = counting(CORRELATION_VALUE_COUNT, 3, 10);
    struct told told = RUN(&correlation, {0, 1}, {1, 2}, {2, 1}, {3, 2}, {4, 1});

    (void)state;
    assert_int_equal(told.alert_count, 0);
    told_release(&told);
    /* 1 is seen again before 3 comes; 2 has left. */
    told = RUN(&correlation, {0, 1}, {1, 2}, {8, 1}, {12, 3}, {13, 4});
    assert_int_equal(told.alert_count, 1);
    assert_int_equal(told.alerts[0].at_ns, 13);
    assert_int_equal(told.alerts[0].from_ns, 8);
    told_release(&told);
    /* Values that only a bad hash would confuse. */
    told = RUN(&correlation, {0, 0}, {0, 4294967296.0}, {0, 8589934592.0});
    assert_int_equal(told.alert_count, 1);
    told_release(&told);
}

static void in_whatever_order(void **state)
{
    struct correlation correlation = counting(CORRELATION_TEMPORAL, 2, 10);
    struct told told = RUN(&correlation, {0, 1}, {5, 1}, {14, 0}, {30, 0}, {41, 1});

    (void)state;
    assert_int_equal(told.alert_count, 1);
    assert_int_equal(told.alerts[0].at_ns, 14);
    assert_int_equal(told.alerts[0].from_ns, 5);
    told_release(&told);
}

/* Steps are later than one another; events of one instant have no order. */
static void in_order(void **state)
{
    struct correlation correlation = counting(CORRELATION_TEMPORAL_ORDERED, 2, 10);
    struct told told = RUN(&correlation, {0, 1}, {5, 0});

    (void)state;
    assert_int_equal(told.alert_count, 0);
    told_release(&told);
    told = RUN(&correlation, {0, 0}, {0, 1});
    assert_int_equal(told.alert_count, 0);
    told_release(&told);
    told = RUN(&correlation, {0, 0}, {10, 0}, {10, 1}, {20, 1});
    assert_int_equal(told.alert_count, 1);
    assert_int_equal(told.alerts[0].at_ns, 10);
    assert_int_equal(told.alerts[0].from_ns, 0);
    assert_int_equal(told.alerts[0].to_ns, 20);
    told_release(&told);
    told = RUN(&correlation, {0, 0}, {11, 1});
    assert_int_equal(told.alert_count, 0);
    told_release(&told);
    correlation.member_count = 3;
    correlation.bounds.gte = 3;
    told = RUN(&correlation, {0, 2}, {1, 1}, {2, 0}, {3, 2}, {4, 0}, {5, 1}, {6, 2});
    assert_int_equal(told.alert_count, 1);
    assert_int_equal(told.alerts[0].at_ns, 6);
    assert_int_equal(told.alerts[0].from_ns, 4);
    told_release(&told);
    /* Two of three, in order. */
    correlation.bounds.gte = 2;
    told = RUN(&correlation, {0, 2}, {1, 1}, {2, 0}, {3, 2});
    assert_int_equal(told.alerts[0].at_ns, 3);
    assert_int_equal(told.alerts[0].from_ns, 2);
    told_release(&told);
}

/* "a and not b" waits until the window closes. */
static void absence(void **state)
{
    struct expr b = {.kind = EXPR_MEMBER, .member = 1};
    struct expr not_b = {.kind = EXPR_NOT, .first = &b};
    struct expr a = {.kind = EXPR_MEMBER, .next = &not_b};
    struct expr both = {.kind = EXPR_AND, .first = &a};
    struct correlation correlation = {
        .kind = CORRELATION_TEMPORAL, .member_count = 2, .timespan_ns = 10, .temporal = &both};
    struct told told = RUN(&correlation, {0, 0}, {10, 1}, {20, 0}, {40, 1});

    (void)state;
    assert_int_equal(told.alert_count, 1);
    assert_int_equal(told.alerts[0].at_ns, 20);
    told_release(&told);
}

/* Sums of decimals are what they are on paper, whatever has passed through the window. */
static void sums(void **state)
{
    struct correlation correlation = counting(CORRELATION_VALUE_SUM, 0.3, 1);
    struct told told = RUN(&correlation, {0, 1e17}, {0, -0.1}, {10, 0.1}, {11, 0.2}, {20, 0.1});

    (void)state;
    assert_int_equal(told.alert_count, 2);
    assert_int_equal(told.alerts[1].at_ns, 11);
    assert_true(told.alerts[1].value == 0.3);
    told_release(&told);
    /* What is no number is passed over, and what is too large is cut. */
    correlation = counting(CORRELATION_VALUE_SUM, 1e18, 10);
    told = RUN(&correlation, {0, NAN}, {1, INFINITY}, {2, -INFINITY}, {3, NAN}, {4, 1e300});
    assert_int_equal(told.fire_count, 2);
    assert_int_equal(told.fires[0].place, 1);
    assert_int_equal(told.fires[1].place, 4);
    assert_true(told.alerts[0].value == 1152921504606846976.0);
    told_release(&told);
    correlation = counting(CORRELATION_VALUE_AVG, 500.5, 10);
    told = RUN(&correlation, {0, 400}, {1, 600}, {2, 501.5});
    assert_int_equal(told.alert_count, 1);
    assert_int_equal(told.alerts[0].at_ns, 2);
    told_release(&told);
}

static void percentiles(void **state)
{
    struct correlation correlation = counting(CORRELATION_VALUE_MEDIAN, 2.5, 10);
    struct told told = RUN(&correlation, {0, 4}, {0, 1}, {0, 2}, {0, 3});

    (void)state;
    assert_int_equal(told.fires[told.fire_count - 1].place, 3);
    assert_int_equal(told.alert_count, 2); /* 4; 4 and 1; all four */
    assert_true(told.alerts[0].value == 4 && told.alerts[1].value == 2.5);
    told_release(&told);
    /* Of 1 to 5, 90 % of the way from the first to the last: 4.6. */
    correlation = counting(CORRELATION_VALUE_PERCENTILE, 0, 10);
    correlation.percentile = 90;
    correlation.bounds = (struct bounds){.set = BOUND_EQ, .eq = 4.6};
    told = RUN(&correlation, {0, 5}, {0, 1}, {0, 3}, {0, 4}, {0, 2});
    assert_int_equal(told.alert_count, 1);
    told_release(&told);
}

/* An event that is late counts as of the last one. */
static void late(void **state)
{
    struct correlation correlation = counting(CORRELATION_EVENT_COUNT, 3, 10);
    struct told told = RUN(&correlation, {100, 0}, {0, 0}, {105, 0});

    (void)state;
    assert_int_equal(told.alert_count, 1);
    assert_int_equal(told.alerts[0].from_ns, 100);
    told_release(&told);
}

/* --- windows of thousands --- */

#define WIDE_EVENTS 5000
#define WIDE_SPAN   1500

/* Distinct values since `first`, by the last event that has each. */
static double count_distinct(const struct correlate_event *events, size_t first, size_t last,
                             size_t *stamps)
{
    size_t count = 0;

    for (size_t i = first; i <= last; i++) {
        count += stamps[events[i].value] != last + 1;
        stamps[events[i].value] = last + 1;
    }
    return (double)count;
}

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static double sorted_median(const struct correlate_event *events, size_t first, size_t last,
                            double *sorted)
{
    size_t n = last - first + 1;

    for (size_t i = 0; i < n; i++)
        sorted[i] = events[first + i].number;
    qsort(sorted, n, sizeof *sorted, compare_numbers);
    return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

/* Keeps the most of the alert, which lasts as long as the group. */
static void keep_value(void *context, const struct correlate_event *event,
                       const struct correlate_alert *alert, bool began)
{
    (void)event, (void)began;
    *(double *)context = alert->most;
}

/* The most so far, told at each event, against a recount; groups of several sizes, since windows
 * keep their memory. */
static void check_wide(enum correlation_kind kind, uint32_t domain, bool drifting)
{
    static const size_t groups[] = {30, 2000, 10, WIDE_EVENTS, 100};
    struct correlation correlation = counting(kind, 0, WIDE_SPAN);
    struct correlate_event *events = mem_zero(WIDE_EVENTS, sizeof *events);
    size_t *stamps = mem_zero((size_t)domain + WIDE_EVENTS, sizeof *stamps);
    double *sorted = mem_zero(WIDE_EVENTS, sizeof *sorted);
    double told = 0;
    struct correlate_sink sink = {.fire = keep_value, .context = &told};
    struct correlator *correlator = correlator_new(&correlation, &sink, 0);
    uint64_t seed = 9;

    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++) {
        double most = 0;

        memset(stamps, 0, ((size_t)domain + WIDE_EVENTS) * sizeof *stamps);
        for (size_t i = 0, first = 0; i < groups[g]; i++) {
            events[i].time_ns = (int64_t)i;
            events[i].value = draw(&seed, domain) + (drifting ? i : 0);
            events[i].number = (double)draw(&seed, domain) + (drifting ? (double)i : 0);
            first = i > WIDE_SPAN ? i - WIDE_SPAN : 0;
            if (kind == CORRELATION_VALUE_COUNT)
                most = fmax(most, count_distinct(events, first, i, stamps));
            else
                most = fmax(most, sorted_median(events, first, i, sorted));
            correlator_add(correlator, &events[i]);
            assert_true(told == most);
        }
        correlator_end_group(correlator);
    }
    correlator_free(correlator);
    free(events);
    free(stamps);
    free(sorted);
}

static void wide_distinct(void **state)
{
    (void)state;
    check_wide(CORRELATION_VALUE_COUNT, 5, false);
    check_wide(CORRELATION_VALUE_COUNT, 3000, false);
    check_wide(CORRELATION_VALUE_COUNT, 300, true);
}

static void wide_median(void **state)
{
    (void)state;
    check_wide(CORRELATION_VALUE_MEDIAN, 20, false);
    check_wide(CORRELATION_VALUE_MEDIAN, 300, true);
}

/* What is kept is bounded, whatever comes; memory stays with the correlator, and is not more for
 * many groups. */
static void bounded(void **state)
{
    static const enum correlation_kind kinds[] = {CORRELATION_EVENT_COUNT, CORRELATION_VALUE_COUNT,
                                                  CORRELATION_VALUE_SUM, CORRELATION_VALUE_MEDIAN};

    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        struct correlation correlation = counting(kinds[k], 1e6, 1000000);
        struct correlate_sink sink = {0};
        struct correlator *correlator = correlator_new(&correlation, &sink, 1000);
        size_t bytes = 0;

        for (uint64_t group = 0; group < 20; group++) {
            for (uint64_t i = 0; i < 5000; i++) {
                struct correlate_event event = {
                    .time_ns = (int64_t)i, .value = hash_words(i, group), .number = (double)i};

                correlator_add(correlator, &event);
            }
            correlator_end_group(correlator);
            assert_int_equal(correlator_evicted(correlator), (group + 1) * 4000);
            bytes = group == 0 ? correlator_bytes(correlator) : bytes;
        }
        assert_int_equal(correlator_bytes(correlator), bytes);
        assert_in_range(bytes, 16000, 70000);
        correlator_free(correlator);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edges),       cmocka_unit_test(lasts),
        cmocka_unit_test(ranges),      cmocka_unit_test(closing),
        cmocka_unit_test(distinct),    cmocka_unit_test(in_whatever_order),
        cmocka_unit_test(in_order),    cmocka_unit_test(absence),
        cmocka_unit_test(sums),        cmocka_unit_test(percentiles),
        cmocka_unit_test(late),        cmocka_unit_test(wide_distinct),
        cmocka_unit_test(wide_median), cmocka_unit_test(bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
