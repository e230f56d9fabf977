/*
 * test_exposed.c: the files of exposed persons: who is in them, under which name, in clear only
 * when asked.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "case_folder.h"

#define HEADER "beneficiary,insurer,account,first_seen,last_seen,views,certainty\n"

static struct exposed_row row_at(const struct dossier *dossier, uint64_t i)
{
    struct exposed_row row;

    assert_int_equal(pread(dossier->exposed_fd, &row, sizeof row, (off_t)(i * sizeof row)),
                     sizeof row);
    return row;
}

/* A list of each insurer and of nobody's members: CSV, JSON Lines, sheet; and the index. */
static size_t files_of(const struct dossier *dossier)
{
    return 3 * (dossier->insurer_count + 1) + 1;
}

static size_t lines_of(struct str text)
{
    size_t lines = 0;

    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    return lines;
}

/* The file of an insurer, NULL for the unknown one; checks its header. */
static struct str file_of(struct case_folder *folder, const char *insurer)
{
    char name[128];
    struct str text;

    snprintf(name, sizeof name, "exposed/%s.csv", insurer ? insurer : "unknown");
    text = case_folder_read(folder, name);
    assert_non_null(text.p);
    assert_true(str_starts(text, STR(HEADER)));
    assert_true(case_folder_inert(text));
    return text;
}

static void test_case(void **state)
{
    struct dossier_fixture fixture;
    struct dossier *d = &fixture.dossier;
    struct case_folder folder;
    struct err err = {0};
    size_t rows = 0;

    (void)state;
    dossier_fixture_case(&fixture);
    case_folder_open(&folder, d);
    assert_int_equal(case_folder_write(&folder, "exposed", &err), 0);
    for (size_t i = 0; i <= d->insurer_count; i++) {
        struct str text = file_of(&folder, i < d->insurer_count ? d->insurers[i].p : NULL);

        rows += lines_of(text) - 1;
        assert_false(case_folder_names(d, text, true));
    }
    assert_int_equal(rows, d->exposed_count);
    assert_int_equal(case_folder_count(&folder, "exposed"), files_of(d));
    assert_int_equal(d->output_count, files_of(d));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

static void test_row(void **state)
{
    struct dossier_fixture fixture;
    struct dossier *d = &fixture.dossier;
    struct case_folder folder;
    struct exposed_row row;
    struct err err = {0};
    char token[PSEUDONYM_TEXT];
    char first[CLOCK_TEXT];
    char last[CLOCK_TEXT];
    char line[512];
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    case_folder_open(&folder, d);
    row = row_at(d, 0);
    pseudonym_write(d->key, row.person, token);
    (void)clock_rfc3339(row.first_ns, first);
    (void)clock_rfc3339(row.last_ns, last);
    snprintf(line, sizeof line, "%s%s,%s,%s,%s,%s,%u,%s\n", HEADER, token, d->insurers[0].p,
             d->findings[row.finding].account.p, first, last, row.views,
             row.attributed == ATTRIBUTED_ATTACKER ? "attacker" : "unclear");
    assert_int_equal(row.insurer, 0);
    assert_int_equal(case_folder_write(&folder, "exposed", &err), 0);
    text = file_of(&folder, d->insurers[0].p);
    assert_true(str_starts(text, str_of(line)));
    assert_true(str_find(text, STR(",unclear\n")) < text.n);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* The same persons, one object a line, with what was shown of each. */
static void test_jsonl(void **state)
{
    struct dossier_fixture fixture;
    struct dossier *d = &fixture.dossier;
    struct case_folder folder;
    struct exposed_row row;
    struct err err = {0};
    char token[PSEUDONYM_TEXT];
    char first[CLOCK_TEXT];
    char last[CLOCK_TEXT];
    char line[1024];
    char name[128];
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    row = row_at(d, 0);
    row.data = 1u << DATA_NIR | 1u << DATA_HEALTH;
    row.data_most = 1u << DATA_EMAIL;
    assert_int_equal(pwrite(d->exposed_fd, &row, sizeof row, 0), sizeof row);
    case_folder_open(&folder, d);
    assert_int_equal(case_folder_write(&folder, "exposed", &err), 0);
    pseudonym_write(d->key, row.person, token);
    (void)clock_rfc3339(row.first_ns, first);
    (void)clock_rfc3339(row.last_ns, last);
    snprintf(line, sizeof line,
             "{\"beneficiary\":\"%s\",\"insurer\":\"%s\",\"account\":\"%s\",\"first_seen\":\"%s\","
             "\"last_seen\":\"%s\",\"views\":%u,\"certainty\":\"%s\",\"data\":[\"nir\",\"health\"],"
             "\"data_most\":[\"nir\",\"email\",\"health\"]}\n",
             token, d->insurers[0].p, d->findings[row.finding].account.p, first, last, row.views,
             attribution_name((enum attribution)row.attributed));
    snprintf(name, sizeof name, "exposed/%s.jsonl", d->insurers[0].p);
    text = case_folder_read(&folder, name);
    assert_true(str_starts(text, str_of(line)));
    assert_int_equal(lines_of(text), lines_of(file_of(&folder, d->insurers[0].p)) - 1);
    assert_true(case_folder_inert(text));
    text = case_folder_read(&folder, "exposed/unknown.jsonl");
    assert_true(str_find(text, STR(",\"insurer\":null,")) < 100);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* The digest of an output as report_commit has noted it. */
static const char *digest_of(const struct dossier *d, const char *name)
{
    for (size_t i = 0; i < d->output_count; i++) {
        if (str_eq(d->outputs[i].name, str_of(name)))
            return d->outputs[i].sha256;
    }
    fail_msg("%s is no output", name);
    return NULL;
}

/* The sheet says which file it belongs to and names nobody, not even by a token. */
static void test_cover(void **state)
{
    struct dossier_fixture fixture;
    struct dossier *d = &fixture.dossier;
    struct case_folder folder;
    struct err err = {0};

    (void)state;
    dossier_fixture_case(&fixture);
    case_folder_open(&folder, d);
    for (int lang = 0; lang < 2; lang++) {
        d->lang = lang ? LANG_EN : LANG_FR;
        d->reveal = lang == 1;
        d->output_count = 0;
        assert_int_equal(case_folder_write(&folder, "exposed", &err), 0);
        for (size_t i = 0; i <= d->insurer_count; i++) {
            const char *base = i < d->insurer_count ? d->insurers[i].p : "unknown";
            char name[128];
            struct str sheet;

            snprintf(name, sizeof name, "exposed/%s.html", base);
            sheet = case_folder_read(&folder, name);
            assert_true(case_folder_inert(sheet));
            assert_false(case_folder_names(d, sheet, false));
            snprintf(name, sizeof name, "exposed/%s.csv", base);
            assert_true(str_find(sheet, str_of(digest_of(d, name))) < sheet.n);
            snprintf(name, sizeof name, "exposed/%s.jsonl", base);
            assert_true(str_find(sheet, str_of(digest_of(d, name))) < sheet.n);
            assert_int_equal(str_find(sheet, STR("must be sent to")) < sheet.n,
                             lang == 1 && i == d->insurer_count);
        }
    }
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

static void test_reveal(void **state)
{
    struct dossier_fixture fixture;
    struct dossier *d = &fixture.dossier;
    struct case_folder folder;
    struct err err = {0};
    char person[PERSON_TEXT_BYTES];
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    d->reveal = true;
    case_folder_open(&folder, d);
    assert_int_equal(case_folder_write(&folder, "exposed", &err), 0);
    text = str_skip(file_of(&folder, d->insurers[0].p), sizeof HEADER - 1);
    assert_true(person_text(row_at(d, 0).person, person) == 13);
    assert_true(str_starts(text, str_of(person)));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* Names that would leave the folder, that meet, or that are taken by the insurer nobody named. */
static void test_names(void **state)
{
    static const char *const files[] = {"______etc_passwd", "A_B", "A_B-2",    "A_B-2-2",
                                        "unknown-2",        "_",   "_cmd_____"};
    struct dossier_fixture fixture;
    struct dossier *d = &fixture.dossier;
    struct case_folder folder;
    struct err err = {0};

    (void)state;
    dossier_fixture_case(&fixture);
    d->insurers[0] = STR("../../etc/passwd");
    d->insurers[1] = STR("A/B");
    d->insurers[2] = STR("A B");
    d->insurers[3] = STR("A_B-2");
    d->insurers[4] = STR("unknown");
    d->insurers[5] = STR("");
    d->insurers[6] = STR("=cmd()\"\n\xff");
    case_folder_open(&folder, d);
    assert_int_equal(case_folder_write(&folder, "exposed", &err), 0);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        (void)file_of(&folder, files[i]);
    assert_int_equal(case_folder_count(&folder, "exposed"), files_of(d));
    assert_true(str_find(file_of(&folder, "_cmd_____"), STR(",\"'=cmd()\"\"\\n\xEF\xBF\xBD\",")) <
                1000);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

static void test_hostile(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct err err = {0};

    (void)state;
    dossier_fixture_case(&fixture);
    case_folder_poison(&fixture);
    case_folder_open(&folder, &fixture.dossier);
    assert_int_equal(case_folder_write(&folder, "exposed", &err), 0);
    assert_int_equal(case_folder_count(&folder, "exposed"), files_of(&fixture.dossier));
    (void)file_of(&folder, NULL);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

static void test_clean(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct err err = {0};

    (void)state;
    dossier_fixture_clean(&fixture);
    case_folder_open(&folder, &fixture.dossier);
    assert_int_equal(case_folder_write(&folder, "exposed", &err), 0);
    assert_int_equal(case_folder_count(&folder, "."), 0);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

static int lowest_free_descriptor(void)
{
    int fd = dup(0);

    (void)close(fd);
    return fd;
}

static void test_damage(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct err err = {0};
    int free_fd;

    (void)state;
    dossier_fixture_case(&fixture);
    case_folder_open(&folder, &fixture.dossier);
    free_fd = lowest_free_descriptor();
    assert_int_equal(case_folder_write_full(&folder, "exposed", 50, &err), -1);
    assert_int_equal(case_folder_count(&folder, "exposed"), 0);
    err = (struct err){0};
    fixture.dossier.exposed_count++;
    assert_int_equal(case_folder_write(&folder, "exposed", &err), -1);
    assert_non_null(strstr(err.text, "exposed persons: ends at byte"));
    err = (struct err){0};
    fixture.dossier.exposed_count--;
    fixture.dossier.finding_count = 1;
    assert_int_equal(case_folder_write(&folder, "exposed", &err), -1);
    assert_int_equal(free_fd, lowest_free_descriptor());
    fixture.dossier.finding_count = 3;
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_case),  cmocka_unit_test(test_row),     cmocka_unit_test(test_reveal),
        cmocka_unit_test(test_names), cmocka_unit_test(test_clean),   cmocka_unit_test(test_jsonl),
        cmocka_unit_test(test_cover), cmocka_unit_test(test_hostile), cmocka_unit_test(test_damage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
