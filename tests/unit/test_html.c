/*
 * test_html.c: report.html is well-formed, inert whatever a log holds, the same on every run, and
 * says what it must in both languages. What a browser makes of it is for tests/browser.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "case_folder.h"

#define DEEPEST 64

static bool has(struct str text, const char *part)
{
    return str_find(text, str_of(part)) < text.n;
}

static size_t count_of(struct str text, const char *part)
{
    size_t n = 0;
    size_t at;

    while ((at = str_find(text, str_of(part))) < text.n) {
        n++;
        text = str_skip(text, at + strlen(part));
    }
    return n;
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

static struct str written(struct case_folder *folder, struct dossier *dossier, const char *name)
{
    struct err err = {0};
    struct str text;

    case_folder_open(folder, dossier);
    assert_int_equal(case_folder_write(folder, "html", &err), 0);
    text = case_folder_read(folder, "report.html");
    assert_true(text.n > 1000);
    keep(name, text);
    return text;
}

/* Name of the tag that starts at text.p[at] == '<'; "/" in front of an end tag. */
static struct str tag_name(struct str text, size_t at)
{
    size_t end = at + 1;

    while (end < text.n && !memchr(" >\n", text.p[end], 3))
        end++;
    if (text.p[end - 1] == '/')
        end--;
    return str_slice(text, at + 1, end);
}

/* End of a tag: the first ">" outside quotes; every attribute is quoted and none is style or on….
 */
static size_t tag_end(struct str text, size_t at)
{
    bool quoted = false;

    for (size_t i = at + 1; i < text.n; i++) {
        if (text.p[i] == '"') {
            assert_true(quoted || text.p[i - 1] == '=');
            quoted = !quoted;
        }
        if (!quoted && text.p[i] == '>')
            return i;
        assert_false(!quoted && text.p[i] == '<');
        if (!quoted && text.p[i] == ' ') {
            struct str rest = str_skip(text, i + 1);

            assert_false(str_starts(rest, STR("style=")) || str_starts(rest, STR("on")) ||
                         str_starts(rest, STR("src=")));
        }
    }
    fail_msg("a tag has no end");
    return text.n;
}

static bool is_void(struct str name)
{
    static const char *const names[] = {"meta", "br", "wbr", "!DOCTYPE"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (str_eq(name, str_of(names[i])))
            return true;
    }
    return false;
}

/* Every element is closed in order; the names are ours; the style sheet and the script, which are
 * no markup, are skipped over. */
static void check_nesting(struct str text)
{
    struct str stack[DEEPEST];
    size_t depth = 0;

    for (size_t i = 0; i < text.n; i++) {
        struct str name;
        size_t end;

        if (text.p[i] != '<')
            continue;
        name = tag_name(text, i);
        end = tag_end(text, i);
        assert_false(str_eq(name, STR("img")));
        if (name.p[0] == '/') {
            assert_true(depth > 0);
            assert_true(str_eq(str_skip(name, 1), stack[--depth]));
        } else if (text.p[end - 1] != '/' && !is_void(name)) {
            assert_true(depth < DEEPEST);
            stack[depth++] = name;
        }
        i = end;
        if (str_eq(name, STR("style")))
            i += str_find(str_skip(text, i), STR("</style>")) - 1;
        if (str_eq(name, STR("script")))
            i += str_find(str_skip(text, i), STR("</script>")) - 1;
    }
    assert_int_equal(depth, 0);
}

/* Each id stands once; what refers to one finds it. */
static void check_ids(struct str text)
{
    struct str rest = text;
    size_t at;

    while ((at = str_find(rest, STR(" id=\""))) < rest.n) {
        char whole[80];
        size_t length;

        rest = str_skip(rest, at + 5);
        length = str_index(rest, '"');
        snprintf(whole, sizeof whole, " id=\"%.*s\"", (int)length, rest.p);
        assert_int_equal(count_of(text, whole), 1);
    }
    rest = text;
    while ((at = str_find(rest, STR("href=\"#"))) < rest.n) {
        char whole[80];

        rest = str_skip(rest, at + 7);
        snprintf(whole, sizeof whole, " id=\"%.*s\"", (int)str_index(rest, '"'), rest.p);
        assert_true(has(text, whole));
    }
}

/* Base64 of the SHA-256 of what stands between two tags. */
static void hash_between(struct str text, const char *start, const char *end,
                         unsigned char base64[48])
{
    size_t from = str_find(text, str_of(start));
    unsigned char digest[SHA256_BYTES];

    assert_true(from < text.n);
    from += str_find(str_skip(text, from), STR(">")) + 1;
    text = str_skip(text, from);
    assert_true(str_find(text, str_of(end)) < text.n);
    sha256_of(str_slice(text, 0, str_find(text, str_of(end))), digest);
    (void)EVP_EncodeBlock(base64, digest, SHA256_BYTES);
}

/* The digests in the policy are those of the style sheet and of the script, and nothing else is
 * allowed. */
static void check_policy(struct str text)
{
    unsigned char style[48];
    unsigned char script[48];
    char wanted[320];

    hash_between(text, "<style>", "</style>", style);
    hash_between(text, "<script data-filter=", "</script>", script);
    snprintf(wanted, sizeof wanted,
             "content=\"default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; "
             "base-uri 'none'; form-action 'none'\">",
             (const char *)style, (const char *)script);
    assert_true(has(text, wanted));
    assert_int_equal(count_of(text, "<style"), 1);
    assert_int_equal(count_of(text, "<script"), 1);
    assert_true(str_find(text, STR("</footer>")) < str_find(text, STR("<script")));
    assert_true(has(text, "<meta name=\"referrer\" content=\"no-referrer\">"));
}

static void check_page(struct str text)
{
    assert_true(case_folder_inert(text));
    check_nesting(text);
    check_ids(text);
    check_policy(text);
    assert_int_equal(count_of(text, "<h1>"), 1);
    assert_int_equal(count_of(text, "<table>"), count_of(text, "<caption>"));
    assert_int_equal(count_of(text, "role=\"img\""), count_of(text, "<desc "));
}

static void test_french(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct case_folder again;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    text = written(&folder, &fixture.dossier, "fr");
    check_page(text);
    assert_true(has(text, "<html lang=\"fr\">"));
    assert_true(has(text, "Aspiration de données"));
    assert_true(has(text, "12\xE2\x80\xAF"
                          "408"));
    assert_true(has(text, ">21/01/2024 23:41:07</time>"));
    assert_true(has(text, "datetime=\"2024-01-21T22:41:07.000Z\""));
    assert_true(has(text, "UTC+01:00"));
    assert_true(has(text, "journaux/fe1/access.log.1.gz<wbr><span class=\"line\">:9021</span>"));
    assert_int_equal(count_of(text, "class=\"finding\""), 3);
    assert_int_equal(count_of(text, "<figure "),
                     18); /* the third finding has one point: no curve */
    assert_int_equal(count_of(text, "<rect class=\"silence\""), 2);      /* one, and the legend */
    assert_int_equal(count_of(text, "<rect class=\"silence told\""), 2); /* likewise */
    assert_true(has(text, "une lacune\xC2\xA0: la lecture est incomplète"));
    assert_true(has(text, "Horloges qui reculent"));
    assert_true(has(text, "dernière ligne avant\xC2\xA0:"));
    assert_false(case_folder_names(&fixture.dossier, text, false));
    fixture.dossier.reveal = true;
    assert_true(str_eq(text, written(&again, &fixture.dossier, "fr")));
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
    text = written(&folder, &fixture.dossier, "en");
    check_page(text);
    assert_true(has(text, "<html lang=\"en\">"));
    assert_true(has(text, "Account 10003879623 was used to harvest"));
    assert_true(has(text, "13,621 persons at least, 13,746 persons at most, of 9 insurers"));
    assert_true(has(text, ">2024-01-21 23:41:07</time>"));
    assert_false(has(text, "Titulaire"));
    assert_false(has(text, "{1}"));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* What stands between the heading of a section and the next section. */
static struct str section(struct str text, const char *id)
{
    char start[64];

    snprintf(start, sizeof start, "<h2 id=\"%s\"", id);
    assert_int_equal(count_of(text, start), 1);
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
    text = written(&folder, &fixture.dossier, "essentials");
    check_page(text);
    assert_true(str_find(text, STR("id=\"essentials\"")) < str_find(text, STR("<nav")));
    text = section(text, "essentials");
    assert_true(has(text, "<strong>13,621 to 13,746</strong>"));
    assert_true(has(text, "from <time datetime=\"2024-01-21T22:41:07.000Z\">"));
    assert_true(has(text, "<strong>2 accounts</strong><br><a href=\"#f1\">10003879623</a>, "));
    assert_true(has(text, "<code>198.51.100.141</code> <small>Amsterdam, Netherlands</small>"));
    assert_true(has(text, "9 insurers <small>the largest: 311799878, with "));
    assert_true(has(text, "birth date"));
    assert_true(has(text, "<li>who looked at the 125 persons between the two numbers</li>"));
    assert_true(has(text, "<li>what the 34 lines that could not be read say</li>"));
    case_folder_close(&folder);
    fixture.dossier.total = (struct dossier_total){.first_ns = TIME_NONE}; /* nobody counted */
    fixture.dossier.total_count = 0;
    text = written(&folder, &fixture.dossier, "uncounted");
    check_page(text);
    assert_true(has(section(text, "essentials"), "<strong>12,408 to "));
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
    text = written(&folder, d, "not-aware");
    assert_true(has(text, "72 hours from the moment at which the controller became aware"));
    assert_true(has(text, "--aware-at TIME"));
    case_folder_close(&folder);
    d->aware_ns = d->now_ns - 10 * NS_PER_HOUR - 30 * NS_PER_MINUTE;
    text = written(&folder, d, "aware");
    check_page(text);
    assert_true(has(text, "<strong>61 h 30 min</strong> <small>left at the time of this report"));
    assert_false(has(text, "--aware-at TIME"));
    case_folder_close(&folder);
    d->deadline_hours = 96;
    text = written(&folder, d, "aware-96");
    assert_true(has(text, "<strong>85 h 30 min</strong> <small>left"));
    case_folder_close(&folder);
    d->deadline_hours = 0;
    d->aware_ns = d->now_ns - 10 * NS_PER_DAY;
    d->phase = PHASE_COMPLEMENTARY;
    d->lang = LANG_FR;
    text = written(&folder, d, "late");
    check_page(text);
    assert_true(has(text, "class=\"left over\"><strong>7 jours</strong>"));
    assert_true(has(text, "accompagnée des motifs du retard"));
    assert_true(has(text, "notification complémentaire"));
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
    text = written(&folder, d, "spared");
    check_page(text);
    text = section(text, "spared");
    assert_true(has(text, "<p class=\"spared\"><strong>"));
    assert_true(has(text, "bank details"));
    assert_true(has(text, "Everything that was answered to the attacker"));
    assert_true(has(text, "has nobody on the lists: 777 &lt;b&gt;spared."));
    assert_true(has(text, "The reading is incomplete: what the missing"));
    case_folder_close(&folder);
    fixture.portal.generic = true; /* what pages show is not known: nothing is ruled out */
    text = written(&folder, d, "not-spared");
    check_page(text);
    assert_true(has(section(text, "spared"), "Nothing can be ruled out"));
    assert_false(has(text, "<p class=\"spared\">"));
    assert_false(has(text, "Not shown, says the portal"));
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
    text = written(&folder, &fixture.dossier, "no-professional");
    assert_true(has(text, "the profile does not say which pages show the holder"));
    case_folder_close(&folder);
    fixture.portal.operations[0].holder = 1u << DATA_BANK;
    text = written(&folder, &fixture.dossier, "professional-spared");
    assert_true(has(text, "No answer that shows the holder"));
    case_folder_close(&folder);
    fixture.dossier.findings[0].holder_views = 3;
    fixture.dossier.findings[0].holder_data = 1u << DATA_BANK | 1u << DATA_PHONE;
    fixture.dossier.findings[0].holder_evidence = (struct evidence){.line = 4711};
    text = written(&folder, &fixture.dossier, "professional");
    check_page(text);
    text = section(text, "persons");
    assert_true(has(text, "<td>telephone number, bank details</td><td class=\"n\">3</td>"));
    assert_true(has(text, ":4711</span>"));
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
    text = written(&folder, &fixture.dossier, "allowed");
    check_page(text);
    assert_int_equal(count_of(text, "<p class=\"allowed\">"), 1);
    assert_true(has(text, "audit &lt;b&gt;2024&lt;/b&gt;"));
    assert_true(has(text, "2 entries of the allow list have expired"));
    assert_false(has(text, "Account 10003879623 was used to harvest"));
    assert_int_equal(count_of(text, "class=\"finding\""), 3);
    case_folder_close(&folder);
    for (size_t i = 0; i < fixture.dossier.finding_count; i++)
        fixture.dossier.findings[i].allowed_reason = STR("all");
    text = written(&folder, &fixture.dossier, "allowed-all");
    check_page(text);
    assert_true(has(text, "<h1>No account is accused, but signatures alerted</h1>"));
    assert_int_equal(count_of(text, "class=\"finding\""), 3);
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
    text = written(&folder, &fixture.dossier, "no-campaign");
    assert_false(has(text, "class=\"campaign\""));
    case_folder_close(&folder);
    join_findings(&fixture, &campaign);
    text = written(&folder, &fixture.dossier, "campaign-en");
    check_page(text);
    assert_int_equal(count_of(text, "class=\"campaign\""), 1);
    assert_true(str_find(text, STR("class=\"campaign\"")) <
                str_find(text, STR("class=\"finding\"")));
    assert_true(has(text, "One attacker, 2 accounts"));
    assert_true(has(text, "12,977 to 13,001"));
    assert_true(has(text, "<code>192.0.2.&lt;b&gt;7</code>"));
    assert_true(has(text, "<code>198.51.100.0/24</code>"));
    assert_true(has(text, "curl/8 &lt;script&gt;"));
    assert_true(has(text, "<dd>12,409 <small>2 accounts</small>"));
    assert_true(has(text, "<dd>4.2 s <small>"));
    assert_int_equal(count_of(text, "<a href=\"#f1\">"), 3 + 7); /* on the first screen, here, among
                                                      all accounts, in the alerts that name it */
    case_folder_close(&folder);
    fixture.dossier.lang = LANG_FR;
    text = written(&folder, &fixture.dossier, "campaign-fr");
    check_page(text);
    assert_true(has(text, "Un attaquant, 2 comptes"));
    assert_true(has(text, "<dd>4,2 s <small>"));
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
    text = written(&folder, &fixture.dossier, "alerted-en");
    check_page(text);
    assert_true(has(text, "<title>No account accused, signatures alerted"));
    assert_true(has(text, "<h1>No account is accused, but signatures alerted</h1>"));
    assert_true(has(text, "<p class=\"verdict alerted critical\"><span>Signatures</span> "
                          "<strong>3 rules alerted</strong></p>"));
    assert_true(has(text, "by itself it accuses neither an account nor a person"));
    assert_int_equal(count_of(text, "<h3 id=\"s"), 3);
    assert_int_equal(count_of(text, "href=\"#f"), 0);
    case_folder_close(&folder);
    fixture.dossier.lang = LANG_FR;
    text = written(&folder, &fixture.dossier, "alerted-fr");
    check_page(text);
    assert_true(
        has(text, "Aucun compte n’est mis en cause, mais des signatures ont donné l’alerte"));
    case_folder_close(&folder);
    fixture.dossier.min_rank = ALERT_LEVELS; /* below what was asked for: told, not shouted */
    text = written(&folder, &fixture.dossier, "alerted-low");
    assert_true(has(text, "<h1>Aucun compte n’est mis en cause</h1>"));
    assert_false(has(text, "class=\"verdict alerted"));
    assert_true(has(text, "<p class=\"advice alerted critical\">"));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* What signatures found, whole: rules by level with the links that are harmless, alerts, those of
 * an account in its own section, and what is not listed. */
static void test_signatures(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    fixture.dossier.lang = LANG_EN;
    text = written(&folder, &fixture.dossier, "en");
    check_page(text);
    assert_true(has(text, "<h1>Account 10003879623 was used to harvest"));
    assert_true(has(text, "<a href=\"#s2\">Passwords tried in turn</a><small>A. Martin</small>"));
    assert_true(has(text, "<small>Exemple SA \xC2\xB7 DRL-1.1</small>"));
    assert_true(has(text, "href=\"https://example.org/rules/scanner?a=1&amp;b=2\">"));
    assert_true(has(text, "<small>javascript:alert(9)</small>"));
    assert_int_equal(count_of(text, "href=\"https://example.org/&quot;"), 0);
    assert_int_equal(count_of(text, "<section class=\"scroll\" tabindex=\"0\" "
                                    "aria-label=\"Alerts that name account"),
                     2);
    assert_true(has(text, "1,207 more alerts are counted and listed nowhere"));
    assert_true(has(text, "87 rules were looked for. 2 rules could not be used"));
    assert_true(has(text, "31 events were not counted"));
    assert_true(has(text, "weighs at most 1.5 against the use of its account"));
    assert_true(has(text, "&lt;script&gt;alert(7)&lt;/script&gt;"));
    case_folder_close(&folder);
    fixture.dossier.signature_count = fixture.dossier.alert_count = 0;
    fixture.dossier.alerts_omitted = 0;
    text = written(&folder, &fixture.dossier, "no-alert");
    check_page(text);
    assert_true(has(text, "No rule alerted."));
    case_folder_close(&folder);
    fixture.dossier.rules = fixture.dossier.rules_refused = 0;
    text = written(&folder, &fixture.dossier, "no-rule");
    assert_false(has(text, "id=\"signatures\""));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* More alerts of one account and one rule than the page shows: what is left out is told. */
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
    text = written(&folder, d, "many-alerts");
    check_page(text);
    assert_int_equal(count_of(text, "950 more rows are not shown; findings.json has them."), 2);
    assert_true(has(text, "<details><summary>1,000 alerts, made of "));
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
    text = written(&folder, &fixture.dossier, "clean");
    check_page(text);
    assert_true(has(text, "<h1>Aucun compte n’est mis en cause</h1>"));
    assert_true(has(text, "La lecture est complète."));
    assert_true(has(text, "profil générique"));
    assert_int_equal(count_of(text, "<figure"), 1); /* hours with lines */
    assert_false(has(text, "Horloges qui reculent"));
    assert_false(has(text, "id=\"land\""));
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
    text = written(&folder, &dossier, "nothing");
    check_page(text);
    assert_true(has(text, "Partial report."));
    assert_true(has(text, "No line could be dated."));
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
    text = written(&folder, &fixture.dossier, "extremes");
    check_page(text);
    assert_true(has(text, "307 more rows are not shown; findings.json has them."));
    assert_true(has(text, "300 more rows are not shown; findings.json has them."));
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
    text = written(&folder, &fixture.dossier, "hostile");
    check_page(text);
    assert_false(has(text, "href=\"javascript"));
    assert_true(has(text, "&lt;script&gt;alert(1)&lt;/script&gt;"));
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
        cmocka_unit_test(test_essentials), cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_spared),     cmocka_unit_test(test_professionals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
