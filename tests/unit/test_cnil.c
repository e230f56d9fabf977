/*
 * test_cnil.c: dossier-cnil.html and .json: valid by their schema, inert whatever a log holds, the
 * figures of the totals where there are some and bounds where there are none, and changes since an
 * earlier notification. What a browser makes of the page is for tests/browser.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "case_folder.h"
#include "report/legal.h"

static bool has(struct str text, const char *part)
{
    return str_find(text, str_of(part)) < text.n;
}

/* Leaves the page in $LIMIER_REPORTS/NAME/report.html, for tests/browser/run. */
static void keep(const char *name, struct str text)
{
    const char *folder = getenv("LIMIER_REPORTS");
    char path[1024];
    FILE *file;

    if (!folder)
        return;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    (void)mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/%s/report.html", folder, name);
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.p, 1, text.n, file), text.n);
    assert_int_equal(fclose(file), 0);
}

/* Both files; the page is returned, the document is *ret_json. */
static struct str written(struct case_folder *folder, struct dossier *dossier, const char *name,
                          struct str *ret_json)
{
    struct err err = {0};
    struct str html;
    int status;

    if (dossier->deadline_hours == 0)
        dossier->deadline_hours = DEADLINE_HOURS;
    case_folder_open(folder, dossier);
    assert_int_equal(case_folder_write(folder, "cnil", &err), 0);
    assert_int_equal(case_folder_write(folder, "cnil-json", &err), 0);
    html = case_folder_read(folder, "dossier-cnil.html");
    *ret_json = case_folder_read(folder, "dossier-cnil.json");
    assert_true(html.n > 1000 && ret_json->n > 1000);
    assert_true(case_folder_inert(html) && case_folder_inert(*ret_json));
    assert_false(has(html, "<script") || has(html, " src="));
    assert_true(has(html, "default-src 'none'"));
    assert_false(case_folder_names(dossier, html, false));
    assert_false(case_folder_names(dossier, *ret_json, false));
    status = case_folder_check(folder, "check", "dossier-cnil.json");
    assert_true(status == 0 || status == 77);
    keep(name, html);
    return html;
}

static void test_languages(void **state)
{
    static const char *const names[] = {"cnil-fr", "cnil-en"};

    (void)state;
    for (int lang = 0; lang < 2; lang++) {
        struct dossier_fixture fixture;
        struct case_folder folder;
        struct case_folder again;
        struct str json;
        struct str same;
        struct str html;

        dossier_fixture_case(&fixture);
        fixture.dossier.lang = (enum lang)lang;
        fixture.dossier.aware_ns = fixture.dossier.now_ns - 10 * NS_PER_HOUR;
        html = written(&folder, &fixture.dossier, names[lang], &json);
        assert_true(has(html, lang == LANG_FR ? "responsable de traitement" : "controller"));
        assert_true(has(html, lang == LANG_FR ? "À compléter" : "To be completed"));
        assert_true(has(json, "il reste 62"));
        assert_true(has(json, "62 full hours are left"));
        assert_true(str_eq(html, written(&again, &fixture.dossier, names[lang], &same)));
        assert_true(str_eq(json, same));
        case_folder_close(&again);
        case_folder_close(&folder);
        dossier_fixture_release(&fixture);
    }
}

static void test_clean(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct str json;

    (void)state;
    dossier_fixture_clean(&fixture);
    fixture.dossier.aware_ns = TIME_NONE;
    assert_true(has(written(&folder, &fixture.dossier, "cnil-clean", &json), "class=\"alarm\""));
    assert_true(has(json, "\"deadline\": null"));
    assert_true(has(json, "The log establishes no breach"));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

static void test_hostile(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct str json;
    struct str account = HOSTILE;
    struct finding_insurer insurer = {HOSTILE, 1, UINT64_MAX / 2};
    struct earlier earlier = {.established_ns = 0,
                              .first_ns = TIME_NONE,
                              .last_ns = INT64_MAX / 2,
                              .persons = {0, UINT64_MAX / 2},
                              .accounts = &account,
                              .account_count = 1,
                              .insurers = &insurer,
                              .insurer_count = 1};

    (void)state;
    dossier_fixture_case(&fixture);
    case_folder_poison(&fixture);
    fixture.dossier.aware_ns = TIME_NONE;
    fixture.dossier.phase = PHASE_COMPLEMENTARY;
    fixture.dossier.earlier = &earlier;
    (void)written(&folder, &fixture.dossier, "cnil-hostile", &json);
    assert_true(has(json, "\"phase\": \"complementary\""));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* With totals each person counts once; without, the bounds are the largest floor and the sum. */
static void test_figures(void **state)
{
    struct dossier_fixture fixture;
    struct dossier *d = &fixture.dossier;
    struct dossier_total totals[2];
    struct err err = {0};
    struct arena arena = {0};
    const struct legal *l;
    uint64_t most = 0;
    uint64_t sum = 0;

    (void)state;
    dossier_fixture_case(&fixture);
    d->total = (struct dossier_total){0};
    d->total_count = 0;
    l = legal_build(d, &arena, &err);
    assert_non_null(l);
    assert_true(l->accused > 1 && l->accused < d->finding_count);
    for (size_t i = 0; i < l->accused; i++) {
        assert_true(d->findings[i].verdict >= VERDICT_SUSPECT);
        most =
            d->findings[i].beneficiaries.floor > most ? d->findings[i].beneficiaries.floor : most;
        sum += d->findings[i].beneficiaries.ceiling;
    }
    assert_int_equal(l->persons.floor, most);
    assert_int_equal(l->persons.ceiling, sum);
    assert_false(l->distinct);
    assert_false(l->data_told);

    d->total = (struct dossier_total){.beneficiaries = {7, 9}};
    d->total.shown[DATA_HEALTH] = (struct extent){2, 3};
    totals[0] = (struct dossier_total){.insurer = STR("12345678"), .beneficiaries = {7, 8}};
    totals[1] = (struct dossier_total){.beneficiaries = {1, 2}};
    d->totals = totals;
    d->total_count = 2;
    l = legal_build(d, &arena, &err);
    assert_non_null(l);
    assert_int_equal(l->persons.floor, 7);
    assert_int_equal(l->persons.ceiling, 9);
    assert_true(l->distinct && l->data_told && l->data & 1u << DATA_HEALTH);
    assert_int_equal(l->insurer_count, 2);
    assert_int_equal(l->parts, 10);
    arena_release(&arena);
    dossier_fixture_release(&fixture);
}

/* What the operator allows is in no figure, not even its acts, and is told with the reason. */
static void test_allowed(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct dossier *d = &fixture.dossier;
    struct err err = {0};
    struct arena arena = {0};
    const struct legal *l;
    const struct legal *without;
    struct str json;
    struct str html;

    (void)state;
    dossier_fixture_case(&fixture);
    d->total = (struct dossier_total){0};
    d->total_count = 0;
    l = legal_build(d, &arena, &err);
    assert_int_equal(l->allowed, 0);
    d->findings[0].allowed_reason = STR("survey of <the> ministry");
    d->findings[0].allowed_until_ns = d->now_ns + NS_PER_DAY;
    without = legal_build(d, &arena, &err);
    assert_int_equal(without->accused, l->accused - 1);
    assert_int_equal(without->allowed, 1);
    assert_ptr_equal(without->left_out[0], &d->findings[0]);
    assert_int_equal(without->records.ceiling, l->records.ceiling - d->findings[0].records.ceiling);
    assert_int_equal(without->persons.ceiling,
                     l->persons.ceiling - d->findings[0].beneficiaries.ceiling);
    assert_true(without->acts.attacker[LEGAL_READ] < l->acts.attacker[LEGAL_READ]);
    html = written(&folder, d, "cnil-allowed", &json);
    assert_true(has(html, "survey of &lt;the&gt; ministry") && has(html, "non comptés"));
    assert_true(has(json, "\"left-out\"") && has(json, "\"reason\": \"survey of"));
    case_folder_close(&folder);
    arena_release(&arena);
    dossier_fixture_release(&fixture);
}

/* Changes are told where there are some, and the same case has none. */
static void test_changes(void **state)
{
    struct dossier_fixture fixture;
    struct dossier *d = &fixture.dossier;
    struct earlier earlier = {.first_ns = TIME_NONE, .last_ns = TIME_NONE};
    struct err err = {0};
    struct arena arena = {0};
    const struct legal *l;
    size_t accounts = 0;

    (void)state;
    dossier_fixture_case(&fixture);
    d->phase = PHASE_COMPLEMENTARY;
    d->earlier = &earlier;
    l = legal_build(d, &arena, &err);
    for (size_t i = 0; i < l->change_count; i++) {
        const struct legal_change *c = &l->changes[i];

        accounts += strcmp(c->field, "account") == 0;
        assert_int_equal(c->changed, !str_eq(c->before.in[LANG_EN], c->now.in[LANG_EN]));
    }
    assert_int_equal(accounts, l->accused);
    d->phase = PHASE_INITIAL;
    l = legal_build(d, &arena, &err);
    assert_int_equal(l->change_count, 0);
    arena_release(&arena);
    dossier_fixture_release(&fixture);
}

/* A full disk is a failure with a sentence, and leaves no half of a file. */
static void test_full(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct err err = {0};

    (void)state;
    dossier_fixture_case(&fixture);
    case_folder_open(&folder, &fixture.dossier);
    assert_int_equal(case_folder_write_full(&folder, "cnil", 4096, &err), -1);
    assert_true(err.text[0]);
    err = (struct err){0};
    assert_int_equal(case_folder_write_full(&folder, "cnil-json", 4096, &err), -1);
    assert_int_equal(case_folder_count(&folder, "."), 0);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_languages), cmocka_unit_test(test_clean),
        cmocka_unit_test(test_hostile),   cmocka_unit_test(test_figures),
        cmocka_unit_test(test_allowed),   cmocka_unit_test(test_changes),
        cmocka_unit_test(test_full),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
