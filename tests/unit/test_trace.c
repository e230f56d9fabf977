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

static void check_key(const char *identifier, const char *birth, const char *rank,
                      const char *wanted)
{
    char text[PERSON_TEXT_BYTES];
    struct person person = person_key(str_of(identifier), str_of(birth), str_of(rank));

    assert_int_equal(person_text(person, text), strlen(wanted));
    assert_string_equal(text, wanted);
}

static void a_nir_with_birth_and_rank(void **state)
{
    struct person alone = person_of(STR("1840675123456"));
    struct person child = person_key(STR("1840675123456"), STR("20120519"), STR("1"));

    (void)state;
    check_key("1840675123456", "1984-06-12", "1", "1840675123456/1984-06-12/1");
    check_key("184067512345641", "12/06/1984", "01", "1840675123456/1984-06-12/1");
    check_key("253072A073004", "19840600", "0", "253072A073004/1984-06-00/0");
    check_key("253072A07300443", "19840612", NULL, "253072A073004/1984-06-12");
    check_key("1840675123456", "", "99", "1840675123456//99");
    check_key("1840675123456", NULL, "", "1840675123456");
    assert_int_equal(person_tag(alone), PERSON_NIR);
    assert_int_equal(person_tag(child), PERSON_BORN);
    assert_true(person_is_nir(alone) && person_is_nir(child));
    assert_false(person_is_nir(person_of(STR("D-42"))) || person_is_nir(person_of(STR_NONE)));
    assert_true(person_nir_number(child) == UINT64_C(1840675123456) && child.hi == alone.hi);
    assert_false(person_eq(alone, child));
    assert_false(person_eq(child, person_key(STR("1840675123456"), STR("20120519"), STR("2"))));
    assert_false(person_eq(child, person_key(STR("1840675123456"), STR("20120519"), STR_NONE)));
    assert_false(person_eq(child, person_key(STR("1840675123457"), STR("20120519"), STR("1"))));
    assert_int_equal(person_tag(person_key(STR_NONE, STR("20120519"), STR("1"))), PERSON_NONE);
}

static void what_cannot_be_read_still_tells_apart(void **state)
{
    struct person a = person_key(STR("1840675123456"), STR("june"), STR("1"));
    struct person b = person_key(STR("1840675123456"), STR("july"), STR("1"));
    struct person c = person_key(STR("1840675123456"), STR("june"), STR("A"));
    struct person d = person_key(STR("1840675123456"), STR("19840612"), STR("100"));

    (void)state;
    assert_true(person_is_nir(a) && person_nir_number(a) == UINT64_C(1840675123456));
    assert_true(person_eq(a, person_key(STR("1840675123456"), STR("june"), STR("1"))));
    assert_false(person_eq(a, b) || person_eq(a, c) || person_eq(b, c) || person_eq(a, d));
    /* The first 56 bits of SHA-256("june\0" "1"), without the highest. */
    check_key("1840675123456", "june", "1", "1840675123456/#6efbb7dbf26457");
}

static void other_identifiers_with_birth_and_rank(void **state)
{
    char many[600];
    struct str long_text = {many, sizeof many};

    (void)state;
    check_key("42", "12/06/1984", NULL, "42/1984-06-12");
    check_key("42", NULL, "01", "42//1");
    check_key("42", "x", NULL, "42/x");
    assert_true(person_eq(person_key(STR("D-42"), STR("19840612"), STR("1")),
                          person_of(STR("D-42/1984-06-12/1"))));
    memset(many, 'x', sizeof many);
    assert_int_equal(person_tag(person_key(long_text, long_text, long_text)), PERSON_LONG);
    assert_false(person_eq(person_key(long_text, long_text, long_text),
                           person_key(long_text, long_text, str_skip(long_text, 1))));
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
        person_key(STR("1801275123456"), STR_NONE, STR("1")),
        person_key(STR("1801275123456"), STR("19801201"), STR_NONE),
        person_key(STR("1801275123456"), STR("19801201"), STR("1")),
        person_key(STR("1801275123456"), STR("19801201"), STR("2")),
        person_key(STR("1801275123456"), STR("19801202"), STR("1")),
        person_key(STR("1801275123456"), STR("?"), STR("1")),
        person_key(STR("253072A073004"), STR("19801201"), STR("1")),
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
        cmocka_unit_test(a_nir_with_birth_and_rank),
        cmocka_unit_test(what_cannot_be_read_still_tells_apart),
        cmocka_unit_test(other_identifiers_with_birth_and_rank),
        cmocka_unit_test(order_is_total),
        cmocka_unit_test(packed_members),
        cmocka_unit_test(names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
