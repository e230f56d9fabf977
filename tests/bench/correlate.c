/*
 * correlate.c: events that one core correlates in a second, where each of 50,000 accounts has 2,000
 * distinct values in its window; and bytes for each value. First the windows alone, events being in
 * order, as those of sorted traces are; then rows that come in order of time, all accounts mixed,
 * and are sorted first, in memory and on disk.
 *
 * Usage: correlate [GROUPS [ROWS]]     (default 50000 groups, 4000000 rows)
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"
#include "signatures/rows.h"

#define DISTINCT 2000
#define EVENTS   2500 /* of each account; the window is full for a fifth of them */

_Noreturn void mem_exhausted(size_t wanted_bytes)
{
    fprintf(stderr, "no memory for %zu bytes\n", wanted_bytes);
    exit(2);
}

/* What alerts tell. */
struct alerts {
    uint64_t count;
    double most; /* distinct values in one window */
};

static void count_alert(void *context, const struct correlate_alert *alert)
{
    struct alerts *alerts = context;

    alerts->count++;
    alerts->most = alert->most > alerts->most ? alert->most : alerts->most;
}

static struct correlation many_values(enum correlation_kind kind)
{
    return (struct correlation){.kind = kind,
                                .member_count = 1,
                                .timespan_ns = DISTINCT - 1,
                                .percentile = 95,
                                .bounds = {.set = BOUND_GTE, .gte = DISTINCT}};
}

/* Each event has a value of its own, or (`repeat`) one of 3,000 by chance: some 1,500 in a window.
 */
static void windows(const char *name, enum correlation_kind kind, uint64_t groups, bool repeat)
{
    struct correlation correlation = many_values(kind);
    struct alerts alerts = {0};
    struct correlate_sink sink = {NULL, count_alert, &alerts};
    struct correlator *correlator = correlator_new(&correlation, &sink, 0);
    size_t empty = correlator_bytes(correlator);
    int64_t begin = clock_processor();
    double seconds;

    if (repeat)
        correlation.bounds.gte = DISTINCT / 2;
    for (uint64_t g = 0; g < groups; g++) {
        for (int64_t t = 0; t < EVENTS; t++) {
            uint64_t hash = hash_words(g, (uint64_t)t);
            struct correlate_event event = {.time_ns = t,
                                            .value = repeat ? hash_words(hash % 3000, g) : hash,
                                            .number = (double)(hash % 1000),
                                            .place = (uint64_t)t};

            correlator_add(correlator, &event);
        }
        correlator_end_group(correlator);
    }
    seconds = (double)(clock_processor() - begin) / 1e9;
    printf("| %-38s | %7.2f | %10.1f | %8llu |\n", name, (double)(groups * EVENTS) / seconds / 1e6,
           (double)(correlator_bytes(correlator) - empty) /
               (kind == CORRELATION_VALUE_COUNT ? alerts.most : DISTINCT),
           (unsigned long long)alerts.count);
    correlator_free(correlator);
}

static int take(void *context, uint32_t rule, const struct correlate_alert *alert,
                const struct correlation_row *at, const struct correlation_row *to,
                const struct correlation_row *first, int first_count, struct err *err)
{
    (void)rule, (void)at, (void)to, (void)first, (void)first_count, (void)err;
    count_alert(context, alert);
    return 0;
}

static int rows(const char *name, uint64_t count, size_t memory_bytes)
{
    struct correlation correlation = many_values(CORRELATION_VALUE_COUNT);
    struct correlation_member member = {.rule = UINT32_MAX};
    struct rule rule = {.correlation = &correlation};
    struct rule_set set = {.rules = &rule, .count = 1};
    struct alerts alerts = {0};
    struct correlation_taker taker = {take, &alerts, false};
    struct err err = {0};
    uint64_t groups = count / EVENTS;
    int directory = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct correlation_run *run;
    int64_t begin = clock_processor();
    int rc = 0;

    correlation.members = &member;
    run = correlation_run_new(&set, memory_bytes, directory);
    for (uint64_t t = 0; rc == 0 && t < EVENTS; t++) {
        for (uint64_t g = 0; rc == 0 && g < groups; g++) {
            struct correlation_row row = {.group = hash_words(g, 1),
                                          .time_ns = (int64_t)t,
                                          .offset = t * groups + g,
                                          .value = hash_words(g, t)};

            rc = correlation_run_add(run, &row, &err);
        }
    }
    if (rc < 0 || correlation_run_all(run, &taker, NULL, NULL, &err) < 0) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    printf("| %-38s | %7.2f |            | %8llu |\n", name,
           (double)(groups * EVENTS) / ((double)(clock_processor() - begin) / 1e9) / 1e6,
           (unsigned long long)alerts.count);
    correlation_run_free(run);
    (void)close(directory);
    return 0;
}

int main(int argc, char **argv)
{
    uint64_t groups = argc > 1 ? strtoull(argv[1], NULL, 10) : 50000;
    uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 10) : 4000000;

    printf("| windows of 2,000 events                | M ev/s  | bytes each | alerts   |\n");
    printf("|----------------------------------------|---------|------------|----------|\n");
    windows("value_count, every value new", CORRELATION_VALUE_COUNT, groups, false);
    windows("value_count, values repeat", CORRELATION_VALUE_COUNT, groups, true);
    windows("event_count", CORRELATION_EVENT_COUNT, groups / 10, false);
    windows("value_sum", CORRELATION_VALUE_SUM, groups / 10, false);
    windows("value_percentile", CORRELATION_VALUE_PERCENTILE, groups / 50, false);
    return rows("value_count, sorted in memory first", count, (size_t)1 << 30) ||
           rows("value_count, sorted on disk first", count, (size_t)64 << 20);
}
