/*
 * test_query.c: exposed persons by account, insurer and window, against counts that keep
 * everything.
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

#include "case_folder.h"
#include "query.h"

/* A question that is open. */
struct question {
    struct dossier_fixture fixture;
    struct query query;
    int directory;
};

static void ask(struct question *q, const struct query_filter *filter)
{
    struct err err = {0};

    q->directory = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(q->directory >= 0);
    assert_int_equal(
        query_open(&q->query, &q->fixture.dossier, filter, 1 << 16, q->directory, &err), 0);
}

static void end(struct question *q)
{
    query_release(&q->query);
    (void)close(q->directory);
}

static void add_up(void *context, uint32_t number, const struct query_sum *sum)
{
    struct query_sum *sums = context;

    sums[number == INSURER_NONE ? 63 : number] = *sum;
}

/* What a table of all persons says. */
struct known {
    struct person person;
    uint32_t insurer;
    bool floor;
};

static size_t naive(struct question *q, bool by_insurer, uint32_t insurer, uint64_t *ret_floor)
{
    struct known *all = calloc(q->fixture.dossier.exposed_count, sizeof *all);
    const struct exposed_row *row;
    struct err err = {0};
    size_t n = 0;

    *ret_floor = 0;
    query_rewind(&q->query);
    while (query_next(&q->query, &row, &err) > 0) {
        size_t at = 0;

        if (by_insurer && row->insurer != insurer)
            continue;
        while (at < n && !person_eq(all[at].person, row->person))
            at++;
        n += at == n;
        all[at].person = row->person;
        all[at].floor = all[at].floor || row->attributed == ATTRIBUTED_ATTACKER;
    }
    for (size_t i = 0; i < n; i++)
        *ret_floor += all[i].floor;
    free(all);
    return n;
}

static void check(struct question *q)
{
    struct query_sum *sums = calloc(64, sizeof *sums);
    struct query_sum total;
    struct err err = {0};
    uint64_t floor_count;

    assert_int_equal(query_count(&q->query, add_up, sums, &total, &err), 0);
    assert_int_equal(total.persons.ceiling, naive(q, false, 0, &floor_count));
    assert_int_equal(total.persons.floor, floor_count);
    for (uint32_t i = 0; i < 64; i++) {
        uint32_t number = i == 63 ? INSURER_NONE : i;

        assert_int_equal(sums[i].persons.ceiling, naive(q, true, number, &floor_count));
        assert_int_equal(sums[i].persons.floor, floor_count);
    }
    free(sums);
}

static void everything_and_parts(void **state)
{
    struct query_filter filter = {.since_ns = TIME_NONE, .until_ns = TIME_NONE};
    struct question q;
    const struct exposed_row *row;
    const char *list[2];
    struct err err = {0};
    uint64_t rows = 0;

    (void)state;
    dossier_fixture_case(&q.fixture);
    ask(&q, &filter);
    check(&q);
    query_rewind(&q.query);
    while (query_next(&q.query, &row, &err) > 0)
        rows++;
    assert_int_equal(rows, q.fixture.dossier.exposed_count);
    end(&q);
    list[0] = q.fixture.dossier.insurers[1].p;
    list[1] = "unknown";
    filter.insurers = list;
    filter.insurer_count = 2;
    ask(&q, &filter);
    check(&q);
    rows = 0;
    query_rewind(&q.query);
    while (query_next(&q.query, &row, &err) > 0) {
        assert_true(row->insurer == 1 || row->insurer == INSURER_NONE);
        rows++;
    }
    assert_true(rows > 0 && rows < q.fixture.dossier.exposed_count);
    end(&q);
    list[0] = q.fixture.dossier.findings[0].account.p;
    filter = (struct query_filter){
        .accounts = list, .account_count = 1, .since_ns = TIME_NONE, .until_ns = TIME_NONE};
    ask(&q, &filter);
    check(&q);
    query_rewind(&q.query);
    while (query_next(&q.query, &row, &err) > 0)
        assert_int_equal(row->finding, 0);
    end(&q);
    list[0] = "nobody";
    ask(&q, &filter);
    query_rewind(&q.query);
    assert_int_equal(query_next(&q.query, &row, &err), 0);
    end(&q);
    dossier_fixture_release(&q.fixture);
}

/* Windows that follow each other hold every act once, and each holds only its own. */
static void windows(void **state)
{
    struct query_filter filter = {.since_ns = TIME_NONE, .until_ns = TIME_NONE};
    struct question q;
    const struct exposed_row *row;
    struct dossier *d = &q.fixture.dossier;
    struct exposed_act act;
    struct err err = {0};
    uint64_t shown = 0;
    uint64_t views = 0;

    (void)state;
    dossier_fixture_case(&q.fixture);
    for (uint64_t i = 0; i < d->act_count; i++) {
        assert_int_equal(pread(d->acts_fd, &act, sizeof act, (off_t)(i * sizeof act)), sizeof act);
        shown += trace_shown(&act.t) && act.attributed != ATTRIBUTED_OWNER;
    }
    assert_true(shown > 1000);
    for (int64_t at = d->first_ns; at <= d->last_ns; at += (d->last_ns - d->first_ns) / 5 + 1) {
        filter.since_ns = at;
        filter.until_ns = at + (d->last_ns - d->first_ns) / 5 + 1;
        ask(&q, &filter);
        check(&q);
        query_rewind(&q.query);
        while (query_next(&q.query, &row, &err) > 0) {
            assert_true(row->first_ns >= filter.since_ns && row->last_ns < filter.until_ns);
            assert_true(row->first_ns <= row->last_ns && row->views > 0);
            views += row->views;
        }
        end(&q);
    }
    assert_int_equal(views, shown);
    dossier_fixture_release(&q.fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_and_parts),
        cmocka_unit_test(windows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
