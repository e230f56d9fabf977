/*
 * test_store.c: case.sqlite as an analyst opens it: sound, complete, the same on every run, without
 * a beneficiary.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include <sqlite3.h>

#include "case_folder.h"
#include "store/store.h"

static sqlite3 *opened(const struct case_folder *folder)
{
    char path[128];
    sqlite3 *db;

    snprintf(path, sizeof path, "%s/case.sqlite", folder->path);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    return db;
}

/* The only value of a query, as a number. */
static long long number_of(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;
    long long value;

    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    value = sqlite3_column_int64(statement, 0);
    assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
    return value;
}

/* Reads every row of a table or view; returns how many. */
static long long rows_of(sqlite3 *db, const char *name)
{
    char sql[128];
    sqlite3_stmt *statement;
    long long rows = 0;
    int status;

    snprintf(sql, sizeof sql, "SELECT * FROM %s", name);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
        rows++;
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            struct str text = str_of((const char *)sqlite3_column_text(statement, i));

            assert_true(case_folder_inert(text));
        }
    }
    assert_int_equal(status, SQLITE_DONE);
    assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
    return rows;
}

/* Writes it twice, compares, and asks SQLite whether it is sound. */
static sqlite3 *written(struct case_folder *folder, struct dossier *dossier)
{
    static const char *const all[] = {"meta",
                                      "inputs",
                                      "rejects",
                                      "reject_samples",
                                      "accounts",
                                      "findings",
                                      "finding_sources",
                                      "sessions",
                                      "insurers",
                                      "reasons",
                                      "evidence",
                                      "moments",
                                      "days",
                                      "v_findings",
                                      "v_sources",
                                      "v_sessions",
                                      "v_evidence",
                                      "v_coverage",
                                      "v_busiest_accounts",
                                      "series",
                                      "series_hours",
                                      "silences",
                                      "input_times",
                                      "v_silences",
                                      "campaigns",
                                      "campaign_findings",
                                      "campaign_shared",
                                      "v_campaigns",
                                      "totals",
                                      "total_shown",
                                      "signatures",
                                      "signature_notes",
                                      "alerts",
                                      "alert_evidence",
                                      "v_signatures",
                                      "v_alerts"};
    struct err err = {0};
    struct str first;
    sqlite3 *db;

    case_folder_open(folder, dossier);
    assert_int_equal(case_folder_write(folder, "sqlite", &err), 0);
    first = case_folder_read(folder, "case.sqlite");
    assert_int_equal(case_folder_write(folder, "sqlite", &err), 0);
    assert_true(str_eq(first, case_folder_read(folder, "case.sqlite")));
    assert_false(case_folder_names(dossier, first, false));
    db = opened(folder);
    assert_int_equal(number_of(db, "SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
    assert_int_equal(number_of(db, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_int_equal(number_of(db, "PRAGMA user_version"), 1);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        (void)rows_of(db, all[i]);
    assert_int_equal(number_of(db, "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE "
                                   "'sqlite_%'"),
                     sizeof all / sizeof all[0]);
    return db;
}

static void test_case(void **state)
{
    struct dossier_fixture fixture;
    struct dossier *d = &fixture.dossier;
    struct case_folder folder;
    sqlite3 *db;

    (void)state;
    dossier_fixture_case(&fixture);
    d->findings[0].allowed_reason = STR("audit");
    d->findings[0].allowed_until_ns = 7;
    db = written(&folder, d);
    assert_int_equal(rows_of(db, "accounts"), d->account_count);
    assert_int_equal(rows_of(db, "inputs"), d->input_count);
    assert_int_equal(rows_of(db, "totals"), d->total_count + 1);
    assert_int_equal(number_of(db, "SELECT floor FROM totals WHERE id = 0"),
                     d->total.beneficiaries.floor);
    assert_int_equal(number_of(db, "SELECT ceiling FROM total_shown WHERE total = 0 AND category = "
                                   "'nir'"),
                     d->total.shown[DATA_NIR].ceiling);
    assert_int_equal(rows_of(db, "findings"), d->finding_count);
    assert_int_equal(rows_of(db, "v_sessions"), rows_of(db, "sessions"));
    assert_int_equal(rows_of(db, "v_evidence"), rows_of(db, "evidence"));
    assert_int_equal(number_of(db, "SELECT count(*) FROM findings WHERE account_id IS NULL"), 0);
    assert_int_equal(number_of(db, "SELECT beneficiaries_floor FROM findings WHERE id = 0"),
                     d->findings[0].beneficiaries.floor);
    assert_int_equal(number_of(db, "SELECT count(*) FROM findings WHERE allowed_reason IS NULL AND "
                                   "allowed_until_ns IS NULL"),
                     (int64_t)d->finding_count - 1);
    assert_int_equal(number_of(db, "SELECT allowed_until_ns FROM findings WHERE id = 0 AND "
                                   "allowed_reason = 'audit' AND allowed_until LIKE '1970-%'"),
                     7);
    assert_int_equal(number_of(db, "SELECT first_ns FROM findings WHERE id = 0"),
                     d->findings[0].first_ns);
    assert_int_equal(
        number_of(db, "SELECT count(*) FROM inputs WHERE lines <> parsed + rejected + skipped"), 0);
    assert_int_equal(number_of(db, "SELECT sum(lines) FROM rejects"),
                     number_of(db, "SELECT sum(rejected) FROM inputs"));
    (void)sqlite3_close(db);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* Rules, their notes, their alerts and the lines of these; an alert of an account with a finding
 * refers to it. */
static void test_signatures(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    sqlite3 *db;

    (void)state;
    dossier_fixture_case(&fixture);
    db = written(&folder, &fixture.dossier);
    assert_int_equal(rows_of(db, "v_signatures"), 3);
    assert_int_equal(rows_of(db, "v_alerts"), 20);
    assert_int_equal(number_of(db, "SELECT count(*) FROM v_signatures WHERE level = 'high' AND "
                                   "title = 'Passwords tried in turn' AND alerts = 1214 AND "
                                   "listed = 7"),
                     1);
    assert_int_equal(number_of(db, "SELECT count(*) FROM signature_notes WHERE kind = 'reference'"),
                     6);
    assert_int_equal(number_of(db,
                               "SELECT count(*) FROM v_alerts WHERE account = '10003879623' AND "
                               "verdict = 'harvesting' AND value = events"),
                     7);
    assert_int_equal(number_of(db, "SELECT count(*) FROM alerts WHERE finding IS NULL AND value IS "
                                   "NULL AND account IS NULL"),
                     7);
    assert_int_equal(rows_of(db, "alert_evidence"), 7 * ALERT_EVIDENCE + 13);
    assert_int_equal(number_of(db, "SELECT value FROM meta WHERE name = 'rules'"), 87);
    assert_int_equal(number_of(db, "SELECT value FROM meta WHERE name = 'alerts_omitted'"), 1207);
    (void)sqlite3_close(db);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

static void test_clean_and_hostile(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;

    (void)state;
    dossier_fixture_clean(&fixture);
    fixture.dossier.first_ns = TIME_NONE;
    (void)sqlite3_close(written(&folder, &fixture.dossier));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
    dossier_fixture_case(&fixture);
    case_folder_poison(&fixture);
    fixture.dossier.findings[0].sessions[0].source = 9999;
    fixture.dossier.findings[0].reasons[0].evidence[0].input = 9999;
    fixture.dossier.findings[1].account = STR("nobody's");
    (void)sqlite3_close(written(&folder, &fixture.dossier));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* Twenty thousand accounts. The bound is ten times what it takes, since test machines are busy. */
static void test_many_accounts(void **state)
{
    struct dossier_fixture fixture;
    struct dossier *d = &fixture.dossier;
    struct err err = {0};
    struct store *store;
    struct str bytes;
    int64_t start;
    int64_t spent;

    (void)state;
    dossier_fixture_case(&fixture);
    d->account_count = 20000;
    d->accounts = arena_alloc(&fixture.arena, d->account_count * sizeof *d->accounts);
    for (size_t i = 0; i < d->account_count; i++)
        d->accounts[i] =
            (struct dossier_account){.account = arena_print(&fixture.arena, "1%010zu", i * 7919),
                                     .first_ns = d->first_ns,
                                     .last_ns = d->last_ns,
                                     .requests = i,
                                     .group = -1};
    start = clock_monotonic();
    assert_int_equal(store_open(&store, "case.sqlite", &err), 0);
    assert_int_equal(store_write(store, d, &err), 0);
    assert_int_equal(store_bytes(store, &bytes, &err), 0);
    spent = clock_monotonic() - start;
    print_message("20,000 accounts: %lld ms, %zu bytes\n", (long long)(spent / NS_PER_MS), bytes.n);
    assert_true(spent < 1500 * NS_PER_MS);
    store_close(store);
    dossier_fixture_release(&fixture);
}

static void test_errors(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct err err = {0};
    struct store *store;

    (void)state;
    dossier_fixture_case(&fixture);
    case_folder_open(&folder, &fixture.dossier);
    assert_int_equal(case_folder_write_full(&folder, "sqlite", 4096, &err), -1);
    assert_non_null(strstr(err.text, "case.sqlite"));
    assert_int_equal(case_folder_count(&folder, "."), 0);
    err = (struct err){0};
    assert_int_equal(store_open(&store, "case.sqlite", &err), 0);
    assert_int_equal(store_write(store, &fixture.dossier, &err), 0);
    assert_int_equal(store_write(store, &fixture.dossier, &err), -1);
    assert_non_null(strstr(err.text, "case.sqlite: "));
    store_close(store);
    store_close(NULL);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_case),
        cmocka_unit_test(test_signatures),
        cmocka_unit_test(test_clean_and_hostile),
        cmocka_unit_test(test_many_accounts),
        cmocka_unit_test(test_errors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
