/*
 * test_html_head.c: the first screen of report.html, the clock of the notification, the persons
 * concerned, and what was not exposed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "html_page.h"

/* What stands between the heading of a section and the next section. */
static struct str section(struct str text, const char *id)
{
    char start[64];

    snprintf(start, sizeof start, "<h2 id=\"%s\"", id);
    assert_int_equal(html_page_count(text, start), 1);
    text = str_skip(text, str_find(text, str_of(start)) + strlen(start));
    return str_slice(text, 0, str_find(text, STR("<h2 ")));
}

/* The first screen answers what a crisis meeting asks, of all findings together. */
static void test_essentials(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    fixture.dossier.lang = LANG_EN;
    text = html_page_written(&folder, &fixture.dossier, "essentials");
    html_page_check(text);
    assert_true(str_find(text, STR("id=\"essentials\"")) < str_find(text, STR("<nav")));
    text = section(text, "essentials");
    assert_true(html_page_has(text, "<strong>13,621 to 13,746</strong>"));
    assert_true(html_page_has(text, "from <time datetime=\"2024-01-21T22:41:07.000Z\">"));
    assert_true(
        html_page_has(text, "<strong>2 accounts</strong><br><a href=\"#f1\">10003879623</a>, "));
    assert_true(
        html_page_has(text, "<code>198.51.100.141</code> <small>Amsterdam, Netherlands</small>"));
    assert_true(html_page_has(text, "9 insurers <small>the largest: 311799878, with "));
    assert_true(html_page_has(text, "birth date"));
    assert_true(
        html_page_has(text, "<li>who looked at the 125 persons between the two numbers</li>"));
    assert_true(html_page_has(text, "<li>what the 34 lines that could not be read say</li>"));
    case_folder_close(&folder);
    fixture.dossier.total = (struct dossier_total){.first_ns = TIME_NONE}; /* nobody counted */
    fixture.dossier.total_count = 0;
    text = html_page_written(&folder, &fixture.dossier, "uncounted");
    html_page_check(text);
    assert_true(html_page_has(section(text, "essentials"), "<strong>12,408 to "));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* The clock of the notification runs from the moment that was given, to the clock of the run. */
static void test_deadline(void **state)
{
    struct dossier_fixture fixture;
    struct dossier *d = &fixture.dossier;
    struct case_folder folder;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    d->lang = LANG_EN;
    d->aware_ns = TIME_NONE;
    text = html_page_written(&folder, d, "not-aware");
    assert_true(
        html_page_has(text, "72 hours from the moment at which the controller became aware"));
    assert_true(html_page_has(text, "--aware-at TIME"));
    case_folder_close(&folder);
    d->aware_ns = d->now_ns - 10 * NS_PER_HOUR - 30 * NS_PER_MINUTE;
    text = html_page_written(&folder, d, "aware");
    html_page_check(text);
    assert_true(
        html_page_has(text, "<strong>61 h 30 min</strong> <small>left at the time of this report"));
    assert_false(html_page_has(text, "--aware-at TIME"));
    case_folder_close(&folder);
    d->deadline_hours = 96;
    text = html_page_written(&folder, d, "aware-96");
    assert_true(html_page_has(text, "<strong>85 h 30 min</strong> <small>left"));
    case_folder_close(&folder);
    d->deadline_hours = 0;
    d->aware_ns = d->now_ns - 10 * NS_PER_DAY;
    d->phase = PHASE_COMPLEMENTARY;
    d->lang = LANG_FR;
    text = html_page_written(&folder, d, "late");
    html_page_check(text);
    assert_true(html_page_has(text, "class=\"left over\"><strong>7 jours</strong>"));
    assert_true(html_page_has(text, "accompagnée des motifs du retard"));
    assert_true(html_page_has(text, "notification complémentaire"));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* What was not exposed is claimed for what the profile describes, and no further. */
static void test_spared(void **state)
{
    struct dossier_fixture fixture;
    struct dossier *d = &fixture.dossier;
    struct case_folder folder;
    struct str text;
    struct str more[64];

    (void)state;
    dossier_fixture_case(&fixture);
    d->lang = LANG_EN;
    assert_true(d->insurer_count < 60);
    memcpy(more, d->insurers, d->insurer_count * sizeof *more);
    more[d->insurer_count] = STR("777 <b>spared");
    d->insurers = more;
    d->insurer_count++;
    text = html_page_written(&folder, d, "spared");
    html_page_check(text);
    text = section(text, "spared");
    assert_true(html_page_has(text, "<p class=\"spared\"><strong>"));
    assert_true(html_page_has(text, "bank details"));
    assert_true(html_page_has(text, "Everything that was answered to the attacker"));
    assert_true(html_page_has(text, "has nobody on the lists: 777 &lt;b&gt;spared."));
    assert_true(html_page_has(text, "The reading is incomplete: what the missing"));
    case_folder_close(&folder);
    fixture.portal.generic = true; /* what pages show is not known: nothing is ruled out */
    text = html_page_written(&folder, d, "not-spared");
    html_page_check(text);
    assert_true(html_page_has(section(text, "spared"), "Nothing can be ruled out"));
    assert_false(html_page_has(text, "<p class=\"spared\">"));
    assert_false(html_page_has(text, "Not shown, says the portal"));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* Professionals are persons concerned too. */
static void test_professionals(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    fixture.dossier.lang = LANG_EN;
    text = html_page_written(&folder, &fixture.dossier, "no-professional");
    assert_true(html_page_has(text, "the profile does not say which pages show the holder"));
    case_folder_close(&folder);
    fixture.portal.operations[0].holder = 1u << DATA_BANK;
    text = html_page_written(&folder, &fixture.dossier, "professional-spared");
    assert_true(html_page_has(text, "No answer that shows the holder"));
    case_folder_close(&folder);
    fixture.dossier.findings[0].holder_views = 3;
    fixture.dossier.findings[0].holder_data = 1u << DATA_BANK | 1u << DATA_PHONE;
    fixture.dossier.findings[0].holder_evidence = (struct evidence){.line = 4711};
    text = html_page_written(&folder, &fixture.dossier, "professional");
    html_page_check(text);
    text = section(text, "persons");
    assert_true(
        html_page_has(text, "<td>telephone number, bank details</td><td class=\"n\">3</td>"));
    assert_true(html_page_has(text, ":4711</span>"));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* A campaign of many accounts: every account is told of, and the page stays small. */
static void test_many(void **state)
{
    struct dossier_fixture fixture;
    struct dossier *d = &fixture.dossier;
    struct case_folder folder;
    struct finding *findings;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    findings = arena_alloc(&fixture.arena, 200 * sizeof *findings);
    for (size_t i = 0; i < 200; i++)
        findings[i] = d->findings[0];
    d->findings = findings;
    d->finding_count = 200;
    d->lang = LANG_EN;
    text = html_page_written(&folder, d, "many");
    html_page_check(text);
    assert_true(text.n < 5000000);
    assert_int_equal(html_page_count(text, "class=\"finding\""), 100);
    assert_int_equal(html_page_count(text, "are shown for the first 10 accounts"), 90);
    assert_true(html_page_has(text, "<h1>200 accounts were used to harvest"));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_essentials), cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_spared),     cmocka_unit_test(test_professionals),
        cmocka_unit_test(test_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
