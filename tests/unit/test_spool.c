/*
 * test_spool.c: what goes in comes out, partition by partition, in the order of arrival.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "input/spool.h"

static int open_tmp(void)
{
    int directory = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    assert_true(directory >= 0);
    return directory;
}

/* Partition p gets p * 7 % 700 traces, dealt out in turns. */
static void chunks_come_back_in_order(void **state)
{
    struct spool spool;
    struct err err = {0};
    int directory = open_tmp();

    (void)state;
    assert_int_equal(spool_open(&spool, directory, &err), 0);
    for (uint32_t i = 0; i < 700; i++) {
        for (uint32_t p = 0; p < LIMIT_PARTITIONS; p++) {
            struct trace trace = {.time_ns = i, .account = p, .line = i + 1};

            if (i < p * 37 % 700)
                assert_int_equal(spool_add(&spool, p, &trace, &err), 0);
        }
    }
    assert_int_equal(spool_flush(&spool, &err), 0);
    for (uint32_t p = 0; p < LIMIT_PARTITIONS; p++) {
        for (size_t room = SPOOL_CHUNK_TRACES; room < 1100; room += 413) {
            static struct trace traces[1100];
            uint32_t cursor = 0;
            uint32_t seen = 0;
            int64_t n;

            assert_int_equal(spool_count(&spool, p), p * 37 % 700);
            while ((n = spool_read(&spool, p, &cursor, traces, room, &err)) > 0) {
                for (int64_t i = 0; i < n; i++) {
                    assert_int_equal(traces[i].time_ns, seen);
                    assert_int_equal(traces[i].account, p);
                    seen++;
                }
            }
            assert_int_equal(n, 0);
            assert_int_equal(seen, p * 37 % 700);
            assert_int_equal(spool_read(&spool, p, &cursor, traces, room, &err), 0);
        }
    }
    spool_close(&spool);
    (void)close(directory);
}

static void partitions_are_stable_and_all_used(void **state)
{
    bool used[LIMIT_PARTITIONS] = {false};
    int count = 0;

    (void)state;
    for (unsigned i = 0; i < 2000; i++) {
        char text[16];
        int n = snprintf(text, sizeof text, "1000%07u", i);
        uint32_t p = spool_partition((struct str){text, (size_t)n});

        assert_true(p < LIMIT_PARTITIONS);
        assert_int_equal(p, spool_partition((struct str){text, (size_t)n}));
        count += !used[p];
        used[p] = true;
    }
    assert_int_equal(count, LIMIT_PARTITIONS);
}

static void short_files_and_bad_descriptors(void **state)
{
    struct err err = {0};
    int directory = open_tmp();
    int fd = spool_unnamed(directory, &err);
    char bytes[16] = "0123456789";

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(spool_pwrite(fd, bytes, 10, 5, &err), 0);
    assert_int_equal(spool_pread(fd, bytes, 10, 5, &err), 0);
    assert_memory_equal(bytes, "0123456789", 10);
    assert_int_equal(spool_pread(fd, bytes, 11, 5, &err), -1);
    assert_non_null(strstr(err.text, "shorter than it should be"));
    err = (struct err){0};
    assert_int_equal(spool_pwrite(-1, bytes, 1, 0, &err), -1);
    assert_non_null(strstr(err.text, "cannot be written"));
    err = (struct err){0};
    assert_int_equal(spool_unnamed(-1, &err), -1);
    assert_int_equal(err.kind, ERR_FAILED);
    (void)close(fd);
    (void)close(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chunks_come_back_in_order),
        cmocka_unit_test(partitions_are_stable_and_all_used),
        cmocka_unit_test(short_files_and_bad_descriptors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
