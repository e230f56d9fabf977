/*
 * test_exports.c: the exports for other tools, by what their formats require (tests/schema/
 * exports-check) and what none may tell.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "case_folder.h"
#include "report/attack.h"
#include "report/events.h"
#include "report/identity.h"

/* A writer, its file, and whether tokens of persons may stand in it. */
static const struct export
{
    const char *writer;
    const char *file;
    bool tokens;
}
exports[] = {
    {"l2tcsv", "timeline.l2t.csv", true}, {"ecs", "ecs.ndjson", true},
    {"ocsf", "ocsf.ndjson", false},       {"sarif", "limier.sarif", false},
    {"markdown", "summary.md", false},
};

#define EXPORTS (sizeof exports / sizeof exports[0])

static size_t lines_of(struct str text)
{
    size_t lines = 0;

    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    return lines;
}

/* Writes and checks one export. */
static struct str written(struct case_folder *folder, struct dossier *dossier,
                          const struct export *export)
{
    struct err err = {0};
    struct str text;

    case_folder_open(folder, dossier);
    assert_int_equal(case_folder_write(folder, export->writer, &err), 0);
    text = case_folder_read(folder, export->file);
    assert_true(case_folder_inert(text));
    assert_int_equal(case_folder_check(folder, "exports-check", export->file), 0);
    assert_false(case_folder_names(dossier, text, export->tokens));
    return text;
}

/* Every export of a dossier, twice the same, and the same whatever --reveal says. */
static void check_all(struct dossier_fixture *fixture)
{
    for (size_t i = 0; i < EXPORTS; i++) {
        struct case_folder folder;
        struct case_folder again;
        struct str text;

        fixture->dossier.reveal = false;
        text = written(&folder, &fixture->dossier, &exports[i]);
        fixture->dossier.reveal = true;
        assert_true(str_eq(text, written(&again, &fixture->dossier, &exports[i])));
        case_folder_close(&folder);
        case_folder_close(&again);
    }
    dossier_fixture_release(fixture);
}

static void test_case(void **state)
{
    struct dossier_fixture fixture;

    (void)state;
    dossier_fixture_case(&fixture);
    check_all(&fixture);
}

static void test_clean(void **state)
{
    struct dossier_fixture fixture;

    (void)state;
    dossier_fixture_clean(&fixture);
    check_all(&fixture);
}

static void test_english(void **state)
{
    struct dossier_fixture fixture;

    (void)state;
    dossier_fixture_case(&fixture);
    fixture.dossier.lang = LANG_EN;
    check_all(&fixture);
}

/* Names, agents and rules that hurt somewhere. */
static void test_hostile(void **state)
{
    struct dossier_fixture fixture;

    (void)state;
    dossier_fixture_case(&fixture);
    case_folder_poison(&fixture);
    check_all(&fixture);
}

/* No input, no account, no time. */
static void test_nothing(void **state)
{
    struct dossier_fixture fixture;

    (void)state;
    dossier_fixture_clean(&fixture);
    fixture.dossier.account_count = 0;
    for (size_t i = 0; i < fixture.dossier.input_count; i++)
        coverage_release(&fixture.dossier.inputs[i]);
    fixture.dossier.input_count = 0;
    fixture.dossier.first_ns = fixture.dossier.last_ns = TIME_NONE;
    check_all(&fixture);
}

/* Every act and event has its row; every finding an alert. */
static void test_rows(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct event *events;
    struct str text;
    size_t count;

    (void)state;
    dossier_fixture_case(&fixture);
    count = events_list(&fixture.dossier, &events) + (size_t)fixture.dossier.act_count;
    free(events);
    text = written(&folder, &fixture.dossier, &exports[0]);
    assert_int_equal(lines_of(text), count + 1);
    case_folder_close(&folder);
    text = written(&folder, &fixture.dossier, &exports[1]);
    assert_int_equal(lines_of(text), count + fixture.dossier.finding_count);
    case_folder_close(&folder);
    text = written(&folder, &fixture.dossier, &exports[2]);
    assert_true(lines_of(text) >= fixture.dossier.finding_count + fixture.dossier.alert_count);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* A full disk is an error, and leaves nothing. */
static void test_full(void **state)
{
    struct dossier_fixture fixture;

    (void)state;
    dossier_fixture_case(&fixture);
    for (size_t i = 0; i < EXPORTS; i++) {
        struct err err = {0};
        struct case_folder folder;

        case_folder_open(&folder, &fixture.dossier);
        assert_int_equal(case_folder_write_full(&folder, exports[i].writer, 100, &err), -1);
        assert_true(err.text[0] != '\0');
        assert_null(case_folder_read(&folder, exports[i].file).p);
        case_folder_close(&folder);
    }
    dossier_fixture_release(&fixture);
}

/* Members of an archive stand below it, whatever else has a "!" in its name. */
static void test_archive(void **state)
{
    static const char *const names[] = {"a!b.log", "logs.tar.gz!fe1/x y.log",
                                        "logs.tar.gz!fe2.log"};
    struct dossier_fixture fixture;
    struct coverage inputs[3];
    struct coverage *own;
    struct case_folder folder;
    struct str text;

    (void)state;
    dossier_fixture_clean(&fixture);
    for (size_t i = 0; i < 3; i++) {
        inputs[i] = fixture.dossier.inputs[0];
        inputs[i].input = str_of(names[i]);
        inputs[i].containers = i ? STR("gzip, tar") : STR("gzip");
    }
    own = fixture.dossier.inputs;
    fixture.dossier.inputs = inputs;
    fixture.dossier.input_count = 3;
    text = written(&folder, &fixture.dossier, &exports[3]);
    assert_true(str_find(text, STR("\"a%21b.log\"")) < text.n);
    assert_true(str_find(text, STR("\"fe1/x%20y.log\"")) < text.n);
    assert_true(str_find(text, STR("\"logs.tar.gz\"")) < text.n);
    assert_true(str_find(text, STR("\"parentIndex\": 3")) < text.n);
    assert_true(str_find(text, STR("\"parentIndex\": 4")) == text.n);
    case_folder_close(&folder);
    fixture.dossier.inputs = own;
    fixture.dossier.input_count = 2;
    dossier_fixture_release(&fixture);
}

static void test_attack(void **state)
{
    struct str tags[] = {STR("attack.credential-access"),
                         STR("ATTACK.T1110.004"),
                         STR("attack.t1110.004"),
                         STR("attack.initial_access"),
                         STR("attack.t11"),
                         STR("cve.2024-1"),
                         STR("attack.t9999")};
    struct signature signature = {.tags = tags, .tag_count = sizeof tags / sizeof tags[0]};
    struct attack attack = attack_of_signature(&signature);
    char parent[ATTACK_TEXT];

    (void)state;
    assert_int_equal(attack.technique_count, 2);
    assert_string_equal(attack.techniques[0], "T1110.004");
    assert_string_equal(attack_technique("T1110.004"), "Credential Stuffing");
    assert_string_equal(attack_technique(attack.techniques[1]), "T9999");
    assert_true(attack_parent("T1110.004", parent));
    assert_string_equal(parent, "T1110");
    assert_int_equal(attack.tactic_count, 2);
    assert_string_equal(attack_tactic(attack.tactics[0]).id, "TA0006");
    assert_string_equal(attack_tactic(attack.tactics[1]).id, "TA0001");
}

/* The same account, another beginning: another finding. Names do not run into each other. */
static void test_identity(void **state)
{
    struct finding a = {.account = STR("A 1"), .first_ns = 5};
    struct finding b = a;
    char one[UUID_TEXT];
    char other[UUID_TEXT];

    (void)state;
    identity_finding(&a, one);
    identity_finding(&b, other);
    assert_string_equal(one, other);
    b.first_ns = 6;
    identity_finding(&b, other);
    assert_string_not_equal(one, other);
    b = (struct finding){.account = STR("A"), .first_ns = 15};
    identity_finding(&b, other);
    assert_string_not_equal(one, other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_case),    cmocka_unit_test(test_clean),
        cmocka_unit_test(test_english), cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_nothing), cmocka_unit_test(test_rows),
        cmocka_unit_test(test_full),    cmocka_unit_test(test_archive),
        cmocka_unit_test(test_attack),  cmocka_unit_test(test_identity),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
