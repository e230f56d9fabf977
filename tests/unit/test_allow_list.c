/*
 * test_allow_list.c: accounts that raise no alarm: reason and end are needed, the end is kept to.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/allow_list.h"
#include "table_fixture.h"

/* 2024-03-01T12:00:00Z */
#define NOW (INT64_C(1709294400) * NS_PER_SECOND)

static int load(struct allow_list *list, const char *text, int offset_seconds, struct err *err)
{
    struct table_file file;
    int rc;

    table_file_make(&file, str_of(text));
    rc = allow_list_load(list, file.path, NOW, offset_seconds, err);
    table_file_remove(&file);
    return rc;
}

static void entries_and_their_end(void **state)
{
    static const char text[] = "until;note;Account;reason\r\n"
                               "2024-03-01;;cab-2;\"audit; agreed\"\r\n"
                               "2024-02-29;;cab-1;migration\r\n"
                               "2024-03-01T12:00:00Z;;cab-3;over\r\n"
                               "2024-03-01T12:00:01+00:00;;cab-4;not yet over\r\n";
    struct allow_list list;
    struct err err = {0};
    const struct allowed *entry;

    (void)state;
    if (load(&list, text, 0, &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(list.count, 4);
    assert_int_equal(list.expired, 2);
    entry = allow_list_find(&list, STR("cab-2")); /* the day itself still counts */
    assert_non_null(entry);
    assert_true(str_eq(entry->reason, STR("audit; agreed")) && !entry->expired);
    assert_true(entry->until_ns == NOW + 12 * NS_PER_HOUR);
    assert_true(allow_list_find(&list, STR("cab-1"))->expired);
    assert_true(allow_list_find(&list, STR("cab-3"))->expired);
    assert_false(allow_list_find(&list, STR("cab-4"))->expired);
    assert_null(allow_list_find(&list, STR("cab")));
    assert_null(allow_list_find(&list, STR_NONE));
    allow_list_release(&list);
    assert_null(allow_list_find(&list, STR("cab-2")));
}

static void days_are_those_of_the_zone(void **state)
{
    static const char text[] = "account,reason,until\na,b,2024-02-29\n";
    struct allow_list list;
    struct err err = {0};

    (void)state;
    assert_int_equal(load(&list, text, -13 * 3600, &err), 0);
    assert_int_equal(list.expired, 0);
    allow_list_release(&list);
    assert_int_equal(load(&list, text, 3600, &err), 0);
    assert_int_equal(list.expired, 1);
    allow_list_release(&list);
}

static void findings_are_marked(void **state)
{
    struct finding findings[3] = {
        {.account = STR("a")}, {.account = STR("b")}, {.account = STR_NONE}};
    struct allow_list list;
    struct err err = {0};

    (void)state;
    assert_int_equal(
        load(&list, "account,reason,until\nb,why,2024-04-01\na,why,2024-01-01\n", 0, &err), 0);
    allow_list_apply(&list, findings, 3);
    assert_null(findings[0].allowed_reason.p); /* expired */
    assert_true(str_eq(findings[1].allowed_reason, STR("why")));
    assert_true(findings[1].allowed_until_ns == allow_list_find(&list, STR("b"))->until_ns);
    assert_null(findings[2].allowed_reason.p);
    allow_list_release(&list);
}

static void check_refused(const char *text, const char *wanted)
{
    struct allow_list list;
    struct err err = {0};

    assert_int_equal(load(&list, text, 0, &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    if (!strstr(err.text, wanted))
        fail_msg("%s instead of %s", err.text, wanted);
    assert_int_equal(list.count, 0);
}

static void what_is_not_said_is_refused(void **state)
{
    (void)state;
    check_refused("account,reason,until\na,,2024-04-01\n", "table:2: the reason is empty");
    check_refused("account,reason,until\na,\" \",2024-04-01\n", "table:2: the reason is empty");
    check_refused("account,reason,until\n,x,2024-04-01\n", "table:2: the account is empty");
    check_refused("account,reason,until\na,x,\n", "table:2: \"until\" is a date");
    check_refused("account,reason,until\na,x,never\n", "table:2: \"until\" is a date");
    check_refused("account,reason,until\na,x,2024-02-30\n", "table:2: \"until\" is a date");
    check_refused("account,reason,until\na,x\n", "table:2: cells: 2");
    check_refused("account,reason\na,x\n", "no column \"until\"");
    check_refused("account,reason,until\na,x,2024-04-01\na,y,2024-04-02\n",
                  "account \"a\" stands in it twice");
    check_refused("", "no column \"account\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_and_their_end),
        cmocka_unit_test(days_are_those_of_the_zone),
        cmocka_unit_test(findings_are_marked),
        cmocka_unit_test(what_is_not_said_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
