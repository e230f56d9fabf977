/*
 * test_canaries.c: files of canaries, whom they catch, and that errors do not repeat identifiers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "model/canaries.h"
#include "model/ident.h"
#include "table_fixture.h"

static int load(struct canaries *c, struct str text, struct err *err)
{
    struct table_file file;
    int rc;

    table_file_make(&file, text);
    rc = canaries_load(c, file.path, err);
    table_file_remove(&file);
    return rc;
}

static struct person born(const char *nir, const char *birth, const char *rank)
{
    return person_key(str_of(nir), str_of(birth), str_of(rank));
}

static void a_nir_catches_all_who_share_it(void **state)
{
    struct canaries c;
    struct err err = {0};

    (void)state;
    assert_int_equal(load(&c, STR("# planted\n\n180127512345642\r\n 253072A073004 \nD-42\n"), &err),
                     0);
    assert_int_equal(c.count, 3);
    assert_true(canaries_hit(&c, person_of(STR("1801275123456"))));
    assert_true(canaries_hit(&c, person_of(STR("180127512345642"))));
    assert_true(canaries_hit(&c, born("1801275123456", "1980-12-01", "1")));
    assert_true(canaries_hit(&c, born("253072A07300443", NULL, "2")));
    assert_true(canaries_hit(&c, person_of(STR("D-42"))));
    assert_false(canaries_hit(&c, born("D-42", "1980-12-01", NULL)));
    assert_false(canaries_hit(&c, person_of(STR("1801275123457"))));
    assert_false(canaries_hit(&c, person_of(STR("2530720073004"))));
    assert_false(canaries_hit(&c, person_of(STR("D-43"))));
    assert_false(canaries_hit(&c, person_of(STR_NONE)));
    canaries_release(&c);
    assert_false(canaries_hit(&c, person_of(STR("D-42"))));
}

static void one_of_a_family(void **state)
{
    struct canaries c;
    struct err err = {0};

    (void)state;
    assert_int_equal(
        load(&c, STR("1801275123456/2012-05-19/2\n1801275123456//7\nD-42/2012-05-19"), &err), 0);
    assert_int_equal(c.count, 3);
    assert_true(canaries_hit(&c, born("180127512345642", "19052012", "02")));
    assert_true(canaries_hit(&c, born("180127512345642", NULL, "7")));
    assert_true(canaries_hit(&c, born("D-42", "20120519", NULL)));
    assert_false(canaries_hit(&c, born("1801275123456", "2012-05-19", "1")));
    assert_false(canaries_hit(&c, born("1801275123456", "2012-05-19", NULL)));
    assert_false(canaries_hit(&c, person_of(STR("1801275123456"))));
    canaries_release(&c);
}

static void the_list_of_a_case(void **state)
{
    static const char text[] = "\xEF\xBB\xBF# of last year\nBeneficiary,insurer\n"
                               "1801275123456,\"a, b\"\n\"D-42\";x\nD-42,again\n";
    struct canaries c;
    struct err err = {0};

    (void)state;
    assert_int_equal(load(&c, STR(text), &err), 0);
    assert_int_equal(c.count, 2);
    assert_true(canaries_hit(&c, person_of(STR("1801275123456"))));
    assert_true(canaries_hit(&c, person_of(STR("D-42"))));
    canaries_release(&c);
}

static void check_refused(struct str text, const char *wanted)
{
    struct canaries c;
    struct err err = {0};

    assert_int_equal(load(&c, text, &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    if (!strstr(err.text, wanted))
        fail_msg("%s instead of %s", err.text, wanted);
    assert_null(strstr(err.text, "1801275"));
    assert_null(c.slots);
}

static void slips_are_told_without_the_identifier(void **state)
{
    char text[400];

    (void)state;
    check_refused(STR("a\n180127512345643\n"),
                  "table:2: a NIR of 15 characters whose key is wrong");
    check_refused(STR("180127512345642\n180127512345699\n"), "table:2: a NIR");
    check_refused(STR("180127512345643/2012-05-19\n"), "table:1: a NIR");
    check_refused(STR("\n1 80 12 75 123 456\n"), "table:2: an identifier has no blanks in it");
    check_refused(STR("a\nbeneficiary\n,x\n"), "table:3: the first column is empty");
    check_refused(STR("b-0123456789abcdef01234567\n"), "table:1: a pseudonym");
    check_refused(STR("\xE9t\xE9\n"), "table:1: bytes that are not UTF-8");
    check_refused(STR("a\0b\n"), "table:1: an identifier has no blanks in it");
    check_refused(STR("# nobody\n\nbeneficiary\n"), "names no beneficiary");
    check_refused(STR(""), "names no beneficiary");
    memset(text, 'x', sizeof text);
    check_refused((struct str){text, sizeof text}, "table:1: too long for an identifier");
}

static void many(void **state)
{
    size_t n = LIMIT_CANARIES + 1;
    char *text = mem_zero(n, 9);
    struct canaries c;
    struct err err = {0};
    size_t wrong = 0;

    (void)state;
    for (size_t i = 0; i < n; i++)
        snprintf(text + 8 * i, 9, "C%06zu\n", i);
    assert_int_equal(load(&c, (struct str){text, 8 * n}, &err), -1);
    assert_non_null(strstr(err.text, "more than"));
    assert_int_equal(load(&c, (struct str){text, 8 * (n - 1)}, &err), 0);
    assert_int_equal(c.count, LIMIT_CANARIES);
    for (size_t i = 0; i < 2 * n; i++) {
        char name[16];

        snprintf(name, sizeof name, "C%06zu", i);
        wrong += canaries_hit(&c, person_of(str_of(name))) != (i < LIMIT_CANARIES);
    }
    assert_int_equal(wrong, 0);
    canaries_release(&c);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_nir_catches_all_who_share_it),
        cmocka_unit_test(one_of_a_family),
        cmocka_unit_test(the_list_of_a_case),
        cmocka_unit_test(slips_are_told_without_the_identifier),
        cmocka_unit_test(many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
