/*
 * test_survey.c: shapes, the forms of requests, and the proposed profile. Whatever the order of the
 * lines and whoever read them, the same must come out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "propose.h"

static void shapes(void **state)
{
    static const struct {
        const char *text;
        enum shape shape;
    } cases[] = {
        {"", SHAPE_EMPTY},
        {"295109912611193", SHAPE_NIR},
        {"2951099126111", SHAPE_NIR13},
        {"253072A07300443", SHAPE_NIR},
        {"295109912611194", SHAPE_NUMBER}, /* wrong key */
        {"10003879623", SHAPE_RPPS},
        {"10003879624", SHAPE_NUMBER},
        {"42", SHAPE_NUMBER},
        {"2024-01-29", SHAPE_DATE},
        {"29/01/2024", SHAPE_DATE},
        {"123e4567-e89b-42d3-a456-426614174000", SHAPE_UUID},
        {"jean@cabinet.example", SHAPE_MAIL},
        {"jean@cabinet", SHAPE_TEXT},
        {"droits", SHAPE_WORD},
        {"0A1B2C3D4E5F6071", SHAPE_TOKEN},
        {"a b", SHAPE_TEXT},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (shape_of(str_of(cases[i].text)) != cases[i].shape)
            fail_msg("%s is %s", cases[i].text, shape_name(shape_of(str_of(cases[i].text))));
    }
    assert_true(shape_is_literal(STR("droits")) && shape_is_literal(STR("v1")));
    assert_true(shape_is_literal(STR("droits-v2")) && shape_is_literal(STR("")));
    assert_false(shape_is_literal(STR("42")) || shape_is_literal(STR("0A1B2C3D4E5F6071")));
    assert_false(shape_is_literal(STR("a%20b")));
}

static void outlines(void **state)
{
    struct arena arena = {0};

    (void)state;
    assert_true(str_eq(shape_outline(&arena, STR("Andr\xC3\xA9 12"), 99), STR("Aaaaa 00")));
    assert_true(str_eq(shape_outline(&arena, STR("abcdef"), 3), STR("aaa\xE2\x80\xA6")));
    assert_true(str_eq(
        shape_outline_request(&arena, STR("GET /benef/295109912611193/x?nom=Dupont&amc=5 HTTP/1.1"),
                              false, 99),
        STR("GET /benef/000000000000000/x?nom=Aaaaaa&amc=0 HTTP/1.1")));
    assert_true(str_eq(shape_outline_request(&arena, STR("a=295109912611193"), true, 99),
                       STR("a=000000000000000")));
    arena_release(&arena);
}

/* A record of a request; texts must outlive it. */
static struct record request(const char *method, const char *stem, const char *args, int status,
                             const char *user)
{
    struct record record;

    record_clear(&record);
    record.field[FIELD_CS_METHOD] = str_of(method);
    record.field[FIELD_CS_URI_STEM] = record.field[FIELD_CS_URI_QUERY] = str_of(stem);
    if (args)
        record.field[FIELD_ARGS] = str_of(args);
    if (user)
        record.field[FIELD_CS_USERNAME] = str_of(user);
    record.status = status;
    record.time_ns = 0;
    return record;
}

/* A NIR with its key. */
static const char *nir(char text[16], unsigned serial)
{
    unsigned long long number = 2951099126000ull + serial % 1000;

    snprintf(text, 16, "%013llu%02llu", number, 97 - number % 97);
    return text;
}

/* The n-th line of a small portal: 40 % rights, some searches, logins, files, pages. */
static void take_line(struct survey *survey, unsigned n)
{
    char key[16];
    char stem[80];
    char args[80];
    char user[16];
    struct record record;

    snprintf(user, sizeof user, "%u", 449620095 + n % 7);
    snprintf(args, sizeof args, "amc=%u", 75000001 + n % 5);
    snprintf(stem, sizeof stem, "/api/v1/beneficiaires/%s/droits", nir(key, n * 37));
    record = request("GET", stem, args, n % 11 ? 200 : 404, user);
    if (n % 5 == 1) {
        snprintf(args, sizeof args, "amc=75000001&nir=%s", nir(key, n * 37));
        record = request("POST", "/api/v1/factures", args, 201, user);
    } else if (n % 5 == 2) {
        record = request("POST", "/auth/login", NULL, n % 3 ? 302 : 401, n % 3 ? user : NULL);
    } else if (n % 5 == 3) {
        snprintf(stem, sizeof stem, "/static/%x.css", n);
        record = request("GET", stem, NULL, 200, user);
    } else if (n % 25 == 4) {
        /* Two hundred words at one place: they become values. */
        snprintf(stem, sizeof stem, "/wiki/%c%c%c/page", 'a' + n % 26, 'a' + n / 26 % 26,
                 'a' + n / 676 % 26);
        record = request("GET", stem, NULL, 200, NULL);
    }
    survey_take(survey, &record, n % 3, n);
}

/* Everything that a proposal says, as text. */
static char *told(const struct survey *survey)
{
    struct proposal proposal;
    struct arena arena = {0};
    struct out out;
    char *text;

    propose(&proposal, survey, &arena);
    out_memory(&out);
    profile_write(&proposal, LANG_EN, &out);
    for (size_t i = 0; i < proposal.form_count; i++)
        out_print(&out, "%.*s %llu\n", (int)proposal.forms[i].text.n, proposal.forms[i].text.p,
                  (unsigned long long)proposal.forms[i].path->form->requests);
    for (int k = 0; k < FIELD_COUNT; k++) {
        for (int i = 0; i < survey->fields[k].example_count; i++)
            out_print(&out, "%d %.*s\n", k, (int)survey->fields[k].examples[i].text.n,
                      survey->fields[k].examples[i].text.p);
    }
    for (int i = 0; i < survey->session_count; i++)
        out_print(&out, "%.*s %u\n", (int)survey->sessions[i].cookie.n,
                  survey->sessions[i].cookie.p, survey->sessions[i].pairs.count);
    out_bytes(&out, "", 1);
    text = malloc(out.used);
    memcpy(text, out.buffer, out.used);
    out_drop(&out);
    arena_release(&arena);
    return text;
}

#define LINES 6000u

/* The n-th line of a crowd: more words, files, parameters and cookies than are kept. */
static void take_crowd(struct survey *survey, unsigned n)
{
    char stem[80];
    char args[80];
    char cookie[80];
    struct record record;

    snprintf(stem, sizeof stem, n % 3 ? "/word%c%c/x" : "/%c%c.css", 'a' + n % 7, 'a' + n % 11);
    snprintf(args, sizeof args, "p%u=1&%s&q%u=2", n % 70, n % 2 ? "295109912611193" : "x", n % 60);
    snprintf(cookie, sizeof cookie, "c%u=%u; JSESSIONID=%08x%08x", n % 80, n, n % 9, n % 9);
    record = request("GET", n % 5 ? "/droits" : stem, args, 200, "a");
    record.field[FIELD_CS_COOKIE] = str_of(cookie);
    survey_take(survey, &record, n % 3, n);
}

static void check_any_order(void (*take)(struct survey *survey, unsigned n))
{
    struct hash_key key = hash_key_random();
    struct survey *whole = calloc(1, sizeof *whole);
    char *wanted;

    survey_init(whole, &key);
    for (unsigned n = 0; n < LINES; n++)
        take(whole, n);
    wanted = told(whole);
    survey_release(whole);
    for (unsigned split = 1; split <= 4; split++) {
        struct survey *parts = calloc(split, sizeof *parts);
        char *text;

        survey_init(whole, &key);
        for (unsigned p = 0; p < split; p++)
            survey_init(&parts[p], &key);
        for (unsigned n = 0; n < LINES; n++) { /* 4999 and LINES have no common divisor */
            unsigned line = n * 4999 % LINES;

            take(&parts[line % 997 % split], line);
        }
        for (unsigned p = split; p-- > 0;)
            survey_merge(whole, &parts[p]);
        text = told(whole);
        assert_string_equal(text, wanted);
        free(text);
        survey_release(whole);
        for (unsigned p = 0; p < split; p++)
            survey_release(&parts[p]);
        free(parts);
    }
    free(wanted);
    free(whole);
}

static void any_order_and_any_split(void **state)
{
    (void)state;
    check_any_order(take_line);
    check_any_order(take_crowd);
}

static void contains(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no \"%s\" in:\n%s", part, text);
}

/* What is proposed is read by portal_read, and means what was seen. */
static void profile_is_read_back(void **state)
{
    struct hash_key key = hash_key_random();
    struct survey *survey = calloc(1, sizeof *survey);
    struct portal *portal = calloc(1, sizeof *portal);
    struct portal_matcher matcher;
    struct portal_match m;
    struct record record;
    struct err err = {0};
    char *text;

    (void)state;
    survey_init(survey, &key);
    for (unsigned n = 0; n < LINES; n++)
        take_line(survey, n);
    text = told(survey);
    contains(text, "/api/v1/beneficiaires/{nir}/droits?amc={number} ");
    contains(text, "/wiki/{word}/page ");
    contains(text, "*.css ");
    *strstr(text, "\n/") = '\0'; /* the list of forms follows the profile */
    if (portal_read(portal, str_of(text), "proposed", &err) < 0)
        fail_msg("%s\n%s", err.text, text);
    portal_matcher_init(&matcher, portal);
    record = request("GET", "/api/v1/beneficiaires/295109912611193/droits?amc=75000003", NULL, 200,
                     "449620095");
    portal_match(&matcher, &record, &m);
    assert_true(m.shown && portal->operations[m.operation].kind == KIND_RIGHTS);
    assert_true(str_eq(m.person_name, STR("295109912611193")) &&
                str_eq(m.insurer, STR("75000003")));
    record = request("POST", "/api/v1/factures?nir=295109912611193&amc=75000001", NULL, 201, "a");
    portal_match(&matcher, &record, &m);
    assert_true(portal->operations[m.operation].kind == KIND_CLAIM);
    assert_true(str_eq(m.person_name, STR("295109912611193")) &&
                str_eq(m.insurer, STR("75000001")));
    record = request("POST", "/auth/login", NULL, 401, NULL);
    portal_match(&matcher, &record, &m);
    assert_true(portal->operations[m.operation].kind == KIND_LOGIN && m.outcome == OUTCOME_REFUSED);
    /* A page that the log had not shown is left to the generic rules. */
    record = request("GET", "/fiche/295109912611193", NULL, 200, "a");
    portal_match(&matcher, &record, &m);
    assert_true(m.shown && str_eq(m.person_name, STR("295109912611193")));
    portal_matcher_release(&matcher);
    portal_release(portal);
    survey_release(survey);
    free(text);
    free(portal);
    free(survey);
}

/* The proposal of a survey, which ends with it, and the profile read back. */
static char *read_back(struct survey *survey, struct portal *portal)
{
    struct err err = {0};
    char *text = told(survey);
    char *end = strstr(text, "\n/"); /* the list of forms follows the profile */

    if (portal_read(portal, (struct str){text, end ? (size_t)(end - text) + 1 : strlen(text)},
                    "proposed", &err) < 0)
        fail_msg("%s\n%s", err.text, text);
    survey_release(survey);
    free(survey);
    return text;
}

/* What stands in a query without a name, or in place of one, is not shown. */
static void bare_queries(void **state)
{
    static const char *const queries[] = {"295109912611193", "n295109912611193=1&page=2",
                                          "page=2&295109912611193"};
    struct hash_key key = hash_key_random();
    struct survey *survey = calloc(1, sizeof *survey);
    struct portal *portal = calloc(1, sizeof *portal);
    struct portal_matcher matcher;
    struct portal_match m;
    struct record record;
    char *text;

    (void)state;
    survey_init(survey, &key);
    for (unsigned n = 0; n < 99; n++) {
        record = request("GET", "/droits", queries[n % 3], 200, "a");
        record.field[FIELD_CS_COOKIE] = STR("295109912611193=0A1B2C3D; JSESSIONID=0A1B2C3D");
        survey_take(survey, &record, 0, n);
    }
    text = read_back(survey, portal);
    contains(text, "/droits?{nir}&page={number} ");
    contains(text, "JSESSIONID 1");
    assert_null(strstr(text, "2951099"));
    portal_matcher_init(&matcher, portal);
    record = request("GET", "/droits?page=2&295109912611193", NULL, 200, "a");
    portal_match(&matcher, &record, &m);
    assert_true(str_eq(m.person_name, STR("295109912611193")));
    portal_matcher_release(&matcher);
    portal_release(portal);
    free(text);
    free(portal);
}

/* Logins by a link: no form looks like a login, and one of them names the account all the same. */
static void login_by_a_link(void **state)
{
    struct hash_key key = hash_key_random();
    struct survey *survey = calloc(1, sizeof *survey);
    struct portal *portal = calloc(1, sizeof *portal);
    struct record record;
    char cookie[64];
    char *text;

    (void)state;
    survey_init(survey, &key);
    for (unsigned n = 0; n < 90; n++) {
        snprintf(cookie, sizeof cookie, "JSESSIONID=0A1B2C3D%u", n / 9);
        record = request("GET", "/entree", n % 9 ? NULL : "user=a1", 200, NULL);
        record.field[FIELD_CS_COOKIE] = str_of(cookie);
        survey_take(survey, &record, 0, n);
    }
    text = read_back(survey, portal);
    contains(text, "session: true");
    contains(text, "(?<account>[^&]+)");
    portal_release(portal);
    free(text);
    free(portal);
}

/* Numbers of files of any length: a pattern cannot count so far. */
static void endless_numbers(void **state)
{
    struct hash_key key = hash_key_random();
    struct survey *survey = calloc(1, sizeof *survey);
    struct portal *portal = calloc(1, sizeof *portal);
    char *stem = calloc(1, 80000);
    char *text;

    (void)state;
    survey_init(survey, &key);
    for (int n = 0; n < 60; n++) {
        struct record record;

        snprintf(stem, 80000, "/dossier/%0*d", n < 59 ? 5 : 70000, n);
        record = request("GET", stem, NULL, 200, "a");
        survey_take(survey, &record, 0, (uint64_t)n);
    }
    text = read_back(survey, portal);
    contains(text, "(?<dossier>[0-9]{5,})");
    portal_release(portal);
    free(text);
    free(stem);
    free(portal);
}

/* Paths and parameters that a stranger chose: the profile stays a profile. */
static void hostile_paths(void **state)
{
    static const char *const stems[] = {"/'; rm -rf",
                                        "/a\"b\\E/295109912611193",
                                        "/(?<beneficiary>x)/295109912611193",
                                        "/\xFF\xFE",
                                        "/[[[",
                                        "/a\nb: c/295109912611193",
                                        "//////////////////////////////////////////////////",
                                        "*"};
    struct hash_key key = hash_key_random();
    struct survey *survey = calloc(1, sizeof *survey);
    struct portal *portal = calloc(1, sizeof *portal);
    char *text;

    (void)state;
    survey_init(survey, &key);
    for (unsigned n = 0; n < 4000; n++) {
        char args[64];
        struct record record;

        snprintf(args, sizeof args, "p%u[']=\"%u&=&&'(?<insurer>)=%u", n, n, n);
        record = request(n % 2 ? "GET" : "PO'ST", stems[n % 8], args, 200, "x'y: z");
        survey_take(survey, &record, 0, n);
    }
    text = read_back(survey, portal);
    portal_release(portal);
    free(text);
    free(portal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes),
        cmocka_unit_test(outlines),
        cmocka_unit_test(any_order_and_any_split),
        cmocka_unit_test(profile_is_read_back),
        cmocka_unit_test(bare_queries),
        cmocka_unit_test(login_by_a_link),
        cmocka_unit_test(endless_numbers),
        cmocka_unit_test(hostile_paths),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
