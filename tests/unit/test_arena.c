/*
 * test_arena.c: alignment, zeroed blocks after a reset, large blocks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"

static void blocks_are_aligned_zeroed_and_apart(void **state)
{
    struct arena arena = {0};
    unsigned char *before = NULL;

    (void)state;
    for (size_t n = 0; n < 3000; n++) {
        unsigned char *block = arena_alloc(&arena, n);

        assert_int_equal((uintptr_t)block % 16, 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(block[i], 0);
        memset(block, 0xAA, n);
        if (before && n > 1)
            assert_int_equal(before[n - 2], 0xAA);
        before = block;
    }
    arena_release(&arena);
    assert_int_equal(arena.used_bytes, 0);
}

static void reset_hands_out_zeroes_again(void **state)
{
    struct arena arena = {0};

    (void)state;
    for (int round = 0; round < 3; round++) {
        for (int k = 0; k < 10; k++) {
            unsigned char *block = arena_alloc(&arena, 30000);

            for (size_t i = 0; i < 30000; i++)
                assert_int_equal(block[i], 0);
            memset(block, 0xBB, 30000);
        }
        arena_reset(&arena);
        assert_int_equal(arena.used_bytes, 0);
    }
    arena_alloc(&arena, 1 << 20);
    arena_reset(&arena); /* a block larger than usual is not kept */
    assert_null(arena.head);
    arena_reset(&arena);
    arena_release(&arena);
}

static void texts(void **state)
{
    struct arena arena = {0};
    struct str copy = arena_str(&arena, STR("a\0b"));
    struct str empty = arena_str(&arena, STR_NONE);
    struct str printed = arena_print(&arena, "%s-%d", "x", 7);
    struct str wide = arena_print(&arena, "%200000d", 1);

    (void)state;
    assert_int_equal(copy.n, 3);
    assert_memory_equal(copy.p, "a\0b", 4);
    assert_non_null(empty.p);
    assert_string_equal(empty.p, "");
    assert_string_equal(printed.p, "x-7");
    assert_int_equal(printed.n, 3);
    assert_int_equal(wide.n, 200000);
    assert_int_equal(wide.p[wide.n], '\0');
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_aligned_zeroed_and_apart),
        cmocka_unit_test(reset_hands_out_zeroes_again),
        cmocka_unit_test(texts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
