/*
 * test_ident.c: NIR, RPPS and FINESS: published vectors, every wrong digit, and shapes that the
 * registers do or do not use.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/ident.h"

/* Recomputed from python-stdnum and public documents; see DESIGN.md, Identifiers. */
static const char *const valid[] = {
    "295109912611193", "253072B07300470", "253072A07300443", "255081416802538",
    "206127511100564", "178059933010817", "180127512345642",
};

static void valid_keys(void **state)
{
    struct nir nir;

    (void)state;
    for (size_t i = 0; i < sizeof valid / sizeof valid[0]; i++) {
        struct str text = str_of(valid[i]);

        assert_true(ident_nir(text, &nir));
        assert_true(nir.key_valid);
        assert_int_equal(ident_nir_key(&nir), nir.key);
        assert_true(ident_nir((struct str){text.p, 13}, &nir));
        assert_int_equal(nir.key, -1);
        assert_false(nir.key_valid);
    }
}

/* 97 is prime to 10: a single wrong digit never goes unseen. */
static void one_wrong_digit_is_seen(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof valid / sizeof valid[0]; i++) {
        for (size_t at = 0; at < 15; at++) {
            char text[16];
            struct nir nir;

            memcpy(text, valid[i], sizeof text);
            for (char c = '0'; c <= '9'; c++) {
                if (c == valid[i][at])
                    continue;
                text[at] = c;
                assert_false(ident_nir((struct str){text, 15}, &nir) && nir.key_valid);
            }
        }
    }
}

static void corsica(void **state)
{
    struct nir a;
    struct nir b;
    struct nir none;

    (void)state;
    assert_true(ident_nir(STR("253072A07300443"), &a));
    assert_true(ident_nir(STR("253072B07300470"), &b));
    assert_int_equal(a.corsica, 'A');
    assert_int_equal(b.corsica, 'B');
    assert_true(a.number == b.number);
    assert_true(ident_nir(STR("253072a07300443"), &a) && a.key_valid && a.corsica == 'A');
    assert_true(ident_nir(STR("2530720073004"), &none)); /* before 1976: 20, without a letter */
    assert_int_equal(none.corsica, 0);
    assert_true(ident_nir_key(&none) != ident_nir_key(&a));
    assert_false(ident_nir(STR("253072C073004"), &a));
    assert_false(ident_nir(STR("253073A073004"), &a));
    assert_false(ident_nir(STR("25307A2073004"), &a));
}

static void shapes(void **state)
{
    static const struct {
        const char *text;
        bool plausible;
    } rows[] = {
        {"1801275123456", true},    {"3801275123456", true},    {"4801275123456", true},
        {"7801275123456", true},    {"8801275123456", true},    {"0801275123456", false},
        {"5801275123456", false},   {"6801275123456", false},   {"9801275123456", false},
        {"1800075123456", true},    {"1801375123456", false},   {"1801975123456", false},
        {"1802075123456", true},    {"1804275123456", true},    {"1804375123456", false},
        {"1804975123456", false},   {"1805075123456", true},    {"1809975123456", true},
        {"1801200123456", false},   {"1801275000456", false},   {"1801275991456", false},
        {"1801275990456", true},    {"1801275123000", false},   {"1801275123999", true},
        {"1801299100456", true},    {"1801297101456", true},    {"1801298890456", true},
        {"1801297100456", false},   {"1801297191456", false},   {"180127512345", false},
        {"18012751234561", false},  {"180127512345600", false}, {"180127512345698", false},
        {"18012751234564x", false}, {"1801275 23456", false},   {"", false},
    };
    struct nir nir;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (ident_nir(str_of(rows[i].text), &nir) != rows[i].plausible)
            fail_msg("%s", rows[i].text);
    }
}

static void wrong_key_is_told_from_no_key(void **state)
{
    struct nir nir;

    (void)state;
    assert_true(ident_nir(STR("180127512345643"), &nir));
    assert_int_equal(nir.key, 43);
    assert_false(nir.key_valid);
    assert_int_equal(ident_nir_key(&nir), 42);
}

static void parts(void **state)
{
    struct nir nir;

    (void)state;
    assert_true(ident_nir(STR("295109912611193"), &nir));
    assert_int_equal(ident_nir_year(nir.number), 95);
    assert_int_equal(ident_nir_month(nir.number), 10);
    assert_int_equal(ident_nir_departement(nir.number), 99);
    assert_true(ident_nir(STR("253072B07300470"), &nir));
    assert_int_equal(ident_nir_departement(nir.number), 20);
}

/* The date of a text, 0 when it is none. */
static uint32_t date_of(const char *text)
{
    uint32_t date = 0;

    return ident_birth_date(str_of(text), &date) ? date : 0;
}

static void birth_dates(void **state)
{
    static const char *const none[] = {
        "",          "1984",       "198406123",  "1984-0612",  "1984-06-12-",
        "198-40612", "12061784",   "00000000",   "12 06 1984", "1984%2d06%2d12",
        "1984%2",    "1984-06-1x", "06-1984-12", "-19840612",  "9999-01-01"};

    (void)state;
    assert_int_equal(date_of("19840612"), 19840612);
    assert_int_equal(date_of("1984-06-12"), 19840612);
    assert_int_equal(date_of("12061984"), 19840612);
    assert_int_equal(date_of("12/06/1984"), 19840612);
    assert_int_equal(date_of("12%2F06%2f1984"), 19840612);
    assert_int_equal(date_of("12.06.1984"), 19840612);
    assert_int_equal(date_of("20121984"), 19841220); /* 1984, not month 19 of 2012 */
    assert_int_equal(date_of("20120519"), 20120519); /* 2012, not the year 519 */
    assert_int_equal(date_of("19840000"), 19840000); /* unknown month and day */
    assert_int_equal(date_of("00/00/1984"), 19840000);
    assert_int_equal(date_of("00001984"), 19840000);
    assert_int_equal(date_of("1954-13-31"), 19541331); /* lunar */
    assert_int_equal(date_of("19542045"), 19542045);
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        if (date_of(none[i]))
            fail_msg("%s is read as %u", none[i], date_of(none[i]));
    }
}

static void luhn(void **state)
{
    (void)state;
    assert_true(ident_rpps(STR("10003879623")));
    assert_false(ident_rpps(STR("10003879624")));
    assert_false(ident_rpps(STR("10003879632"))); /* neighbours exchanged */
    assert_false(ident_rpps(STR("1000387962")));
    assert_false(ident_rpps(STR("1000387962x")));
    assert_true(ident_luhn(STR("79927398713"))); /* the textbook's example */
    assert_false(ident_luhn(STR("79927398710")));
    assert_false(ident_luhn(STR("")));
    assert_true(ident_luhn(STR("0")));
    assert_true(ident_finess(STR("434243085"))); /* passes as nine digits with a Luhn key do */
    assert_false(ident_finess(STR("434243086")));
    assert_false(ident_finess(STR("2A0000014")));
    assert_false(ident_finess(STR("4342430850")));
}

static void insurers(void **state)
{
    (void)state;
    assert_true(ident_insurer(STR("43408324")));
    assert_true(ident_insurer(STR("434243085")));
    assert_true(ident_insurer(STR("4342430850")));
    assert_false(ident_insurer(STR("4340832")));
    assert_false(ident_insurer(STR("43424308500")));
    assert_false(ident_insurer(STR("4340832a")));
    assert_false(ident_insurer(STR_NONE));
}

static void what_may_say_who_somebody_is(void **state)
{
    (void)state;
    assert_true(ident_personal(STR("1840675123456")));
    assert_true(ident_personal(STR("amc-284067512345678x")));
    assert_true(ident_personal(STR("2840699123456")));
    assert_true(ident_personal(STR("184062A123456")));
    assert_true(ident_personal(STR("12345678901")));
    assert_false(ident_personal(STR("4342430850")));
    assert_false(ident_personal(STR("MUTUELLE 43408324-0000001")));
    assert_false(ident_personal(STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_keys),
        cmocka_unit_test(one_wrong_digit_is_seen),
        cmocka_unit_test(corsica),
        cmocka_unit_test(shapes),
        cmocka_unit_test(wrong_key_is_told_from_no_key),
        cmocka_unit_test(parts),
        cmocka_unit_test(birth_dates),
        cmocka_unit_test(luhn),
        cmocka_unit_test(insurers),
        cmocka_unit_test(what_may_say_who_somebody_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
