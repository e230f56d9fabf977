/*
 * test_timeline.c: timeline.jsonl by the importer's rules, timeline.csv for people.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "case_folder.h"
#include "report/events.h"
#include "report/stream.h"

static size_t lines_of(struct str text)
{
    size_t lines = 0;

    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    return lines;
}

/* Writes and checks a timeline; every act and every event has its line. */
static struct str written(struct case_folder *folder, struct dossier *dossier)
{
    struct err err = {0};
    struct event *events;
    size_t count = events_list(dossier, &events);
    struct str text;

    case_folder_open(folder, dossier);
    assert_int_equal(case_folder_write(folder, "timeline", &err), 0);
    text = case_folder_read(folder, "timeline.jsonl");
    assert_true(case_folder_inert(text));
    assert_int_equal(case_folder_check(folder, "timesketch-check", "timeline.jsonl"), 0);
    assert_int_equal(lines_of(text), count + dossier->act_count);
    assert_true(lines_of(text) >= 3);
    free(events);
    return text;
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
    assert_true(str_find(text, STR("\"timestamp_desc\":\"Record Shown\"")) < text.n);
    assert_true(str_find(text, STR("\"limier:moment\"")) < text.n);
    assert_true(str_find(text, STR("\"beneficiary\":\"b-")) < text.n);
    assert_false(case_folder_names(&fixture.dossier, text, true));
    fixture.dossier.reveal = true; /* no writer but exposed may follow it */
    assert_true(str_eq(text, written(&again, &fixture.dossier)));
    case_folder_close(&again);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

static void test_clean(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;

    (void)state;
    dossier_fixture_clean(&fixture);
    assert_int_equal(lines_of(written(&folder, &fixture.dossier)), 3);
    case_folder_close(&folder);
    fixture.dossier.first_ns = fixture.dossier.last_ns = TIME_NONE;
    assert_int_equal(lines_of(written(&folder, &fixture.dossier)), 3);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* Agents and addresses of a kilobyte, of control bytes and of wide characters are cut to what is
 * indexed. */
static void test_long(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    char wide[900];
    char control[900];

    (void)state;
    for (size_t i = 0; i < sizeof wide; i += 3)
        memcpy(wide + i, "\xE2\x82\xAC", 3);
    memset(control, '\x01', sizeof control);
    dossier_fixture_case(&fixture);
    for (size_t i = 0; i < 2; i++) {
        fixture.dossier.sources[i] = (struct str){control, sizeof control};
        fixture.dossier.agents[i] = (struct str){wide, sizeof wide};
        fixture.dossier.inputs[i].input = (struct str){control, sizeof control};
    }
    fixture.dossier.findings[0].account = (struct str){control, sizeof control};
    fixture.dossier.findings[1].account = (struct str){wide, sizeof wide};
    for (size_t i = 0; i < fixture.dossier.insurer_count; i++)
        fixture.dossier.insurers[i] = (struct str){control, sizeof control};
    (void)written(&folder, &fixture.dossier);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

static void test_hostile(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;

    (void)state;
    dossier_fixture_case(&fixture);
    case_folder_poison(&fixture);
    (void)written(&folder, &fixture.dossier);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* No cell starts as a formula, quoted or not, and each record is one line. */
static void check_cells(struct str text)
{
    bool quoted = false;
    char before = '\n';

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (!quoted && (before == ',' || before == '\n'))
            assert_null(c == '\0' ? NULL : strchr("=+-@\t\r", c));
        if (c == '"') {
            if (!quoted && i + 1 < text.n)
                assert_null(strchr("=+-@\t\r", text.p[i + 1]));
            quoted = !quoted;
        }
        if (quoted)
            assert_true(c != '\n');
        before = c;
    }
    assert_false(quoted);
}

static void test_csv(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct err err = {0};
    struct event *events;
    struct str text;

    (void)state;
    dossier_fixture_case(&fixture);
    for (int hostile = 0; hostile < 2; hostile++) {
        if (hostile)
            case_folder_poison(&fixture);
        case_folder_open(&folder, &fixture.dossier);
        assert_int_equal(case_folder_write(&folder, "timeline_csv", &err), 0);
        text = case_folder_read(&folder, "timeline.csv");
        assert_true(str_starts(
            text, STR("time,event,moment,account,verdict,source,attributed,message,input,line,"
                      "level,rule,author\n")));
        assert_true(case_folder_inert(text));
        assert_false(case_folder_names(&fixture.dossier, text, false));
        assert_int_equal(lines_of(text), 1 + events_list(&fixture.dossier, &events));
        free(events);
        check_cells(text);
        case_folder_close(&folder);
    }
    dossier_fixture_release(&fixture);
}

/* Every alert that the dossier lists stands there, in the words of the report's language, with its
 * rule and its line; it is of no finding, even where its account has one. */
static void test_alerts(void **state)
{
    static const char *const wanted[] = {
        "\"message\":\"Signature Passwords tried in turn (high): 42 events, account 10003879623, "
        "from 192.0.2.77\"",
        "\"message\":\"Signature A program looks for weak points (critical): 1 event, from "
        "203.0.113.66\"",
        "\"data_type\":\"limier:alert\",\"source_ip\":\"192.0.2.77\",\"user\":\"10003879623\"",
        "\"signature\":\"Passwords tried in turn\",\"signature_id\":\"0c9a5b1e-7a44-4f0f-8e57-"
        "0b9d3f6a2c11\",\"signature_level\":\"high\",\"signature_author\":\"A. Martin\"",
        "\"request\":\"GET /.git/config?n=###\",\"events\":1,\"log_file\":",
        "\"tag\":[\"limier\",\"signature\",\"high\"]}",
    };
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct err err = {0};
    struct str text;

    (void)state;
    dossier_fixture_clean(&fixture);
    dossier_fixture_alerts(&fixture);
    fixture.dossier.lang = LANG_EN;
    text = written(&folder, &fixture.dossier);
    assert_int_equal(lines_of(text), 3 + fixture.dossier.alert_count);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        assert_true(str_find(text, str_of(wanted[i])) < text.n);
    assert_int_equal(case_folder_write(&folder, "timeline_csv", &err), 0);
    text = case_folder_read(&folder, "timeline.csv");
    assert_true(str_find(text, STR(",Signature Alerted,,10003879623,,192.0.2.77,,\"Signature "
                                   "Passwords tried in turn (high): 42 events, account "
                                   "10003879623, from 192.0.2.77\",")) < text.n);
    assert_true(str_find(text, STR(",2031,high,0c9a5b1e-7a44-4f0f-8e57-0b9d3f6a2c11,A. Martin\n")) <
                text.n);
    assert_true(case_folder_inert(text));
    check_cells(text);
    case_folder_close(&folder);
    fixture.dossier.alerts[1].at_ns = TIME_NONE;
    fixture.dossier.alerts[0].evidence[0].input = 9999;
    assert_int_equal(lines_of(written(&folder, &fixture.dossier)), 2 + fixture.dossier.alert_count);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

static void test_order(void **state)
{
    struct event start = {.time_ns = 5, .kind = EVENT_SESSION_START};
    struct event end = {.time_ns = 5, .kind = EVENT_SESSION_END};
    struct event alert = {.time_ns = 5, .kind = EVENT_ALERT};

    (void)state;
    assert_true(event_precedes(&start, 5));
    assert_false(event_precedes(&end, 5));
    assert_false(event_precedes(&alert, 5));
    assert_true(alert.kind < end.kind);
    assert_true(event_precedes(&end, 6));
    assert_false(event_precedes(&start, 4));
}

static void test_moments_as_text(void **state)
{
    static const int64_t times[] = {0, -1, INT64_C(1706536987125999999), INT64_C(-86400000000001),
                                    INT64_C(4102444800000000000)};

    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        char fast[64];
        char slow[CLOCK_TEXT];
        size_t n = (size_t)(stream_rfc3339(fast, times[i]) - fast);

        assert_int_equal(n, clock_rfc3339(times[i], slow));
        assert_memory_equal(fast, slow, n);
        n = (size_t)(stream_moment(fast, times[i]) - fast);
        assert_int_equal(n, 26);
        assert_memory_equal(fast, slow, 23);
    }
}

static void test_damage(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct err err = {0};

    (void)state;
    dossier_fixture_case(&fixture);
    case_folder_open(&folder, &fixture.dossier);
    assert_int_equal(case_folder_write_full(&folder, "timeline", 100000, &err), -1);
    assert_non_null(strstr(err.text, "timeline.jsonl"));
    err = (struct err){0};
    assert_int_equal(case_folder_write_full(&folder, "timeline_csv", 100, &err), -1);
    assert_non_null(strstr(err.text, "timeline.csv"));
    err = (struct err){0};
    fixture.dossier.act_count++;
    assert_int_equal(case_folder_write(&folder, "timeline", &err), -1);
    assert_non_null(strstr(err.text, "before its last record"));
    err = (struct err){0};
    fixture.dossier.act_count--;
    fixture.dossier.finding_count = 1;
    assert_int_equal(case_folder_write(&folder, "timeline", &err), -1);
    assert_int_equal(case_folder_count(&folder, "."), 0);
    fixture.dossier.finding_count = 3;
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_case),
        cmocka_unit_test(test_clean),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_alerts),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_moments_as_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
