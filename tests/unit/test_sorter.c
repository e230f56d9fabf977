/*
 * test_sorter.c: the same order in memory and with runs on disk.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "input/sorter.h"

/* A row of an odd size. */
struct row {
    uint32_t key;
    uint32_t serial;
    char filler[12];
};

static int compare_rows(const void *a, const void *b)
{
    const struct row *x = a;
    const struct row *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->serial < y->serial ? -1 : x->serial > y->serial;
}

/* Sorts n rows within a budget and checks order and completeness. Returns the runs on disk. */
static uint32_t check_sorted(uint32_t n, size_t memory_bytes)
{
    struct sorter sorter;
    struct err err = {0};
    bool failed = false;
    const struct row *row;
    struct row last = {0};
    uint32_t count = 0;
    uint64_t sum = 0;
    uint32_t runs;
    int directory = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    assert_true(directory >= 0);
    sorter_init(&sorter, sizeof(struct row), compare_rows, memory_bytes, directory);
    for (uint32_t i = 0; i < n; i++) {
        struct row next = {(i * 2654435761u) >> 20, i, "filler"};

        assert_int_equal(sorter_add(&sorter, &next, &err), 0);
    }
    assert_int_equal(sorter.total, n);
    assert_int_equal(sorter_finish(&sorter, &err), 0);
    while ((row = sorter_next(&sorter, &failed, &err)) != NULL) {
        assert_true(count == 0 || compare_rows(&last, row) < 0);
        assert_int_equal(row->key, (row->serial * 2654435761u) >> 20);
        assert_string_equal(row->filler, "filler");
        last = *row;
        sum += row->serial;
        count++;
    }
    assert_false(failed);
    assert_int_equal(count, n);
    assert_int_equal(sum, (uint64_t)n * (n ? n - 1 : 0) / 2);
    assert_null(sorter_next(&sorter, &failed, &err));
    runs = sorter.run_count;
    sorter_release(&sorter);
    (void)close(directory);
    return runs;
}

static void in_memory(void **state)
{
    (void)state;
    assert_int_equal(check_sorted(0, 1 << 20), 0);
    assert_int_equal(check_sorted(1, 1 << 20), 0);
    assert_int_equal(check_sorted(5000, 1 << 20), 0);
    assert_int_equal(check_sorted(1024, 0), 0); /* the least that is held */
}

static void with_runs(void **state)
{
    (void)state;
    assert_int_equal(check_sorted(1025, 0), 2);
    assert_int_equal(check_sorted(2048, 0), 2);
    assert_int_equal(check_sorted(100000, 0), 98);
    assert_true(check_sorted(100000, 200000) > 5);
}

/* Where no file can be made, adding fails with a reason. */
static void no_room_for_runs(void **state)
{
    struct sorter sorter;
    struct err err = {0};
    struct row row = {0};
    int rc = 0;

    (void)state;
    sorter_init(&sorter, sizeof row, compare_rows, 0, -1);
    for (int i = 0; rc == 0 && i < 2000; i++)
        rc = sorter_add(&sorter, &row, &err);
    assert_int_equal(rc, -1);
    assert_int_equal(err.kind, ERR_FAILED);
    assert_true(err.text[0] != '\0');
    sorter_release(&sorter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_memory),
        cmocka_unit_test(with_runs),
        cmocka_unit_test(no_room_for_runs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
