/*
 * test_windows.c: a set of stretches says the same as looking at each of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "windows.h"

static bool meet_slowly(const struct window *list, size_t n, int64_t from, int64_t to)
{
    for (size_t i = 0; i < n; i++) {
        if (from <= list[i].to_ns && to >= list[i].from_ns)
            return true;
    }
    return false;
}

static void same_as_each(void **state)
{
    uint64_t random = 7;

    (void)state;
    for (size_t n = 0; n < 40; n++) {
        struct windows w = {0};
        struct window list[40];

        for (size_t i = 0; i < n; i++) {
            random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            list[i].from_ns = (int64_t)(random >> 32) % 500 - 100;
            list[i].to_ns = list[i].from_ns + (int64_t)(random >> 56) % 12;
            windows_add(&w, list[i].from_ns, list[i].to_ns);
        }
        windows_settle(&w);
        assert_true(w.count <= n);
        for (size_t i = 1; i < w.count; i++)
            assert_true(w.list[i].from_ns > w.list[i - 1].to_ns);
        for (int64_t from = -110; from < 420; from++) {
            for (int64_t to = from; to < from + 9; to += 4)
                assert_int_equal(windows_meet(&w, from, to), meet_slowly(list, n, from, to));
        }
        windows_release(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_as_each),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
