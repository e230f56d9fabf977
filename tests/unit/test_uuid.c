/*
 * test_uuid.c: the published vector of UUID version 5, the namespace of ours, and what is no UUID.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/uuid.h"

#define DNS "6ba7b810-9dad-11d1-80b4-00c04fd430c8"

/* RFC 9562, A.4. */
static void published_vector(void **state)
{
    struct uuid_space dns;
    char text[UUID_TEXT];

    (void)state;
    assert_int_equal(uuid_read(STR(DNS), &dns), 0);
    uuid_of(&dns, STR("www.example.com"), text);
    assert_string_equal(text, "2ed6657d-e927-568b-95e1-2665a8aea6a2");
    uuid_of(&dns, STR_NONE, text);
    assert_string_equal(text, "4ebd0208-8328-5d69-8c44-ec50939c0967");
}

/* The constant is what its comment says. */
static void own_namespace(void **state)
{
    struct uuid_space space;
    struct uuid_space dns;
    char text[UUID_TEXT];

    (void)state;
    assert_int_equal(uuid_read(STR(DNS), &dns), 0);
    uuid_of(&dns, STR("limier.invalid"), text);
    assert_int_equal(uuid_read(str_of(text), &space), 0);
    assert_memory_equal(&space, &uuid_limier, sizeof space);
}

static void what_is_none(void **state)
{
    static const char *const texts[] = {"",
                                        "6ba7b810",
                                        "6ba7b810-9dad-11d1-80b4-00c04fd430c",
                                        DNS "0",
                                        "6ba7b810-9dad-11d1-80b4_00c04fd430c8",
                                        "6ba7b81g-9dad-11d1-80b4-00c04fd430c8",
                                        "6ba7b8109dad-11d1-80b4-00c04fd430c8-"};
    struct uuid_space space = {{7}};
    struct uuid_space upper;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(uuid_read(str_of(texts[i]), &space), -1);
    assert_int_equal(space.bytes[0], 7);
    assert_int_equal(uuid_read(STR(DNS), &space), 0);
    assert_int_equal(uuid_read(STR("6BA7B810-9DAD-11D1-80B4-00C04FD430C8"), &upper), 0);
    assert_memory_equal(&space, &upper, sizeof space);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_vector),
        cmocka_unit_test(own_namespace),
        cmocka_unit_test(what_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
