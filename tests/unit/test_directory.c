/*
 * test_directory.c: tables as spreadsheets write them are read; those that contradict themselves or
 * are no tables are refused, with the line; accounts of one shop have one home.
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
#include "model/directory.h"

static void is(struct str got, const char *wanted)
{
    assert_int_equal(got.n, strlen(wanted));
    assert_memory_equal(got.p, wanted, got.n);
}

static void same_table_in_every_form(void **state)
{
    static const char *const forms[] = {
        "account,trade,shop\na1,pharmacist,P1\na2,optician,P2\na3,,P1\na4,pharmacist,\n",
        "account,trade,shop\r\na1,pharmacist,P1\r\na2,optician,P2\r\na3,,P1\r\na4,pharmacist,",
        "\xEF\xBB\xBF"
        "Account;Trade;Shop\r\na1;pharmacist;P1\r\n\r\n;;\r\na2;optician;P2\r\na3;;P1\r\n"
        "a4;pharmacist;\r\n",
        "RPPS\tFINESS\tnote, free; \tProfession\na1\tP1\tx,y\tpharmacist\na2\tP2\t\toptician\n"
        "a3\tP1\t\t\na4\t\t\tpharmacist\n",
        "\"login\",\"M\xC3\x89TIER\",\"cabinet\"\n\"a1\",\"pharmacist\",\"P1\"\n"
        " \"a2\" ,optician, P2 \na3,\"\",\"P1\"\na4,pharmacist,\"\"",
        "shop,rpps,login,trade\nP1,no,a1,pharmacist\nP2,no,a2,optician\nP1,no,a3,\n"
        ",no,a4,pharmacist\nP1,no,a1,pharmacist\n",
        "trade,account,x,shop\npharmacist,a1,\"two\nlines\",P1\noptician,a2,\"a \"\"b\"\"\",P2\n"
        ",a3,5\" disk,P1\npharmacist,a4,,\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct directory d;
        struct err err = {0};

        assert_int_equal(directory_read(&d, str_of(forms[i]), "t.csv", &err), 0);
        assert_int_equal(d.accounts.count, 4);
        assert_int_equal(d.trade_count, 2);
        is(d.trades[0], "optician");
        is(d.trades[1], "pharmacist");
        is(directory_trade(&d, STR("a1")), "pharmacist");
        is(directory_trade(&d, STR("a2")), "optician");
        is(directory_shop(&d, STR("a1")), "P1");
        is(directory_shop(&d, STR("a3")), "P1");
        assert_null(directory_trade(&d, STR("a3")).p);
        assert_null(directory_shop(&d, STR("a4")).p);
        assert_null(directory_find(&d, STR("a5")));
        assert_null(directory_find(&d, STR_NONE));
        is(directory_home(&d, STR("a3")), "P1");
        is(directory_home(&d, STR("a4")), "a4");
        is(directory_home(&d, STR("a5")), "a5");
        is(directory_home(NULL, STR("a5")), "a5");
        directory_release(&d);
    }
}

static void doubled_quotes_and_long_tables(void **state)
{
    struct directory d;
    struct err err = {0};
    char *text = mem_zero(1, 1 << 20);
    size_t n = (size_t)sprintf(text, "account;shop\n\"a \"\"b\"\"\";\"l'\"\"or\"\"; 2\"\n");

    (void)state;
    for (int i = 0; i < 20000; i++)
        n += (size_t)sprintf(text + n, "%d;s%d\n", i, i / 3);
    assert_int_equal(directory_read(&d, (struct str){text, n}, "t.csv", &err), 0);
    free(text);
    is(directory_shop(&d, STR("a \"b\"")), "l'\"or\"; 2");
    is(directory_shop(&d, STR("19999")), "s6666");
    assert_int_equal(directory_find(&d, STR("19999"))->line, 20002);
    directory_release(&d);
}

static void shops_of_a_list(void **state)
{
    const struct str accounts[] = {STR("a9"), STR("a1"), STR("a2"), STR("a3"), STR("a4")};
    struct directory d;
    struct err err = {0};
    uint32_t known = 9;
    uint32_t *shops;

    (void)state;
    assert_null(directory_shops(NULL, accounts, 5, &known));
    assert_int_equal(known, 0);
    assert_int_equal(
        directory_read(&d, STR("account,shop\na1,P\na2,Q\na3,P\na4,\n,P\n"), "t.csv", &err), 0);
    shops = directory_shops(&d, accounts, 5, &known);
    assert_int_equal(known, 4);
    assert_int_equal(d.nameless, 1);
    assert_int_equal(shops[0], NAME_NONE);
    assert_int_equal(shops[1], shops[3]);
    assert_true(shops[1] != shops[2] && shops[1] != NAME_NONE && shops[2] != NAME_NONE);
    assert_int_equal(shops[4], NAME_NONE);
    free(shops);
    directory_release(&d);
}

static void refused(struct str text, const char *wanted)
{
    struct directory d;
    struct err err = {0};

    assert_int_equal(directory_read(&d, text, "t.csv", &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    if (strncmp(err.text, wanted, strlen(wanted)) != 0)
        fail_msg("%s\nwanted: %s", err.text, wanted);
    assert_null(d.entries);
}

static void tables_that_are_refused(void **state)
{
    (void)state;
    refused(STR(""), "t.csv:1: no column is called account");
    refused(STR("\n\r\n,,\n"), "t.csv:1: no column is called account");
    refused(STR("\nname,trade\n"), "t.csv:1: no column is called account");
    refused(STR("account,name\n"), "t.csv:1: neither trades");
    refused(STR("account,shop,Shop\n"), "t.csv:1: two columns are named \"Shop\"");
    refused(STR("account,shop\na,b\na1\n"), "t.csv:3: cells: 1, and the first row names 2");
    refused(STR("account,shop\na,b,\n"), "t.csv:2: cells: 3, and the first row names 2");
    refused(STR("account,shop\na,b\n\na,c\n"),
            "t.csv:4: the account of line 2 again, with another shop");
    refused(STR("account,trade\na,b\na,\n"),
            "t.csv:3: the account of line 2 again, with another trade");
    refused(STR("account,shop\n\"x\ny\",1\n\"a,b\n\n"),
            "t.csv:4: a quote opens in this row and never closes");
    refused(STR("account,shop\n\"a\"b,c\n"), "t.csv:2: text follows the closing quote");
    refused(STR("account,shop\na,b\nc,\xE9\n"), "t.csv:3: bytes that are not UTF-8");
    refused(STR("a\xFF\xFE"
                "ccount,shop\n"),
            "t.csv:1: bytes that are not UTF-8");
}

static void caps(void **state)
{
    char *text = mem_zero(1, 1 << 20);
    size_t n = (size_t)sprintf(text, "account,trade\n");

    (void)state;
    for (unsigned i = 0; i <= LIMIT_TRADES; i++)
        n += (size_t)sprintf(text + n, "a%u,t%u\n", i, i);
    refused((struct str){text, n}, "t.csv:1002: more than 1000 different trades");
    n = (size_t)sprintf(text, "account,trade\n");
    memset(text + n, 'a', LIMIT_NAME_BYTES + 1);
    n += LIMIT_NAME_BYTES + 1;
    n += (size_t)sprintf(text + n, ",t\n");
    refused((struct str){text, n}, "t.csv:2: a cell of more than 1024 bytes");
    memset(text, ',', 1 << 20);
    refused((struct str){text, 1 << 20}, "t.csv:1: more than 64 columns");
    free(text);
}

/* Cut and spoiled anywhere: read or refused with its name, and nothing beyond its end is looked at
 * (each text is a block of its own, for the sanitizer). */
static void cut_and_spoiled(void **state)
{
    const struct str table = STR("\xEF\xBB\xBF"
                                 "login;\"m\xC3\xA9tier\";shop\r\n\"a \"\"1\"\"\";x; P \r\n"
                                 "b;\"y\nz\";\"\"\r\n");
    static const char spoils[] = {'"', ';', '\n', '\r', ' ', '\0', (char)0xC3};
    size_t read = 0;
    size_t refusals = 0;

    (void)state;
    for (size_t n = 0; n <= table.n; n++) {
        for (size_t s = 0; s < sizeof spoils; s++) {
            struct directory d;
            struct err err = {0};
            size_t length = s == 0 ? n : table.n;
            char *text = mem_resize(NULL, length ? length : 1, 1);

            memcpy(text, table.p, length);
            if (s > 0 && n < length)
                text[n] = spoils[s];
            else if (length)
                text[length - 1] = spoils[0];
            if (directory_read(&d, (struct str){text, length}, "t.csv", &err) == 0) {
                read++;
                directory_release(&d);
            } else {
                refusals++;
                assert_memory_equal(err.text, "t.csv:", 6);
            }
            free(text);
        }
    }
    assert_true(read > 50 && refusals > 50);
}

static void a_file_that_is_not_there(void **state)
{
    struct directory d = {0};
    struct err err = {0};

    (void)state;
    assert_int_equal(directory_load(&d, "/nonexistent/t.csv", &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    directory_release(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_table_in_every_form),
        cmocka_unit_test(doubled_quotes_and_long_tables),
        cmocka_unit_test(shops_of_a_list),
        cmocka_unit_test(tables_that_are_refused),
        cmocka_unit_test(caps),
        cmocka_unit_test(cut_and_spoiled),
        cmocka_unit_test(a_file_that_is_not_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
