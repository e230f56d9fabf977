/*
 * test_figures.c: the figures of report.html at their extremes: nothing, one, huge, before 1970,
 * a campaign of 200 accounts. Well-formed, of bounded size, and with what they say in words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dossier_fixture.h"
#include "html_page.h"
#include "report/campaign_graph.h"

/* The first figure of a class, to its end; empty when there is none. */
static struct str figure_of(struct str text, const char *opening)
{
    struct str rest = str_skip(text, str_find(text, str_of(opening)));

    return str_slice(rest, 0, str_find(rest, STR("</figure>")));
}

#define FIGURE(name) "<figure class=\"" name "\">"

/* No coordinate is beyond what a number holds, as that of no number would be. */
static void check_figures(struct str text)
{
    static const char *const names[] = {FIGURE("sessions"), FIGURE("numbers"), FIGURE("peers"),
                                        FIGURE("heat"), FIGURE("graph")};

    html_page_check(text);
    assert_false(html_page_has(text, "9223372036854775"));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_true(figure_of(text, names[i]).n < (size_t)40 * 1024);
}

static void write_and_check(struct dossier_fixture *fixture, const char *name)
{
    struct case_folder folder;

    check_figures(html_page_written(&folder, &fixture->dossier, name));
    case_folder_close(&folder);
}

static void test_words(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    fixture.dossier.lang = LANG_EN;
    text = html_page_written(&folder, &fixture.dossier, "figures-en");
    check_figures(text);
    assert_true(html_page_has(figure_of(text, FIGURE("numbers")), "A staircase: 99.84\xC2\xA0%"));
    assert_true(html_page_has(figure_of(text, FIGURE("numbers")), "100 of 12,500 requests"));
    assert_true(html_page_has(figure_of(text, FIGURE("numbers")), "class=\"stairs\""));
    assert_true(html_page_has(figure_of(text, FIGURE("heat")), "100.00\xC2\xA0% of the requests"));
    assert_true(html_page_has(figure_of(text, FIGURE("peers")), "busiest day of the attack"));
    assert_true(html_page_has(figure_of(text, FIGURE("sessions")), "class=\"bar attacker\""));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* A list has no staircase; twenty numbers are needed for an order. */
static void test_orders(void **state)
{
    struct dossier_fixture fixture;
    struct finding_walk *walk;
    struct case_folder folder;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    fixture.dossier.lang = LANG_EN;
    walk = &fixture.dossier.findings[0].walk;
    *walk = (struct finding_walk){.nir = false, .asked = 500, .steps = 400, .rising = 395};
    text = html_page_written(&folder, &fixture.dossier, "figures-sorted");
    check_figures(text);
    assert_true(html_page_has(text, "a sorted list was worked through"));
    assert_false(html_page_has(figure_of(text, FIGURE("numbers")), "class=\"stairs\""));
    case_folder_close(&folder);
    walk->rising = 210;
    text = html_page_written(&folder, &fixture.dossier, "figures-list");
    assert_true(html_page_has(text, "The order follows no number"));
    case_folder_close(&folder);
    walk->down = 380;
    text = html_page_written(&folder, &fixture.dossier, "figures-down");
    assert_true(html_page_has(text, "A staircase that descends: 95.00\xC2\xA0%"));
    case_folder_close(&folder);
    fixture.dossier.findings[0].number_count = 19;
    text = html_page_written(&folder, &fixture.dossier, "figures-few");
    assert_int_equal(html_page_count(text, FIGURE("numbers")), fixture.dossier.finding_count - 1);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

static void test_empty(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    for (size_t i = 0; i < fixture.dossier.finding_count; i++) {
        struct finding *f = &fixture.dossier.findings[i];

        f->session_count = f->number_count = f->run_count = f->day_count = 0;
        memset(f->hours, 0, sizeof f->hours);
        f->peers = (struct finding_peers){.accounts = 0};
    }
    text = html_page_written(&folder, &fixture.dossier, "figures-empty");
    check_figures(text);
    assert_false(html_page_has(text, FIGURE("sessions")));
    assert_false(html_page_has(text, FIGURE("numbers")));
    assert_false(html_page_has(text, FIGURE("heat")));
    assert_false(html_page_has(text, FIGURE("peers")));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* The widest that a log, or a case read from a disk, can hold. */
static void test_extremes(void **state)
{
    struct dossier_fixture fixture;
    struct finding *f;

    (void)state;
    dossier_fixture_case(&fixture);
    f = &fixture.dossier.findings[0];
    memset(f->hours, 0xff, sizeof f->hours);
    for (size_t i = 0; i < f->number_count; i++) {
        f->numbers[i].time_ns = (int64_t)i * NS_PER_DAY * 300 - INT64_C(2000000000) * NS_PER_SECOND;
        f->numbers[i].unclear = i % 2;
    }
    f->sessions[0].first_ns = INT64_C(-2000000000) * NS_PER_SECOND;
    f->sessions[f->session_count - 1].last_ns = INT64_C(4000000000) * NS_PER_SECOND;
    f->peers = (struct finding_peers){UINT32_MAX, 1e-9, 1e9, 1e15, 1e18};
    for (size_t i = 0; i < fixture.dossier.account_count; i++)
        fixture.dossier.accounts[i].day_median = i % 2 ? 1e18 : 1e-9;
    write_and_check(&fixture, "figures-huge");
    for (size_t i = 0; i < f->number_count; i++)
        f->numbers[i].time_ns = 0;
    f->session_count = 1;
    f->sessions[0].last_ns = f->sessions[0].first_ns;
    f->source_count = 0;
    memset(f->hours, 0, sizeof f->hours);
    f->hours[ATTRIBUTED_UNCLEAR][6][23] = 1;
    write_and_check(&fixture, "figures-one");
    dossier_fixture_release(&fixture);
}

/* As many findings as wanted, each an account with its own and some common addresses. */
static void make_campaign(struct dossier_fixture *fixture, struct campaign *campaign, size_t n)
{
    struct arena *arena = &fixture->arena;
    struct finding *findings = arena_alloc(arena, n * sizeof *findings);

    *campaign = (struct campaign){.finding_count = n, .first_ns = 0, .last_ns = NS_PER_DAY};
    campaign->findings = arena_alloc(arena, n * sizeof *campaign->findings);
    for (size_t i = 0; i < n; i++) {
        struct finding *f = &findings[i];
        size_t kinds = i % 8;

        *f = fixture->dossier.findings[0];
        campaign->findings[i] = (uint32_t)i;
        f->account = arena_print(arena, "1%06zu<&\xC3", i);
        f->source_count = kinds + 1;
        f->sources = arena_alloc(arena, f->source_count * sizeof *f->sources);
        for (size_t k = 0; k < f->source_count; k++)
            f->sources[k] = (struct finding_source){
                .address = k == 0 ? arena_print(arena, "198.18.%zu.%zu", i / 250, i % 250)
                                  : arena_print(arena, "192.0.2.%zu", i % 40 + k),
                .attributed = ATTRIBUTED_ATTACKER};
        for (size_t k = 0; k < f->session_count; k++)
            f->sessions[k].source = 0;
    }
    fixture->dossier.findings = findings;
    fixture->dossier.finding_count = n;
    fixture->dossier.campaigns = campaign;
    fixture->dossier.campaign_count = 1;
}

static void test_campaigns(void **state)
{
    static const size_t sizes[] = {1, 2, 20, 21, 200};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct dossier_fixture fixture;
        struct campaign campaign;
        struct campaign_graph graph;
        uint64_t accounts = 0;

        dossier_fixture_case(&fixture);
        fixture.dossier.alert_count = 0;
        fixture.dossier.signature_count = 0;
        make_campaign(&fixture, &campaign, sizes[i]);
        campaign_graph(&fixture.dossier, &campaign, &graph);
        assert_in_range(graph.account_count, 1, GRAPH_ROWS);
        for (size_t k = 0; k < graph.account_count; k++)
            accounts += graph.accounts[k].members;
        assert_int_equal(accounts, sizes[i]); /* each account is in one node */
        write_and_check(&fixture, sizes[i] == 200 ? "figures-campaign" : "figures-small");
        dossier_fixture_release(&fixture);
    }
}

/* Two programs of the same accounts are one node; one that an account has alone is another. */
static void test_graph(void **state)
{
    static const char *const agents[][2] = {{"a", "b"}, {"a", "b"}, {"c", NULL}};
    struct dossier dossier = {.finding_count = 3};
    struct finding findings[3] = {
        {.account = STR("1")}, {.account = STR("2")}, {.account = STR("3")}};
    struct finding_session sessions[3][2];
    struct finding_source source = {.address = STR("192.0.2.1"), .attributed = ATTRIBUTED_ATTACKER};
    uint32_t members[] = {0, 1, 2};
    struct campaign campaign = {.findings = members, .finding_count = 3};
    struct campaign_graph g;

    (void)state;
    dossier.findings = findings;
    for (size_t i = 0; i < 3; i++) {
        findings[i].sources = &source;
        findings[i].source_count = 1;
        findings[i].sessions = sessions[i];
        for (size_t k = 0; k < 2 && agents[i][k]; k++)
            sessions[i][findings[i].session_count++] = (struct finding_session){
                .agent = str_of(agents[i][k]), .attributed = ATTRIBUTED_UNCLEAR};
    }
    campaign_graph(&dossier, &campaign, &g);
    assert_int_equal(g.thing_count[GRAPH_ADDRESSES], 1);
    assert_int_equal(g.things[GRAPH_ADDRESSES][0].accounts, 3);
    assert_int_equal(g.thing_count[GRAPH_AGENTS], 2);
    assert_int_equal(g.things[GRAPH_AGENTS][0].members, 2);
    assert_int_equal(g.account_count, 2);
    assert_int_equal(g.accounts[0].members, 2);
    assert_true(str_eq(g.accounts[1].name, STR("3")));
    assert_int_equal(g.links[GRAPH_AGENTS][0], 1);
    assert_int_equal(g.links[GRAPH_AGENTS][1], 2);
    assert_int_equal(g.links[GRAPH_ADDRESSES][1], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),     cmocka_unit_test(test_orders),
        cmocka_unit_test(test_empty),     cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_campaigns), cmocka_unit_test(test_graph),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
