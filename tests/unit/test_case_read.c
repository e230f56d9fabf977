/*
 * test_case_read.c: a case written by hand opens and is judged as it was, up to any moment; one
 * that somebody made up, with digests that are right, is refused for what is wrong with it.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/json_read.h"
#include "case_files.h"
#include "report/manifest.h"
#include "case_parts.h"

#define ACTS  6
#define START (INT64_C(1704700800) * NS_PER_SECOND)

/* A case that is being made up. */
struct made {
    char path[40];
    struct act acts[ACTS]; /* of the account "anna" */
    size_t act_count;
    uint32_t partition; /* where they are put */
    bool twice;         /* and in the one behind it as well */
    const char *facts;  /* NULL: good ones */
    bool timeless;      /* no line has a time */
    const char *portal;
    uint32_t absurd; /* 0, or the length that the first text claims */
    uint32_t trade;  /* of the account; the trades are one, "opticien" */
    struct canaries canaries;
    struct settings settings;
    struct alert_marks alerts;
    bool cut; /* the acts end inside the last one */
    char sha256[CASE_FILES][SHA256_TEXT];
    uint64_t bytes[CASE_FILES];
};

static struct made made_good(void)
{
    struct made m = {.act_count = ACTS,
                     .partition = spool_partition(STR("anna")),
                     .portal = "portal: generic\nunmatched: generic\n"};

    for (size_t i = 0; i < ACTS; i++) {
        m.acts[i].prev_ns = TIME_NONE;
        m.acts[i].t = (struct trace){.time_ns = START + (int64_t)i * NS_PER_HOUR,
                                     .offset = 100 * i,
                                     .line = (uint32_t)i + 1,
                                     .person = person_of(i % 2 ? STR("1840675123456") : STR("x9")),
                                     .session = NAME_NONE,
                                     .insurer = INSURER_NONE,
                                     .outcome = OUTCOME_SUCCESS | TRACE_SHOWN,
                                     .operation = 4};
    }
    return m;
}

/* Writes one file and notes it. */
static void put(struct made *m, int traces, int id, const char *name, const void *bytes, size_t n)
{
    struct err err = {0};
    struct out out;

    assert_int_equal(out_create(&out, traces, name, &err), 0);
    out_bytes(&out, bytes, n);
    m->bytes[id] = out.bytes;
    assert_int_equal(out_commit(&out, m->sha256[id], &err), 0);
}

static void put_texts(struct made *m, int traces)
{
    static const char *const texts[NAMES_KINDS + 1] = {"anna",  "192.0.2.7", "curl",
                                                       "token", "43408324",  "a.log"};
    struct out out;

    out_memory(&out);
    for (int k = 0; k <= NAMES_KINDS; k++) {
        uint32_t one = 1;
        uint32_t n = k == 0 && m->absurd ? m->absurd : (uint32_t)strlen(texts[k]);

        out_bytes(&out, &one, sizeof one);
        out_bytes(&out, &n, sizeof n);
        out_text(&out, texts[k]);
    }
    out_bytes(&out, "\1\0\0\0\10\0\0\0opticien\1\0\0\0", 20);
    out_bytes(&out, &m->trade, sizeof m->trade);
    put(m, traces, CASE_FILE_TEXTS, CASE_TEXTS, out.buffer, out.used);
    out_drop(&out);
}

static void put_manifest(const struct made *m, int directory)
{
    struct err err = {0};
    struct case_read names;
    struct manifest_log log;
    struct out out;

    case_init(&names, "");
    assert_int_equal(out_create(&out, directory, "manifest.json", &err), 0);
    manifest_begin(&log, &out, STR_NONE);
    json_bool(manifest_entry_begin(&log, MANIFEST_SCAN), "partial", true);
    manifest_entry_end(&log);
    for (int i = 0; i < CASE_FILES; i++) {
        struct json *json = manifest_entry_begin(&log, MANIFEST_OUTPUT);
        char name[64];

        snprintf(name, sizeof name, CASE_FOLDER "%s", names.files[i].name);
        json_text(json, "name", name);
        json_u64(json, "bytes", m->bytes[i]);
        json_text(json, "sha256", m->sha256[i]);
        manifest_entry_end(&log);
    }
    manifest_end(&log);
    assert_int_equal(out_commit(&out, NULL, &err), 0);
}

static void put_facts(struct made *m, int traces)
{
    struct coverage input;
    struct case_facts facts = {.offset_seconds = 3600,
                               .first_ns = m->timeless ? TIME_NONE : START,
                               .last_ns = m->timeless ? TIME_NONE : START + NS_PER_DAY,
                               .alert_budget = 0.0001,
                               .incomplete = true,
                               .inputs = &input,
                               .input_count = 1,
                               .canaries = &m->canaries,
                               .settings = &m->settings,
                               .alerts = &m->alerts};
    struct out out;

    coverage_init(&input);
    input.damage.kind = DAMAGE_CORRUPT;
    input.damage.sum = SUM_WRONG;
    out_memory(&out);
    case_facts_write(&facts, &out);
    put(m, traces, CASE_FILE_FACTS, CASE_FACTS, m->facts ? m->facts : out.buffer,
        m->facts ? strlen(m->facts) : out.used);
    out_drop(&out);
}

/* Writes the case and opens it. */
static int open_made(struct made *m, struct case_read *ret_case, struct err *err)
{
    int directory;
    int traces;

    strcpy(m->path, "/tmp/limier-case-XXXXXX");
    assert_non_null(mkdtemp(m->path));
    directory = open(m->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(mkdirat(directory, "traces", 0700), 0);
    traces = openat(directory, "traces", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (int p = 0; p < LIMIT_PARTITIONS; p++) {
        bool here = (uint32_t)p == m->partition ||
                    (m->twice && (uint32_t)p == (m->partition + 1) % LIMIT_PARTITIONS);
        size_t n = here ? m->act_count * sizeof(struct act) : 0;
        char name[24];

        snprintf(name, sizeof name, CASE_ACTS_NAME, p);
        put(m, traces, p, name, m->acts, m->cut && n ? n - 1 : n);
    }
    put_texts(m, traces);
    put_facts(m, traces);
    put(m, traces, CASE_FILE_PORTAL, CASE_PORTAL, m->portal, strlen(m->portal));
    put(m, traces, CASE_FILE_DOSSIER, CASE_DOSSIER, "", 0);
    put(m, traces, CASE_FILE_PERSONS, CASE_PERSONS, "", 0);
    put(m, traces, CASE_FILE_SHOWN, CASE_SHOWN, "", 0);
    put_manifest(m, directory);
    (void)close(traces);
    (void)close(directory);
    return case_open(ret_case, m->path, 2, err);
}

static void remove_made(struct made *m, struct case_read *from)
{
    char command[80];

    case_close(from);
    canaries_release(&m->canaries);
    settings_release(&m->settings);
    alert_marks_release(&m->alerts);
    snprintf(command, sizeof command, "rm -rf %s", m->path);
    assert_int_equal(system(command), 0);
}

static int count_acts(void *context, const struct act *acts, size_t n, struct err *err)
{
    size_t *seen = context;

    (void)err;
    for (size_t i = 0; i < n; i++)
        assert_int_equal(acts[i].t.line, ++*seen);
    return 0;
}

static void a_case_is_judged_up_to_a_moment(void **state)
{
    struct made m = made_good();
    struct case_read from;
    struct err err = {0};

    (void)state;
    assert_int_equal(open_made(&m, &from, &err), 0);
    assert_true(from.partial && from.facts.incomplete && !from.facts.proposed);
    assert_int_equal(from.facts.offset_seconds, 3600);
    assert_true(from.facts.alert_budget == 0.0001);
    assert_true(str_eq(from.inputs[0].input, STR("a.log")));
    assert_true(damage_invents(&from.inputs[0].damage));
    assert_true(from.portal.generic);
    for (int64_t hours = -1; hours <= ACTS; hours++) {
        int64_t until = hours < 0 ? TIME_NONE : START + hours * NS_PER_HOUR;
        size_t wanted = hours < 0 ? ACTS : (size_t)hours;
        struct judge judge;
        size_t seen = 0;

        assert_int_equal(case_judge(&from, &judge, until, 3, &err), 0);
        assert_int_equal(judge.acts, wanted);
        assert_int_equal(judge.population.accounts, 1);
        assert_int_equal(judge.population.summary[0].requests, wanted);
        assert_int_equal(judge_acts(&judge, 0, count_acts, &seen, &err), 0);
        assert_int_equal(seen, wanted);
        judge_release(&judge);
    }
    remove_made(&m, &from);
}

static bool hit(const struct case_read *from, const char *identifier)
{
    return canaries_hit(&from->canaries, person_of(str_of(identifier)));
}

/* Trades, canaries, settings and alerts come back as the scan had them. */
static void what_the_scan_knew_comes_back(void **state)
{
    struct made m = made_good();
    struct case_read from;
    struct judge judge;
    struct err err = {0};

    (void)state;
    canaries_init(&m.canaries, 3);
    canaries_add(&m.canaries, person_of(STR("x9")));
    canaries_add(&m.canaries, person_of(STR("2840675123456")));
    assert_int_equal(settings_add(&m.settings, "volume.weight=0.1", &err), 0);
    assert_int_equal(settings_add(&m.settings, "volume.weight=-2e-3", &err), 0);
    alert_marks_add(&m.alerts, &(struct alert_mark){.offset = m.acts[1].t.offset, .bans = 0.3});
    alert_marks_add(&m.alerts, &(struct alert_mark){.offset = 1u << 30}); /* weighs nothing */
    assert_int_equal(open_made(&m, &from, &err), 0);
    assert_int_equal(from.alerts.count, 1);
    assert_true(alert_marks_weight(&from.alerts, &m.acts[1].t) == 0.3);
    assert_int_equal(from.trade_count, 1);
    assert_true(str_eq(from.trade_texts[0], STR("opticien")));
    assert_int_equal(from.trades[0], 0);
    assert_int_equal(from.canaries.count, 2);
    assert_true(hit(&from, "x9") && hit(&from, "2840675123456") && !hit(&from, "1840675123456"));
    assert_int_equal(from.settings.count, 2);
    assert_true(from.settings.list[0].value == 0.1);
    assert_true(settings_get(&from.settings, "volume", "weight", 1) == -2e-3);
    assert_int_equal(case_judge(&from, &judge, TIME_NONE, 2, &err), 0);
    assert_int_equal(judge.population.summary[0].canaries, ACTS / 2);
    judge_release(&judge);
    remove_made(&m, &from);
}

/* A case of logs in which nothing happened is judged as well: nobody did anything. */
static void an_empty_case_is_judged(void **state)
{
    struct made m = made_good();
    struct case_read from;
    struct judge judge;
    struct err err = {0};

    (void)state;
    m.act_count = 0;
    m.timeless = true;
    assert_int_equal(open_made(&m, &from, &err), 0);
    assert_int_equal(from.facts.first_ns, TIME_NONE);
    assert_int_equal(case_judge(&from, &judge, TIME_NONE, 1, &err), 0);
    assert_int_equal(judge.acts, 0);
    judge_release(&judge);
    remove_made(&m, &from);
}

/* The case is refused with a sentence that holds the text. */
static void check_refused(struct made m, const char *text)
{
    struct case_read from;
    struct err err = {0};

    assert_int_equal(open_made(&m, &from, &err), -1);
    if (!strstr(err.text, text))
        fail_msg("\"%s\" does not say \"%s\"", err.text, text);
    assert_non_null(strstr(err.text, m.path));
    remove_made(&m, &from);
}

#define REFUSED(text, ...)                                                                         \
    do {                                                                                           \
        struct made m = made_good();                                                               \
        struct trace *t = &m.acts[3].t;                                                            \
                                                                                                   \
        (void)t;                                                                                   \
        __VA_ARGS__;                                                                               \
        check_refused(m, text);                                                                    \
    } while (0)

static void made_up_acts_are_refused(void **state)
{
    (void)state;
    REFUSED("no text, at act 3", t->account = 1);
    REFUSED("no text, at act 3", t->source = 1);
    REFUSED("no text, at act 3", t->agent = UINT32_MAX - 1);
    REFUSED("no text, at act 3", t->session = 7);
    REFUSED("no text, at act 3", t->insurer = 1);
    REFUSED("an input that there is not", t->input = 1);
    REFUSED("an operation that the profile", t->operation = 127);
    REFUSED("an outcome", t->outcome = 15);
    REFUSED("a person whose key is none", t->person.lo = PERSON_LONG + 1);
    REFUSED("a person whose key is none", t->person = ((struct person){UINT64_MAX, PERSON_NIR}));
    REFUSED("a moment that cannot be", t->time_ns = INT64_MAX);
    REFUSED("a moment that cannot be", t->time_ns = INT64_MIN);
    REFUSED("a moment that cannot be", m.acts[3].prev_ns = t->time_ns + 1);
    REFUSED("a moment that cannot be", m.acts[3].prev_ns = INT64_MIN + 1);
    REFUSED("acts that are not in order, at act 3", t->time_ns = START);
    REFUSED("acts that are not in order, at act 1", m.acts[1].t.time_ns = START - 1);
    REFUSED("has an account in two partitions", m.twice = true);
    REFUSED("does not hold whole acts", m.cut = true);
}

#define GOOD_FACTS                                                                                 \
    "limier-traces\t6\nzone-seconds\t0\nalert-budget\t1\nproposed\t0\nincomplete\t0\n"

static void made_up_facts_are_refused(void **state)
{
    char facts[256];

    (void)state;
    snprintf(facts, sizeof facts, GOOD_FACTS "act-bytes\t%zu\n", sizeof(struct act));
    REFUSED("line 6: not all facts", m.facts = facts);
    REFUSED("line 5: not all facts", m.facts = GOOD_FACTS);
    REFUSED("not the facts of a case", m.facts = "hello\n");
    REFUSED("not all facts", m.facts = "");
    REFUSED("the last line is cut", m.facts = "limier-traces\t6");
    REFUSED("another version of limier (format 2", m.facts = "limier-traces\t2\n");
    REFUSED("line 6: the number is out of range", m.facts = GOOD_FACTS "act-bytes\t1\n");
    REFUSED("line 6: not a fact", m.facts = GOOD_FACTS "color\tred\n");
    REFUSED("line 6: not an alert", m.facts = GOOD_FACTS "alert\t9\t0\t1\n");
    REFUSED("line 6: not an alert", m.facts = GOOD_FACTS "alert\t0\t-1\t1\n");
    REFUSED("line 6: not an alert", m.facts = GOOD_FACTS "alert\t0\t0\t1e9\n");
    REFUSED("line 6: the number is out of range",
            m.facts = GOOD_FACTS "first-ns\t-999999999999999999\n");
    REFUSED("line 6: the number", m.facts = GOOD_FACTS "last-ns\t9223372036854775808\n");
    REFUSED("line 6: not a damage", m.facts = GOOD_FACTS "input\tbroken\t-\n");
    REFUSED("line 6: not a damage", m.facts = GOOD_FACTS "input\t-\tgood?\n");
    REFUSED("line 7: more inputs", m.facts = GOOD_FACTS "input\t-\t-\ninput\t-\t-\n");
    REFUSED("line 6: not a number", m.facts = GOOD_FACTS "alert-budget\tnan\n");
    REFUSED("line 6: not a number", m.facts = GOOD_FACTS "alert-budget\t-1\n");
    REFUSED("line 6: not a setting", m.facts = GOOD_FACTS "set\tvolume.weight\n");
    REFUSED("line 6: not a setting", m.facts = GOOD_FACTS "set\tvolume.width=1\n");
    REFUSED("line 6: not a setting", m.facts = GOOD_FACTS "set\tnobody.weight=1\n");
    REFUSED("line 6: not the key", m.facts = GOOD_FACTS "canary\t00\n");
    REFUSED("line 6: not the key",
            m.facts = GOOD_FACTS "canary\t00000000000000000000000000000000\n");
    REFUSED("line 6: not the key",
            m.facts = GOOD_FACTS "canary\tffffffffffffffff0000000000000001\n");
}

static void made_up_texts_are_refused(void **state)
{
    (void)state;
    REFUSED("texts.names does not hold what it should", m.absurd = UINT32_MAX);
    REFUSED("texts.names does not hold what it should", m.absurd = 5);
    REFUSED("texts.names does not hold what it should", m.trade = 1);
    REFUSED("traces/portal.yml:2:1:", m.portal = "portal: [");
    REFUSED("unknown key", m.portal = "portals: x\n");
}

static void json_is_read_member_by_member(void **state)
{
    const struct str bad[] = {
        STR(""),          STR("{"),         STR("{\"a\""), STR("{\"a\":"),
        STR("{\"a\":1"),  STR("{\"a\" 1}"), STR("{,}"),    STR("{\"a\":1 \"b\":2}"),
        STR("{\"a\":[1"), STR("{\"a\\"),    STR("[]"),     STR("{\"a\":}")};
    struct json_reader json;
    struct str name;
    struct str text = STR_NONE;
    uint64_t number = 0;
    int members = 0;

    (void)state;
    json_read_init(&json,
                   STR(" {\"a\": [[{\"]\":\"\\\"}\"}], 1e5, null],\n\"b\":7,\"c\":\"x\\n\"} "));
    assert_true(json_read_enter_object(&json));
    while (json_read_member(&json, &name)) {
        members++;
        if (str_eq(name, STR("b")))
            assert_true(json_read_u64(&json, &number));
        else if (str_eq(name, STR("c")))
            assert_true(json_read_string(&json, &text));
        else
            json_read_over(&json);
    }
    assert_false(json.failed);
    assert_int_equal(members, 3);
    assert_int_equal(number, 7);
    assert_true(str_eq(text, STR("x\\n")));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        json_read_init(&json, bad[i]);
        (void)json_read_enter_object(&json);
        while (json_read_member(&json, &name))
            json_read_over(&json);
        assert_true(json.failed);
        assert_true(json.at <= bad[i].n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_is_judged_up_to_a_moment),
        cmocka_unit_test(what_the_scan_knew_comes_back),
        cmocka_unit_test(an_empty_case_is_judged),
        cmocka_unit_test(made_up_acts_are_refused),
        cmocka_unit_test(made_up_facts_are_refused),
        cmocka_unit_test(made_up_texts_are_refused),
        cmocka_unit_test(json_is_read_member_by_member),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
