/*
 * test_rows.c: rows of many correlations, groups and levels, in whatever order they come: the same
 * alerts, and those of a recount group by group.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/mem.h"
#include "recount.h"
#include "signatures/rows.h"

#define KINDS  8
#define GROUPS 12
#define EVENTS 300
#define ROWS   (KINDS * GROUPS * EVENTS)

/* An alert with its rows. */
struct taken {
    uint32_t rule;
    struct correlate_alert alert;
    struct correlation_row at;
    struct correlation_row to;
    struct correlation_row first[CORRELATE_PLACES];
    int first_count;
};
struct takings {
    struct taken *alerts;
    size_t count;
    size_t room;
};

static int take(void *context, uint32_t rule, const struct correlate_alert *alert,
                const struct correlation_row *at, const struct correlation_row *to,
                const struct correlation_row *first, int first_count, struct err *err)
{
    struct takings *takings = context;
    struct taken *taken;

    (void)err;
    MEM_GROW(takings->alerts, takings->count, takings->room);
    taken = &takings->alerts[takings->count++];
    memset(taken, 0, sizeof *taken);
    taken->rule = rule;
    taken->alert = *alert;
    taken->at = *at;
    taken->to = *to;
    taken->first_count = first_count;
    memcpy(taken->first, first, (size_t)first_count * sizeof *first);
    return 0;
}

/* Runs rows and takes all alerts. */
static struct takings run_rows(const struct rule_set *set, const struct correlation_row *rows,
                               size_t n, correlation_rechain rechain, bool each)
{
    struct takings takings = {0};
    struct correlation_taker taker = {take, &takings, each};
    struct err err = {0};
    int directory = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct correlation_run *run = correlation_run_new(set, 0, directory);

    assert_true(directory >= 0);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(correlation_run_add(run, &rows[i], &err), 0);
    assert_int_equal(correlation_run_all(run, &taker, rechain, NULL, &err), 0);
    correlation_run_free(run);
    (void)close(directory);
    return takings;
}

/* One set with a correlation of each kind. */
struct world {
    struct rule_set set;
    struct rule rules[KINDS];
    struct correlation correlations[KINDS];
    struct expr nodes[KINDS][8];
    struct correlate_event events[KINDS][GROUPS][EVENTS];
    struct correlation_row *rows;
};

static struct world *make_world(uint64_t *seed)
{
    struct world *world = mem_zero(1, sizeof *world);
    size_t n = 0;

    world->rows = mem_zero(ROWS, sizeof *world->rows);
    world->set.rules = world->rules;
    world->set.count = KINDS;
    for (uint32_t k = 0; k < KINDS; k++) {
        struct correlation *correlation = &world->correlations[k];

        random_correlation(seed, (enum correlation_kind)k, correlation, world->nodes[k]);
        correlation->members = mem_zero(correlation->member_count, sizeof *correlation->members);
        for (size_t m = 0; m < correlation->member_count; m++)
            correlation->members[m].rule = UINT32_MAX; /* none of this set */
        world->rules[k].correlation = correlation;
        for (uint32_t g = 0; g < GROUPS; g++) {
            random_events(seed, correlation, world->events[k][g], EVENTS);
            for (uint32_t i = 0; i < EVENTS; i++) {
                const struct correlate_event *event = &world->events[k][g][i];
                struct correlation_row *row = &world->rows[n++];

                /* Offsets tell the order of equal times. */
                *row = (struct correlation_row){.group = hash_words(g, 77),
                                                .time_ns = event->time_ns,
                                                .offset = i,
                                                .place = ((uint64_t)g << 32) + i,
                                                .line = i,
                                                .input = g,
                                                .correlation = k,
                                                .member = event->member};
                if (k == CORRELATION_VALUE_COUNT)
                    row->value = event->value;
                else if (k >= CORRELATION_VALUE_SUM)
                    row->number = event->number;
            }
        }
    }
    return world;
}

static void free_world(struct world *world)
{
    for (size_t k = 0; k < KINDS; k++)
        free(world->correlations[k].members);
    free(world->rows);
    free(world);
}

/* The alert of a recount is among those that were taken, rows and all. */
static void check_taken(const struct takings *takings, uint32_t rule, uint32_t group,
                        const struct correlate_alert *wanted)
{
    for (size_t i = 0; i < takings->count; i++) {
        const struct taken *taken = &takings->alerts[i];

        if (taken->rule != rule || taken->at.input != group || taken->at.offset != wanted->at_place)
            continue;
        assert_int_equal(taken->at.place, ((uint64_t)group << 32) + wanted->at_place);
        assert_int_equal(taken->to.offset, wanted->to_place);
        assert_int_equal(taken->alert.at_ns, wanted->at_ns);
        assert_int_equal(taken->alert.to_ns, wanted->to_ns);
        assert_int_equal(taken->alert.from_ns, wanted->from_ns);
        assert_int_equal(taken->alert.events, wanted->events);
        assert_true(taken->alert.value == wanted->value);
        assert_true(taken->alert.most == wanted->most);
        assert_int_equal(taken->first_count, wanted->place_count);
        for (int k = 0; k < taken->first_count; k++)
            assert_int_equal(taken->first[k].offset, wanted->places[k]);
        return;
    }
    fail_msg("rule %u, group %u: no alert at %llu", rule, group,
             (unsigned long long)wanted->at_place);
}

static void shuffle(uint64_t *seed, struct correlation_row *rows, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t k = draw(seed, (uint32_t)i);
        struct correlation_row row = rows[i - 1];

        rows[i - 1] = rows[k];
        rows[k] = row;
    }
}

/* 28,800 rows each time: sorted in runs on disk. */
static void shuffled_rows(void **state)
{
    uint64_t seed = 5;

    (void)state;
    for (int round = 0; round < 6; round++) {
        struct world *world = make_world(&seed);
        struct takings first = run_rows(&world->set, world->rows, ROWS, NULL, false);
        struct told told = {0};
        struct takings again;
        size_t wanted = 0;

        for (uint32_t k = 0; k < KINDS; k++) {
            for (uint32_t g = 0; g < GROUPS; g++) {
                recount(&world->correlations[k], world->events[k][g], EVENTS,
                        LIMIT_CORRELATE_EVENTS, &told);
                for (size_t i = 0; i < told.alert_count; i++)
                    check_taken(&first, k, g, &told.alerts[i]);
                wanted += told.alert_count;
            }
        }
        assert_int_equal(first.count, wanted);
        assert_true(wanted > 100);
        shuffle(&seed, world->rows, ROWS);
        again = run_rows(&world->set, world->rows, ROWS, NULL, false);
        assert_int_equal(again.count, first.count);
        for (size_t i = 0; i < first.count; i++) {
            assert_memory_equal(&first.alerts[i].at, &again.alerts[i].at,
                                sizeof first.alerts[i].at);
            assert_memory_equal(&first.alerts[i].to, &again.alerts[i].to,
                                sizeof first.alerts[i].to);
            assert_memory_equal(first.alerts[i].first, again.alerts[i].first,
                                sizeof first.alerts[i].first);
            assert_int_equal(first.alerts[i].alert.at_ns, again.alerts[i].alert.at_ns);
            assert_int_equal(first.alerts[i].rule, again.alerts[i].rule);
            assert_true(i == 0 || first.alerts[i - 1].rule < first.alerts[i].rule ||
                        (first.alerts[i - 1].rule == first.alerts[i].rule &&
                         first.alerts[i - 1].alert.at_ns <= first.alerts[i].alert.at_ns));
        }
        told_release(&told);
        free(first.alerts);
        free(again.alerts);
        free_world(world);
    }
}

/* --- chains --- */

/* Rule 0: many failures (three in 10). Rule 1: many failures, then success (ordered, in 100).
 * Rule 2: two bursts of failures in 1000, by address. Rule 3: two of rule 2's alerts, of anyone. */
struct chains {
    struct rule_set set;
    struct rule rules[4];
    struct correlation correlations[4];
    struct correlation_member members[4][2];
};

static void link_rule(struct chains *chains, uint32_t rule, enum correlation_kind kind,
                      double least, int64_t timespan, unsigned depth)
{
    chains->correlations[rule] =
        (struct correlation){.kind = kind,
                             .members = chains->members[rule],
                             .member_count = kind == CORRELATION_TEMPORAL_ORDERED ? 2 : 1,
                             .timespan_ns = timespan,
                             .bounds = {.set = BOUND_GTE, .gte = least},
                             .depth = depth};
    chains->rules[rule].correlation = &chains->correlations[rule];
    for (int m = 0; m < 2; m++)
        chains->members[rule][m].rule = UINT32_MAX;
}

static void make_chains(struct chains *chains)
{
    *chains = (struct chains){0};
    chains->set.rules = chains->rules;
    chains->set.count = 4;
    link_rule(chains, 0, CORRELATION_EVENT_COUNT, 3, 10, 0);
    link_rule(chains, 1, CORRELATION_TEMPORAL_ORDERED, 2, 100, 1);
    link_rule(chains, 2, CORRELATION_EVENT_COUNT, 2, 1000, 1);
    link_rule(chains, 3, CORRELATION_EVENT_COUNT, 2, 100000, 2);
    chains->members[1][0].rule = 0;
    chains->members[2][0].rule = 0;
    chains->members[3][0].rule = 2;
}

/* Groups of rule 2 are addresses, which these events have in `place`; nobody groups rule 3. An
 * event of place 99 has no address. */
static bool rechain(void *context, uint32_t outer, uint32_t member,
                    const struct correlation_row *row, struct correlation_row *ret_row)
{
    (void)context;
    assert_int_equal(member, 0);
    if (outer == 2)
        ret_row->group = row->place;
    if (outer == 3)
        ret_row->group = 0;
    return !(outer == 2 && row->place == 99);
}

static struct correlation_row event_of(uint32_t rule, uint32_t member, uint64_t account,
                                       int64_t time_ns, uint64_t address)
{
    return (struct correlation_row){.group = account,
                                    .time_ns = time_ns,
                                    .offset = (uint64_t)time_ns,
                                    .place = address,
                                    .correlation = rule,
                                    .member = member};
}

static void check_alert(const struct takings *takings, size_t i, uint32_t rule, int64_t from_ns,
                        int64_t at_ns)
{
    assert_true(i < takings->count);
    assert_int_equal(takings->alerts[i].rule, rule);
    assert_int_equal(takings->alerts[i].alert.from_ns, from_ns);
    assert_int_equal(takings->alerts[i].alert.at_ns, at_ns);
}

static void chained(void **state)
{
    struct chains chains;
    struct correlation_row rows[40];
    struct takings takings;
    size_t n = 0;

    (void)state;
    make_chains(&chains);
    /* Account 7: a burst of five at 0 to 4, success at 60. Account 8: a burst at 500. The second
     * burst of address 1 is at 500. */
    for (int64_t t = 0; t < 5; t++)
        rows[n++] = event_of(0, 0, 7, t, 1);
    rows[n++] = event_of(1, 1, 7, 60, 1);
    for (int64_t t = 500; t < 503; t++)
        rows[n++] = event_of(0, 0, 8, t, 1);
    /* Success before its failures, at the very moment of the last one, and much later. */
    rows[n++] = event_of(1, 1, 8, 490, 1);
    rows[n++] = event_of(1, 1, 8, 502, 1);
    rows[n++] = event_of(1, 1, 8, 603, 1);
    /* Bursts without an address, of account 9; and two of address 2, 5000 later. */
    for (int64_t t = 2000; t < 2003; t++)
        rows[n++] = event_of(0, 0, 9, t, 99);
    for (int64_t t = 6000; t < 6003; t++) {
        rows[n++] = event_of(0, 0, 10, t, 2);
        rows[n++] = event_of(0, 0, 11, t + 20, 2);
    }
    takings = run_rows(&chains.set, rows, n, rechain, false);
    assert_int_equal(takings.count, 9);
    check_alert(&takings, 0, 0, 0, 2);
    assert_int_equal(takings.alerts[0].alert.to_ns, 4);
    assert_true(takings.alerts[0].alert.most == 5);
    check_alert(&takings, 1, 0, 500, 502);
    check_alert(&takings, 2, 0, 2000, 2002);
    check_alert(&takings, 3, 0, 6000, 6002);
    check_alert(&takings, 4, 0, 6020, 6022);
    /* A story is told from the last time that its first part was true. */
    check_alert(&takings, 5, 1, 4, 60);
    check_alert(&takings, 6, 2, 2, 502);
    check_alert(&takings, 7, 2, 6002, 6022);
    check_alert(&takings, 8, 3, 502, 6022);
    free(takings.alerts);
    /* Without the function there are no chains. */
    takings = run_rows(&chains.set, rows, n, NULL, false);
    assert_int_equal(takings.count, 5);
    free(takings.alerts);
}

/* Every event that finds the condition true. */
static void each_fire(void **state)
{
    struct chains chains;
    struct correlation_row rows[8];
    struct takings takings;

    (void)state;
    make_chains(&chains);
    for (int64_t t = 0; t < 5; t++)
        rows[t] = event_of(0, 0, 7, t, 99);
    takings = run_rows(&chains.set, rows, 5, rechain, true);
    assert_int_equal(takings.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(takings.alerts[i].alert.at_ns, (int64_t)i + 2);
        assert_int_equal(takings.alerts[i].at.time_ns, (int64_t)i + 2);
    }
    free(takings.alerts);
}

/* A taker that refuses, and a disk that does. */
static int take_none(void *context, uint32_t rule, const struct correlate_alert *alert,
                     const struct correlation_row *at, const struct correlation_row *to,
                     const struct correlation_row *first, int first_count, struct err *err)
{
    (void)context, (void)rule, (void)alert, (void)at, (void)to, (void)first, (void)first_count;
    return err_set(err, "no room.");
}

static void failures(void **state)
{
    struct chains chains;
    struct correlation_taker taker = {take_none, NULL, false};
    struct correlation_run *run;
    struct correlation_row row;
    struct err err = {0};
    int rc = 0;

    (void)state;
    make_chains(&chains);
    run = correlation_run_new(&chains.set, 0, -1);
    for (int64_t t = 0; t < 3; t++) {
        row = event_of(0, 0, 7, t, 99);
        assert_int_equal(correlation_run_add(run, &row, &err), 0);
    }
    row.correlation = 4; /* no such rule: not counted */
    assert_int_equal(correlation_run_add(run, &row, &err), 0);
    assert_int_equal(correlation_run_all(run, &taker, NULL, NULL, &err), -1);
    assert_string_equal(err.text, "no room.");
    correlation_run_free(run);
    run = correlation_run_new(&chains.set, 0, -1);
    for (int64_t t = 0; rc == 0 && t < 5000; t++) {
        row = event_of(0, 0, 7, t, 99);
        rc = correlation_run_add(run, &row, &err);
    }
    assert_int_equal(rc, -1);
    correlation_run_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shuffled_rows),
        cmocka_unit_test(chained),
        cmocka_unit_test(each_fire),
        cmocka_unit_test(failures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
