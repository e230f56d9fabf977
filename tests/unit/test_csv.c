/*
 * test_csv.c: tables as people and spreadsheets write them, and what is wrong with them told with
 * file and line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/csv.h"
#include "base/mem.h"

/* Rows as "cell|cell" lines, the header first. */
static void check(struct str text, const char *wanted)
{
    struct arena arena = {0};
    struct err err = {0};
    struct csv csv;
    struct str got = STR("");
    int rc = csv_read(&csv, text, "t.csv", &arena, &err);

    for (int i = 0; rc == 0 && i < csv.columns; i++)
        got = arena_print(&arena, "%.*s%s%.*s", (int)got.n, got.p, i ? "|" : "",
                          (int)csv.header[i].n, csv.header[i].p);
    while (rc == 0 && (rc = csv_next(&csv, &err)) > 0) {
        for (int i = 0; i < csv.columns; i++)
            got = arena_print(&arena, "%.*s%s%.*s", (int)got.n, got.p, i ? "|" : "\n",
                              (int)csv_cell(&csv, i).n, csv_cell(&csv, i).p);
        rc = 0;
    }
    if (rc < 0)
        fail_msg("%s", err.text);
    assert_string_equal(arena_str(&arena, got).p, wanted);
    arena_release(&arena);
}

static void forms_of_one_table(void **state)
{
    static const char wanted[] = "account|reason\ncabinet-1|audit\ncabinet-2|";

    (void)state;
    check(STR("account,reason\ncabinet-1,audit\ncabinet-2,\n"), wanted);
    check(STR("account;reason\r\ncabinet-1;audit\r\ncabinet-2;\r\n"), wanted);
    check(STR("account\treason\ncabinet-1\taudit\ncabinet-2\t"), wanted);
    check(STR("\xEF\xBB\xBF\"account\" , \"reason\"\n\n\"cabinet-1\" ,audit\n cabinet-2 ,\n\n"),
          wanted);
}

static void quoted_cells(void **state)
{
    (void)state;
    check(STR("a,b\n\"x, \"\"y\"\"\",\" z \"\n\"\",\"\"\"\"\n"), "a|b\nx, \"y\"| z \n|\"");
    check(STR("a,b\n\"two\nlines\",c\n"), "a|b\ntwo\nlines|c");
    check(STR("a;\"b,c,d,e\"\n1;2,3\n"), "a|b,c,d,e\n1|2,3");
    check(STR("one\nalone\n"), "one\nalone");
    check(STR(""), "");
}

static void columns_by_name(void **state)
{
    struct arena arena = {0};
    struct err err = {0};
    struct csv csv;
    int column;

    (void)state;
    assert_int_equal(csv_read(&csv, STR(" Account ,Until\nx,y\n"), "t.csv", &arena, &err), 0);
    assert_int_equal(csv_column(&csv, "until"), 1);
    assert_int_equal(csv_column(&csv, "reason"), -1);
    assert_int_equal(csv_need(&csv, "account", &column, &err), 0);
    assert_int_equal(column, 0);
    assert_int_equal(csv_next(&csv, &err), 1);
    assert_true(str_eq(csv_cell(&csv, 0), STR("x")));
    assert_true(str_eq(csv_cell(&csv, -1), STR("")));
    assert_int_equal(csv_need(&csv, "reason", &column, &err), -1);
    assert_string_equal(err.text, "t.csv: the first row names no column \"reason\"");
    arena_release(&arena);
}

/* Reads a table that is wrong somewhere. */
static void check_wrong(struct str text, const char *wanted)
{
    struct arena arena = {0};
    struct err err = {0};
    struct csv csv;
    int rc = csv_read(&csv, text, "t.csv", &arena, &err);

    while (rc == 0 && (rc = csv_next(&csv, &err)) > 0)
        rc = 0;
    if (rc == 0 && !err.text[0])
        fail_msg("not refused: %s", wanted);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_string_equal(err.text, wanted);
    arena_release(&arena);
}

static void what_is_wrong_has_a_place(void **state)
{
    (void)state;
    check_wrong(STR("a,b\n1,2\n1,2,3\n"), "t.csv:3: cells: 3, and the first row names 2 columns");
    check_wrong(STR("a,b\n\"1\n\",2\n1\n"), "t.csv:4: cells: 1, and the first row names 2 columns");
    check_wrong(STR("a,b\n\n\"1,2\n"), "t.csv:3: a quote opens in this row and never closes");
    check_wrong(STR("a,b\n\"1\"x,2\n"), "t.csv:2: text follows the closing quote of a cell");
    check_wrong(STR("a,A\n"), "t.csv:1: two columns are named \"A\"");
    check_wrong(STR("a\nb\n\xE9t\xE9\n"),
                "t.csv:3: bytes that are not UTF-8 (save it as CSV UTF-8)");
    check_wrong(STR("a\n\0b"),
                "t.csv:2: a NUL byte: this is not UTF-8 text (save it as CSV UTF-8)");
}

static void caps(void **state)
{
    size_t room = LIMIT_CSV_CELL_BYTES + 4;
    char *text = mem_zero(room, 1);
    struct arena arena = {0};
    struct err err = {0};
    struct csv csv;

    (void)state;
    memset(text, ',', room);
    assert_int_equal(csv_read(&csv, (struct str){text, LIMIT_CSV_COLUMNS}, "t.csv", &arena, &err),
                     -1);
    memset(text, 'x', room);
    assert_int_equal(csv_read(&csv, (struct str){text, room}, "t.csv", &arena, &err), -1);
    free(text);
    arena_release(&arena);
    assert_int_equal(csv_load(&csv, "/nonexistent/t.csv", &arena, &err), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_of_one_table),
        cmocka_unit_test(quoted_cells),
        cmocka_unit_test(columns_by_name),
        cmocka_unit_test(what_is_wrong_has_a_place),
        cmocka_unit_test(caps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
