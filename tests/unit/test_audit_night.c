/*
 * test_audit_night.c: what ingest left comes back as one worker more, trace by trace and name by
 * name; a night that was altered is refused.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "audit_night.h"
#include "base/mem.h"

#define WORKERS 3
#define TRACES  700

static const struct audit_bounds bounds = {.streams = 10, .operations = 5, .since_ns = TIME_NONE};
static const uint32_t streams[2] = {7, 3};

/* Where an act belongs: each tenth is a login, each tenth waits for its account. */
static uint32_t slot_of(const struct ingest_worker *worker, struct trace *t, uint32_t i)
{
    if (i % 10 == 3)
        return SPOOL_LOGINS;
    if (i % 10 != 7)
        return spool_partition(names_text(&worker->names[NAMES_ACCOUNT], t->account));
    t->account = NAME_NONE;
    return SPOOL_WAITING;
}

/* An ingest of three workers, who have some names in common. */
static void ingest_make(struct ingest *ingest)
{
    int folder = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct err err = {0};

    *ingest = (struct ingest){.worker_count = WORKERS,
                              .workers = mem_zero(WORKERS, sizeof *ingest->workers)};
    for (uint32_t w = 0; w < WORKERS; w++) {
        struct ingest_worker *worker = &ingest->workers[w];

        for (int k = 0; k < NAMES_KINDS; k++)
            names_init(&worker->names[k], LIMIT_NAMES, LIMIT_NAMES_BYTES);
        assert_int_equal(spool_open(&worker->spool, folder, &err), 0);
        for (uint32_t i = 0; i < TRACES; i++) {
            struct trace t = {.time_ns = i, .line = i + 1, .input = i % 2, .operation = i % 5};
            char text[32];

            (void)snprintf(text, sizeof text, "account %u", (i * 7 + w) % 20);
            t.account = names_add(&worker->names[NAMES_ACCOUNT], str_of(text));
            (void)snprintf(text, sizeof text, "192.0.2.%u", (i + w) % 9);
            t.source = names_add(&worker->names[NAMES_SOURCE], str_of(text));
            t.agent = NAME_NONE;
            t.session = names_add(&worker->names[NAMES_SESSION], str_of(text));
            t.insurer = names_add(&worker->names[NAMES_INSURER], STR("43408324"));
            t.person = person_of(STR("1840675123456"));
            t.outcome = OUTCOME_SUCCESS;
            assert_int_equal(spool_add(&worker->spool, slot_of(worker, &t, i), &t, &err), 0);
        }
        assert_int_equal(spool_flush(&worker->spool, &err), 0);
    }
    (void)close(folder);
}

static void ingest_drop(struct ingest *ingest)
{
    for (uint32_t w = 0; w < WORKERS; w++) {
        for (int k = 0; k < NAMES_KINDS; k++)
            names_release(&ingest->workers[w].names[k]);
        spool_close(&ingest->workers[w].spool);
    }
    free(ingest->workers);
}

static void write_night(struct out *out, const struct night_source *source, uint64_t traces)
{
    struct night_facts facts;
    struct err err = {0};

    out_memory(out);
    assert_int_equal(audit_night_write(out, source, &facts, &err), 0);
    assert_int_equal(facts.traces, traces);
}

/* A night in memory, to be dropped. */
static void night_make(struct out *out)
{
    struct ingest ingest;
    const struct night_source source = {
        .ingest = &ingest, .streams = streams, .rules = STR("none"), .since_ns = TIME_NONE};

    ingest_make(&ingest);
    write_night(out, &source, (uint64_t)WORKERS * TRACES);
    ingest_drop(&ingest);
}

static int attach_since(struct ingest_worker *worker, struct str bytes, int64_t since_ns,
                        struct err *err)
{
    const struct audit_bounds from = {.streams = 10, .operations = 5, .since_ns = since_ns};
    int fd = memfd_create("night", MFD_CLOEXEC);
    struct audit_night night;

    assert_int_equal(write(fd, bytes.p, bytes.n), bytes.n);
    *worker = (struct ingest_worker){.spool = {.fd = -1}};
    return audit_night_attach(worker, fd, "000001.night", &from, &night, err);
}

static int attach(struct ingest_worker *worker, struct str bytes, struct err *err)
{
    return attach_since(worker, bytes, bounds.since_ns, err);
}

/* Reads all slots; the number of traces, or -1. */
static int64_t read_all(const struct ingest_worker *worker, struct trace *traces, struct err *err)
{
    int64_t sum = 0;

    for (uint32_t slot = 0; slot < SPOOL_SLOTS; slot++) {
        uint32_t cursor = 0;
        int64_t n = spool_read(&worker->spool, slot, &cursor, traces, 3 * TRACES, err);

        if (n < 0)
            return -1;
        sum += n;
    }
    return sum;
}

static void worker_drop(struct ingest_worker *worker)
{
    for (int k = 0; k < NAMES_KINDS; k++)
        names_release(&worker->names[k]);
    spool_close(&worker->spool);
    free(worker->memo);
}

static void nights_come_back(void **state)
{
    struct trace *traces = mem_zero(3 * TRACES, sizeof *traces);
    struct ingest_worker worker;
    struct err err = {0};
    struct out out;
    uint64_t seen = 0;

    (void)state;
    night_make(&out);
    assert_int_equal(attach(&worker, (struct str){out.buffer, out.used}, &err), 0);
    assert_int_equal(worker.names[NAMES_ACCOUNT].count, 20);
    assert_int_equal(worker.names[NAMES_INSURER].count, 1);
    for (uint32_t slot = 0; slot < SPOOL_SLOTS; slot++) {
        uint32_t cursor = 0;
        int64_t n = spool_read(&worker.spool, slot, &cursor, traces, 3 * TRACES, &err);

        assert_int_equal(n, spool_count(&worker.spool, slot));
        for (int64_t i = 0; i < n; i++) {
            uint32_t k = (uint32_t)traces[i].time_ns;
            char text[32];
            bool found = slot == SPOOL_WAITING;

            assert_int_equal(slot == SPOOL_LOGINS, k % 10 == 3);
            assert_int_equal(slot == SPOOL_WAITING, k % 10 == 7);
            assert_int_equal(traces[i].input, streams[k % 2]);
            for (uint32_t w = 0; !found && w < WORKERS; w++) {
                (void)snprintf(text, sizeof text, "account %u", (k * 7 + w) % 20);
                found = str_eq(names_text(&worker.names[NAMES_ACCOUNT], traces[i].account),
                               str_of(text));
            }
            assert_true(found);
            if (slot < LIMIT_PARTITIONS) /* the join keeps accounts that have acts */
                assert_int_not_equal(worker.memo[traces[i].account].partition, UINT32_MAX);
            assert_int_equal(traces[i].agent, NAME_NONE);
        }
        seen += (uint64_t)n;
    }
    assert_int_equal(seen, WORKERS * TRACES);
    worker_drop(&worker);
    out_drop(&out);
    free(traces);
}

/* A bit here and there: whoever reads all of the night is told, and nothing worse happens. */
static void altered_nights_are_refused(void **state)
{
    struct trace *traces = mem_zero(3 * TRACES, sizeof *traces);
    struct ingest_worker worker;
    struct err err = {0};
    struct out out;
    size_t refused = 0;

    (void)state;
    night_make(&out);
    for (size_t n = 0; n < out.used; n += 1 + n / 7) {
        err = (struct err){0};
        assert_int_equal(attach(&worker, (struct str){out.buffer, n}, &err), -1);
        assert_non_null(strstr(err.text, "000001.night"));
        worker_drop(&worker);
    }
    for (size_t i = 0; i < 1500; i++) { /* the frame is at the end */
        size_t at = i < 900 ? out.used - 1 - i : (i - 900) * (out.used / 600);
        char was = out.buffer[at];

        out.buffer[at] = (char)(was ^ 1 << i % 8);
        err = (struct err){0};
        refused += attach(&worker, (struct str){out.buffer, out.used}, &err) < 0 ||
                   read_all(&worker, traces, &err) < 0;
        assert_non_null(strstr(err.text, "000001.night"));
        worker_drop(&worker);
        out.buffer[at] = was;
    }
    assert_int_equal(refused, 1500);
    out.buffer[7] = out.buffer[out.used - 1] = '9';
    err = (struct err){0};
    assert_int_equal(attach(&worker, (struct str){out.buffer, out.used}, &err), -1);
    assert_non_null(strstr(err.text, "newer version"));
    worker_drop(&worker);
    out_drop(&out);
    free(traces);
}

/* What somebody may have made of a night, with sums that are right. */
struct craft {
    uint32_t slot; /* of the trace that is altered: the first that is there */
    void (*alter)(struct trace *trace);
    int absent; /* a kind of names that is taken off, or -1 */
    bool home;  /* accounts with acts have no name */
};

static void put_frame(struct out *out, struct night_frame *frame)
{
    struct codec codec;
    struct out text;
    uint64_t bytes;
    uint64_t sum;
    uint64_t magic = NIGHT_MAGIC;

    out_memory(&text);
    codec = codec_writer(&text);
    audit_night_code(&codec, frame);
    bytes = text.used;
    sum = audit_night_sum(text.buffer, text.used);
    out_bytes(out, text.buffer, text.used);
    out_drop(&text);
    codec = codec_writer(out);
    codec_u64(&codec, &bytes);
    codec_u64(&codec, &sum);
    codec_u64(&codec, &magic);
}

static void craft_trace(struct out *body, struct night_frame *frame, const struct craft *craft)
{
    size_t at = NIGHT_HEAD_BYTES;
    size_t block = 0;
    struct trace trace;

    for (uint32_t slot = 0; slot < craft->slot; slot++) {
        at += frame->traces[slot] * sizeof trace;
        block += (frame->traces[slot] + NIGHT_BLOCK_TRACES - 1) / NIGHT_BLOCK_TRACES;
    }
    memcpy(&trace, body->buffer + at, sizeof trace);
    craft->alter(&trace);
    memcpy(body->buffer + at, &trace, sizeof trace);
    frame->sums[block] =
        audit_night_sum(body->buffer + at, frame->traces[craft->slot] * sizeof trace);
}

/* Makes a night, alters it, and reads it: whether it is refused. */
static bool is_refused(const struct craft *craft)
{
    struct trace *traces = mem_zero(3 * TRACES, sizeof *traces);
    struct arena arena = {0};
    struct night_frame frame = {.line_bytes = 0};
    struct ingest_worker worker;
    struct codec codec;
    struct err err = {0};
    struct out night;
    struct out out;
    uint64_t bytes;
    bool refused;

    night_make(&night);
    codec = codec_reader((struct str){night.buffer + night.used - NIGHT_FOOT_BYTES, 8}, NULL);
    codec_u64(&codec, &bytes);
    night.used -= NIGHT_FOOT_BYTES + (size_t)bytes;
    codec = codec_reader((struct str){night.buffer + night.used, (size_t)bytes}, &arena);
    audit_night_code(&codec, &frame);
    assert_false(codec.failed);
    if (craft->alter)
        craft_trace(&night, &frame, craft);
    for (size_t i = 0; craft->absent >= 0 && i < frame.count[craft->absent]; i++)
        frame.texts[craft->absent][i] = STR_NONE;
    if (!craft->home)
        memset((char *)(uintptr_t)frame.partitions.p, 0, frame.partitions.n);
    out_memory(&out);
    out_bytes(&out, night.buffer, night.used);
    put_frame(&out, &frame);
    refused = attach(&worker, (struct str){out.buffer, out.used}, &err) < 0 ||
              read_all(&worker, traces, &err) < 0;
    assert_true(!refused || strstr(err.text, "000001.night"));
    worker_drop(&worker);
    out_drop(&out);
    out_drop(&night);
    arena_release(&arena);
    free(traces);
    return refused;
}

static void same(struct trace *t)
{
    t->agent = NAME_NONE; /* as it is */
}

static void no_session(struct trace *t)
{
    t->session = NAME_NONE;
}

static void named(struct trace *t)
{
    t->account = 0;
}

static void nobody(struct trace *t)
{
    t->account = NAME_NONE;
}

static void long_ago(struct trace *t)
{
    t->time_ns = -2 * NS_PER_DAY;
}

static void far_ahead(struct trace *t)
{
    t->time_ns = INT64_MAX;
}

static void beyond(struct trace *t)
{
    t->source = 9;
}

/* Sums tell what went wrong on a disk, not what somebody made: nothing that points nowhere is
 * handed on. */
static void crafted_nights_are_refused(void **state)
{
    const uint32_t home = spool_partition(STR("account 0"));
    const struct craft crafts[] = {
        {SPOOL_LOGINS, no_session, -1, true},
        {SPOOL_WAITING, no_session, -1, true},
        {SPOOL_WAITING, named, -1, true},
        {home, nobody, -1, true},
        {home, long_ago, -1, true},
        {home, far_ahead, -1, true},
        {home, beyond, -1, true},
        {0, NULL, NAMES_ACCOUNT, true},
        {0, NULL, NAMES_ACCOUNT, false},
        {0, NULL, NAMES_SOURCE, false},
        {0, NULL, NAMES_SESSION, false},
        {0, NULL, NAMES_INSURER, false},
    };

    (void)state;
    assert_false(is_refused(&(struct craft){home, same, -1, true}));
    assert_false(is_refused(&(struct craft){0, NULL, NAMES_AGENT, true}));
    for (size_t i = 0; i < sizeof crafts / sizeof crafts[0]; i++) {
        if (!is_refused(&crafts[i]))
            fail_msg("craft %zu is taken", i);
    }
}

/* An account lies in the partition of its shop, where shops are known. */
static void nights_of_other_shops_are_refused(void **state)
{
    struct directory practices = {0};
    struct audit_bounds shops = {.streams = 10, .operations = 5, .since_ns = TIME_NONE};
    struct trace *traces = mem_zero(3 * TRACES, sizeof *traces);
    char path[] = "/tmp/limier-practices-XXXXXX";
    int table = mkstemp(path);
    struct err err = {0};
    struct out out;

    (void)state;
    dprintf(table, "account,shop\n");
    for (int i = 0; i < 20; i++)
        dprintf(table, "account %d,all of them\n", i);
    assert_int_equal(directory_load(&practices, path, &err), 0);
    (void)close(table);
    (void)unlink(path);
    shops.practices = &practices;
    night_make(&out);
    for (int i = 0; i < 2; i++) {
        struct ingest_worker worker = {.spool = {.fd = -1}};
        struct audit_night night;
        int fd = memfd_create("night", MFD_CLOEXEC);

        assert_int_equal(write(fd, out.buffer, out.used), out.used);
        shops.anywhere = i == 1;
        assert_int_equal(audit_night_attach(&worker, fd, "000001.night", &shops, &night, &err), 0);
        assert_int_equal(read_all(&worker, traces, &err) < 0, i == 0);
        worker_drop(&worker);
    }
    directory_release(&practices);
    out_drop(&out);
    free(traces);
}

/* Two nights become one: every trace is there, every name once, in order; what is too old is gone
 * with the names that only it had. */
static void nights_are_merged(void **state)
{
    struct trace *traces = mem_zero(6 * TRACES, sizeof *traces);
    struct ingest_worker nights[2];
    struct ingest ingest = {.workers = nights, .worker_count = 2};
    struct night_source source = {.ingest = &ingest, .rules = STR("none"), .since_ns = TIME_NONE};
    struct ingest_worker worker;
    struct err err = {0};
    struct out out;
    struct out both;

    (void)state;
    night_make(&out);
    for (int i = 0; i < 2; i++)
        assert_int_equal(attach(&nights[i], (struct str){out.buffer, out.used}, &err), 0);
    write_night(&both, &source, 2 * (uint64_t)WORKERS * TRACES);
    for (int i = 0; i < 2; i++)
        worker_drop(&nights[i]);
    assert_int_equal(attach(&worker, (struct str){both.buffer, both.used}, &err), 0);
    assert_int_equal(worker.names[NAMES_ACCOUNT].count, 20);
    for (uint32_t i = 1; i < 20; i++)
        assert_true(str_cmp(worker.names[NAMES_ACCOUNT].texts[i - 1],
                            worker.names[NAMES_ACCOUNT].texts[i]) < 0);
    worker_drop(&worker);
    out_drop(&out);

    /* Of the last three moments only: two accounts of each worker, the same ones in part. */
    assert_int_equal(attach_since(&worker, (struct str){both.buffer, both.used}, TRACES - 3, &err),
                     0);
    assert_int_equal(read_all(&worker, traces, &err), 2 * WORKERS * 3);
    ingest = (struct ingest){.workers = &worker, .worker_count = 1};
    write_night(&out, &source, 2 * (uint64_t)WORKERS * 3);
    for (uint32_t i = 0; i < 20; i++) {
        struct str text = worker.names[NAMES_ACCOUNT].texts[i];
        bool there = false;

        for (uint32_t k = TRACES - 2; k < TRACES; k++) { /* the one before waits for its account */
            for (uint32_t w = 0; text.p && w < WORKERS; w++) {
                char name[32];

                (void)snprintf(name, sizeof name, "account %u", (k * 7 + w) % 20);
                there = there || str_eq(text, str_of(name));
            }
        }
        assert_true(there == (text.p != NULL));
    }
    worker_drop(&worker);
    assert_int_equal(attach(&worker, (struct str){out.buffer, out.used}, &err), 0);
    assert_int_equal(read_all(&worker, traces, &err), 2 * WORKERS * 3);
    worker_drop(&worker);
    out_drop(&out);
    out_drop(&both);
    free(traces);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nights_come_back),
        cmocka_unit_test(nights_are_merged),
        cmocka_unit_test(altered_nights_are_refused),
        cmocka_unit_test(crafted_nights_are_refused),
        cmocka_unit_test(nights_of_other_shops_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
