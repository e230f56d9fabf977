/*
 * test_join.c: every line gets the account that holds its session at its place, as the obvious
 * algorithm says, whatever the memory; caps, repeated inputs and accounts without lines.
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

#include "base/mem.h"
#include "join.h"

#define WORKERS  3
#define SESSIONS 40
#define ACCOUNTS 6
#define TRACES   30000
#define INPUTS   4
#define ROOM     4096

/* Operations of the portal of the tests. */
enum { OP_LOGIN, OP_LOGOUT, OP_LOOK };

/* One line: whom it names, what it does. Numbers are those of the texts, not of a worker. */
struct line {
    struct trace t;
    enum session_act act;
};

/* Workers, each with names in an order of its own. */
struct fixture {
    struct portal portal;
    struct ingest ingest;
    struct census census;
    struct ingest_worker workers[WORKERS];
    struct coverage coverage[INPUTS];
    struct line *lines;
    int directory;
};

static struct str name_of(char kind, uint32_t number, char text[8])
{
    text[0] = kind;
    text[1] = (char)('0' + number / 10);
    text[2] = (char)('0' + number % 10);
    return (struct str){text, 3};
}

/* Many lines share their moment; logins and logouts are rare, as in a log, but frequent enough to
 * meet. */
static struct line sample_line(uint32_t i)
{
    uint32_t noise = (uint32_t)(hash_words(i, 7) >> 16);
    uint32_t what = noise >> 7 & 31;
    struct line line = {.t = {.time_ns = (int64_t)(noise >> 20),
                              .offset = i,
                              .line = i,
                              .session = noise % SESSIONS,
                              .account = what < 6 ? noise / SESSIONS % ACCOUNTS : NAME_NONE,
                              .source = NAME_NONE,
                              .agent = NAME_NONE,
                              .insurer = INSURER_NONE,
                              .input = noise >> 13 & 3,
                              .operation = what < 4   ? OP_LOGIN
                                           : what < 8 ? OP_LOGOUT
                                                      : OP_LOOK,
                              .outcome = what < 3 || what == 6 ? OUTCOME_SUCCESS : what & 3u,
                              .person = person_of(i % 3 ? STR("person") : STR_NONE)}};
    static const enum kind kinds[] = {KIND_LOGIN, KIND_LOGOUT, KIND_RIGHTS};

    line.act =
        session_act(line.t.account != NAME_NONE, kinds[line.t.operation], trace_outcome(&line.t));
    return line;
}

static void spool_line(struct fixture *f, unsigned w, const struct line *line)
{
    struct ingest_worker *worker = &f->workers[w];
    struct trace t = line->t;
    struct err err = {0};
    char text[8];

    t.session = names_add(&worker->names[NAMES_SESSION], name_of('s', t.session, text));
    if (t.account != NAME_NONE) {
        t.account = names_add(&worker->names[NAMES_ACCOUNT], name_of('a', t.account, text));
        worker->memo[t.account].partition = 1;
    }
    if (line->act != SESSION_ACT_NONE)
        assert_int_equal(spool_add(&worker->spool, SPOOL_LOGINS, &t, &err), 0);
    if (t.account == NAME_NONE)
        assert_int_equal(spool_add(&worker->spool, SPOOL_WAITING, &t, &err), 0);
}

static struct fixture *fixture_open(void)
{
    struct fixture *f = mem_zero(1, sizeof *f);
    struct err err = {0};

    f->directory = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(f->directory >= 0);
    f->portal.operations[OP_LOGIN].kind = KIND_LOGIN;
    f->portal.operations[OP_LOGOUT].kind = KIND_LOGOUT;
    f->portal.operations[OP_LOOK].kind = KIND_RIGHTS;
    f->coverage[3].duplicate_of = STR("another");
    f->ingest.coverage = f->coverage;
    f->ingest.workers = f->workers;
    f->ingest.worker_count = WORKERS;
    for (unsigned w = 0; w < WORKERS; w++) {
        for (int k = 0; k < NAMES_KINDS; k++)
            names_init(&f->workers[w].names[k], LIMIT_NAMES, LIMIT_NAMES_BYTES);
        f->workers[w].memo_room = ACCOUNTS + 1;
        f->workers[w].memo = mem_zero(ACCOUNTS + 1, sizeof *f->workers[w].memo);
        memset(f->workers[w].memo, 255, (ACCOUNTS + 1) * sizeof *f->workers[w].memo);
        assert_int_equal(spool_open(&f->workers[w].spool, f->directory, &err), 0);
    }
    return f;
}

/* Deals the lines out and takes the census. */
static void fixture_fill(struct fixture *f)
{
    struct err err = {0};

    f->lines = mem_resize(NULL, TRACES, sizeof *f->lines);
    for (uint32_t i = 0; i < TRACES; i++) {
        f->lines[i] = sample_line(i);
        spool_line(f, i * 7 / 3 % WORKERS, &f->lines[i]);
    }
    for (unsigned w = 0; w < WORKERS; w++)
        assert_int_equal(spool_flush(&f->workers[w].spool, &err), 0);
    census_take(&f->census, &f->ingest);
}

static void joined_close(struct fixture *f)
{
    for (unsigned w = 0; w < f->ingest.joined_count; w++)
        spool_close(&f->ingest.joined[w]);
    free(f->ingest.joined);
    f->ingest.joined = NULL;
    f->ingest.joined_count = 0;
}

static void fixture_close(struct fixture *f)
{
    joined_close(f);
    census_release(&f->census);
    for (unsigned w = 0; w < WORKERS; w++) {
        for (int k = 0; k < NAMES_KINDS; k++)
            names_release(&f->workers[w].names[k]);
        spool_close(&f->workers[w].spool);
        free(f->workers[w].memo);
    }
    free(f->lines);
    (void)close(f->directory);
    free(f);
}

static bool before(const struct trace *a, const struct trace *b)
{
    if (a->time_ns != b->time_ns)
        return a->time_ns < b->time_ns;
    if (a->input != b->input)
        return a->input < b->input;
    return a->offset < b->offset;
}

/* Who holds the session of a line, by looking at all lines. */
static uint32_t expected(const struct fixture *f, const struct trace *t)
{
    const struct line *last = NULL;
    const struct line *next = NULL;

    for (uint32_t i = 0; i < TRACES; i++) {
        const struct line *l = &f->lines[i];

        if (l->act == SESSION_ACT_NONE || l->t.session != t->session || l->t.input == 3)
            continue;
        if (before(&l->t, t) && (!last || before(&last->t, &l->t)))
            last = l;
        if (!before(&l->t, t) && l->t.time_ns == t->time_ns && l->act == SESSION_ACT_OPENS &&
            (!next || before(&l->t, &next->t)))
            next = l;
    }
    if (last && last->act == SESSION_ACT_OPENS)
        return last->t.account;
    return next ? next->t.account : NAME_NONE;
}

/* Compares what was spooled again with `wanted` by line: an account, NAME_NONE, or -1: nothing. */
static uint64_t check_joined(const struct fixture *f, const int64_t *wanted)
{
    struct trace *block = mem_resize(NULL, ROOM, sizeof *block);
    struct err err = {0};
    uint64_t seen = 0;

    for (unsigned s = 0; s < f->ingest.joined_count * LIMIT_PARTITIONS; s++) {
        const struct spool *spool = &f->ingest.joined[s / LIMIT_PARTITIONS];
        uint32_t partition = s % LIMIT_PARTITIONS;
        uint32_t cursor = 0;
        int64_t n;

        while ((n = spool_read(spool, partition, &cursor, block, ROOM, &err)) > 0) {
            for (int64_t i = 0; i < n; i++, seen++) {
                const struct trace *t = &block[i];

                assert_int_equal(t->account, wanted[t->line]);
                assert_int_equal(t->session, f->lines[t->line].t.session);
                assert_int_equal(partition,
                                 t->account == NAME_NONE
                                     ? SPOOL_NOBODY
                                     : spool_partition(f->census.texts[NAMES_ACCOUNT][t->account]));
            }
        }
        assert_int_equal(n, 0);
    }
    free(block);
    return seen;
}

static int run(struct fixture *f, struct join *join, size_t memory, size_t most)
{
    struct err err = {0};
    const struct join_options options = {.portal = &f->portal,
                                         .jobs = 2,
                                         .memory_bytes = memory,
                                         .most_logins = most,
                                         .directory = f->directory};

    return join_run(join, &f->ingest, &f->census, &options, &err);
}

static void as_the_obvious_algorithm_says(void **state)
{
    struct fixture *f = fixture_open();
    int64_t *wanted = mem_resize(NULL, TRACES, sizeof *wanted);
    uint64_t joined = 0;
    uint64_t kept = 0;

    (void)state;
    fixture_fill(f);
    for (uint32_t i = 0; i < TRACES; i++) {
        const struct trace *t = &f->lines[i].t;
        uint32_t account = t->account != NAME_NONE || t->input == 3 ? NAME_NONE : expected(f, t);
        bool lost = t->account != NAME_NONE || t->input == 3 ||
                    (account == NAME_NONE && person_tag(t->person) == PERSON_NONE);

        wanted[i] = lost ? -1 : (int64_t)account;
        kept += !lost;
        joined += account != NAME_NONE;
    }
    assert_true(joined > TRACES / 4 && joined < kept);
    for (size_t memory = 1000; memory <= 1000000; memory *= 1000) {
        struct join join;

        assert_int_equal(run(f, &join, memory, LIMIT_LOGINS), 0);
        assert_int_equal(join.joined, joined);
        assert_int_equal(join.shared, SESSIONS);
        assert_int_equal(join.refused, 0);
        assert_int_equal(check_joined(f, wanted), kept);
        assert_int_equal(f->census.count[NAMES_ACCOUNT], ACCOUNTS);
        joined_close(f);
        free(f->census.map[NAMES_ACCOUNT][WORKERS]); /* the second run makes it again */
        f->census.map[NAMES_ACCOUNT][WORKERS] = NULL;
    }
    free(wanted);
    fixture_close(f);
}

/* Beyond the cap a session is joined as a whole or not at all. */
static void what_does_not_fit(void **state)
{
    struct fixture *f = fixture_open();
    int64_t *wanted = mem_resize(NULL, TRACES, sizeof *wanted);
    struct join all;
    struct join join;
    bool refused[SESSIONS] = {false};
    uint64_t missing = 0;
    struct trace *block = mem_resize(NULL, ROOM, sizeof *block);

    (void)state;
    fixture_fill(f);
    assert_int_equal(run(f, &all, 1 << 20, LIMIT_LOGINS), 0);
    joined_close(f);
    free(f->census.map[NAMES_ACCOUNT][WORKERS]);
    f->census.map[NAMES_ACCOUNT][WORKERS] = NULL;
    assert_int_equal(run(f, &join, 1 << 20, 300), 0);
    assert_true(join.refused > 0 && join.refused < SESSIONS);
    assert_true(join.joined > 0 && join.joined < all.joined);
    for (uint32_t i = 0; i < TRACES; i++)
        wanted[i] = f->lines[i].t.account == NAME_NONE ? (int64_t)expected(f, &f->lines[i].t) : -1;
    for (unsigned w = 0; w < WORKERS; w++) {
        uint32_t cursor = 0;
        struct err err = {0};
        int64_t n;

        while ((n = spool_read(&f->ingest.joined[w], SPOOL_NOBODY, &cursor, block, ROOM, &err)) > 0)
            for (int64_t i = 0; i < n; i++)
                if (block[i].account == NAME_NONE && wanted[block[i].line] != NAME_NONE)
                    refused[block[i].session] = true;
    }
    for (uint32_t i = 0; i < TRACES; i++) {
        if (refused[f->lines[i].t.session] && wanted[i] >= 0)
            wanted[i] = NAME_NONE;
    }
    (void)check_joined(f, wanted); /* no line of a refused session has an account */
    for (uint32_t s = 0; s < SESSIONS; s++)
        missing += refused[s];
    assert_int_equal(missing, join.refused);
    free(block);
    free(wanted);
    fixture_close(f);
}

/* An account whose only line is a login before the period has no place among the accounts, and the
 * others move up; one that only joined lines name has. */
static void accounts_without_lines(void **state)
{
    struct fixture *f = fixture_open();
    struct err err = {0};
    struct join join;

    (void)state;
    f->lines = mem_zero(2, sizeof *f->lines);
    for (uint32_t i = 0; i < 2; i++) {
        f->lines[i].t = (struct trace){.time_ns = i,
                                       .account = i,
                                       .session = i,
                                       .line = i,
                                       .source = NAME_NONE,
                                       .agent = NAME_NONE,
                                       .insurer = INSURER_NONE};
        f->lines[i].act = SESSION_ACT_OPENS;
        f->lines[i].t.operation = OP_LOGIN;
        spool_line(f, 0, &f->lines[i]);
        f->workers[0].memo[i].partition = UINT32_MAX;
    }
    f->lines[1].t.account = NAME_NONE;
    f->lines[1].t.time_ns = 9;
    f->lines[1].act = SESSION_ACT_NONE;
    f->lines[1].t.operation = OP_LOOK;
    spool_line(f, 1, &f->lines[1]);
    for (unsigned w = 0; w < WORKERS; w++)
        assert_int_equal(spool_flush(&f->workers[w].spool, &err), 0);
    census_take(&f->census, &f->ingest);
    assert_int_equal(f->census.count[NAMES_ACCOUNT], 2);
    assert_int_equal(run(f, &join, 1 << 20, LIMIT_LOGINS), 0);
    assert_int_equal(join.joined, 1);
    assert_int_equal(join.shared, 0);
    assert_int_equal(f->census.count[NAMES_ACCOUNT], 1);
    assert_true(str_eq(f->census.texts[NAMES_ACCOUNT][0], STR("a01")));
    assert_int_equal(census_number(&f->census, NAMES_ACCOUNT, 0, 1), 0);
    assert_int_equal(census_number(&f->census, NAMES_ACCOUNT, 0, 0), NAME_NONE);
    assert_int_equal(census_number(&f->census, NAMES_ACCOUNT, WORKERS, 1), 0);
    assert_int_equal(spool_count(&f->ingest.joined[1], spool_partition(STR("a01"))), 1);
    fixture_close(f);
}

static void nothing_and_a_full_disk(void **state)
{
    struct fixture *f = fixture_open();
    struct err err = {0};
    struct join join;

    (void)state;
    for (unsigned w = 0; w < WORKERS; w++)
        assert_int_equal(spool_flush(&f->workers[w].spool, &err), 0);
    census_take(&f->census, &f->ingest);
    assert_int_equal(run(f, &join, 1 << 20, LIMIT_LOGINS), 0);
    assert_int_equal(join.joined, 0);
    fixture_close(f);
    f = fixture_open();
    fixture_fill(f);
    (void)close(f->directory);
    f->directory = -1;
    assert_int_equal(run(f, &join, 1 << 20, LIMIT_LOGINS), -1);
    joined_close(f);
    assert_int_equal(run(f, &join, 1000, LIMIT_LOGINS), -1);
    fixture_close(f);
}

static void acts(void **state)
{
    (void)state;
    assert_int_equal(session_act(true, KIND_LOGIN, OUTCOME_SUCCESS), SESSION_ACT_OPENS);
    assert_int_equal(session_act(true, KIND_LOGIN, OUTCOME_UNKNOWN), SESSION_ACT_OPENS);
    assert_int_equal(session_act(true, KIND_LOGIN, OUTCOME_REFUSED), SESSION_ACT_NONE);
    assert_int_equal(session_act(true, KIND_LOGIN, OUTCOME_FAILED), SESSION_ACT_NONE);
    assert_int_equal(session_act(true, KIND_LOGIN, OUTCOME_NOT_FOUND), SESSION_ACT_NONE);
    assert_int_equal(session_act(false, KIND_LOGIN, OUTCOME_SUCCESS), SESSION_ACT_NONE);
    assert_int_equal(session_act(true, KIND_RIGHTS, OUTCOME_NOT_FOUND), SESSION_ACT_OPENS);
    assert_int_equal(session_act(false, KIND_RIGHTS, OUTCOME_SUCCESS), SESSION_ACT_NONE);
    assert_int_equal(session_act(false, KIND_LOGOUT, OUTCOME_SUCCESS), SESSION_ACT_ENDS);
    assert_int_equal(session_act(true, KIND_LOGOUT, OUTCOME_UNKNOWN), SESSION_ACT_ENDS);
    assert_int_equal(session_act(true, KIND_LOGOUT, OUTCOME_FAILED), SESSION_ACT_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(acts),
        cmocka_unit_test(as_the_obvious_algorithm_says),
        cmocka_unit_test(what_does_not_fit),
        cmocka_unit_test(accounts_without_lines),
        cmocka_unit_test(nothing_and_a_full_disk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
