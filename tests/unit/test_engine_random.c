/*
 * test_engine_random.c: random rules on random events: what the engine finds is what evaluating
 * each rule as it is written finds: with the engine's own tests, and where there are no
 * broken characters (which are bytes to one and characters to the other) with the naive matcher
 * too. The alphabet is small, so that many tests hold by chance.
 *
 * Usage: test_engine_random [ROUNDS [SEED]]
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "expr_fixture.h"
#include "signatures/read_value.h"

#define FIELDS 5
#define RULES  40
#define EVENTS 60
#define ROUNDS 50
#define DEPTH  4

static const char *const names[FIELDS] = {"f0", "f1", "f2", "status", "ip"};

/* STR, in lists. */
#define TEXT(literal)                                                                              \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

/* Texts are made of these: letters of both cases, accents whole and broken, NUL, wildcards' names,
 * digits. */
static const struct str pieces[] = {
    TEXT("a"),        TEXT("A"),  TEXT("b"),    TEXT("ab"),       TEXT("Ba"),
    TEXT("/"),        TEXT("."),  TEXT("-"),    TEXT("\xc3\xa9"), TEXT("\xc3\x89"),
    TEXT("\xc3\x97"), TEXT("\0"), TEXT("1"),    TEXT("20"),       TEXT(" "),
    TEXT("\n"),       TEXT("k"),  TEXT("\xc3"), TEXT("\x89"),     TEXT("\xff"), /* broken */
};
#define BROKEN 3

static const struct str numbers[] = {
    TEXT("200"), TEXT("0200"), TEXT("200.0"), TEXT("2e2"),
    TEXT("404"), TEXT("-1"),   TEXT("0"),     TEXT("-0"),
    TEXT("1.5"), TEXT("x1"),   TEXT(""),      TEXT("36893488147419103232"),
};

static const struct str addresses[] = {
    TEXT("192.0.2.7"), TEXT("192.0.2.200"), TEXT("198.51.100.9"), TEXT("2001:db8::1"), TEXT("-"),
};

static const struct str patterns[] = {
    TEXT("a"),
    TEXT("a+b"),
    TEXT("^a"),
    TEXT("b$"),
    TEXT("(?i)AB"),
    TEXT("a|b/"),
    TEXT("(ab|ba)+a"),
    TEXT("[ab]{2}/"),
    TEXT("(?:a.)?b"),
    TEXT("a(?=b)"),
    TEXT("\\x61b?a"),
    TEXT("ab{0}a"),
    TEXT("a{2}"),
    TEXT("(?<n>a|b)\\k<n>"),
    TEXT("\\Qa.\\E"),
    TEXT("\xc3\xa9"),
    TEXT("a\\.|\\/b"),
    TEXT("(?!a)b"),
    TEXT("(?x) a b"),
    TEXT("[]a]b[^/]"),
    TEXT("[[:alpha:]]1"),
    TEXT("a*"),
    TEXT("(a(b(/)))?1"),
    TEXT("(?i:a)B\\/"),
    TEXT("ab|.1"),
    TEXT("/|[b-]"),
    TEXT("(a|.)b"),
};

static uint32_t draw(uint64_t *seed, uint32_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % below;
}

#define DRAW_OF(seed, list) ((list)[draw((seed), sizeof(list) / sizeof *(list))])

static struct str draw_text(uint64_t *seed, struct arena *arena, uint32_t most, bool whole)
{
    uint32_t kinds = sizeof pieces / sizeof *pieces - (whole ? BROKEN : 0);
    uint32_t count = draw(seed, most + 1);
    char *text = arena_alloc(arena, 4 * (size_t)most + 1);
    size_t n = 0;

    for (uint32_t i = 0; i < count; i++) {
        struct str piece = pieces[draw(seed, kinds)];

        memcpy(text + n, piece.p, piece.n);
        n += piece.n;
    }
    return (struct str){text, n};
}

/* A glob of one to three literals, with or without wildcards around them. */
static struct glob draw_glob(uint64_t *seed, struct arena *arena, bool whole)
{
    struct glob glob = {.parts = arena_alloc(arena, 8 * sizeof *glob.parts)};
    uint32_t literals = draw(seed, 8) == 0 ? draw(seed, 4) : 1;

    for (uint32_t i = 0; i <= literals; i++) {
        uint32_t wild = draw(seed, 8);

        if (wild < 5 || i > 0)
            glob.parts[glob.count++].kind = wild == 4 ? GLOB_ONE : GLOB_RUN;
        if (i == literals)
            break;
        glob.parts[glob.count].kind = GLOB_LITERAL;
        glob.parts[glob.count].text = draw_text(seed, arena, 3, whole);
        glob.count += glob.parts[glob.count].text.n > 0;
    }
    if (glob.count > 1 && draw(seed, 3) == 0)
        glob.count--;
    return glob;
}

static void draw_number(uint64_t *seed, struct test *test)
{
    test->text = DRAW_OF(seed, numbers);
    if (!read_number(test->text, &test->number)) {
        test->text = STR("404");
        test->number = 404;
    }
}

static struct expr *draw_test(uint64_t *seed, struct arena *arena, bool whole)
{
    struct test test = {.field = str_of(names[draw(seed, FIELDS)]), .wanted = draw(seed, 2)};
    uint32_t kind = draw(seed, 30);
    bool loose;

    if (kind < 18) {
        test.kind = TEST_TEXT;
        test.glob = draw_glob(seed, arena, whole);
        test.cased = draw(seed, 5) == 0;
        if (draw(seed, 8) == 0)
            test.field = STR_NONE;
    } else if (kind < 22) {
        test.kind = TEST_REGEX;
        test.text = DRAW_OF(seed, patterns);
        test.regex = draw(seed, 8);
        test.relation = draw(seed, 4) ? RELATION_CONTAINS : draw(seed, 4);
    } else if (kind < 25) {
        static const enum test_kind kinds[] = {TEST_NUMBER,       TEST_NUMBER,     TEST_NUMBER,
                                               TEST_LESS,         TEST_LESS_EQUAL, TEST_GREATER,
                                               TEST_GREATER_EQUAL};

        test.kind = DRAW_OF(seed, kinds);
        test.field = draw(seed, 4) ? STR("status") : test.field;
        draw_number(seed, &test);
    } else if (kind == 25) {
        test.kind = TEST_CIDR;
        test.field = STR("ip");
        (void)read_network(STR("192.0.2.0/25"), test.network, &test.bits, &loose);
    } else if (kind == 26) {
        test.kind = TEST_FIELD;
        test.text = str_of(names[draw(seed, FIELDS)]);
        test.relation = draw(seed, 4);
    } else {
        test.kind = kind < 29 ? TEST_NULL : TEST_EXISTS;
    }
    return built_test(arena, &test);
}

static struct expr *draw_expr(uint64_t *seed, struct arena *arena, int depth, bool whole)
{
    struct expr *children[64];
    uint32_t shape = draw(seed, 10);
    uint32_t count = draw(seed, 20) == 0 ? 9 + draw(seed, 50) : 1 + draw(seed, 3);

    if (depth == 0 || shape < 2)
        return draw_test(seed, arena, whole);
    if (shape < 4) {
        children[0] = draw_expr(seed, arena, depth - 1, whole);
        return built_of(arena, EXPR_NOT, children, 1);
    }
    if (draw(seed, 100) == 0)
        count = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0 && draw(seed, 6) == 0)
            children[i] = children[draw(seed, i)];
        else
            children[i] = draw_expr(seed, arena, count > 5 ? depth / 2 : depth - 1, whole);
    }
    return built_of(arena, shape < 7 ? EXPR_AND : EXPR_OR, children, count);
}

static struct str draw_value(uint64_t *seed, struct arena *arena, uint32_t field, bool whole)
{
    if (draw(seed, 6) == 0)
        field = draw(seed, FIELDS);
    if (field == 3)
        return DRAW_OF(seed, numbers);
    return field == 4 ? DRAW_OF(seed, addresses) : draw_text(seed, arena, 7, whole);
}

static void draw_values(uint64_t *seed, struct arena *arena, struct sigma_value *values, bool whole)
{
    for (uint32_t i = 0; i < FIELDS; i++) {
        struct sigma_value *value = &values[i];

        *value = (struct sigma_value){0};
        for (;;) {
            uint32_t kind = draw(seed, 12);

            value->kind = kind == 0 ? VALUE_MISSING : kind == 1 ? VALUE_NULL : VALUE_TEXT;
            if (value->kind == VALUE_TEXT)
                value->text = draw_value(seed, arena, i, whole);
            if (value->kind == VALUE_MISSING || draw(seed, 8))
                break;
            value->more = arena_alloc(arena, sizeof *value);
            value = (struct sigma_value *)(uintptr_t)value->more;
        }
    }
}

/* How often a rule matched, and not. */
struct tally {
    unsigned long pairs;
    unsigned long matched;
    unsigned long naive; /* those that the naive matcher saw */
};

static void compare(const struct rule_set *set, struct engine_state *state,
                    struct plain_event *event, struct test_state *tests, struct tally *tally,
                    bool whole)
{
    const struct naive_event naive = {event->event.line, plain_event_value, event};
    const uint32_t *rules;
    size_t count = engine_match(state, &event->event, &rules);
    size_t next = 0;

    for (uint32_t rule = 0; rule < set->count; rule++) {
        bool plainly = built_holds(set->rules[rule].condition, event, tests);
        bool hit = next < count && rules[next] == rule;

        if (plainly != hit)
            print_error("rule %u: %d, the engine: %d\n", rule, plainly, hit);
        assert_int_equal(plainly, hit);
        if (whole) {
            assert_int_equal(naive_holds(set->rules[rule].condition, &naive, tests), hit);
            tally->naive++;
        }
        next += hit;
        tally->pairs++;
        tally->matched += hit;
    }
    assert_int_equal(next, count);
}

static void play(uint64_t seed, struct tally *tally)
{
    struct rule_set set = {0};
    struct engine_options options = {.timed = seed % 2 == 0};
    struct engine *engine;
    struct engine_state *state;
    struct test_state tests;
    struct engine_stats stats[RULES] = {{0}};
    struct sigma_value both[2][FIELDS];
    unsigned long before = tally->matched;
    bool whole = seed % 4 != 0;

    for (int i = 0; i < RULES; i++)
        (void)built_rule(&set, draw_expr(&seed, &set.arena, 1 + (int)draw(&seed, DEPTH), whole));
    engine = engine_compile(&set, &options);
    state = engine_state_new(engine);
    test_state_init(&tests);
    for (int i = 0; i < EVENTS; i++) {
        struct sigma_value *values = both[i % 2]; /* none is taken for the one before */
        struct plain_event event;
        struct str line = draw(&seed, 8) ? draw_text(&seed, &set.arena, 12, whole) : STR_NONE;

        draw_values(&seed, &set.arena, values, whole);
        plain_event_init(&event, engine, names, values, FIELDS, line);
        compare(&set, state, &event, &tests, tally, whole);
    }
    (void)engine_state_stats(state, stats);
    for (int i = 0; i < RULES; i++) {
        assert_true(stats[i].hits <= stats[i].candidates && stats[i].candidates <= EVENTS);
        before += stats[i].hits;
    }
    assert_int_equal(before, tally->matched);
    test_state_release(&tests);
    engine_state_free(state);
    engine_release(engine);
    built_release(&set);
}

static unsigned long rounds = ROUNDS;
static uint64_t first_seed = 1;

static void as_written(void **state)
{
    struct tally tally = {0};

    (void)state;
    for (unsigned long i = 0; i < rounds; i++)
        play(first_seed + i, &tally);
    print_message("%lu pairs of rule and event, %lu matched, %lu by the naive matcher\n",
                  tally.pairs, tally.matched, tally.naive);
    assert_int_equal(tally.pairs, rounds * RULES * EVENTS);
    assert_in_range(tally.matched, tally.pairs / 5, tally.pairs - tally.pairs / 5);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(as_written)};

    rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : ROUNDS;
    first_seed = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
