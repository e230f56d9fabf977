/*
 * test_summary.c: what the terminal says of signatures: with no account accused they are told all
 * the same, with a finding in its own words; nothing that a rule or a log holds reaches the
 * terminal as it is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "case_folder.h"
#include "scan.h"

/* A run whose case is a fixture's. */
struct run {
    struct options options;
    struct console console;
    struct scan scan;
};

/* What the summary says; valid until run_end. */
static struct str said(struct run *run, const struct dossier *dossier, enum lang lang, bool verbose)
{
    *run = (struct run){.console = {.lang = lang}};
    run->options.set[OPT_VERBOSE] = verbose;
    run->scan = (struct scan){.options = &run->options, .console = &run->console};
    run->scan.dossier = *dossier;
    out_memory(&run->console.data);
    summary_write(&run->scan, "folder");
    return (struct str){run->console.data.buffer, run->console.data.used};
}

static void run_end(struct run *run)
{
    out_drop(&run->console.data);
}

static bool has(struct str text, const char *part)
{
    return str_find(text, str_of(part)) < text.n;
}

static void test_alerted(void **state)
{
    struct dossier_fixture fixture;
    struct run run;
    struct str text;

    (void)state;
    dossier_fixture_clean(&fixture);
    text = said(&run, &fixture.dossier, LANG_EN, false);
    assert_true(has(text, "No account accused.\n"));
    assert_false(has(text, "Signatures") || has(text, "SIGNATURES"));
    run_end(&run);
    dossier_fixture_alerts(&fixture);
    text = said(&run, &fixture.dossier, LANG_EN, false);
    assert_true(has(text, "No account accused, but signatures alerted.\n"));
    assert_true(has(text, "\n\nSIGNATURES  3 rules alerted (critical: 1, high: 1, low: 1)\n"
                          "  critical    A program looks for weak points: 7 alerts, "
                          "2024-01-03 02:03 - 2024-01-15 20:03\n"
                          "  high        Passwords tried in turn: 1,214 alerts, 12 accounts, "));
    assert_true(has(text, "\n2 rules could not be used: what they describe was not looked for.\n"));
    assert_true(case_folder_inert(text));
    run_end(&run);
    text = said(&run, &fixture.dossier, LANG_FR, false);
    assert_true(has(text, "Aucun compte mis en cause, mais des signatures ont donné l’alerte.\n"));
    assert_true(has(text, "3 règles déclenchées (critique"));
    run_end(&run);
    fixture.dossier.partial = true;
    fixture.dossier.min_rank = 4;
    text = said(&run, &fixture.dossier, LANG_EN, false);
    assert_true(has(text, "No account accused in what was read, but signatures alerted.\n"));
    run_end(&run);
    fixture.dossier.min_rank = ALERT_LEVELS; /* below what was asked for: told below, no alarm */
    text = said(&run, &fixture.dossier, LANG_EN, false);
    assert_true(has(text, "No account accused in what was read.\n"));
    assert_true(has(text, "SIGNATURES  3 rules alerted"));
    run_end(&run);
    fixture.dossier.signature_count = fixture.dossier.alert_count = 0;
    text = said(&run, &fixture.dossier, LANG_EN, false);
    assert_true(has(text, "Signatures: 87 rules were looked for, and none alerted.\n"));
    run_end(&run);
    dossier_fixture_release(&fixture);
}

/* The alerts that name an account stand with its finding, in one line. */
static void test_with_findings(void **state)
{
    struct dossier_fixture fixture;
    struct run run;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    text = said(&run, &fixture.dossier, LANG_EN, false);
    assert_true(has(text, "HARVESTING  account 10003879623\n"));
    assert_true(has(text, "\n  signatures  7 alerts at least: Passwords tried in turn (high)\n"));
    assert_false(has(text, "No account accused"));
    assert_true(case_folder_inert(text));
    run_end(&run);
    case_folder_poison(&fixture);
    text = said(&run, &fixture.dossier, LANG_FR, true);
    assert_true(case_folder_inert(text));
    run_end(&run);
    dossier_fixture_release(&fixture);
}

/* Seven rules, which all alerted on one account: a few are told, with -v all. */
static void test_many(void **state)
{
    struct dossier_fixture fixture;
    struct dossier *d = &fixture.dossier;
    struct run run;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    d->signatures = arena_alloc(&fixture.arena, 7 * sizeof *d->signatures);
    d->alerts = arena_alloc(&fixture.arena, 7 * sizeof *d->alerts);
    d->signature_count = d->alert_count = 7;
    d->alerts_omitted = 0;
    for (size_t i = 0; i < 7; i++) {
        struct str title = arena_print(&fixture.arena, "Rule %zu", i);

        d->signatures[i] = (struct signature){.title = {title, title}, .rank = 2, .alerts = 1};
        d->alerts[i] = (struct alert){.signature = 6 - (uint32_t)i};
    }
    text = said(&run, d, LANG_EN, false);
    assert_true(has(text, "  signatures  7 alerts: Rule 0 (medium), Rule 1 (medium), Rule 2 "
                          "(medium), \xE2\x80\xA6\n"));
    assert_true(has(text,
                    "Rule 4: 1 alert, 1970-01-01 01:00\n              + 2 more rules: see the "
                    "report, or -v\n"));
    assert_false(has(text, "Rule 5"));
    run_end(&run);
    text = said(&run, d, LANG_EN, true);
    assert_true(has(text, "Rule 6: 1 alert"));
    assert_false(has(text, "more rules"));
    run_end(&run);
    dossier_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alerted),
        cmocka_unit_test(test_with_findings),
        cmocka_unit_test(test_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
