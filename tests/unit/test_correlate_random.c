/*
 * test_correlate_random.c: each kind of correlation over random streams, with ties in time, against
 * a recount from scratch: every fire and every alert, place by place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "recount.h"

#define STREAMS 400
#define EVENTS  150

/* Several groups through one correlator, as callers do. Returns how many alerts there were. */
static size_t check_streams(enum correlation_kind kind, uint64_t seed, size_t most)
{
    struct told told = {0};
    struct told wanted = {0};
    size_t alerts = 0;

    for (int i = 0; i < STREAMS; i++) {
        struct correlation correlation;
        struct expr nodes[8];
        struct correlate_event events[EVENTS];
        struct correlate_sink sink = told_sink(&told);
        struct correlator *correlator;
        uint64_t evicted = 0;

        random_correlation(&seed, kind, &correlation, nodes);
        correlator = correlator_new(&correlation, &sink, most);
        for (int group = 0; group < 2; group++) {
            random_events(&seed, &correlation, events, EVENTS);
            told_clear(&told);
            for (size_t k = 0; k < EVENTS; k++)
                correlator_add(correlator, &events[k]);
            correlator_end_group(correlator);
            told.evicted = correlator_evicted(correlator) - evicted;
            evicted += told.evicted;
            recount(&correlation, events, EVENTS, most, &wanted);
            told_same(&told, &wanted);
            alerts += told.alert_count;
        }
        correlator_free(correlator);
    }
    told_release(&told);
    told_release(&wanted);
    return alerts;
}

/* 120,000 events of each kind; both outcomes are frequent. */
#define KIND(name, kind)                                                                           \
    static void name(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        assert_in_range(check_streams(kind, 1, LIMIT_CORRELATE_EVENTS), STREAMS, 60 * STREAMS);    \
        (void)check_streams(kind, 2, 7);                                                           \
        (void)check_streams(kind, 3, 1);                                                           \
    }

KIND(event_count, CORRELATION_EVENT_COUNT)
KIND(value_count, CORRELATION_VALUE_COUNT)
KIND(temporal, CORRELATION_TEMPORAL)
KIND(temporal_ordered, CORRELATION_TEMPORAL_ORDERED)
KIND(value_sum, CORRELATION_VALUE_SUM)
KIND(value_avg, CORRELATION_VALUE_AVG)
KIND(value_percentile, CORRELATION_VALUE_PERCENTILE)
KIND(value_median, CORRELATION_VALUE_MEDIAN)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(event_count),      cmocka_unit_test(value_count),
        cmocka_unit_test(temporal),         cmocka_unit_test(temporal_ordered),
        cmocka_unit_test(value_sum),        cmocka_unit_test(value_avg),
        cmocka_unit_test(value_percentile), cmocka_unit_test(value_median),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
