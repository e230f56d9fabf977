/*
 * test_partition.c: canonical order, and the links between acts right whatever the memory: in
 * memory and in parts the same acts come out, equal to those of the obvious algorithm, with and
 * without shops.
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

#include "base/clock.h"
#include "base/mem.h"
#include "partition.h"

#define WORKERS  3
#define ACCOUNTS 7
#define TRACES   12000
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
    struct portal portal;
    int directory;
};

/* Two shops, one with an account alone, and accounts without a shop. */
static const uint32_t shops_of_accounts[ACCOUNTS] = {4, NAME_NONE, 2, 4, NAME_NONE, 1, 4};
static const enum kind kinds_of_operations[] = {KIND_OTHER, KIND_RIGHTS, KIND_PEC, KIND_CLAIM};

static struct trace sample_trace(uint32_t i, unsigned worker)
{
    uint32_t noise = i * 2654435761u;
    uint32_t other = (i ^ 0x5bd1e995u) * 2246822519u; /* of what is done */
    char name[3] = {(char)('a' + noise % 23), (char)('a' + noise / 23 % 29), 0};
    bool about = noise % 5 != 0;

    return (struct trace){
        .time_ns = (int64_t)(other >> 24) * (NS_PER_SECOND / 2), /* many are equal */
        .offset = i,
        .person = about ? person_of((struct str){name, 2}) : person_of(STR_NONE),
        .input = worker == 2 ? 3 - i % 2 : worker,
        .account = noise >> 8 & 255 ? noise % ACCOUNTS : NAME_NONE,
        .source = noise % 64,
        .agent = NAME_NONE,
        .session = NAME_NONE,
        .insurer = INSURER_NONE,
        .operation = other >> 13 & 3,
        .outcome = ((other >> 9) % 3 ? OUTCOME_SUCCESS : OUTCOME_FAILED) |
                   (about && (other >> 3) % 3 ? TRACE_SHOWN : 0),
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
    f->portal.operation_count = 4;
    for (int i = 0; i < 4; i++)
        f->portal.operations[i].kind = kinds_of_operations[i];
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

static bool same_shop(const struct act *a, const struct act *b, bool shops)
{
    uint32_t x = a->t.account;
    uint32_t y = b->t.account;

    if (x == y)
        return true;
    return shops && x != NAME_NONE && y != NAME_NONE && shops_of_accounts[x] != NAME_NONE &&
           shops_of_accounts[x] == shops_of_accounts[y];
}

static bool is_filed(const struct act *act)
{
    enum kind kind = kinds_of_operations[act->t.operation];

    return (kind == KIND_PEC || kind == KIND_CLAIM) && trace_outcome(&act->t) == OUTCOME_SUCCESS;
}

/* What `other` says about `act`. */
static void link_one(struct act *act, const struct act *other, bool shops)
{
    const struct trace *x = &other->t;
    const struct trace *y = &act->t;
    bool before = x->time_ns != y->time_ns ? x->time_ns < y->time_ns
                  : x->input != y->input   ? x->input < y->input
                                           : x->offset < y->offset;
    int64_t later_s = (x->time_ns - y->time_ns) / NS_PER_SECOND;

    if (!person_eq(x->person, y->person) || !same_shop(act, other, shops))
        return;
    if (before && x->account == y->account && trace_shown(x) && trace_shown(y) &&
        x->time_ns > act->prev_ns)
        act->prev_ns = x->time_ns;
    if (before && (trace_shown(x) || is_filed(other)) && -later_s < act->known_s)
        act->known_s = (uint32_t)-later_s;
    if (x->time_ns >= y->time_ns && trace_shown(y) && is_filed(other) && later_s < act->follow_s)
        act->follow_s = (uint32_t)later_s;
}

/* The same by brute force. */
static struct taken expected(bool shops)
{
    struct taken e = {0};

    for (uint32_t i = 0; i < TRACES; i++) {
        unsigned w = i % WORKERS;
        struct act act = {sample_trace(i, w), TIME_NONE, SECONDS_NEVER, SECONDS_NEVER};

        if (act.t.input == 3)
            continue;
        if (act.t.account != NAME_NONE)
            act.t.account = (act.t.account + w) % ACCOUNTS;
        MEM_GROW(e.acts, e.count, e.room);
        e.acts[e.count++] = act;
    }
    qsort(e.acts, e.count, sizeof *e.acts, act_compare);
    for (size_t i = 0; i < e.count; i++) {
        for (size_t k = 0; person_tag(e.acts[i].t.person) && k < e.count; k++)
            link_one(&e.acts[i], &e.acts[k], shops);
    }
    return e;
}

/* A reference that never has anything to say would agree with anything. */
static void links_are_of_all_kinds(const struct taken *wanted)
{
    size_t counts[6] = {0};

    for (size_t i = 0; i < wanted->count; i++) {
        const struct act *act = &wanted->acts[i];

        counts[0] += act->known_s == 0;
        counts[1] += act->known_s > 0 && act->known_s != SECONDS_NEVER;
        counts[2] += act->known_s == SECONDS_NEVER && person_tag(act->t.person);
        counts[3] += act->follow_s == 0;
        counts[4] += act->follow_s > 0 && act->follow_s != SECONDS_NEVER;
        counts[5] += act->follow_s == SECONDS_NEVER && trace_shown(&act->t);
    }
    for (int i = 0; i < 6; i++)
        assert_true(counts[i] > 20);
}

static struct partition_options options_of(const struct fixture *f, size_t memory_bytes)
{
    return (struct partition_options){.ingest = &f->ingest,
                                      .census = &f->census,
                                      .portal = &f->portal,
                                      .memory_bytes = memory_bytes,
                                      .directory = f->directory};
}

static void compare_with_reference(bool shops)
{
    static const size_t memories[] = {(size_t)1 << 30, (size_t)1 << 20, 200000, 20000};
    struct fixture *f = mem_zero(1, sizeof *f);
    struct taken wanted = expected(shops);

    fixture_open(f);
    links_are_of_all_kinds(&wanted);
    for (size_t m = 0; m < sizeof memories / sizeof memories[0]; m++) {
        struct partition_options options = options_of(f, memories[m]);
        struct taken taken = {0};
        const struct act_sink sink = {take, &taken};
        struct err err = {0};

        options.shops = shops ? shops_of_accounts : NULL;
        assert_int_equal(partition_run(&options, 9, &sink, &err), 0);
        assert_int_equal(taken.count, wanted.count);
        for (size_t i = 0; i < taken.count; i++)
            assert_memory_equal(&taken.acts[i], &wanted.acts[i], sizeof taken.acts[i]);
        free(taken.acts);
    }
    free(wanted.acts);
    fixture_close(f);
    free(f);
}

static void any_memory_gives_the_same_acts(void **state)
{
    (void)state;
    compare_with_reference(false);
}

static void accounts_of_a_shop_are_linked(void **state)
{
    (void)state;
    compare_with_reference(true);
}

static void nothing_and_refusal(void **state)
{
    struct fixture *f = mem_zero(1, sizeof *f);
    struct taken taken = {0};
    const struct act_sink sink = {take, &taken};
    const struct act_sink refusing = {refuse, NULL};
    struct partition_options options;
    struct err err = {0};

    (void)state;
    fixture_open(f);
    options = options_of(f, 1 << 20);
    assert_int_equal(partition_run(&options, 8, &sink, &err), 0);
    assert_int_equal(taken.count, 0);
    options = options_of(f, (size_t)1 << 30);
    assert_int_equal(partition_run(&options, 9, &refusing, &err), -1);
    assert_string_equal(err.text, "the sink refuses");
    err = (struct err){0};
    options = options_of(f, 200000);
    assert_int_equal(partition_run(&options, 9, &refusing, &err), -1);
    assert_string_equal(err.text, "the sink refuses");
    err = (struct err){0};
    options.directory = -1;
    assert_int_equal(partition_run(&options, 9, &sink, &err), -1);
    assert_int_equal(err.kind, ERR_FAILED);
    free(taken.acts);
    fixture_close(f);
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_memory_gives_the_same_acts),
        cmocka_unit_test(accounts_of_a_shop_are_linked),
        cmocka_unit_test(nothing_and_refusal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
