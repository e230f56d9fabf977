/*
 * test_trace.c: person keys: one person, one key, and the key gives the identifier back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/trace.h"

static void check_text(struct str identifier, const char *wanted)
{
    char text[PERSON_TEXT_BYTES];

    assert_int_equal(person_text(person_of(identifier), text), strlen(wanted));
    assert_string_equal(text, wanted);
}

static void both_forms_of_a_nir_are_one_person(void **state)
{
    (void)state;
    assert_true(person_eq(person_of(STR("180127512345642")), person_of(STR("1801275123456"))));
    assert_true(person_eq(person_of(STR("253072A07300443")), person_of(STR("253072A073004"))));
    assert_true(person_eq(person_of(STR("253072a07300443")), person_of(STR("253072A073004"))));
    assert_false(person_eq(person_of(STR("253072A073004")), person_of(STR("253072B073004"))));
    assert_false(person_eq(person_of(STR("253072A073004")), person_of(STR("2530720073004"))));
    check_text(STR("180127512345642"), "1801275123456");
    check_text(STR("253072A07300443"), "253072A073004");
    check_text(STR("253072b07300470"), "253072B073004");
    check_text(STR("2530720073004"), "2530720073004");
}

static void wrong_key_names_nobody_who_exists(void **state)
{
    struct person wrong = person_of(STR("180127512345643"));

    (void)state;
    assert_int_equal(person_tag(wrong), PERSON_TEXT + 15);
    assert_false(person_eq(wrong, person_of(STR("180127512345642"))));
    check_text(STR("180127512345643"), "180127512345643");
}

static void short_texts_come_back(void **state)
{
    char text[PERSON_TEXT_BYTES];

    (void)state;
    check_text(STR("D-42"), "D-42");
    check_text(STR("123456789012345"), "123456789012345");
    check_text(STR(""), "");
    assert_int_equal(person_text(person_of(STR("a\0b")), text), 3);
    assert_memory_equal(text, "a\0b", 4);
    assert_false(person_eq(person_of(STR("a")), person_of(STR("a\0"))));
    assert_int_equal(person_tag(person_of(STR(""))), PERSON_TEXT);
    assert_int_equal(person_tag(person_of(STR_NONE)), PERSON_NONE);
    check_text(STR_NONE, "");
}

static void long_texts_are_told_apart(void **state)
{
    struct person a = person_of(STR("0123456789abcdef"));
    struct person b = person_of(STR("0123456789abcdeg"));
    char text[PERSON_TEXT_BYTES];

    (void)state;
    assert_int_equal(person_tag(a), PERSON_LONG);
    assert_false(person_eq(a, b));
    assert_true(person_eq(a, person_of(STR("0123456789abcdef"))));
    assert_int_equal(person_text(a, text), 31);
    /* The first fifteen bytes of SHA-256("0123456789abcdef"). */
    assert_string_equal(text, "#9f9f5111f7b27a781f1f1ddde5ebc2");
}

static void order_is_total(void **state)
{
    const struct person in_order[] = {
        person_of(STR_NONE),
        person_of(STR("1801275123455")),
        person_of(STR("1801275123456")),
        person_of(STR("2530720073004")),
        person_of(STR("253072A073004")),
        person_of(STR("253072B073004")),
        person_of(STR("")),
        person_of(STR("a")),
        person_of(STR("b")),
        person_of(STR("aa")),
        person_of(STR("0123456789abcdef")),
    };
    size_t n = sizeof in_order / sizeof in_order[0];

    (void)state;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < n; k++) {
            int order = person_cmp(in_order[i], in_order[k]);

            assert_int_equal(order < 0, i < k);
            assert_int_equal(order > 0, i > k);
        }
    }
}

static void packed_members(void **state)
{
    struct trace t = {.status_bytes = 404u | TRACE_BYTES_MAX << 10,
                      .outcome = OUTCOME_NOT_FOUND | TRACE_SHOWN};

    (void)state;
    assert_int_equal(trace_status(&t), 404);
    assert_int_equal(trace_bytes(&t), TRACE_BYTES_MAX);
    assert_int_equal(trace_outcome(&t), OUTCOME_NOT_FOUND);
    assert_true(trace_shown(&t));
}

static void names(void **state)
{
    (void)state;
    for (int k = 0; k < KIND_COUNT; k++)
        assert_int_equal(kind_by_name(str_of(kind_name((enum kind)k))), k);
    assert_int_equal(kind_by_name(STR("Rights")), KIND_COUNT);
    assert_int_equal(kind_by_name(STR_NONE), KIND_COUNT);
    assert_string_equal(kind_name(KIND_COUNT), "");
    assert_string_equal(outcome_name(OUTCOME_NOT_FOUND), "not-found");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_forms_of_a_nir_are_one_person),
        cmocka_unit_test(wrong_key_names_nobody_who_exists),
        cmocka_unit_test(short_texts_come_back),
        cmocka_unit_test(long_texts_are_told_apart),
        cmocka_unit_test(order_is_total),
        cmocka_unit_test(packed_members),
        cmocka_unit_test(names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
