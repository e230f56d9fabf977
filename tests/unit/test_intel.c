/*
 * test_intel.c: stix.json, misp.json and the graph of campaigns: what they say, what they must not
 * say, and that no text of a stranger breaks them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "case_folder.h"
#include "report/intel.h"

static const char *const writers[][2] = {{"stix", "stix.json"},
                                         {"misp", "misp.json"},
                                         {"graphviz", "campaigns.dot"},
                                         {"graphml", "campaigns.graphml"}};

#define WRITERS (sizeof writers / sizeof writers[0])

static size_t count(struct str text, struct str wanted)
{
    size_t n = 0;

    for (size_t at; (at = str_find(text, wanted)) < text.n; n++)
        text = str_skip(text, at + wanted.n);
    return n;
}

/* Writes all four, and checks what holds of each. */
static void write_all(struct case_folder *folder, struct dossier *dossier,
                      struct str ret_texts[WRITERS])
{
    case_folder_open(folder, dossier);
    for (size_t w = 0; w < WRITERS; w++) {
        struct err err = {0};

        assert_int_equal(case_folder_write(folder, writers[w][0], &err), 0);
        ret_texts[w] = case_folder_read(folder, writers[w][1]);
        assert_true(ret_texts[w].n > 0);
        assert_true(case_folder_inert(ret_texts[w]));
        assert_false(case_folder_names(dossier, ret_texts[w], false));
    }
    assert_int_equal(case_folder_check(folder, "stix-check", "stix.json"), 0);
}

/* One attacker's address in the fixture's first finding, which nobody else uses. */
static void add_attacker(struct dossier_fixture *fixture, const char *address)
{
    struct finding *f = &fixture->dossier.findings[0];

    f->sources[0].address = str_of(address);
    f->sources[0].attributed = ATTRIBUTED_ATTACKER;
    f->sessions[0].source = 0;
    f->sessions[0].attributed = ATTRIBUTED_ATTACKER;
    for (size_t i = 1; i < f->session_count; i++) {
        if (f->sessions[i].source == 0)
            f->sessions[i].attributed = ATTRIBUTED_ATTACKER;
    }
}

static void test_case(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct case_folder again;
    struct str texts[WRITERS];
    struct str same[WRITERS];

    (void)state;
    dossier_fixture_case(&fixture);
    add_attacker(&fixture, "203.0.113.77:4711");
    write_all(&folder, &fixture.dossier, texts);
    assert_true(str_find(texts[0], STR("[ipv4-addr:value = '203.0.113.77']")) < texts[0].n);
    assert_true(str_find(texts[1], STR("\"value\": \"203.0.113.77\"")) < texts[1].n);
    assert_true(count(texts[1], STR("\"to_ids\": true")) >= 1);
    assert_int_equal(count(texts[1], STR("\"to_ids\": true")),
                     count(texts[1], STR("\"type\": \"ip-src\"")));
    assert_int_equal(count(texts[0], STR("\"type\": \"incident\"")), 2); /* one is only watched */
    assert_true(str_find(texts[2], STR("203.0.113.77")) < texts[2].n);
    assert_true(str_find(texts[3], STR("203.0.113.77")) < texts[3].n);
    fixture.dossier.reveal = true;
    write_all(&again, &fixture.dossier, same);
    for (size_t w = 0; w < WRITERS; w++)
        assert_true(str_eq(texts[w], same[w]));
    case_folder_close(&again);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* An owner's address, one of a private network and what is none are withheld, and counted. */
static void test_withheld(void **state)
{
    struct dossier_fixture fixture;
    struct finding *f;
    struct intel intel;

    (void)state;
    dossier_fixture_case(&fixture);
    f = &fixture.dossier.findings[0];
    fixture.dossier.finding_count = 1;
    assert_true(f->source_count >= 2 && f->session_count >= 2);
    f->source_count = 2;
    f->session_count = 2;
    f->sources[0].attributed = f->sources[1].attributed = ATTRIBUTED_ATTACKER;
    f->sources[0].address = STR("203.0.113.77");
    f->sources[1].address = STR("10.1.2.3");
    f->sessions[0].source = f->sessions[1].source = 0;
    f->sessions[0].attributed = ATTRIBUTED_ATTACKER;
    f->sessions[1].attributed = ATTRIBUTED_OWNER;
    intel_collect(&intel, &fixture.dossier);
    assert_int_equal(intel.address_count, 0);
    assert_int_equal(intel.shared, 1);
    assert_int_equal(intel.internal, 1);
    intel_release(&intel);
    f->sessions[1].attributed = ATTRIBUTED_UNCLEAR;
    f->sources[1].address = STR("not-an-address");
    intel_collect(&intel, &fixture.dossier);
    assert_int_equal(intel.address_count, 1);
    assert_int_equal(intel.unclear, 1);
    assert_string_equal(intel.addresses[0].text, "203.0.113.77");
    intel_release(&intel);
    f->allowed_reason = STR("an audit");
    intel_collect(&intel, &fixture.dossier);
    assert_int_equal(intel.use_count, 0);
    intel_release(&intel);
    f->allowed_reason = STR_NONE;
    f->verdict = VERDICT_WATCH;
    intel_collect(&intel, &fixture.dossier);
    assert_int_equal(intel.use_count, 0);
    intel_release(&intel);
    dossier_fixture_release(&fixture);
}

static void test_clean(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct str texts[WRITERS];

    (void)state;
    dossier_fixture_clean(&fixture);
    write_all(&folder, &fixture.dossier, texts);
    assert_int_equal(count(texts[0], STR("\"type\": \"indicator\"")), 0);
    case_folder_close(&folder);
    fixture.dossier.first_ns = fixture.dossier.last_ns = TIME_NONE;
    write_all(&folder, &fixture.dossier, texts);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* All accounts and addresses hostile, and the same. */
static void test_hostile(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct str texts[WRITERS];

    (void)state;
    dossier_fixture_case(&fixture);
    case_folder_poison(&fixture);
    add_attacker(&fixture, "2001:db8::1");
    fixture.dossier.findings[0].sources[0].place.organisation = HOSTILE;
    fixture.dossier.findings[0].sources[0].place.asn = 64500;
    write_all(&folder, &fixture.dossier, texts);
    assert_true(str_find(texts[0], STR("[ipv6-addr:value = '2001:db8::1']")) < texts[0].n);
    assert_true(str_find(texts[3], STR("<script>")) == texts[3].n);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* Indicators of each kind, one seen of each, hostile texts and more of one than a table shows. */
static void give_indicators(struct dossier_fixture *fixture, struct indicators *given)
{
    static const char list[] = "198.51.100.7\n203.0.113.0/24\naccount:A'1\nagent:b\\ot\n"
                               "<script>alert(1)</script>\n2001:db8::1\naddress:none\n";
    struct err err = {0};

    *given = (struct indicators){0};
    assert_int_equal(indicators_read(given, HOSTILE, STR(list), &err), 0);
    indicators_settle(given);
    assert_int_equal(given->count, 6);
    for (size_t i = 0; i < given->count; i++) {
        struct indicator *one = &given->list[i];

        if (one->network.bits == 128 && !network_is_v4(&one->network))
            continue; /* not seen */
        given->seen++;
        one->requests = 7;
        one->first_ns = fixture->dossier.first_ns;
        one->last_ns = fixture->dossier.last_ns;
        one->evidence.line = 3;
        one->account_count = 12;
        one->shown_accounts = INDICATOR_ACCOUNTS;
        for (int a = 0; a < INDICATOR_ACCOUNTS; a++)
            one->accounts[a] = HOSTILE;
        one->beneficiaries = (struct extent){5, 6};
    }
    fixture->dossier.indicators = given;
}

static void test_given(void **state)
{
    static const char *const others[][2] = {{"findings", "findings.json"}, {"html", "report.html"}};
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct indicators given;
    struct str texts[WRITERS];
    int code;

    (void)state;
    dossier_fixture_case(&fixture);
    give_indicators(&fixture, &given);
    write_all(&folder, &fixture.dossier, texts);
    assert_int_equal(count(texts[0], STR("\"unknown\"")), 5);
    for (size_t w = 0; w < sizeof others / sizeof others[0]; w++) {
        struct err err = {0};
        struct str text;

        assert_int_equal(case_folder_write(&folder, others[w][0], &err), 0);
        text = case_folder_read(&folder, others[w][1]);
        assert_true(case_folder_inert(text));
        assert_true(str_find(text, STR("198.51.100.7")) < text.n);
        assert_true(w == 0 || str_find(text, STR("<script>alert")) == text.n);
    }
    code = case_folder_check(&folder, "check", "findings.json");
    assert_true(code == 0 || code == 77);
    case_folder_close(&folder);
    indicators_release(&given);
    dossier_fixture_release(&fixture);
}

static void test_full_disk(void **state)
{
    struct dossier_fixture fixture;

    (void)state;
    dossier_fixture_case(&fixture);
    for (size_t w = 0; w < WRITERS; w++) {
        struct case_folder folder;
        struct err err = {0};

        case_folder_open(&folder, &fixture.dossier);
        assert_int_equal(case_folder_write_full(&folder, writers[w][0], 64, &err), -1);
        assert_int_equal(case_folder_count(&folder, "."), 0);
        case_folder_close(&folder);
    }
    dossier_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_case),  cmocka_unit_test(test_withheld),
        cmocka_unit_test(test_clean), cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_given), cmocka_unit_test(test_full_disk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
