/*
 * test_asked.c: persons of a file: how lines are read, whom they mean, what is answered; against a
 * naive search over all rows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "asked.h"
#include "case_folder.h"

static char path[64];

static int load(struct asked *asked, struct str text, bool born, struct err *err)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_int_equal(fwrite(text.p, 1, text.n, file), text.n);
    assert_int_equal(fclose(file), 0);
    *err = (struct err){0};
    return asked_load(asked, path, born, err);
}

static struct exposed_row row(struct person person, int64_t at, uint32_t insurer, bool attacker)
{
    return (struct exposed_row){.person = person,
                                .first_ns = at,
                                .last_ns = at + 10,
                                .finding = insurer,
                                .views = 2,
                                .insurer = insurer,
                                .data = 1,
                                .data_most = 3,
                                .attributed = attacker ? ATTRIBUTED_ATTACKER : ATTRIBUTED_UNCLEAR};
}

static struct asked_answer answer(const struct asked *asked, size_t line)
{
    return asked_about(asked, &asked->lines[line]);
}

/* All of them mean one person, and the portal knows no birth dates. */
static void ways_to_write(void **state)
{
    static const char text[] = "\xEF\xBB\xBF"
                               "Beneficiary,born\r\n"
                               "# a comment\n"
                               "\n"
                               "1850578006084\n"
                               "185057800608491\r\n"
                               " 1 85 05 78 006 084 91 \n"
                               "1\xC2\xA0"
                               "85\xC2\xA0"
                               "05\xE2\x80\xAF"
                               "78.006-084\n"
                               "\"185057800608491\";1985-05-12;1\n"
                               "1850578006084\t1985-05-12\n"
                               "1850578006084/1985-05-12/1\n"
                               "1850578006084,12/05/1985,1";
    struct exposed_row shown = row(person_of(STR("1850578006084")), 100, 0, true);
    struct asked asked;
    struct err err;

    (void)state;
    assert_int_equal(load(&asked, STR(text), false, &err), 0);
    assert_int_equal(asked.line_count, 8);
    assert_int_equal(asked.unreadable, 0);
    assert_int_equal(asked.key_count, 1);
    assert_int_equal(asked.lines[0].line, 4);
    asked_row(&asked, &shown);
    for (size_t i = 0; i < asked.line_count; i++) {
        assert_int_equal(answer(&asked, i).concerned, ASKED_YES);
        assert_int_equal(answer(&asked, i).match, ASKED_EXACT);
    }
    asked_release(&asked);
}

static void no_identifiers(void **state)
{
    static const char text[] = "185057800608490\n"
                               "two words\n"
                               "b-0123456789abcdef01234567\n"
                               "\xFF\xFE\n"
                               ",1985-05-12\n"
                               "a\0b\n"
                               "member-4711\n";
    struct asked asked;
    struct err err;

    (void)state;
    assert_int_equal(load(&asked, STR(text), false, &err), 0);
    assert_int_equal(asked.line_count, 7);
    assert_int_equal(asked.unreadable, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(answer(&asked, i).concerned, ASKED_UNREADABLE);
        assert_non_null(asked.lines[i].problem);
    }
    assert_int_equal(answer(&asked, 6).concerned, ASKED_NO);
    asked_release(&asked);
    assert_int_equal(load(&asked, STR("# nobody\n\n"), false, &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_int_equal(asked_load(&asked, "/nonexistent", false, &err), -1);
}

/* One NIR, two children, and requests that do not say which of them. */
static void families(void **state)
{
    static const char text[] = "1850578006084,2015-01-02,1\n"
                               "1850578006084,2017-03-04,1\n"
                               "1850578006084\n"
                               "2850578006084,2015-01-02,1\n";
    struct person elder = person_key(STR("1850578006084"), STR("2015-01-02"), STR("1"));
    struct exposed_row rows[] = {row(elder, 100, 3, true),
                                 row(person_of(STR("1850578006084")), 50, 4, true),
                                 row(person_of(STR("2850578006084")), 70, 5, true)};
    struct asked asked;
    struct err err;

    (void)state;
    assert_int_equal(load(&asked, STR(text), true, &err), 0);
    for (size_t i = 0; i < 3; i++)
        asked_row(&asked, &rows[i]);
    assert_int_equal(answer(&asked, 0).concerned, ASKED_YES);
    assert_int_equal(answer(&asked, 0).match, ASKED_EXACT);
    assert_int_equal(answer(&asked, 0).rows.rows, 1);
    assert_int_equal(answer(&asked, 0).rows.insurer, 3);
    assert_int_equal(answer(&asked, 1).concerned, ASKED_PERHAPS);
    assert_int_equal(answer(&asked, 1).match, ASKED_NUMBER);
    assert_int_equal(answer(&asked, 1).rows.insurer, 4);
    assert_int_equal(answer(&asked, 2).concerned, ASKED_YES);
    assert_int_equal(answer(&asked, 2).match, ASKED_NUMBER);
    assert_int_equal(answer(&asked, 2).rows.rows, 2);
    assert_int_equal(answer(&asked, 2).rows.views, 4);
    assert_int_equal(answer(&asked, 2).rows.first_ns, 50);
    assert_int_equal(answer(&asked, 2).rows.last_ns, 110);
    assert_int_equal(answer(&asked, 2).rows.insurer, 4);
    assert_int_equal(answer(&asked, 3).concerned, ASKED_PERHAPS);
    asked_release(&asked);
}

/* Rows of everything, lines of some: yes, perhaps and no as a search through all rows says. */
static void as_a_search(void **state)
{
    enum { PERSONS = 400, ROWS = 900 };
    struct exposed_row *rows = calloc(ROWS, sizeof *rows);
    char *text = calloc(PERSONS, 32);
    unsigned seed = 7;
    size_t n = 0;
    struct asked asked;
    struct err err;

    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        char member[16];

        seed = seed * 1103515245u + 12345u;
        (void)snprintf(member, sizeof member, "m%u", (seed >> 8) % (2 * PERSONS));
        rows[i] = row(person_of(str_of(member)), (int64_t)(seed >> 4 & 0xFFFF), (uint32_t)(i % 7),
                      seed >> 28 & 1u);
    }
    for (unsigned i = 0; i < PERSONS; i++)
        n += (size_t)snprintf(text + n, 32, "m%u\n", i * 7 % (3 * PERSONS));
    assert_int_equal(load(&asked, (struct str){text, n}, true, &err), 0);
    for (size_t i = 0; i < ROWS; i++)
        asked_row(&asked, &rows[i]);
    for (size_t k = 0; k < PERSONS; k++) {
        struct asked_answer a = answer(&asked, k);
        enum asked_concerned wanted = ASKED_NO;
        uint32_t count = 0;
        int64_t first = INT64_MAX;

        for (size_t i = 0; i < ROWS; i++) {
            if (!person_eq(rows[i].person, asked.lines[k].person))
                continue;
            count++;
            first = rows[i].first_ns < first ? rows[i].first_ns : first;
            if (rows[i].attributed == ATTRIBUTED_ATTACKER)
                wanted = ASKED_YES;
            else if (wanted == ASKED_NO)
                wanted = ASKED_PERHAPS;
        }
        assert_int_equal(a.concerned, wanted);
        assert_int_equal(a.rows.rows, count);
        if (count)
            assert_int_equal(a.rows.first_ns, first);
    }
    asked_release(&asked);
    free(rows);
    free(text);
}

static int setup(void **state)
{
    int fd;

    (void)state;
    (void)snprintf(path, sizeof path, "/tmp/limier-asked-XXXXXX");
    fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int teardown(void **state)
{
    (void)state;
    return unlink(path);
}

/* Where persons are known by their NIR alone, a slip of the pen is not told "no". */
static void slips_are_unreadable(void **state)
{
    struct exposed_row nir = row(person_of(STR("1850578006084")), 10, 1, true);
    struct exposed_row text = row(person_of(STR("x9")), 10, 1, true);
    struct asked asked;
    struct err err;

    (void)state;
    assert_int_equal(load(&asked, STR("185057800608\n1850578006084\npasunnir\n"), false, &err), 0);
    asked_settle(&asked); /* no row at all: nothing is known of how persons are named */
    assert_int_equal(asked.unreadable, 0);
    asked_row(&asked, &nir);
    asked_settle(&asked);
    assert_int_equal(asked.unreadable, 2);
    assert_int_equal(answer(&asked, 0).concerned, ASKED_UNREADABLE);
    assert_int_equal(answer(&asked, 1).concerned, ASKED_YES);
    assert_int_equal(answer(&asked, 2).concerned, ASKED_UNREADABLE);
    asked_release(&asked);
    assert_int_equal(load(&asked, STR("pasunnir\nx9\n"), false, &err), 0);
    asked_row(&asked, &nir);
    asked_row(&asked, &text);
    asked_settle(&asked);
    assert_int_equal(asked.unreadable, 0);
    assert_int_equal(answer(&asked, 0).concerned, ASKED_NO);
    assert_int_equal(answer(&asked, 1).concerned, ASKED_YES);
    asked_release(&asked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slips_are_unreadable), cmocka_unit_test(ways_to_write),
        cmocka_unit_test(no_identifiers),       cmocka_unit_test(families),
        cmocka_unit_test(as_a_search),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
