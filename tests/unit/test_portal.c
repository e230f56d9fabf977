/*
 * test_portal.c: profiles that are refused, each with its place, and what requests mean with a
 * profile and without.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/hash.h"
#include "base/text.h"
#include "model/portal.h"

static void check_refused(const char *text, const char *sentence)
{
    struct portal portal;
    struct err err = {0};

    assert_int_equal(portal_read(&portal, str_of(text), "p.yaml", &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    if (!strstr(err.text, sentence))
        fail_msg("\"%s\" does not say \"%s\"", err.text, sentence);
}

static void refusals_have_their_place(void **state)
{
    (void)state;
    check_refused("", "p.yaml: the profile is empty");
    check_refused("- a\n", "p.yaml:1:1: a list of keys is wanted here");
    check_refused("portal: x\nbeneficiaries: y\n", "p.yaml:2:16: unknown key \"beneficiaries\"");
    check_refused("portal: [x]\noperations: [{}]\n", "p.yaml:1:9: \"portal\" must be one text");
    check_refused("portal: x\n", "p.yaml:1:1: a profile needs a list of \"operations\"");
    check_refused("operations: []\n", "a profile needs a list of \"operations\"");
    check_refused("operations:\n- {kind: rights, request: ^/}\n---\nb: 1\n",
                  "p.yaml:4:1: a profile is one document");
    check_refused("operations:\n- {kind: reading, request: ^/}\n",
                  "p.yaml:2:3: an operation needs a \"kind\"");
    check_refused("operations:\n- {kind: rights}\n",
                  "p.yaml:2:3: an operation needs a \"request\" pattern");
    check_refused("operations:\n- {kind: rights, request: '^/(a'}\n",
                  "p.yaml:2:27: the pattern is wrong at its character 5: missing closing");
    check_refused("operations:\n- {kind: rights, request: '^/(?<benificiary>a)'}\n",
                  "p.yaml:2:27: unknown group \"benificiary\"");
    check_refused("operations:\n- {kind: rights, method: FETCH, request: ^/}\n",
                  "p.yaml:2:26: not a method that is known");
    check_refused("operations:\n- {kind: rights, data: nir, request: ^/}\n",
                  "\"data\" must be a list");
    check_refused("operations:\n- {kind: rights, data: [nir, blood], request: ^/}\n",
                  "p.yaml:2:30: not a category of data that is known");
    check_refused("operations:\n- {kind: rights, shown: [99], request: ^/}\n",
                  "p.yaml:2:26: a status is a number from 100 to 599");
    check_refused("operations:\n- {kind: rights, shown: [600], request: ^/}\n", "from 100 to 599");
    check_refused("operations:\n- {kind: rights, refused: 403, request: ^/}\n",
                  "\"refused\" must be a list of statuses");
    check_refused("account: {field: user}\noperations: [{kind: rights, request: ^/}]\n",
                  "p.yaml:1:10: \"user\" is not a field");
    check_refused("account: {field: cs-cookie, pattern: 'a=(.*)'}\noperations: []\n",
                  "p.yaml:1:38: the pattern needs a group (?<account>");
    check_refused("operations:\n- {kind: rights, request: '(*UTF)^/'}\n", "the pattern is wrong");
    check_refused("operations:\n- {kind: rights, request: '^/\\C'}\n", "the pattern is wrong");
}

/* Places of accounts and sessions. The profile's operations are one line below them. */
static void refused_places(void **state)
{
    static const struct {
        const char *head;
        const char *sentence;
    } rows[] = {
        {"account: {field: cs-username, pattern: [a]}",
         "p.yaml:1:40: \"pattern\" must be one text"},
        {"account: {field: cs-username, session: yes}",
         "p.yaml:1:40: \"session\" is true or false"},
        {"account: {session: [true]}", "p.yaml:1:20: \"session\" is true or false here"},
        {"account: {field: cs-username, sessions: true}", "p.yaml:1:41: unknown key \"sessions\""},
        {"account: {session: false}", "p.yaml:1:10: \"\" is not a field"},
        {"account: {field: cs-username, session: true}",
         "p.yaml:1:40: accounts are joined by session, but no \"session\" says where it is"},
        {"account: {session: true}\nsession: {field: cs-cookie}",
         "p.yaml:1:10: neither a \"field\" nor a group (?<account>…)"},
        {"account: {pattern: a, session: true}", "p.yaml:1:10: \"\" is not a field"},
        {"session: cs-cookie", "p.yaml:1:10: a list of keys is wanted here"},
        {"session: []", "p.yaml:1:10: \"session\" names no place"},
        {"session: [{field: cs-cookie}, {field: cookie}]",
         "p.yaml:1:31: \"cookie\" is not a field"},
        {"session:\n- {field: cs-cookie}\n- {field: sc-cookie, group: a}",
         "p.yaml:3:29: unknown key \"group\""},
        {"session:\n- {field: cs-cookie, pattern: 'a(?<sess>b)'}",
         "p.yaml:2:31: the pattern needs a group (?<session>"},
        {"session:\n- {field: cs-cookie}\n- {field: c-ip}\n- {field: sc-cookie}\n"
         "- {field: c-port}\n- {field: s-ip}",
         "p.yaml:6:3: more than 4 places of a session"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena arena = {0};

        check_refused(
            arena_print(&arena, "%s\noperations: [{kind: rights, request: ^/}]\n", rows[i].head).p,
            rows[i].sentence);
        arena_release(&arena);
    }
}

static void too_many_operations(void **state)
{
    struct arena arena = {0};
    struct str text = arena_print(&arena, "operations:\n");

    (void)state;
    for (int i = 0; i <= LIMIT_OPERATIONS; i++)
        text = arena_print(&arena, "%s- {kind: rights, request: ^/%d}\n", text.p, i);
    check_refused(text.p, "p.yaml:66:3: more than 64 operations");
    arena_release(&arena);
}

static const char profile[] =
    "portal: demo\n"
    "account: {field: cs-username, pattern: '^(?<account>\\d{11})(@|$)'}\n"
    "session: {field: cs-cookie, pattern: 'sid=(?<session>\\w+)'}\n"
    "operations:\n"
    "  - {name: enter, kind: login, method: POST, request: '^/login$'}\n"
    "  - name: rights\n"
    "    kind: rights\n"
    "    method: [GET, HEAD]\n"
    "    request: '^/droits/(?<beneficiary>[0-9AB]+)(?:\\?amc=(?<insurer>\\d+))?'\n"
    "    shown: [200]\n"
    "    not-found: [204]\n"
    "    refused: [418]\n"
    "    data: [nir, birth-date]\n"
    "  - {kind: pec, request: '^/pec/(?<dossier>\\d+)/by/(?<account>\\d+)'}\n";

/* What one request comes to. */
static struct portal_match match(struct portal_matcher *matcher, const char *method,
                                 struct str target, int status)
{
    struct record record;
    struct portal_match m;

    record_clear(&record);
    record.status = status;
    record.field[FIELD_CS_METHOD] = str_of(method);
    record.field[FIELD_CS_URI_QUERY] = target;
    record.field[FIELD_CS_USERNAME] = STR("10003879623@portail");
    record.field[FIELD_CS_COOKIE] = STR("lang=fr; sid=abc123; x=y");
    portal_match(matcher, &record, &m);
    return m;
}

static void requests_with_a_profile(void **state)
{
    struct portal portal;
    struct portal_matcher matcher;
    struct portal_match m;
    struct err err = {0};

    (void)state;
    assert_int_equal(portal_read(&portal, str_of(profile), "p.yaml", &err), 0);
    portal_matcher_init(&matcher, &portal);
    m = match(&matcher, "GET", STR("/droits/180127512345642?amc=43408324"), 200);
    assert_int_equal(m.operation, 1);
    assert_true(m.shown);
    assert_true(str_eq(m.account, STR("10003879623")));
    assert_true(str_eq(m.session, STR("abc123")));
    assert_true(str_eq(m.insurer, STR("43408324")));
    assert_true(str_eq(m.person_name, STR("180127512345642")));
    assert_true(person_eq(m.person, person_of(STR("1801275123456"))));
    assert_null(match(&matcher, "GET", STR("/droits/1?amc=1801275123456"), 200).insurer.p);
    assert_null(match(&matcher, "GET", STR("/droits/1?amc=43408324001"), 200).insurer.p);
    assert_int_equal(match(&matcher, "GET", STR("/droits/1"), 204).outcome, OUTCOME_NOT_FOUND);
    assert_int_equal(match(&matcher, "GET", STR("/droits/1"), 418).outcome, OUTCOME_REFUSED);
    assert_int_equal(match(&matcher, "GET", STR("/droits/1"), 403).outcome, OUTCOME_REFUSED);
    assert_int_equal(match(&matcher, "GET", STR("/droits/1"), 206).outcome, OUTCOME_FAILED);
    assert_int_equal(match(&matcher, "GET", STR("/droits/1"), 302).outcome, OUTCOME_FAILED);
    assert_false(match(&matcher, "GET", STR("/droits/1"), 304).shown);
    assert_int_equal(match(&matcher, "GET", STR("/droits/1"), -1).outcome, OUTCOME_UNKNOWN);
    assert_true(match(&matcher, "GET", STR("/droits/1"), -1).shown); /* no status: assume shown */
    assert_int_equal(match(&matcher, "POST", STR("/droits/1"), 200).operation, portal.other);
    assert_int_equal(match(&matcher, "GET", STR("/Droits/1"), 200).operation, portal.other);
    m = match(&matcher, "POST", STR("/login"), 302);
    assert_int_equal(m.operation, 0);
    assert_int_equal(m.outcome, OUTCOME_SUCCESS);
    assert_int_equal(person_tag(m.person), PERSON_NONE);
    m = match(&matcher, "PUT", STR("/pec/42/by/20003879623"), 201);
    assert_true(str_eq(m.account, STR("20003879623"))); /* the request's own account wins */
    assert_true(str_eq(m.person_name, STR("42")));
    assert_false(m.shown); /* shows no data */
    portal_matcher_release(&matcher);
    portal_release(&portal);
}

static void persons_by_birth_and_rank(void **state)
{
    static const char text[] =
        "operations:\n"
        "- {kind: rights, data: [nir], request: "
        "'^/d\\?nir=(?<beneficiary>\\w+)(&dn=(?<birth>[^&]*))?(&rg=(?<rank>[^&]*))?'}\n"
        "- {kind: pec, method: POST, request: '^/pec/(?<dossier>\\w+)/(?<rank>\\d+)$'}\n";
    struct portal portal;
    struct portal_matcher matcher;
    struct err err = {0};
    struct person alone = person_of(STR("1801275123456"));
    struct person child = person_key(STR("1801275123456"), STR("20120519"), STR("2"));

    (void)state;
    assert_int_equal(portal_read(&portal, str_of(text), "p.yaml", &err), 0);
    portal_matcher_init(&matcher, &portal);
    assert_true(
        person_eq(match(&matcher, "GET", STR("/d?nir=180127512345642"), 200).person, alone));
    assert_true(person_eq(match(&matcher, "GET", STR("/d?nir=180127512345642&dn=&rg="), 200).person,
                          alone));
    assert_true(person_eq(
        match(&matcher, "GET", STR("/d?nir=180127512345642&dn=2012-05-19&rg=2"), 200).person,
        child));
    assert_true(person_eq(
        match(&matcher, "GET", STR("/d?nir=1801275123456&dn=%31%39%2F05%2F2012&rg=02"), 200).person,
        child));
    assert_true(person_eq(match(&matcher, "POST", STR("/pec/D42/3"), 201).person,
                          person_key(STR("D42"), STR_NONE, STR("3"))));
    portal_matcher_release(&matcher);
    portal_release(&portal);
}

/* What persons are counted by, told of a profile with these requests (the second may be NULL). */
static void check_persons(const char *first, const char *second, const char *tail, bool told,
                          const char *wanted)
{
    struct portal portal;
    struct err err = {0};
    char text[512];

    snprintf(text, sizeof text, "operations:\n- {kind: rights, request: '%s'}\n%s%s%s%s", first,
             second ? "- {kind: pec, request: '" : "", second ? second : "", second ? "'}\n" : "",
             tail);
    if (portal_read(&portal, str_of(text), "p.yaml", &err) < 0)
        fail_msg("%s", err.text);
    if (!strstr(portal_persons(&portal), wanted))
        fail_msg("%s: %s", text, portal_persons(&portal));
    assert_int_equal(portal_persons_told(&portal), told);
    assert_string_not_equal(text_get(LANG_FR, portal_persons(&portal)), portal_persons(&portal));
    portal_release(&portal);
}

static void what_persons_are_counted_by_is_told(void **state)
{
    static const char bare[] = "^/(?<beneficiary>a)";
    static const char born[] = "^/(?<beneficiary>a)(?<birth>b)";
    static const char ranked[] = "^/(?<dossier>a)(?<rank>c)";
    static const char both[] = "^/(?<beneficiary>a)(?<birth>b)(?<rank>c)";

    (void)state;
    check_persons(bare, NULL, "", false, "alone: a family");
    check_persons(born, NULL, "", true, "and birth date: twins");
    check_persons(ranked, NULL, "", true, "(NIR) and rank.");
    check_persons(both, both, "", true, "birth date and rank.");
    check_persons(both, "^/nobody", "", true, "birth date and rank.");
    check_persons(both, bare, "", true, "birth date and rank where");
    check_persons(both, ranked, "", true, "birth date and rank where");
    check_persons(born, bare, "", true, "by birth date where");
    check_persons(bare, ranked, "", true, "by rank where");
    check_persons(both, NULL, "unmatched: generic\n", true, "birth date and rank where");
}

static const char joined[] =
    "portal: joined\n"
    "account: {field: cs-username, session: true}\n"
    "session:\n"
    "  - {field: sc-cookie, pattern: 'SID=(?<session>[0-9A-F]+)'}\n"
    "  - {field: cs-cookie, pattern: 'SID=(?<session>[0-9A-F]+)'}\n"
    "  - {field: session.id}\n"
    "operations:\n"
    "  - {kind: logout, request: '^/logout'}\n"
    "  - {kind: login, method: POST, request: '^/login(?:;s=(?<session>[^?]*))?$'}\n";

/* The session of a line with these texts. */
static struct str session(struct portal_matcher *matcher, const char *target, const char *user,
                          const char *cookie, const char *set_cookie)
{
    struct record record;
    struct portal_match m;

    record_clear(&record);
    record.field[FIELD_CS_METHOD] = STR("POST");
    record.field[FIELD_CS_URI_QUERY] = str_of(target);
    record.field[FIELD_CS_USERNAME] = str_of(user);
    record.field[FIELD_CS_COOKIE] = str_of(cookie);
    record.field[FIELD_SC_COOKIE] = str_of(set_cookie);
    record.field[FIELD_SESSION] = STR("elsewhere");
    portal_match(matcher, &record, &m);
    assert_true((m.account.p != NULL) == (user && user[0]));
    return m.session;
}

static void sessions_of_lines(void **state)
{
    struct portal portal;
    struct portal_matcher matcher;
    struct err err = {0};

    (void)state;
    assert_int_equal(portal_read(&portal, str_of(joined), "p.yaml", &err), 0);
    assert_true(portal.join);
    assert_int_equal(portal.session_count, 3);
    assert_string_equal(portal.sessions[0].text.p, "SID=(?<session>[0-9A-F]+)");
    portal_matcher_init(&matcher, &portal);
    /* A login opens what its answer sets; every other line is of the session that it came with. */
    assert_true(str_eq(session(&matcher, "/login", "a", "SID=01", "SID=02; Secure"), STR("02")));
    assert_true(str_eq(session(&matcher, "/login", "a", "SID=01", NULL), STR("01")));
    assert_true(str_eq(session(&matcher, "/login", NULL, "SID=01", "SID=02"), STR("01")));
    assert_true(str_eq(session(&matcher, "/login", "", "SID=01", "SID=02"), STR("01")));
    assert_true(str_eq(session(&matcher, "/x", NULL, "x=y", "SID=02"), STR("elsewhere")));
    assert_true(str_eq(session(&matcher, "/logout", "a", "SID=01", "SID=02"), STR("01")));
    assert_true(str_eq(session(&matcher, "/login", "a", "SID=", NULL), STR("elsewhere")));
    assert_true(str_eq(session(&matcher, "/login;s=03", "a", "SID=01", "SID=02"), STR("03")));
    assert_true(str_eq(session(&matcher, "/login;s=", "a", "SID=01", NULL), STR("01")));
    portal_matcher_release(&matcher);
    portal_release(&portal);
}

/* Two signed tokens with the same first kilobyte are two sessions. */
static void long_sessions_stay_apart(void **state)
{
    char cookie[2][LIMIT_NAME_BYTES + 16];
    char first[2 * SHA256_BYTES];
    struct portal portal;
    struct portal_matcher matcher;
    struct err err = {0};
    struct str text;

    (void)state;
    assert_int_equal(portal_read(&portal, str_of(joined), "p.yaml", &err), 0);
    portal_matcher_init(&matcher, &portal);
    for (int i = 0; i < 2; i++) {
        memset(cookie[i], 'A' + i, sizeof cookie[i]);
        memset(cookie[i], 'A', LIMIT_NAME_BYTES + 8);
        memcpy(cookie[i], "SID=", 4);
        cookie[i][LIMIT_NAME_BYTES + 12] = 0;
        text = session(&matcher, "/x", NULL, cookie[i], NULL);
        assert_int_equal(text.n, sizeof first);
        assert_true(i == 0 || memcmp(first, text.p, text.n) != 0);
        memcpy(first, text.p, text.n);
    }
    cookie[0][4 + LIMIT_NAME_BYTES] = 0;
    text = session(&matcher, "/x", NULL, cookie[0], NULL);
    assert_int_equal(text.n, LIMIT_NAME_BYTES);
    portal_matcher_release(&matcher);
    portal_release(&portal);
}

static void percent_encoding_hides_nobody(void **state)
{
    struct portal portal;
    struct portal_matcher matcher;
    struct portal_match m;
    struct err err = {0};

    (void)state;
    assert_int_equal(portal_read(&portal, str_of(profile), "p.yaml", &err), 0);
    portal_matcher_init(&matcher, &portal);
    m = match(&matcher, "GET", STR("/%64roits/%31801275123456%34%32?amc=%34340832%34"), 200);
    assert_true(m.shown);
    assert_true(str_eq(m.person_name, STR("180127512345642")));
    assert_true(str_eq(m.insurer, STR("43408324")));
    m = match(&matcher, "GET", STR("/droits/1%"), 200); /* not an escape */
    assert_true(str_eq(m.person_name, STR("1")));
    m = match(&matcher, "GET", STR("/droits%2F1"), 200); /* %2F is not a slash (RFC 3986 §2.2) */
    assert_int_equal(m.operation, portal.other);
    portal_matcher_next(&matcher);
    portal_matcher_release(&matcher);
    portal_release(&portal);
}

static void a_pattern_without_end_is_counted(void **state)
{
    struct portal portal;
    struct portal_matcher matcher;
    struct err err = {0};

    (void)state;
    assert_int_equal(portal_read(&portal,
                                 STR("operations: [{kind: rights, request: "
                                     "'^/((a+)+)+(?<beneficiary>b)$'}]"),
                                 "p", &err),
                     0);
    portal_matcher_init(&matcher, &portal);
    assert_int_equal(match(&matcher, "GET",
                           STR("/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"),
                           200)
                         .operation,
                     portal.other);
    /* PCRE2 may see that no b follows, and then has no need of the limit. */
    assert_int_equal(match(&matcher, "GET",
                           STR("/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabac"),
                           200)
                         .operation,
                     portal.other);
    assert_true(matcher.limit_hits >= 1);
    assert_true(match(&matcher, "GET", STR("/aab"), 200).operation == 0);
    portal_matcher_release(&matcher);
    portal_release(&portal);
}

/* A literal beginning spares the pattern; it must never cost a match. */
static void literals_lose_nothing(void **state)
{
    static const struct {
        const char *pattern;
        const char *target;
        const char *literal;
    } rows[] = {
        {"^/api/v1/x", "/api/v1/x", "/api/v1/x"},
        {"^/ab?c", "/ac", "/a"},
        {"^/ab*c", "/ac", "/a"},
        {"^/ab{0,1}c", "/ac", "/a"},
        {"^/a|^/b", "/b", ""},
        {"(?i)^/AB", "/ab", ""},
        {"^(?i)/AB", "/ab", ""},
        {"^/a\\.b", "/a.b", "/a.b"},
        {"^/a\\d", "/a1", "/a"},
        {"^/a+b", "/aab", "/a"},
        {"/droits", "/x/droits", ""},
        {"^", "/", ""},
        {"^/a\\-?b", "/ab", "/a"},
        {"^/a$", "/a", "/a"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena arena = {0};
        struct portal portal;
        struct portal_matcher matcher;
        struct err err = {0};

        assert_int_equal(
            portal_read(
                &portal,
                arena_print(&arena, "operations: [{kind: rights, request: '%s'}]", rows[i].pattern),
                "p", &err),
            0);
        assert_string_equal(arena_str(&arena, portal.operations[0].literal).p, rows[i].literal);
        portal_matcher_init(&matcher, &portal);
        assert_int_equal(match(&matcher, "GET", str_of(rows[i].target), 200).operation, 0);
        portal_matcher_release(&matcher);
        portal_release(&portal);
        arena_release(&arena);
    }
}

static enum kind generic_kind(struct portal_matcher *matcher, const char *method, struct str target)
{
    return matcher->portal->operations[match(matcher, method, target, 200).operation].kind;
}

static void generic_profile(void **state)
{
    struct portal portal;
    struct portal_matcher matcher;
    struct portal_match m;

    (void)state;
    portal_generic(&portal);
    portal_matcher_init(&matcher, &portal);
    m = match(&matcher, "GET", STR("/droits?nir=%31801275123456%34%32&amc=43408324"), 200);
    assert_true(m.shown);
    assert_true(str_eq(m.insurer, STR("43408324")));
    assert_true(str_eq(m.account, STR("10003879623@portail")));
    assert_true(str_eq(m.person_name, STR("180127512345642")));
    assert_int_equal(generic_kind(&matcher, "GET", STR("/a/253072A07300443")), KIND_RIGHTS);
    assert_int_equal(generic_kind(&matcher, "POST", STR("/a/253072A07300443")), KIND_PEC);
    assert_int_equal(generic_kind(&matcher, "PUT", STR("/factures/253072A07300443")), KIND_CLAIM);
    assert_int_equal(generic_kind(&matcher, "GET", STR("/a/180127512345643")), KIND_OTHER);
    assert_int_equal(generic_kind(&matcher, "GET", STR("/a/x180127512345642")), KIND_OTHER);
    assert_int_equal(generic_kind(&matcher, "GET", STR("/img/253072A07300443.png")), KIND_ASSET);
    assert_int_equal(generic_kind(&matcher, "POST", STR("/connexion")), KIND_LOGIN);
    assert_int_equal(generic_kind(&matcher, "GET", STR("/connexion")), KIND_OTHER);
    assert_int_equal(generic_kind(&matcher, "GET", STR("/deconnexion")), KIND_LOGOUT);
    assert_int_equal(generic_kind(&matcher, "GET", STR("/export.csv")), KIND_EXPORT);
    assert_int_equal(generic_kind(&matcher, "GET", STR("/recherche?q=x")), KIND_SEARCH);
    assert_int_equal(generic_kind(&matcher, "GET", STR("/x?a=/export.csv")), KIND_OTHER);
    assert_int_equal(generic_kind(&matcher, "GET", STR("")), KIND_OTHER);
    m = match(&matcher, "GET", STR_NONE, 400);
    assert_int_equal(m.operation, portal.other);
    assert_false(m.shown);
    portal_matcher_release(&matcher);
    portal_release(&portal);
}

/* What an operation shows of the account's holder is kept apart from what it shows of others. */
static void data_of_the_holder(void **state)
{
    struct portal portal;
    struct err err = {0};

    (void)state;
    check_refused("operations:\n- {kind: other, holder: bank, request: ^/}\n",
                  "\"holder\" must be a list");
    check_refused("operations:\n- {kind: other, holder: [bank, salary], request: ^/}\n",
                  "p.yaml:2:32: not a category of data that is known");
    assert_int_equal(portal_read(&portal,
                                 STR("operations:\n- {kind: export, data: [nir], holder: [bank, "
                                     "email], request: ^/}\n- {kind: rights, request: ^/}\n"),
                                 "p.yaml", &err),
                     0);
    assert_int_equal(portal.operations[0].data, 1u << DATA_NIR);
    assert_int_equal(portal.operations[0].holder, 1u << DATA_BANK | 1u << DATA_EMAIL);
    assert_int_equal(portal.operations[1].holder, 0);
    portal_release(&portal);
}

static void names_of_data(void **state)
{
    (void)state;
    assert_string_equal(portal_data_name(DATA_NIR), "nir");
    assert_string_equal(portal_data_name(DATA_COUNT), "");
    assert_string_equal(portal_data_name(-1), "");
    assert_int_equal(method_of(STR("GET")), METHOD_GET);
    assert_int_equal(method_of(STR("get")), METHOD_UNKNOWN);
    assert_int_equal(method_of(STR_NONE), METHOD_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refusals_have_their_place),
        cmocka_unit_test(refused_places),
        cmocka_unit_test(too_many_operations),
        cmocka_unit_test(requests_with_a_profile),
        cmocka_unit_test(persons_by_birth_and_rank),
        cmocka_unit_test(what_persons_are_counted_by_is_told),
        cmocka_unit_test(sessions_of_lines),
        cmocka_unit_test(long_sessions_stay_apart),
        cmocka_unit_test(percent_encoding_hides_nobody),
        cmocka_unit_test(a_pattern_without_end_is_counted),
        cmocka_unit_test(literals_lose_nothing),
        cmocka_unit_test(generic_profile),
        cmocka_unit_test(data_of_the_holder),
        cmocka_unit_test(names_of_data),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
