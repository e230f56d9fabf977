/*
 * test_partition.c: canonical order, and "last shown" right whatever the memory: in memory and in
 * parts the same acts come out, equal to those of the obvious algorithm.
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
#include "partition.h"

#define WORKERS  3
#define ACCOUNTS 5
#define TRACES   20000
#define INPUTS   4

/* Acts as they came out. */
struct taken {
    struct act *acts;
    size_t count;
    size_t room;
};

static int take(void *context, const struct act *acts, size_t n, struct err *err)
{
    struct taken *taken = context;

    (void)err;
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(acts[i].t.account, acts[0].t.account); /* a block is of one account */
        MEM_GROW(taken->acts, taken->count, taken->room);
        taken->acts[taken->count++] = acts[i];
    }
    return 0;
}

static int refuse(void *context, const struct act *acts, size_t n, struct err *err)
{
    (void)context;
    (void)acts;
    (void)n;
    return err_set(err, "the sink refuses");
}

/* Workers with overlapping times, renumbered accounts, and one input that repeats another. */
struct fixture {
    struct ingest ingest;
    struct census census;
    struct ingest_worker workers[WORKERS];
    struct coverage coverage[INPUTS];
    uint32_t numbers[WORKERS][ACCOUNTS];
    uint32_t *maps[WORKERS];
    uint32_t same[64];
    uint32_t *sames[WORKERS];
    int directory;
};

static struct trace sample_trace(uint32_t i, unsigned worker)
{
    uint32_t noise = i * 2654435761u;
    char name[3] = {(char)('a' + noise % 23), (char)('a' + noise / 23 % 29), 0};
    bool about = noise % 5 != 0;

    return (struct trace){
        .time_ns = (int64_t)(noise >> 18), /* many are equal */
        .offset = i,
        .person = about ? person_of((struct str){name, 2}) : person_of(STR_NONE),
        .input = worker == 2 ? 3 - i % 2 : worker,
        .account = noise >> 8 & 255 ? noise % ACCOUNTS : NAME_NONE,
        .source = noise % 64,
        .agent = NAME_NONE,
        .session = NAME_NONE,
        .insurer = INSURER_NONE,
        .outcome = about && noise % 3 ? TRACE_SHOWN : 0,
    };
}

static void fixture_open(struct fixture *f)
{
    struct err err = {0};

    memset(f, 0, sizeof *f);
    f->directory = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(f->directory >= 0);
    f->coverage[3].duplicate_of = STR("another");
    f->ingest = (struct ingest){.coverage = f->coverage,
                                .input_count = INPUTS,
                                .workers = f->workers,
                                .worker_count = WORKERS};
    for (uint32_t i = 0; i < 64; i++)
        f->same[i] = i;
    for (unsigned w = 0; w < WORKERS; w++) {
        for (uint32_t a = 0; a < ACCOUNTS; a++)
            f->numbers[w][a] = (a + w) % ACCOUNTS; /* each worker numbered them otherwise */
        f->maps[w] = f->numbers[w];
        f->sames[w] = f->same;
        assert_int_equal(spool_open(&f->workers[w].spool, f->directory, &err), 0);
        for (uint32_t i = w; i < TRACES; i += WORKERS) {
            struct trace trace = sample_trace(i, w);

            assert_int_equal(spool_add(&f->workers[w].spool, 9, &trace, &err), 0);
        }
        assert_int_equal(spool_flush(&f->workers[w].spool, &err), 0);
    }
    for (int k = 0; k < NAMES_KINDS; k++)
        f->census.map[k] = k == NAMES_ACCOUNT ? f->maps : f->sames;
}

static void fixture_close(struct fixture *f)
{
    for (unsigned w = 0; w < WORKERS; w++)
        spool_close(&f->workers[w].spool);
    (void)close(f->directory);
}

/* The same by brute force. */
static struct taken expected(void)
{
    struct taken e = {0};

    for (uint32_t i = 0; i < TRACES; i++) {
        unsigned w = i % WORKERS;
        struct act act = {sample_trace(i, w), TIME_NONE};

        if (act.t.input == 3)
            continue;
        if (act.t.account != NAME_NONE)
            act.t.account = (act.t.account + w) % ACCOUNTS;
        MEM_GROW(e.acts, e.count, e.room);
        e.acts[e.count++] = act;
    }
    qsort(e.acts, e.count, sizeof *e.acts, act_compare);
    for (size_t i = 0; i < e.count; i++) {
        for (size_t k = i; k-- > 0 && e.acts[k].t.account == e.acts[i].t.account;) {
            if (trace_shown(&e.acts[i].t) && trace_shown(&e.acts[k].t) &&
                person_eq(e.acts[i].t.person, e.acts[k].t.person)) {
                e.acts[i].prev_ns = e.acts[k].t.time_ns;
                break;
            }
        }
    }
    return e;
}

static void any_memory_gives_the_same_acts(void **state)
{
    static const size_t memories[] = {(size_t)1 << 30, (size_t)1 << 20, 200000, 20000};
    struct fixture *f = mem_zero(1, sizeof *f);
    struct taken wanted = expected();

    (void)state;
    fixture_open(f);
    for (size_t m = 0; m < sizeof memories / sizeof memories[0]; m++) {
        struct taken taken = {0};
        const struct act_sink sink = {take, &taken};
        struct err err = {0};

        assert_int_equal(
            partition_run(&f->ingest, &f->census, 9, memories[m], f->directory, &sink, &err), 0);
        assert_int_equal(taken.count, wanted.count);
        for (size_t i = 0; i < taken.count; i++)
            assert_memory_equal(&taken.acts[i], &wanted.acts[i], sizeof taken.acts[i]);
        free(taken.acts);
    }
    free(wanted.acts);
    fixture_close(f);
    free(f);
}

static void nothing_and_refusal(void **state)
{
    struct fixture *f = mem_zero(1, sizeof *f);
    struct taken taken = {0};
    const struct act_sink sink = {take, &taken};
    const struct act_sink refusing = {refuse, NULL};
    struct err err = {0};

    (void)state;
    fixture_open(f);
    assert_int_equal(partition_run(&f->ingest, &f->census, 8, 1 << 20, f->directory, &sink, &err),
                     0);
    assert_int_equal(taken.count, 0);
    assert_int_equal(
        partition_run(&f->ingest, &f->census, 9, (size_t)1 << 30, f->directory, &refusing, &err),
        -1);
    assert_string_equal(err.text, "the sink refuses");
    err = (struct err){0};
    assert_int_equal(
        partition_run(&f->ingest, &f->census, 9, 200000, f->directory, &refusing, &err), -1);
    assert_string_equal(err.text, "the sink refuses");
    err = (struct err){0};
    assert_int_equal(partition_run(&f->ingest, &f->census, 9, 200000, -1, &sink, &err), -1);
    assert_int_equal(err.kind, ERR_FAILED);
    free(taken.acts);
    fixture_close(f);
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_memory_gives_the_same_acts),
        cmocka_unit_test(nothing_and_refusal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
