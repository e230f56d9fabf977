/*
 * test_names.c: numbers by first appearance, growth, and both caps.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/limits.h"
#include "base/names.h"

static struct str numbered(char text[24], unsigned i)
{
    return (struct str){text, (size_t)snprintf(text, 24, "name-%u", i)};
}

static void numbers_follow_first_appearance_through_growth(void **state)
{
    struct names names;
    char text[24];

    (void)state;
    names_init(&names, LIMIT_NAMES, LIMIT_NAMES_BYTES);
    for (int round = 0; round < 2; round++) {
        for (unsigned i = 0; i < 100000; i++)
            assert_int_equal(names_add(&names, numbered(text, i)), i);
    }
    assert_int_equal(names.count, 100000);
    for (unsigned i = 0; i < 100000; i += 997) {
        assert_int_equal(names_find(&names, numbered(text, i)), i);
        assert_true(str_eq(names_text(&names, i), numbered(text, i)));
    }
    assert_int_equal(names_find(&names, STR("stranger")), NAME_NONE);
    assert_int_equal(names.refused, 0);
    assert_null(names_text(&names, NAME_NONE).p);
    assert_null(names_text(&names, 100000).p);
    names_release(&names);
}

static void texts_are_bytes(void **state)
{
    struct names names;

    (void)state;
    names_init(&names, 100, 1 << 20);
    assert_int_equal(names_add(&names, STR("a\0b")), 0);
    assert_int_equal(names_add(&names, STR("a\0c")), 1);
    assert_int_equal(names_add(&names, STR("a")), 2);
    assert_int_equal(names_add(&names, STR("")), 3);
    assert_int_equal(names_add(&names, STR_NONE), 3);
    assert_int_equal(names_add(&names, STR("\xff\xfe")), 4);
    assert_int_equal(names_find(&names, STR("a\0c")), 1);
    names_release(&names);
}

static void beyond_the_cap_one_entry_is_shared(void **state)
{
    struct names names;

    (void)state;
    names_init(&names, 2, 1 << 20);
    assert_int_equal(names_add(&names, STR("a")), 0);
    assert_int_equal(names_add(&names, STR("b")), 1);
    assert_int_equal(names_add(&names, STR("c")), 2);
    assert_int_equal(names_add(&names, STR("d")), 2);
    assert_int_equal(names_add(&names, STR("a")), 0); /* known ones stay themselves */
    assert_int_equal(names.refused, 2);
    assert_int_equal(names.count, 3);
    assert_true(str_eq(names_text(&names, 2), STR("(overflow)")));
    assert_int_equal(names_find(&names, STR("c")), NAME_NONE);
    names_release(&names);
}

static void bytes_are_capped_too(void **state)
{
    struct names names;
    char text[24];
    unsigned last = 0;

    (void)state;
    names_init(&names, 1000, 640);
    for (unsigned i = 0; i < 100; i++)
        last = names_add(&names, numbered(text, i));
    assert_true(names.refused > 0);
    assert_true(names.count < 60);
    assert_int_equal(last, names.overflow);
    assert_int_equal(names.count + names.refused, 101); /* the overflow entry is counted */
    names_release(&names);
}

static void long_texts_are_cut(void **state)
{
    static char text[LIMIT_NAME_BYTES + 10];
    struct names names;

    (void)state;
    memset(text, 'x', sizeof text);
    names_init(&names, 100, 1 << 20);
    assert_int_equal(names_add(&names, (struct str){text, sizeof text}), 0);
    assert_int_equal(names_text(&names, 0).n, LIMIT_NAME_BYTES);
    text[LIMIT_NAME_BYTES] = 'y';
    assert_int_equal(names_add(&names, (struct str){text, sizeof text}), 0);
    assert_int_equal(names_find(&names, (struct str){text, sizeof text}), 0);
    text[LIMIT_NAME_BYTES - 1] = 'y';
    assert_int_equal(names_add(&names, (struct str){text, sizeof text}), 1);
    names_release(&names);
}

static void two_halves_give_the_same_number(void **state)
{
    struct names names;
    uint64_t hash;

    (void)state;
    names_init(&names, 100, 1 << 20);
    hash = names_hash(&names, STR("account"));
    for (unsigned i = 0; i < 90; i++) {
        char text[24];

        (void)names_add(&names, numbered(text, i));
    }
    assert_int_equal(names_add_hashed(&names, STR("account"), hash), 90);
    assert_int_equal(names_add(&names, STR("account")), 90);
    names_release(&names);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_follow_first_appearance_through_growth),
        cmocka_unit_test(texts_are_bytes),
        cmocka_unit_test(beyond_the_cap_one_entry_is_shared),
        cmocka_unit_test(bytes_are_capped_too),
        cmocka_unit_test(long_texts_are_cut),
        cmocka_unit_test(two_halves_give_the_same_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
