/*
 * test_html.c: report.html is well-formed, inert whatever a log holds, the same on every run, and
 * says what it must in both languages. What a browser makes of it is for tests/browser.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "html_page.h"

static void test_french(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct case_folder again;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    text = html_page_written(&folder, &fixture.dossier, "fr");
    html_page_check(text);
    assert_true(html_page_has(text, "<html lang=\"fr\">"));
    assert_true(html_page_has(text, "Aspiration de données"));
    assert_true(html_page_has(text, "12\xE2\x80\xAF"
                                    "408"));
    assert_true(html_page_has(text, ">21/01/2024 23:41:07</time>"));
    assert_true(html_page_has(text, "datetime=\"2024-01-21T22:41:07.000Z\""));
    assert_true(html_page_has(text, "UTC+01:00"));
    assert_true(
        html_page_has(text, "journaux/fe1/access.log.1.gz<wbr><span class=\"line\">:9021</span>"));
    assert_int_equal(html_page_count(text, "class=\"finding\""), 3);
    assert_int_equal(html_page_count(text, "<figure "),
                     21); /* the third finding has one point: no curve */
    assert_int_equal(html_page_count(text, "<rect class=\"silence\""), 2); /* one, and the legend */
    assert_int_equal(html_page_count(text, "<rect class=\"silence told\""), 2); /* likewise */
    assert_true(html_page_has(text, "une lacune\xC2\xA0: la lecture est incomplète"));
    assert_true(html_page_has(text, "Horloges qui reculent"));
    assert_true(html_page_has(text, "dernière ligne avant\xC2\xA0:"));
    assert_false(case_folder_names(&fixture.dossier, text, false));
    fixture.dossier.reveal = true;
    assert_true(str_eq(text, html_page_written(&again, &fixture.dossier, "fr")));
    case_folder_close(&folder);
    case_folder_close(&again);
    dossier_fixture_release(&fixture);
}

/* Nothing of the page's own words stays in French, nor in English. */
static void test_english(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    fixture.dossier.lang = LANG_EN;
    text = html_page_written(&folder, &fixture.dossier, "en");
    html_page_check(text);
    assert_true(html_page_has(text, "<html lang=\"en\">"));
    assert_true(html_page_has(text, "Account 10003879623 was used to harvest"));
    assert_true(
        html_page_has(text, "13,621 persons at least, 13,746 persons at most, of 9 insurers"));
    assert_true(html_page_has(text, ">2024-01-21 23:41:07</time>"));
    assert_false(html_page_has(text, "Titulaire"));
    assert_false(html_page_has(text, "{1}"));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* What is allowed is told in its section; the head speaks of the worst that is not. */
static void test_allowed(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    fixture.dossier.lang = LANG_EN;
    fixture.dossier.allow_expired = 2;
    fixture.dossier.findings[0].allowed_reason = STR("audit <b>2024</b>");
    fixture.dossier.findings[0].allowed_until_ns = fixture.dossier.now_ns;
    text = html_page_written(&folder, &fixture.dossier, "allowed");
    html_page_check(text);
    assert_int_equal(html_page_count(text, "<p class=\"allowed\">"), 1);
    assert_true(html_page_has(text, "audit &lt;b&gt;2024&lt;/b&gt;"));
    assert_true(html_page_has(text, "2 entries of the allow list have expired"));
    assert_false(html_page_has(text, "Account 10003879623 was used to harvest"));
    assert_int_equal(html_page_count(text, "class=\"finding\""), 3);
    case_folder_close(&folder);
    for (size_t i = 0; i < fixture.dossier.finding_count; i++)
        fixture.dossier.findings[i].allowed_reason = STR("all");
    text = html_page_written(&folder, &fixture.dossier, "allowed-all");
    html_page_check(text);
    assert_true(html_page_has(text, "<h1>No account is accused, but signatures alerted</h1>"));
    assert_int_equal(html_page_count(text, "class=\"finding\""), 3);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* A campaign of the first two findings; what they share is bytes of a log. */
static void join_findings(struct dossier_fixture *fixture, struct campaign *campaign)
{
    const struct campaign_shared shared[] = {{CAMPAIGN_ADDRESS, STR("192.0.2.<b>7"), 2},
                                             {CAMPAIGN_NETWORK, STR("198.51.100.0/24"), 2},
                                             {CAMPAIGN_AGENT, STR("curl/8 <script>"), 2},
                                             {CAMPAIGN_PERSONS, STR("12409"), 2},
                                             {CAMPAIGN_RHYTHM, STR("4.2 s"), 2}};
    struct arena *arena = &fixture->arena;

    *campaign = (struct campaign){.finding_count = 2,
                                  .first_ns = fixture->dossier.findings[0].first_ns,
                                  .last_ns = fixture->dossier.findings[0].last_ns,
                                  .shared_count = sizeof shared / sizeof shared[0]};
    campaign->findings = arena_alloc(arena, 2 * sizeof *campaign->findings);
    campaign->findings[0] = 0;
    campaign->findings[1] = 1;
    campaign->shared = arena_alloc(arena, sizeof shared);
    memcpy(campaign->shared, shared, sizeof shared);
    campaign->beneficiaries.floor = 12977;
    campaign->beneficiaries.ceiling = 13001;
    fixture->dossier.campaigns = campaign;
    fixture->dossier.campaign_count = 1;
}

/* Campaigns stand before the findings; a page without one says nothing of them. */
static void test_campaign(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct campaign campaign;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    fixture.dossier.lang = LANG_EN;
    text = html_page_written(&folder, &fixture.dossier, "no-campaign");
    assert_false(html_page_has(text, "class=\"campaign\""));
    case_folder_close(&folder);
    join_findings(&fixture, &campaign);
    text = html_page_written(&folder, &fixture.dossier, "campaign-en");
    html_page_check(text);
    assert_int_equal(html_page_count(text, "class=\"campaign\""), 1);
    assert_true(str_find(text, STR("class=\"campaign\"")) <
                str_find(text, STR("class=\"finding\"")));
    assert_true(html_page_has(text, "One attacker, 2 accounts"));
    assert_true(html_page_has(text, "12,977 to 13,001"));
    assert_true(html_page_has(text, "<code>192.0.2.&lt;b&gt;7</code>"));
    assert_true(html_page_has(text, "<code>198.51.100.0/24</code>"));
    assert_true(html_page_has(text, "curl/8 &lt;script&gt;"));
    assert_true(html_page_has(text, "<dd>12,409 <small>2 accounts</small>"));
    assert_true(html_page_has(text, "<dd>4.2 s <small>"));
    assert_int_equal(html_page_count(text, "<a href=\"#f1\">"),
                     3 + 7); /* on the first screen, here, among
           all accounts, in the alerts that name it */
    case_folder_close(&folder);
    fixture.dossier.lang = LANG_FR;
    text = html_page_written(&folder, &fixture.dossier, "campaign-fr");
    html_page_check(text);
    assert_true(html_page_has(text, "Un attaquant, 2 comptes"));
    assert_true(html_page_has(text, "<dd>4,2 s <small>"));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* A page on which no account is accused says on its first screen that signatures alerted, and that
 * they accuse nobody. */
static void test_alerted(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct str text;

    (void)state;
    dossier_fixture_clean(&fixture);
    dossier_fixture_alerts(&fixture);
    fixture.dossier.lang = LANG_EN;
    text = html_page_written(&folder, &fixture.dossier, "alerted-en");
    html_page_check(text);
    assert_true(html_page_has(text, "<title>No account accused, signatures alerted"));
    assert_true(html_page_has(text, "<h1>No account is accused, but signatures alerted</h1>"));
    assert_true(html_page_has(text, "<p class=\"verdict alerted critical\"><span>Signatures</span> "
                                    "<strong>3 rules alerted</strong></p>"));
    assert_true(html_page_has(text, "by itself it accuses neither an account nor a person"));
    assert_int_equal(html_page_count(text, "<h3 id=\"s"), 3);
    assert_int_equal(html_page_count(text, "href=\"#f"), 0);
    case_folder_close(&folder);
    fixture.dossier.lang = LANG_FR;
    text = html_page_written(&folder, &fixture.dossier, "alerted-fr");
    html_page_check(text);
    assert_true(html_page_has(
        text, "Aucun compte n’est mis en cause, mais des signatures ont donné l’alerte"));
    case_folder_close(&folder);
    fixture.dossier.min_rank = ALERT_LEVELS; /* below what was asked for: told, not shouted */
    text = html_page_written(&folder, &fixture.dossier, "alerted-low");
    assert_true(html_page_has(text, "<h1>Aucun compte n’est mis en cause</h1>"));
    assert_false(html_page_has(text, "class=\"verdict alerted"));
    assert_true(html_page_has(text, "<p class=\"advice alerted critical\">"));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* What signatures found, whole: rules by level with the links that are harmless, alerts, those of
 * an account in its own section by rule, and what is not listed. */
static void test_signatures(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    fixture.dossier.lang = LANG_EN;
    text = html_page_written(&folder, &fixture.dossier, "en");
    html_page_check(text);
    assert_true(html_page_has(text, "<h1>Account 10003879623 was used to harvest"));
    assert_true(
        html_page_has(text, "<a href=\"#s2\">Passwords tried in turn</a><small>A. Martin</small>"));
    assert_true(html_page_has(text, "<small>Exemple SA \xC2\xB7 DRL-1.1</small>"));
    assert_true(html_page_has(text, "href=\"https://example.org/rules/scanner?a=1&amp;b=2\">"));
    assert_true(html_page_has(text, "<small>javascript:alert(9)</small>"));
    assert_int_equal(html_page_count(text, "href=\"https://example.org/&quot;"), 0);
    assert_int_equal(html_page_count(text, "<section class=\"scroll\" tabindex=\"0\" "
                                           "aria-label=\"Alerts that name account"),
                     2);
    assert_true(html_page_has(text, "1,207 more alerts are counted and listed nowhere"));
    assert_true(html_page_has(text, "87 rules were looked for. 2 rules could not be used"));
    assert_true(html_page_has(text, "31 events were not counted"));
    assert_true(html_page_has(text, "weighs at most 1.5 against the use of its account"));
    assert_true(html_page_has(text, "&lt;script&gt;alert(7)&lt;/script&gt;"));
    case_folder_close(&folder);
    fixture.dossier.signature_count = fixture.dossier.alert_count = 0;
    fixture.dossier.alerts_omitted = 0;
    text = html_page_written(&folder, &fixture.dossier, "no-alert");
    html_page_check(text);
    assert_true(html_page_has(text, "No rule alerted."));
    case_folder_close(&folder);
    fixture.dossier.rules = fixture.dossier.rules_refused = 0;
    text = html_page_written(&folder, &fixture.dossier, "no-rule");
    assert_false(html_page_has(text, "id=\"signatures\""));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* More alerts of one account and one rule than the page shows: what is left out is told, and none
 * stands twice. */
static void test_many_alerts(void **state)
{
    struct dossier_fixture fixture;
    struct dossier *d = &fixture.dossier;
    struct case_folder folder;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    d->lang = LANG_EN;
    d->signature_count = 1;
    d->signatures[0].alerts = d->alert_count = 1000;
    d->alerts = arena_alloc(&fixture.arena, d->alert_count * sizeof *d->alerts);
    for (size_t i = 0; i < d->alert_count; i++)
        d->alerts[i] = (struct alert){.at_ns = d->first_ns, .last_ns = d->first_ns, .events = 1};
    text = html_page_written(&folder, d, "many-alerts");
    html_page_check(text);
    assert_int_equal(html_page_count(text, "950 more rows are not shown; findings.json has them."),
                     1);
    assert_true(html_page_has(text, "<p>1,000 alerts, made of "));
    assert_true(html_page_has(text, "<details class=\"annex\"><summary>45 more alerts</summary>"));
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
    text = html_page_written(&folder, &fixture.dossier, "clean");
    html_page_check(text);
    assert_true(html_page_has(text, "<h1>Aucun compte n’est mis en cause</h1>"));
    assert_true(html_page_has(text, "La lecture est complète."));
    assert_true(html_page_has(text, "profil générique"));
    assert_int_equal(html_page_count(text, "<figure"), 1); /* hours with lines */
    assert_false(html_page_has(text, "Horloges qui reculent"));
    assert_false(html_page_has(text, "id=\"land\""));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* A dossier of nothing at all: no input, no account, no moment. */
static void test_nothing(void **state)
{
    struct dossier dossier = {.first_ns = TIME_NONE,
                              .last_ns = TIME_NONE,
                              .partial = true,
                              .exposed_fd = -1,
                              .acts_fd = -1,
                              .lang = LANG_EN};
    struct case_folder folder;
    struct str text;

    (void)state;
    text = html_page_written(&folder, &dossier, "nothing");
    html_page_check(text);
    assert_true(html_page_has(text, "Partial report."));
    assert_true(html_page_has(text, "No line could be dated."));
    case_folder_close(&folder);
    free(dossier.outputs);
}

/* A finding without anything in it, and one with more than the page shows. */
static void test_extremes(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct finding *f;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    fixture.dossier.findings[1] = (struct finding){.account = STR("bare"),
                                                   .verdict = VERDICT_SUSPECT,
                                                   .first_ns = TIME_NONE,
                                                   .last_ns = TIME_NONE,
                                                   .account_first_ns = TIME_NONE,
                                                   .account_last_ns = TIME_NONE};
    f = &fixture.dossier.findings[0];
    f->session_count = 5 * 200;
    f->sessions = arena_alloc(&fixture.arena, f->session_count * sizeof *f->sessions);
    for (size_t i = 0; i < f->session_count; i++)
        f->sessions[i].attributed = i % 2 ? ATTRIBUTED_ATTACKER : ATTRIBUTED_OWNER;
    f->sessions_omitted = 7;
    fixture.dossier.lang = LANG_EN;
    text = html_page_written(&folder, &fixture.dossier, "extremes");
    html_page_check(text);
    assert_true(html_page_has(text, "307 more rows are not shown; findings.json has them."));
    assert_true(html_page_has(text, "450 more rows are not shown; findings.json has them."));
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
    fixture.dossier.attributions[0].value = STR("javascript:alert(1)");
    fixture.dossier.findings[0].account = STR("</title></style></svg><script>alert(1)</script>{1}");
    fixture.dossier.findings[1].account = STR("\" onfocus=alert(1) x=\"\x1b[2J\0");
    fixture.dossier.findings[2].account = STR("{9}\xff\xfe%n%s'>");
    fixture.dossier.series.list[0].name = STR("\"><script>alert(2)</script>\xff\x01{2}");
    text = html_page_written(&folder, &fixture.dossier, "hostile");
    html_page_check(text);
    assert_false(html_page_has(text, "href=\"javascript"));
    assert_true(html_page_has(text, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* A full disk leaves no page rather than half of one. */
static void test_full(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct err err = {0};

    (void)state;
    dossier_fixture_case(&fixture);
    case_folder_open(&folder, &fixture.dossier);
    assert_int_equal(case_folder_write_full(&folder, "html", 20000, &err), -1);
    assert_true(err.text[0] != '\0');
    assert_int_equal(case_folder_count(&folder, "."), 0);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_french),     cmocka_unit_test(test_english),
        cmocka_unit_test(test_allowed),    cmocka_unit_test(test_clean),
        cmocka_unit_test(test_nothing),    cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_hostile),    cmocka_unit_test(test_full),
        cmocka_unit_test(test_campaign),   cmocka_unit_test(test_alerted),
        cmocka_unit_test(test_signatures), cmocka_unit_test(test_many_alerts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
