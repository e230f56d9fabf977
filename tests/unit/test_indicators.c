/*
 * test_indicators.c: what is understood of files of indicators, what is told of the rest, and what
 * is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/mem.h"
#include "model/indicators.h"
#include "model/network.h"
#include "model/stix_pattern.h"

_Noreturn void mem_exhausted(size_t wanted_bytes)
{
    (void)wanted_bytes;
    abort();
}

static void read_one(struct indicators *list, const char *text)
{
    struct err err = {0};

    *list = (struct indicators){0};
    assert_int_equal(indicators_read(list, STR("given"), str_of(text), &err), 0);
    indicators_settle(list);
}

static bool has(const struct indicators *list, enum indicator_kind kind, const char *value)
{
    return indicators_find(list, kind, str_of(value)) != SIZE_MAX;
}

static void refused(const char *text, const char *sentence)
{
    struct indicators list = {0};
    struct err err = {0};

    assert_int_equal(indicators_read(&list, STR("given"), str_of(text), &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_string_equal(err.text, sentence);
    indicators_release(&list);
}

static void test_list(void **state)
{
    struct indicators list;

    (void)state;
    read_one(&list, "\xEF\xBB\xBF# of the sister portal\r\n"
                    "198.51.100.7   # seen on Monday\r\n"
                    "198.51.100.7\n"
                    "203.0.113.9/24\n"
                    "2001:DB8:0::5\n"
                    "account:10003879623\n"
                    "python-requests/2.31.0\n"
                    "agent: curl/8.5.0\n"
                    "address: nobody\n"
                    "2840675123456\n"
                    "[ipv4-addr:value = '192.0.2.1' OR url:value = 'http://example.org']\n");
    assert_int_equal(list.count, 7);
    assert_true(has(&list, INDICATOR_ADDRESS, "198.51.100.7"));
    assert_true(has(&list, INDICATOR_NETWORK, "203.0.113.0/24"));
    assert_true(has(&list, INDICATOR_ADDRESS, "2001:db8::5"));
    assert_true(has(&list, INDICATOR_ACCOUNT, "10003879623"));
    assert_true(has(&list, INDICATOR_TEXT, "python-requests/2.31.0"));
    assert_true(has(&list, INDICATOR_AGENT, "curl/8.5.0"));
    assert_true(has(&list, INDICATOR_ADDRESS, "192.0.2.1"));
    assert_int_equal(list.files[0].read, 8);
    assert_int_equal(list.files[0].unknown, 2); /* no address, and the number of a person */
    assert_int_equal(list.files[0].partial, 1);
    assert_int_equal(list.files[0].samples[0].line, 9);
    assert_int_equal(list.files[0].samples[1].line, 10);
    assert_memory_equal(list.files[0].samples[1].text.p, "#############", 13);
    assert_int_equal(list.list[indicators_find(&list, INDICATOR_ADDRESS, STR("198.51.100.7"))].line,
                     2);
    indicators_release(&list);
    read_one(&list, "");
    assert_int_equal(list.count, 0);
    indicators_release(&list);
}

/* Of a case's own table only what the attacker did counts. */
static void test_table(void **state)
{
    struct indicators list;

    (void)state;
    read_one(&list, "time,event,account,source,attributed\n"
                    "x,Session,A1,198.51.100.7,attacker\n"
                    "x,Session,A1,192.0.2.50,owner\n"
                    "x,Session,A2,'=1,attacker\n");
    assert_true(has(&list, INDICATOR_ADDRESS, "198.51.100.7"));
    assert_false(has(&list, INDICATOR_ADDRESS, "192.0.2.50"));
    assert_true(has(&list, INDICATOR_ACCOUNT, "A2"));
    assert_int_equal(list.files[0].unknown, 1);
    indicators_release(&list);
}

static void test_stix(void **state)
{
    struct indicators list;

    (void)state;
    read_one(
        &list,
        "{\"type\":\"bundle\",\"objects\":[\n"
        "{\"type\":\"indicator\",\"id\":\"indicator--1\",\"pattern_type\":\"stix\","
        "\"pattern\":\"[ipv4-addr:value ISSUBSET '198.51.100.0/24']\"},\n"
        "{\"type\":\"indicator\",\"pattern\":\"[file:name = 'x']\"},\n"
        "{\"type\":\"indicator\",\"pattern_type\":\"sigma\",\"pattern\":\"title: x\"},\n"
        "{\"type\":\"indicator\",\"revoked\":true,\"pattern\":\"[ipv4-addr:value = "
        "'192.0.2.3']\"},\n"
        "{\"type\":\"ipv6-addr\",\"value\":\"2001:db8::7\"},\n"
        "{\"type\":\"user-account\",\"user_id\":\"u1\",\"account_login\":\"A\\u00e9\"},\n"
        "{\"type\":\"network-traffic\",\"extensions\":{\"http-request-ext\":{\"request_header\":"
        "{\"user-agent\":[\"bot 12345678901\"]}}}},\n"
        "{\"type\":\"location\"}, 7]}");
    assert_int_equal(list.files[0].form, INDICATORS_STIX);
    assert_int_equal(list.count, 4);
    assert_true(has(&list, INDICATOR_NETWORK, "198.51.100.0/24"));
    assert_true(has(&list, INDICATOR_ADDRESS, "2001:db8::7"));
    assert_true(has(&list, INDICATOR_ACCOUNT, "A\xC3\xA9"));
    assert_true(has(&list, INDICATOR_AGENT, "bot ###########"));
    assert_int_equal(list.files[0].unknown, 3);
    assert_int_equal(list.files[0].revoked, 1);
    assert_int_equal(list.files[0].samples[0].line, 3);
    assert_int_equal(
        list.list[indicators_find(&list, INDICATOR_NETWORK, STR("198.51.100.0/24"))].id.n,
        strlen("indicator--1"));
    indicators_release(&list);
}

static void test_misp(void **state)
{
    static const char event[] =
        "{\"Event\":{\"info\":\"x\",\"Attribute\":[{\"type\":\"ip-src\",\"value\":\"192.0.2.4\"},"
        "{\"type\":\"ip-src|port\",\"value\":\"192.0.2.5|443\"},"
        "{\"type\":\"ip-src\",\"value\":\"192.0.2.6\",\"deleted\":true},"
        "{\"type\":\"comment\",\"value\":\"hello\"},"
        "{\"type\":\"md5\",\"to_ids\":true,\"value\":\"abc\"},"
        "{\"type\":\"user-agent\",\"value\":\"bot\"}],"
        "\"Object\":[{\"name\":\"user-account\",\"Attribute\":[{\"type\":\"text\","
        "\"object_relation\":\"username\",\"value\":\"A1\"}]}]}}";
    struct indicators list;
    struct str text;
    struct arena arena = {0};

    (void)state;
    read_one(&list, event);
    assert_int_equal(list.files[0].form, INDICATORS_MISP);
    assert_int_equal(list.count, 4);
    assert_true(has(&list, INDICATOR_ADDRESS, "192.0.2.5"));
    assert_true(has(&list, INDICATOR_ACCOUNT, "A1"));
    assert_true(has(&list, INDICATOR_AGENT, "bot"));
    assert_int_equal(list.files[0].unknown, 1);
    assert_int_equal(list.files[0].revoked, 1);
    indicators_release(&list);
    text = arena_print(&arena, "{\"response\":[%s]}", event);
    read_one(&list, text.p);
    assert_int_equal(list.count, 4);
    indicators_release(&list);
    text = arena_print(&arena, "[%s]", event);
    read_one(&list, text.p);
    assert_int_equal(list.count, 4);
    indicators_release(&list);
    arena_release(&arena);
}

static void test_refused(void **state)
{
    (void)state;
    refused("{\n\"objects\":[\n{\"type\":\"indicator\",",
            "given:3: no bundle of STIX: the JSON breaks off or is wrong");
    refused("{\"objects\":[{\"type\":tru}]}",
            "given:1: no bundle of STIX: the JSON breaks off or is wrong");
    refused("{\"a\":1}", "given:1: JSON, but neither a bundle of STIX (objects) nor an event of "
                         "MISP (Event)");
    refused("{\"Event\":{\"Attribute\":7}}",
            "given:1: no event of MISP: the JSON breaks off or is wrong");
    refused("[[[[[[[[[[[[", "given:1: JSON, but neither a bundle of STIX (objects) nor an event of "
                            "MISP (Event)");
    refused("\xff\xfe", "given: not UTF-8: no list of indicators");
}

/* A pattern, how many alternatives are understood, whether some are not, whether it is none. */
static const struct {
    const char *text;
    size_t count;
    bool unknown;
    bool wrong;
} patterns[] = {
    {"[ipv4-addr:value = '192.0.2.1']", 1, false, false},
    {"[ ipv4-addr:value='192.0.2.1'OR ipv6-addr:value IN ('2001:db8::1','2001:db8::2') ]", 3, false,
     false},
    {"[ipv4-addr:value = '192.0.2.1'] OR ([user-account:account_login = 'a\\'b'])", 2, false,
     false},
    {"[ipv4-addr:value = '192.0.2.1'] AND [ipv4-addr:value = '192.0.2.2']", 0, true, false},
    {"[ipv4-addr:value = '192.0.2.1'] FOLLOWEDBY [ipv4-addr:value = '192.0.2.2']", 0, true, false},
    {"[ipv4-addr:value = '192.0.2.1'] REPEATS 5 TIMES WITHIN 60 SECONDS", 0, true, false},
    {"[ipv4-addr:value = '192.0.2.1'] START t'2024-01-01T00:00:00Z' STOP t'2024-02-01T00:00:00Z'",
     0, true, false},
    {"[network-traffic:src_ref.type = 'ipv4-addr' AND network-traffic:src_ref.value = '192.0.2.1']",
     1, false, false},
    {"[network-traffic:dst_port = 443 AND network-traffic:src_ref.value = '192.0.2.1']", 0, true,
     false},
    {"[user-account:user_id = 'a' OR (file:size > 3 AND file:name LIKE 'x%')]", 1, true, false},
    {"[NOT ipv4-addr:value = '1']", 0, true, true},
    {"[ipv4-addr:value NOT = '192.0.2.1']", 0, true, false},
    {"[ipv4-addr:value != '192.0.2.1']", 0, true, false},
    {"[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'x']", 1, false,
     false},
    {"[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'[0] = 'x']", 1,
     false, false},
    {"[file:hashes.'SHA-256' = 'aa' OR ipv4-addr:value = '192.0.2.1']", 1, true, false},
    {"[x:y[*].z MATCHES 'q' OR EXISTS windows-registry-key:values]", 0, true, false},
    {"[ipv4-addr:value = '192.0.2.1'", 0, true, true},
    {"[ipv4-addr:value = '192.0.2.1]", 0, true, true},
    {"[ipv4-addr:value = '192.0.2.1'] nonsense", 0, false, true},
    {"[ipv4-addr:value '192.0.2.1']", 0, true, true},
    {"[]", 0, true, true},
    {"", 0, true, true},
};

static void test_patterns(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        struct stix_pattern pattern;
        struct arena arena = {0};

        stix_pattern_read(&pattern, str_of(patterns[i].text), &arena);
        if (pattern.count != patterns[i].count || pattern.wrong != patterns[i].wrong ||
            (!pattern.wrong && pattern.unknown != patterns[i].unknown))
            fail_msg("%s: %zu, unknown %d, wrong %d", patterns[i].text, pattern.count,
                     pattern.unknown, pattern.wrong);
        arena_release(&arena);
    }
}

static void test_deep_pattern(void **state)
{
    struct stix_pattern pattern;
    struct arena arena = {0};
    char text[4096];

    (void)state;
    memset(text, '(', sizeof text);
    stix_pattern_read(&pattern, (struct str){text, sizeof text}, &arena);
    assert_true(pattern.wrong);
    arena_release(&arena);
}

static void test_networks(void **state)
{
    static const char *const forms[][2] = {
        {"192.0.2.77/25", "192.0.2.0/25"},  {"192.0.2.77/32", "192.0.2.77"},
        {"192.0.2.77/0", "0.0.0.0/0"},      {"2001:DB8:ffff::1/33", "2001:db8:8000::/33"},
        {"2001:db8::1/128", "2001:db8::1"}, {"::/0", "::/0"},
        {"::ffff:192.0.2.1", "192.0.2.1"}};

    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct network network;
        char text[NETWORK_TEXT];

        assert_true(network_read(str_of(forms[i][0]), &network));
        network_trim(&network);
        (void)network_text_of(&network, text);
        assert_string_equal(text, forms[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_list),         cmocka_unit_test(test_table),
        cmocka_unit_test(test_stix),         cmocka_unit_test(test_misp),
        cmocka_unit_test(test_refused),      cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_deep_pattern), cmocka_unit_test(test_networks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
