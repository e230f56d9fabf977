/*
 * test_engine.c: which rules are in, which can fire, which are woken by what; what is asked of
 * events; long lists, long values, counters that go round. test_engine_random.c has the rest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "expr_fixture.h"
#include "signatures/engine_parts.h"

static const char *const names[] = {"target", "agent", "status"};
#define NAMES 3

/* A set, its engine and a state, for the length of a test. */
struct bench {
    struct rule_set set;
    struct engine *engine;
    struct engine_state *state;
    unsigned asked; /* by the last match */
};

static struct expr *has(struct bench *bench, const char *field, const char *like)
{
    return built_text(&bench->set.arena, field, str_of(like), false);
}

static struct expr *both(struct bench *bench, enum expr_kind kind, struct expr *a, struct expr *b)
{
    struct expr *list[2] = {a, b};

    return built_of(&bench->set.arena, kind, list, 2);
}

static struct expr * not(struct bench * bench, struct expr *a)
{
    return built_of(&bench->set.arena, EXPR_NOT, &a, 1);
}

static struct expr *number(struct bench *bench, const char *field, const char *text)
{
    struct test test = {.field = str_of(field), .kind = TEST_NUMBER, .text = str_of(text)};

    test.number = strtod(text, NULL);
    return built_test(&bench->set.arena, &test);
}

static void start(struct bench *bench, const struct engine_options *options)
{
    static const struct engine_options plain = {0};

    bench->engine = engine_compile(&bench->set, options ? options : &plain);
    bench->state = engine_state_new(bench->engine);
}

static void stop(struct bench *bench)
{
    engine_state_free(bench->state);
    engine_release(bench->engine);
    built_release(&bench->set);
}

/* The hits of an event as bits; fewer than 32 rules. */
static uint32_t match(struct bench *bench, struct str target, struct str agent, struct str status)
{
    const struct str texts[NAMES] = {target, agent, status};
    struct sigma_value values[NAMES];
    struct plain_event event;
    const uint32_t *rules;
    uint32_t bits = 0;
    size_t count;

    for (int i = 0; i < NAMES; i++)
        values[i] =
            (struct sigma_value){.kind = texts[i].p ? VALUE_TEXT : VALUE_MISSING, .text = texts[i]};
    plain_event_init(&event, bench->engine, names, values, NAMES, target);
    count = engine_match(bench->state, &event.event, &rules);
    for (size_t i = 0; i < count; i++) {
        assert_true(i == 0 || rules[i - 1] < rules[i]);
        bits |= 1u << rules[i];
    }
    bench->asked = event.asked;
    return bits;
}

static struct engine_stats stats_of(const struct bench *bench, uint32_t rule)
{
    struct engine_stats *all = mem_zero(bench->set.count, sizeof *all);
    struct engine_stats one;

    (void)engine_state_stats(bench->state, all);
    one = all[rule];
    free(all);
    return one;
}

static void no_rules(void **state)
{
    struct bench bench = {0};
    size_t count;

    (void)state;
    start(&bench, NULL);
    assert_int_equal(match(&bench, STR("/a"), STR("b"), STR("200")), 0);
    assert_int_equal(bench.asked, 0);
    (void)engine_fields(bench.engine, &count);
    assert_int_equal(count, 0);
    assert_false(engine_has(bench.engine, 0));
    assert_false(engine_cannot_fire(bench.engine, 7));
    stop(&bench);
}

static void only_what_is_needed_is_asked(void **state)
{
    struct bench bench = {0};
    struct expr *rare = has(&bench, "target", "*/zqvx*");

    (void)state;
    (void)built_rule(&bench.set, both(&bench, EXPR_AND, rare, has(&bench, "agent", "*mozilla*")));
    (void)built_rule(&bench.set,
                     both(&bench, EXPR_AND, not(&bench, has(&bench, "agent", "*")), rare));
    start(&bench, NULL);
    assert_int_equal(match(&bench, STR("/nothing"), STR("Mozilla"), STR("200")), 0);
    assert_int_equal(bench.asked, 1);
    assert_int_equal(match(&bench, STR("/ZQVX/zqvx"), STR("Mozilla"), STR("200")), 1);
    assert_int_equal(bench.asked, 2);
    assert_int_equal(match(&bench, STR("/ZQVX"), STR_NONE, STR("200")), 2);
    assert_int_equal(match(&bench, STR_NONE, STR_NONE, STR_NONE), 0);
    assert_int_equal(stats_of(&bench, 0).candidates, 2);
    assert_int_equal(stats_of(&bench, 0).hits, 1);
    assert_int_equal(stats_of(&bench, 1).hits, 1);
    assert_int_equal(stats_of(&bench, 0).ns, 0);
    stop(&bench);
}

static struct str lower_name(const void *context, struct str name)
{
    (void)context;
    return str_eq(name, STR("c-uri")) ? STR("target") : name;
}

static void sources_and_names(void **state)
{
    struct bench bench = {0};
    const struct logsource source = {.category = STR("webserver")};
    struct engine_options options = {
        .canonical = lower_name, .sources = &source, .source_count = 1};
    struct correlation correlation = {0};
    size_t count;

    (void)state;
    for (int i = 0; i < 4; i++)
        (void)built_rule(&bench.set, has(&bench, i % 2 ? "c-uri" : "target", "*abc*"));
    bench.set.rules[0].logsource.category = STR("webserver");
    bench.set.rules[1].logsource.product = STR("nginx");
    bench.set.rules[2].logsource.category = STR("portal");
    bench.set.rules[3].condition = NULL;
    bench.set.rules[3].correlation = &correlation;
    start(&bench, &options);
    assert_true(engine_has(bench.engine, 0) && engine_has(bench.engine, 1));
    assert_false(engine_has(bench.engine, 2) || engine_has(bench.engine, 3));
    assert_true(str_eq(engine_fields(bench.engine, &count)[0], STR("target")));
    assert_int_equal(count, 1);
    assert_int_equal(match(&bench, STR("/abc"), STR_NONE, STR_NONE), 3);
    stop(&bench);
}

static bool knows(const void *context, struct str name)
{
    (void)context;
    return !str_starts(name, STR("no-"));
}

static void what_cannot_fire(void **state)
{
    struct bench bench = {0};
    struct engine_options options = {.knows = knows};
    struct test null = {.field = STR("no-field"), .kind = TEST_NULL};
    struct test exists = {.field = STR("no-field"), .kind = TEST_EXISTS, .wanted = true};
    struct test absent = {.field = STR("no-field"), .kind = TEST_EXISTS};
    struct test like = {.field = STR("target"), .kind = TEST_FIELD, .text = STR("no-field")};
    struct expr *yes = has(&bench, "target", "*abc*");
    struct expr *no = has(&bench, "no-field", "*abc*");
    struct arena *arena = &bench.set.arena;
    struct {
        struct expr *condition;
        bool dead;
    } cases[] = {
        {no, true},
        {yes, false},
        {both(&bench, EXPR_AND, yes, no), true},
        {both(&bench, EXPR_OR, yes, no), false},
        {not(&bench, no), false},
        {both(&bench, EXPR_AND, yes, not(&bench, no)), false},
        {both(&bench, EXPR_AND, no, not(&bench, yes)), true},
        {not(&bench, not(&bench, no)), true},
        {not(&bench, both(&bench, EXPR_OR, yes, not(&bench, no))), true},
        {built_test(arena, &null), false},
        {not(&bench, built_test(arena, &null)), true},
        {built_test(arena, &exists), true},
        {built_test(arena, &absent), false},
        {built_test(arena, &like), true},
        {not(&bench, built_test(arena, &like)), false},
        {built_text(arena, NULL, STR("*abc*"), false), false},
        {built_of(arena, EXPR_OR, NULL, 0), true},
        {built_of(arena, EXPR_AND, NULL, 0), false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        (void)built_rule(&bench.set, cases[i].condition);
    start(&bench, &options);
    for (uint32_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(engine_cannot_fire(bench.engine, i), cases[i].dead);
    stop(&bench);
    for (size_t i = 0; i < 1;
         i++) { /* of what events can have, nothing is said when nobody knows */
        (void)built_rule(&bench.set, has(&bench, "no-field", "*abc*"));
        start(&bench, NULL);
        assert_false(engine_cannot_fire(bench.engine, 0));
        stop(&bench);
    }
}

static void who_never_sleeps(void **state)
{
    struct bench bench = {0};
    struct expr *rare = has(&bench, "target", "*/zqvx*");
    struct expr *often = has(&bench, "agent", "*Mozilla/5.0*");

    (void)state;
    (void)built_rule(&bench.set, rare);
    (void)built_rule(&bench.set, not(&bench, rare));
    (void)built_rule(&bench.set, both(&bench, EXPR_AND, often, rare));
    (void)built_rule(&bench.set, both(&bench, EXPR_OR, often, rare));
    (void)built_rule(&bench.set, has(&bench, "target", "*'*"));
    (void)built_rule(&bench.set, has(&bench, "target", "PROPFIND"));
    (void)built_rule(&bench.set, both(&bench, EXPR_OR, rare,
                                      built_regex(&bench.set.arena, "target", STR("a|.."), 0)));
    start(&bench, NULL);
    for (uint32_t i = 0; i < 7; i++)
        assert_int_equal(engine_always(bench.engine, i), i == 1 || i == 3 || i == 4 || i == 6);
    stop(&bench);
}

/* A list of words in an OR: one hit is enough; inside NOT; and joined to another test. */
static void long_lists(void **state)
{
    enum { WORDS = 4432, PASSES = 1000 };
    struct bench bench = {0};
    struct expr **words = mem_zero(WORDS, sizeof *words);
    struct expr *list;
    char text[64];

    (void)state;
    for (int i = 0; i < WORDS; i++) {
        snprintf(text, sizeof text, "*/word-%04d.x", i);
        words[i] = built_text(&bench.set.arena, "target", str_of(text), i % 2);
    }
    list = built_of(&bench.set.arena, EXPR_OR, words, WORDS);
    (void)built_rule(&bench.set, list);
    (void)built_rule(&bench.set, not(&bench, list));
    (void)built_rule(&bench.set, both(&bench, EXPR_AND, list, has(&bench, "agent", "*zqv*")));
    for (int i = 0; i < WORDS; i++)
        words[i] = both(&bench, EXPR_AND, words[i], has(&bench, "agent", "*zqv*"));
    (void)built_rule(&bench.set, built_of(&bench.set.arena, EXPR_OR, words, WORDS));
    start(&bench, NULL);
    assert_int_equal(match(&bench, STR("/word-4432.x"), STR("zqv"), STR_NONE), 2);
    assert_int_equal(match(&bench, STR("/word-0008.x"), STR("zqv"), STR_NONE), 13);
    assert_int_equal(match(&bench, STR("/WORD-0008.x"), STR("zq"), STR_NONE), 1);
    assert_int_equal(match(&bench, STR("/WORD-0009.x"), STR("zqv"), STR_NONE), 2);
    assert_int_equal(match(&bench, STR("/word-0009.xy"), STR("zqv"), STR_NONE), 2);
    for (int i = 0; i < PASSES; i++) {
        snprintf(text, sizeof text, "/word-%04d.x", i);
        assert_int_equal(match(&bench, str_of(text), STR("zqv"), STR_NONE), 13);
    }
    assert_int_equal(stats_of(&bench, 0).candidates, PASSES + 3);
    free(words);
    stop(&bench);
}

static void long_lists_of_numbers(void **state)
{
    enum { NUMBERS = 5000 };
    struct bench bench = {0};
    struct expr **numbers = mem_zero(NUMBERS, sizeof *numbers);
    char text[64];

    (void)state;
    for (int i = 0; i < NUMBERS; i++) {
        snprintf(text, sizeof text, "%d", i * 2);
        numbers[i] = number(&bench, "status", arena_str(&bench.set.arena, str_of(text)).p);
    }
    (void)built_rule(&bench.set, built_of(&bench.set.arena, EXPR_OR, numbers, NUMBERS));
    start(&bench, NULL);
    assert_int_equal(match(&bench, STR_NONE, STR_NONE, STR("404")), 1);
    assert_int_equal(match(&bench, STR_NONE, STR_NONE, STR("0404.0")), 1);
    assert_int_equal(match(&bench, STR_NONE, STR_NONE, STR("405")), 0);
    assert_int_equal(match(&bench, STR_NONE, STR_NONE, STR("1e4")), 0);
    assert_int_equal(match(&bench, STR_NONE, STR_NONE, STR("-0")), 1);
    assert_int_equal(match(&bench, STR_NONE, STR_NONE, STR("")), 0);
    assert_int_equal(stats_of(&bench, 0).candidates, 3);
    free(numbers);
    stop(&bench);
}

/* Beyond what is read as a double, numbers are their digits. */
static void numbers_with_many_digits(void **state)
{
    struct bench bench = {0};
    char digits[1001];

    (void)state;
    memset(digits, '0', 1000);
    memcpy(digits + 996, "0404", 5);
    (void)built_rule(&bench.set, number(&bench, "status", "404"));
    (void)built_rule(&bench.set, number(&bench, "status", "36893488147419103232"));
    start(&bench, NULL);
    assert_int_equal(match(&bench, STR_NONE, STR_NONE, (struct str){digits, 1000}), 1);
    assert_int_equal(match(&bench, STR_NONE, STR_NONE, STR("36893488147419103232")), 2);
    assert_int_equal(match(&bench, STR_NONE, STR_NONE, STR("36893488147419103233")), 0);
    stop(&bench);
}

static void long_values(void **state)
{
    enum { BYTES = 1 << 20 };
    struct bench bench = {0};
    char *text = mem_zero(BYTES, 1);

    (void)state;
    (void)built_rule(&bench.set, has(&bench, "target", "*d\xc3\xa9j\xc3\xa0*"));
    (void)built_rule(&bench.set, has(&bench, "target", "*zqv"));
    (void)built_rule(&bench.set, has(&bench, "target", "*a*b*zqv?"));
    start(&bench, NULL);
    assert_int_equal(match(&bench, (struct str){text, BYTES}, STR_NONE, STR_NONE), 0);
    memcpy(text + BYTES - 9, "D\xc3\x89J\xc3\x80ZQV", 9);
    assert_int_equal(match(&bench, (struct str){text, BYTES}, STR_NONE, STR_NONE), 3);
    assert_int_equal(match(&bench, (struct str){text, BYTES - 4}, STR_NONE, STR_NONE), 0);
    memset(text, 'a', BYTES - 9);
    text[99] = 'B';
    memcpy(text + BYTES - 9, "\xc3\xc3\xc3\xc3\xc3zqv\xff", 9);
    assert_int_equal(match(&bench, (struct str){text, BYTES}, STR_NONE, STR_NONE), 4);
    free(text);
    stop(&bench);
}

static void counter_goes_round(void **state)
{
    struct bench bench = {0};
    struct expr *list[20];
    char text[32];

    (void)state;
    for (int i = 0; i < 20; i++) {
        snprintf(text, sizeof text, "*zq%d*", i);
        list[i] = has(&bench, "target", arena_str(&bench.set.arena, str_of(text)).p);
    }
    (void)built_rule(&bench.set, built_of(&bench.set.arena, EXPR_OR, list, 20));
    (void)built_rule(&bench.set, not(&bench, built_of(&bench.set.arena, EXPR_OR, list, 20)));
    start(&bench, NULL);
    for (int i = 0; i < 3; i++)
        assert_int_equal(match(&bench, STR("zq7"), STR_NONE, STR_NONE), 1);
    bench.state->epoch = (1u << 30) - 3;
    for (int i = 0; i < 6; i++) {
        assert_int_equal(match(&bench, STR("zq7"), STR_NONE, STR_NONE), 1);
        assert_int_equal(match(&bench, STR("zq"), STR_NONE, STR_NONE), 2);
    }
    assert_true(bench.state->epoch < 20);
    stop(&bench);
}

static void limits_are_counted(void **state)
{
    struct bench bench = {0};
    struct engine_stats stats[1] = {{0}};
    char text[80];

    (void)state;
    memset(text, 'a', sizeof text);
    (void)built_rule(&bench.set,
                     built_regex(&bench.set.arena, "target", STR("(a+)+(a+)+(a+)+$x"), 0));
    start(&bench, NULL);
    assert_int_equal(match(&bench, (struct str){text, sizeof text}, STR_NONE, STR_NONE), 0);
    assert_int_equal(engine_state_stats(bench.state, stats), 0); /* no x, no candidate */
    text[79] = 'x';
    assert_int_equal(match(&bench, (struct str){text, sizeof text}, STR_NONE, STR_NONE), 0);
    assert_int_equal(engine_state_stats(bench.state, stats), 1);
    stop(&bench);
}

/* A pattern that PCRE2 refuses takes its rule with it, and only that. */
static void refused_patterns(void **state)
{
    struct bench bench = {0};
    struct expr *bad = built_regex(&bench.set.arena, "target", STR("a("), 0);

    (void)state;
    (void)built_rule(&bench.set, not(&bench, bad));
    (void)built_rule(&bench.set, has(&bench, "target", "*abc*"));
    (void)built_rule(&bench.set, not(&bench, bad));
    start(&bench, NULL);
    assert_false(engine_has(bench.engine, 0) || engine_has(bench.engine, 2));
    assert_true(engine_has(bench.engine, 1));
    assert_int_equal(match(&bench, STR("abc"), STR_NONE, STR_NONE), 2);
    stop(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_rules),
        cmocka_unit_test(only_what_is_needed_is_asked),
        cmocka_unit_test(sources_and_names),
        cmocka_unit_test(what_cannot_fire),
        cmocka_unit_test(who_never_sleeps),
        cmocka_unit_test(long_lists),
        cmocka_unit_test(long_lists_of_numbers),
        cmocka_unit_test(numbers_with_many_digits),
        cmocka_unit_test(long_values),
        cmocka_unit_test(counter_goes_round),
        cmocka_unit_test(limits_are_counted),
        cmocka_unit_test(refused_patterns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
