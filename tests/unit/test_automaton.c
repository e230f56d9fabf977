/*
 * test_automaton.c: literals found in one pass, against looking for each of them; with rows for all
 * states, for some, and for the root only.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "signatures/automaton.h"

static bool found(const struct automaton_hits *hits, uint32_t id)
{
    for (size_t i = 0; i < hits->count; i++) {
        if (hits->ids[i] == id)
            return true;
    }
    return false;
}

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c);
}

static bool at(struct str text, size_t place, struct str literal)
{
    for (size_t i = 0; i < literal.n; i++) {
        if (lower(text.p[place + i]) != (unsigned char)literal.p[i])
            return false;
    }
    return true;
}

/* The same, looking for one literal at each place. */
static bool plainly(const struct automaton_literal *literal, struct str text)
{
    for (size_t place = 0; place + literal->text.n <= text.n; place++) {
        if ((!literal->begin || place == 0) &&
            (!literal->end || place + literal->text.n == text.n) && at(text, place, literal->text))
            return true;
    }
    return false;
}

static void literals_of_a_line(void **state)
{
    const struct automaton_literal literals[] = {
        {STR("he"), 0, false, false},
        {STR("she"), 1, false, false},
        {STR("hers"), 2, false, false},
        {STR("hers"), 3, true, false},
        {STR("hers"), 4, false, true},
        {STR("ushers"), 5, true, true},
        {STR("usher"), 6, true, true},
        {STR("us"), 7, true, false},
        {STR(""), 8, true, true},
        {STR("h\0rs"), 9, false, false},
        {STR("\xc3\xa9"), 10, false, false},
    };
    struct automaton *automaton = automaton_new(literals, 11, 1 << 20);
    struct automaton_hits hits;

    (void)state;
    automaton_hits_init(&hits, automaton);
    automaton_scan(automaton, STR("uSHERs"), &hits);
    assert_int_equal(hits.count, 6);
    for (uint32_t id = 0; id < 11; id++)
        assert_int_equal(found(&hits, id), id != 3 && id != 6 && id < 8);
    automaton_scan(automaton, STR(""), &hits);
    assert_int_equal(hits.count, 1);
    assert_true(found(&hits, 8));
    automaton_scan(automaton, STR_NONE, &hits);
    assert_true(found(&hits, 8));
    automaton_scan(automaton, STR("\xc3\xa9h\0rsh\0rs"), &hits);
    assert_int_equal(hits.count, 2);
    assert_true(found(&hits, 9) && found(&hits, 10));
    automaton_hits_release(&hits);
    automaton_free(automaton);
}

static void nothing_to_look_for(void **state)
{
    struct automaton *automaton = automaton_new(NULL, 0, 0);
    struct automaton_hits hits;

    (void)state;
    automaton_hits_init(&hits, automaton);
    automaton_scan(automaton, STR("abc"), &hits);
    assert_int_equal(hits.count, 0);
    automaton_hits_release(&hits);
    automaton_free(automaton);
}

/* The counter of scans goes round, and nothing that was seen before hides what is there. */
static void many_scans(void **state)
{
    const struct automaton_literal literal = {STR("a"), 7, false, false};
    struct automaton *automaton = automaton_new(&literal, 1, 1 << 20);
    struct automaton_hits hits;

    (void)state;
    automaton_hits_init(&hits, automaton);
    automaton_scan(automaton, STR("xax"), &hits);
    hits.scan = UINT32_MAX - 1;
    for (int i = 0; i < 4; i++) {
        automaton_scan(automaton, STR("aaa"), &hits);
        assert_int_equal(hits.count, 1);
        assert_int_equal(hits.ids[0], 7);
    }
    automaton_hits_release(&hits);
    automaton_free(automaton);
}

static uint32_t draw(uint64_t *seed, uint32_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % below;
}

static struct str random_text(uint64_t *seed, const char *letters, size_t most, char *into)
{
    size_t n = draw(seed, (uint32_t)most + 1);

    for (size_t i = 0; i < n; i++)
        into[i] = letters[draw(seed, (uint32_t)strlen(letters))];
    return (struct str){into, n};
}

#define LITERALS 40

/* One random automaton on random texts; returns how many literals were found. */
static unsigned round_of(uint64_t seed, size_t row_bytes)
{
    struct automaton_literal literals[LITERALS];
    char bytes[LITERALS][8];
    char text_bytes[64];
    struct automaton *automaton;
    struct automaton_hits hits;
    unsigned hit_count = 0;

    for (uint32_t i = 0; i < LITERALS; i++) {
        struct str text = random_text(&seed, "ab/c\xc3\xff", 5, bytes[i]);
        bool begin = draw(&seed, 4) == 0 || text.n == 0;

        literals[i] = (struct automaton_literal){text, i, begin, draw(&seed, 4) == 0};
    }
    automaton = automaton_new(literals, LITERALS, row_bytes);
    automaton_hits_init(&hits, automaton);
    for (int i = 0; i < 200; i++) {
        struct str text = random_text(&seed, "aAbB/cCx\xc3\xff", 40, text_bytes);
        size_t expected = 0;

        automaton_scan(automaton, text, &hits);
        for (uint32_t k = 0; k < LITERALS; k++) {
            bool is = plainly(&literals[k], text);

            expected += is;
            assert_int_equal(found(&hits, k), is);
        }
        assert_int_equal(hits.count, expected);
        hit_count += (unsigned)expected;
    }
    automaton_hits_release(&hits);
    automaton_free(automaton);
    return hit_count;
}

static void as_looking_for_each(void **state)
{
    static const size_t rows[] = {0, 300, 1000, 1 << 20};
    unsigned hits = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++)
        hits += round_of(seed, rows[seed % 4]);
    assert_true(hits > 10000);
    assert_true(hits < 40 * 200 * LITERALS / 2);
}

/* Deep states cost tens of bytes, not a row. */
static void memory_is_bounded(void **state)
{
    enum { COUNT = 5000, LENGTH = 64 };
    struct automaton_literal *literals = mem_zero(COUNT, sizeof *literals);
    char *bytes = mem_zero(COUNT, LENGTH);
    struct automaton *automaton;
    struct automaton_hits hits;
    uint64_t seed = 5;

    (void)state;
    for (uint32_t i = 0; i < COUNT; i++) {
        char *text = bytes + (size_t)i * LENGTH;

        for (int k = 0; k < LENGTH; k++)
            text[k] = "0123456789abcdef"[draw(&seed, 16)];
        literals[i] = (struct automaton_literal){{text, LENGTH}, i, false, false};
    }
    automaton = automaton_new(literals, COUNT, 1 << 20);
    assert_in_range(automaton_bytes(automaton), 1 << 20, (1 << 20) + 28 * COUNT * LENGTH);
    automaton_hits_init(&hits, automaton);
    automaton_scan(automaton, (struct str){bytes, (size_t)COUNT * LENGTH}, &hits);
    assert_int_equal(hits.count, COUNT);
    automaton_hits_release(&hits);
    automaton_free(automaton);
    free(literals);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(literals_of_a_line), cmocka_unit_test(nothing_to_look_for),
        cmocka_unit_test(many_scans),         cmocka_unit_test(as_looking_for_each),
        cmocka_unit_test(memory_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
