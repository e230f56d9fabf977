/*
 * test_findings.c: findings.json against its schema, and what it must never hold.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "case_folder.h"

/* What is written for a dossier; checks what holds for all. */
static struct str written(struct case_folder *folder, struct dossier *dossier)
{
    struct err err = {0};
    struct str text;
    int status;

    case_folder_open(folder, dossier);
    assert_int_equal(case_folder_write(folder, "findings", &err), 0);
    text = case_folder_read(folder, "findings.json");
    assert_true(text.n > 0 && text.p[text.n - 1] == '\n');
    assert_true(case_folder_inert(text));
    status = case_folder_check(folder, "check", "findings.json");
    assert_true(status == 0 || status == 77);
    return text;
}

static bool holds(struct str text, const char *part)
{
    return str_find(text, str_of(part)) < text.n;
}

static void test_case(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct case_folder again;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    text = written(&folder, &fixture.dossier);
    assert_true(holds(text, "\"schema\": \"limier-findings/1\""));
    assert_true(holds(text, "\"verdict\": \"harvesting\""));
    assert_true(holds(text, "\"verdict\": \"watch\""));
    assert_true(holds(text, "\"complete\": false"));
    assert_false(case_folder_names(&fixture.dossier, text, false));
    assert_true(str_eq(text, written(&again, &fixture.dossier)));
    case_folder_close(&again);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* What the operator allows is told with its reason, and is no alarm. */
static void test_allowed(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    assert_int_equal(dossier_verdict(&fixture.dossier), VERDICT_HARVESTING);
    assert_ptr_equal(dossier_worst(&fixture.dossier), fixture.dossier.findings);
    fixture.dossier.findings[0].allowed_reason = STR("audit \"2024\"");
    fixture.dossier.findings[0].allowed_until_ns = INT64_C(1719792000) * NS_PER_SECOND;
    assert_int_equal(dossier_verdict(&fixture.dossier), fixture.dossier.findings[1].verdict);
    assert_ptr_equal(dossier_worst(&fixture.dossier), &fixture.dossier.findings[1]);
    text = written(&folder, &fixture.dossier);
    assert_true(holds(text, "\"reason\": \"audit \\\"2024\\\"\""));
    assert_true(holds(text, "\"until\": \"2024-07-01T00:00:00.000Z\""));
    for (size_t i = 0; i < fixture.dossier.finding_count; i++)
        fixture.dossier.findings[i].allowed_reason = STR("all");
    assert_int_equal(dossier_verdict(&fixture.dossier), VERDICT_NONE);
    assert_null(dossier_worst(&fixture.dossier));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

static void test_clean(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct str text;

    (void)state;
    dossier_fixture_clean(&fixture);
    text = written(&folder, &fixture.dossier);
    assert_true(holds(text, "\"accounts\": []"));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* Numbers that are not finite, times and inputs that are not known: null or nothing, never an
 * invalid file. */
static void test_unknown(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct finding *finding;

    (void)state;
    dossier_fixture_case(&fixture);
    finding = &fixture.dossier.findings[0];
    finding->reasons[0].observed = 1e308 * 10;
    finding->reasons[0].expected = -(1e308 * 10);
    finding->reasons[0].from_ns = TIME_NONE;
    finding->reasons[0].evidence[0].input = 12345;
    finding->sources[0].place = (struct place){0};
    finding->sessions[0].agent = STR_NONE;
    fixture.dossier.inputs[0].layout = STR_NONE;
    fixture.dossier.inputs[0].first_ns = TIME_NONE;
    fixture.dossier.first_ns = fixture.dossier.last_ns = TIME_NONE;
    (void)written(&folder, &fixture.dossier);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* The schema is closed: a new reason or category of data must be added to it. */
static void test_all_names(void **state)
{
    struct dossier_fixture fixture;
    struct dossier *d = &fixture.dossier;
    struct case_folder folder;

    (void)state;
    dossier_fixture_case(&fixture);
    for (int r = 0; r < REJECT_COUNT; r++)
        d->inputs[0].rejected[r]++;
    d->inputs[0].lines += REJECT_COUNT;
    d->lines += REJECT_COUNT;
    d->rejected += REJECT_COUNT;
    d->findings[0].data = (1u << DATA_COUNT) - 1;
    (void)written(&folder, d);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

static void test_hostile(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    case_folder_poison(&fixture);
    text = written(&folder, &fixture.dossier);
    assert_true(holds(text, "\\u001b[31m\\u0000\\n\\r\\t;"));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* What signatures found stands there whole, whoever wrote the rules; an alert names the finding of
 * its account. */
static void test_signatures(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    text = written(&folder, &fixture.dossier);
    assert_true(holds(text, "\"fr\": \"Recherche de failles par un programme\""));
    assert_true(holds(text, "\"kind\": \"correlation\",\n   \"alerts\": 1214,"));
    assert_true(holds(text, "\"value\": 42,\n     \"account\": \"10003879623\""));
    assert_true(holds(text, "\"finding\": \"10003879623\""));
    assert_true(holds(text, "\"group\": \"c-ip 192.0.2.77\""));
    assert_true(holds(text, "<script>alert(7)</script>\\u001b]0;x\\u0007\\u0000%s{3}\xEF\xBF\xBD"));
    assert_true(holds(text, "\"rules\": {\n  \"loaded\": 87,\n  \"refused\": 2,\n"
                            "  \"dropped\": 31,\n  \"omitted\": 1207,\n"
                            "  \"min_level\": \"high\"\n }"));
    case_folder_close(&folder);
    fixture.dossier.min_rank = ALERT_LEVELS;
    assert_true(holds(written(&folder, &fixture.dossier), "\"min_level\": null"));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
    dossier_fixture_clean(&fixture);
    dossier_fixture_alerts(&fixture);
    text = written(&folder, &fixture.dossier);
    assert_true(holds(text, "\"finding\": null"));
    assert_false(holds(text, "\"finding\": \""));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

static void test_full_disk(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct err err = {0};

    (void)state;
    dossier_fixture_case(&fixture);
    case_folder_open(&folder, &fixture.dossier);
    assert_int_equal(case_folder_write_full(&folder, "findings", 100, &err), -1);
    assert_int_equal(err.kind, ERR_FAILED);
    assert_non_null(strstr(err.text, "findings.json"));
    assert_int_equal(case_folder_count(&folder, "."), 0);
    assert_int_equal(fixture.dossier.output_count, 0);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_case),      cmocka_unit_test(test_allowed),
        cmocka_unit_test(test_clean),     cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_hostile),   cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_all_names), cmocka_unit_test(test_signatures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
