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

static const struct audit_bounds bounds = {10, 5};
static const uint32_t streams[2] = {7, 3};

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
            t.agent = t.session = NAME_NONE;
            t.insurer = names_add(&worker->names[NAMES_INSURER], STR("43408324"));
            t.person = person_of(STR("1840675123456"));
            t.outcome = OUTCOME_SUCCESS;
            assert_int_equal(spool_add(&worker->spool, i % SPOOL_SLOTS, &t, &err), 0);
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

/* A night in memory, to be dropped. */
static void night_make(struct out *out)
{
    struct ingest ingest;
    struct err err = {0};

    ingest_make(&ingest);
    out_memory(out);
    assert_int_equal(audit_night_write(out, &ingest, streams, &err), 0);
    ingest_drop(&ingest);
}

static int attach(struct ingest_worker *worker, struct str bytes, struct err *err)
{
    int fd = memfd_create("night", MFD_CLOEXEC);

    assert_int_equal(write(fd, bytes.p, bytes.n), bytes.n);
    *worker = (struct ingest_worker){.spool = {.fd = -1}};
    return audit_night_attach(worker, fd, "000001.night", &bounds, err);
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
            bool found = false;

            assert_int_equal(k % SPOOL_SLOTS, slot);
            assert_int_equal(traces[i].input, streams[k % 2]);
            for (uint32_t w = 0; w < WORKERS; w++) {
                (void)snprintf(text, sizeof text, "account %u", (k * 7 + w) % 20);
                found = found || str_eq(names_text(&worker.names[NAMES_ACCOUNT], traces[i].account),
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

static void altered_nights_are_refused(void **state)
{
    struct ingest_worker worker;
    struct err err = {0};
    struct out out;

    (void)state;
    night_make(&out);
    for (size_t n = 0; n < out.used; n += 1 + n / 7) {
        err = (struct err){0};
        assert_int_equal(attach(&worker, (struct str){out.buffer, n}, &err), -1);
        assert_non_null(strstr(err.text, "000001.night"));
        worker_drop(&worker);
    }
    for (size_t at = 0; at < 600; at++) { /* the frame, byte by byte: refused, or other names */
        char was = out.buffer[at];

        out.buffer[at] = (char)(was ^ 0x55);
        err = (struct err){0};
        (void)attach(&worker, (struct str){out.buffer, out.used}, &err);
        worker_drop(&worker);
        out.buffer[at] = was;
    }
    memset(out.buffer + out.used - 40, 0x7e, 16); /* account and source of the last trace */
    err = (struct err){0};
    assert_int_equal(attach(&worker, (struct str){out.buffer, out.used}, &err), -1);
    worker_drop(&worker);
    out_drop(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nights_come_back),
        cmocka_unit_test(altered_nights_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
