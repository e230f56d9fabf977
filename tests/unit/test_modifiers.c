/*
 * test_modifiers.c: each modifier, chains in their order, and what chains are refused, with the
 * place of the modifier.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/out.h"
#include "detection_fixture.h"
#include "expr_text.h"
#include "signatures/modifiers.h"

static void wildcards_around(void **state)
{
    (void)state;
    check_item("f|contains: admin", "f:[<*>admin<*>]");
    check_item("f|contains: '*admin'", "f:[<*>admin<*>]");
    check_item("f|contains: 'admin*'", "f:[<*>admin<*>]");
    check_item("f|contains: '*'", "f:[<*>]");
    check_item("f|contains: ''", "f:[<*>]");
    check_item("f|contains: 'a\\*'", "f:[<*>a*<*>]");
    check_item("f|startswith: /wp-", "f:[/wp-<*>]");
    check_item("f|endswith: .php", "f:[<*>.php]");
    check_item("f|endswith: '*.php'", "f:[<*>.php]");
    check_item("f|contains: [a, b]", "or(f:[<*>a<*>], f:[<*>b<*>])");
    check_item("f|contains|all: [a, b]", "and(f:[<*>a<*>], f:[<*>b<*>])");
    check_item("f|all: [a, b]", "and(f:[a], f:[b])");
    check_item("f|all: a", "f:[a]");
    check_item("f|contains: 404", "f:[<*>404<*>]");
    check_item("f|startswith: true", "f:[true<*>]");
    check_item_refused("f|contains: null", 3, "contains: a text is wanted");
    check_item_refused("f|contains: []", 3, "contains: a text is wanted");
    check_item_refused("f|contains: {a: b}", 13, "a map cannot be a value");
    check_item_refused("f|contains: [[a]]", 14, "a list cannot be a value in a list");
    check_item_refused("f: [[]]", 5, "a list cannot be a value in a list");
}

static void patterns(void **state)
{
    (void)state;
    check_item("f|re: '^/a\\*b?'", "f ~ /^/a\\*b?/");
    check_item("f|re|i: x", "f ~ /x/i");
    check_item("f|re|i|m|s: x", "f ~ /x/ims");
    check_item("f|re|ignorecase|multiline|dotall: x", "f ~ /x/ims");
    check_item("f|re|startswith: x", "f ^ /x/");
    check_item("f|re|endswith: x", "f $ /x/");
    check_item("f|re|contains: x", "f ~ /x/");
    check_item("f|re|all: [x, y]", "and(f ~ /x/, f ~ /y/)");
    check_item("f|re: ''", "f ~ //");
    check_item("f|re: 12", "f ~ /12/");
    check_item_refused("f|re: 'a('", 7, "the pattern is not valid");
    check_item_refused("f|re: '(*UTF)a'", 7, "the pattern is not valid");
    check_item_refused("f|i: x", 3, "i: stands after \"re\" only");
    check_item_refused("f|contains|re: x", 12, "re: cannot follow");
    check_item_refused("f|re|cidr: x", 6, "cidr: another modifier");
    check_item_refused("f|re|base64: x", 6, "base64: only texts");
    check_item_refused("f|re|cased: x", 6, "cased: only texts");
    check_item_refused("f|cased|re: x", 9, "re: \"cased\" is for texts");
}

static void numbers(void **state)
{
    (void)state;
    check_item("f|lt: 5", "f<5");
    check_item("f|lte: -1.5", "f<=-1.5");
    check_item("f|gt: 1e3", "f>1000");
    check_item("f|gte: [1, 2]", "or(f>=1, f>=2)");
    check_item("f|neq: 200", "not(f==200)");
    check_item("f|neq: [a, b]", "not(or(f:[a], f:[b]))");
    check_item("f|neq|all: [a, b]", "not(and(f:[a], f:[b]))");
    check_item("f|contains|neq: a", "not(f:[<*>a<*>])");
    check_item("f|neq: null", "not(f null)");
    check_item_refused("f|lt: many", 3, "lt: a number is wanted");
    check_item_refused("f|lt: '5'", 3, "lt: a number is wanted");
    check_item_refused("f|gt|lt: 5", 6, "lt: another modifier");
    check_item_refused("f|contains|lt: 5", 12, "lt: a number is wanted");
}

static void dates(void **state)
{
    (void)state;
    check_item("time|hour: 3", "time hour=3");
    check_item("time|hour|lt: 6", "time hour<6");
    check_item("time|minute|lte: 6", "time minute<=6");
    check_item("time|day|gt: 6", "time day>6");
    check_item("time|week|gte: 6", "time week>=6");
    check_item("time|month: [1, 2]", "or(time month=1, time month=2)");
    check_item("time|year|neq: 2024", "not(time year=2024)");
    check_item_refused("time|hour: night", 6, "hour: a number is wanted");
    check_item_refused("time|lt|hour: 6", 9, "hour: another modifier");
    check_item_refused("time|hour|lt|gt: 6", 14, "gt: another modifier");
}

static void networks_and_fields(void **state)
{
    (void)state;
    check_item("f|cidr: 192.0.2.0/24", "f in 192.0.2.0/120");
    check_item("f|cidr: [10.0.0.0/8, 198.51.100.7]",
               "or(f in 10.0.0.0/104, f in 198.51.100.7/128)");
    check_item("f|cidr|neq: '::/0'", "not(f in 0.0.0.0/0)");
    check_item_refused("f|cidr: 192.0.2.0/33", 9, "no network");
    check_item_refused("f|cidr: 192.0.2.*", 9, "no network");
    check_item("f|exists: true", "f exists 1");
    check_item("f|exists: false", "f exists 0");
    check_item_refused("f|exists: yes", 3, "exists: the value is true or false");
    check_item_refused("f|exists: [true, false]", 3, "exists: the value is true or false");
    check_item("f|fieldref: g", "f = g");
    check_item("f|fieldref|startswith: g", "f ^ g");
    check_item("f|fieldref|endswith: g", "f $ g");
    check_item("f|fieldref|contains: [g, h]", "or(f ~ g, f ~ h)");
    check_item("f|fieldref|neq: g", "not(f = g)");
    check_item("f|fieldref|cased: g", "f =c g");
    check_item_refused("f|fieldref: 'g*'", 13, "wildcards cannot stand here");
    check_item_refused("f|fieldref: ''", 13, "name of a field");
    check_item_refused("f|startswith|fieldref: g", 14, "fieldref: cannot follow");
    check_item("f|cased: Ab", "f::[Ab]");
    check_item("f|contains|cased: Ab", "f::[<*>Ab<*>]");
}

static void encodings(void **state)
{
    (void)state;
    check_item("f|base64: admin:x", "f:[YWRtaW46eA==]");
    check_item("f|base64: ''", "f:[]");
    check_item("f|base64offset: harvest", "or(f:[aGFydmVzd], f:[hhcnZlc3], f:[oYXJ2ZXN0])");
    check_item("f|wide: ab", "f:[a0b0]");
    check_item("f|utf16le: a*b", "f:[a0<*>b0]");
    check_item("f|utf16be: ab", "f:[0a0b]");
    check_item("f|utf16: a", "f:[\xFF\xFE"
                             "a0]");
    check_item("f|wide|base64: go", "f:[ZwBvAA==]");
    check_item("f|wide|base64offset|contains: run",
               "or(f:[<*>cgB1AG4A<*>], f:[<*>IAdQBuA<*>], f:[<*>yAHUAbg<*>])");
    check_item_refused("f|base64: 'a*'", 3, "base64: a text with wildcards");
    check_item_refused("f|contains|base64: a", 12, "base64: a text with wildcards");
    check_item_refused("f|base64offset: a", 3, "too short");
    check_item_refused("f|wide: \xC3\xA9", 3, "wide: in UTF-16 this is no text");
}

static void dashes(void **state)
{
    (void)state;
    check_item("f|windash: -v", "or(f:[-v], f:[/v], f:[\u2013v], f:[\u2014v], f:[\u2015v])");
    check_item("f|windash: a-b", "f:[a-b]");
    check_item("f|windash: '- -'", "f:[- -]");
    check_item("f|windash|contains: '*/x'", "or(f:[<*>-x<*>], f:[<*>/x<*>], f:[<*>\u2013x<*>], "
                                            "f:[<*>\u2014x<*>], f:[<*>\u2015x<*>])");
    check_item("f|windash: \xC3\xA9-b", "f:[\xC3\xA9-b]");
    check_item_refused("f|windash: -a -b -c -d -e -f -g", 3, "more than");
}

static struct str admins[] = {{"boss", 4}, {"adm*", 4}};
static struct str one[] = {{"a.b", 3}};
static const struct placeholder lists[] = {
    {{"admins", 6}, admins, 2}, {{"one", 3}, one, 1}, {{"none", 4}, NULL, 0}};
static struct str targets[] = {{"x", 1}, {"y", 1}};
static const struct field_map maps[] = {{{"f", 1}, targets, 2}};

static void placeholders(void **state)
{
    const struct rule_config config = {lists, 3, NULL, 0};
    struct detection_fixture f;

    (void)state;
    check_item_with("f|expand: '%admins%'", &config, "or(f:[boss], f:[adm<*>])");
    check_item_with("f|expand|contains: '/%admins%/%one%'", &config,
                    "or(f:[<*>/boss/a.b<*>], f:[<*>/adm<*>/a.b<*>])");
    check_item_with("f|expand: '%admins%%admins%'", &config,
                    "or(f:[bossboss], f:[bossadm<*>], f:[adm<*>boss], f:[adm<*>adm<*>])");
    check_item_with("f|expand: '\\%one% 5% %'", &config, "f:[%one% 5% %]");
    check_item_with("f: '%one%'", &config, "f:[%one%]");
    check_item_with("f|re|expand: '^%one%$'", &config, "f ~ /^a\\.b$/");
    check_item_with("f|expand: 5", &config, "f:[5]");
    detection_fixture_item(&f, "f|expand: '%nobody%'", &config);
    assert_int_equal(f.rc, -1);
    assert_non_null(strstr(f.set.problems[0].text.p, "no list of values is called \"nobody\""));
    detection_fixture_release(&f);
    detection_fixture_item(&f, "f|expand: '%none%'", &config);
    assert_int_equal(f.rc, -1);
    detection_fixture_release(&f);
    check_item_refused("f|expand: '%admins%'", 3, "no list of values is called \"admins\"");
}

static void names_of_fields(void **state)
{
    const struct rule_config config = {NULL, 0, maps, 1};

    (void)state;
    check_item_with("f: a", &config, "or(x:[a], y:[a])");
    check_item_with("g: a", &config, "g:[a]");
    check_item_with("f: [a, b]", &config, "or(or(x:[a], y:[a]), or(x:[b], y:[b]))");
    check_item_with("f|contains|all: [a, b]", &config,
                    "or(and(x:[<*>a<*>], x:[<*>b<*>]), and(y:[<*>a<*>], y:[<*>b<*>]))");
    check_item_with("f: null", &config, "and(x null, y null)");
    check_item_with("f|exists: false", &config, "and(x exists 0, y exists 0)");
    check_item_with("f|exists: true", &config, "or(x exists 1, y exists 1)");
    check_item_with("f|neq: a", &config, "not(or(x:[a], y:[a]))");
    check_item_with("g|fieldref: f", &config, "or(g = x, g = y)");
}

static void keywords(void **state)
{
    (void)state;
    check_item("'|all': [a, b]", "and(_:[<*>a<*>], _:[<*>b<*>])");
    check_item("'|contains': a", "_:[<*>a<*>]");
    check_item("'|re': 'a+'", "_ ~ /a+/");
    check_item("'|re|i': [a, b]", "or(_ ~ /a/i, _ ~ /b/i)");
    check_item("'|startswith': GET", "_:[GET<*>]");
    check_item("'|cased': A", "_::[<*>A<*>]");
    check_item("'|all': 42", "_:[<*>42<*>]");
    check_item_refused("'|cidr': 192.0.2.0/24", 2, "needs a field");
    check_item_refused("'|lt': 5", 2, "needs a field");
    check_item_refused("'|exists': true", 2, "needs a field");
    check_item_refused("'|all': null", 9, "a keyword cannot be null");
    check_item_refused("'|foo': a", 3, "there is no modifier \"foo\"");
}

static void mistakes(void **state)
{
    (void)state;
    check_item_refused("field|containz: a", 7, "there is no modifier \"containz\"");
    check_item_refused("field|contains|al: a", 16, "there is no modifier \"al\"");
    check_item_refused("field|Contains: a", 7, "there is no modifier");
    check_item_refused("field|: a", 7, "there is no modifier \"\"");
    check_item_refused("f|all|all|all|all|all|all|all|all|all|all|all|all|all|all|all|all|all: a",
                       67, "more than 16 modifiers");
}

/* Ten thousand values of five texts each are refused before they take memory. */
static void expansion_is_bounded(void **state)
{
    struct out out;
    struct detection_fixture f;

    (void)state;
    out_memory(&out);
    out_text(&out, "f|windash: [");
    for (int i = 0; i < 10000; i++)
        out_text(&out, "' -a -b',");
    out_text(&out, "x]");
    out_bytes(&out, "", 1);
    detection_fixture_item(&f, out.buffer, NULL);
    assert_int_equal(f.rc, -1);
    assert_non_null(strstr(f.set.problems[0].text.p, "windash: the rule's values become more"));
    assert_true(f.set.arena.used_bytes < (size_t)4 * LIMIT_EXPANSION_BYTES);
    detection_fixture_release(&f);
    out_drop(&out);
}

static void the_table_is_whole(void **state)
{
    size_t count;
    const struct modifier *all = modifiers_all(&count);

    (void)state;
    assert_int_equal(count, 34);
    for (size_t i = 0; i < count; i++) {
        assert_true(all[i].doc[0] && all[i].source[0]);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(all[i].name, all[k].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wildcards_around),
        cmocka_unit_test(patterns),
        cmocka_unit_test(numbers),
        cmocka_unit_test(dates),
        cmocka_unit_test(networks_and_fields),
        cmocka_unit_test(encodings),
        cmocka_unit_test(dashes),
        cmocka_unit_test(placeholders),
        cmocka_unit_test(names_of_fields),
        cmocka_unit_test(keywords),
        cmocka_unit_test(mistakes),
        cmocka_unit_test(expansion_is_bounded),
        cmocka_unit_test(the_table_is_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
