/*
 * test_sieve.c: literals found by their grams, and by sieve and automaton together, against looking
 * for each of them at each place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "signatures/finder.h"

static uint32_t draw(uint64_t *seed, uint32_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % below;
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c);
}

static bool plainly(const struct automaton_literal *literal, struct str text)
{
    for (size_t place = 0; place + literal->text.n <= text.n; place++) {
        size_t same = 0;

        if ((literal->begin && place > 0) || (literal->end && place + literal->text.n < text.n))
            continue;
        while (same < literal->text.n && lower(text.p[place + same]) == literal->text.p[same])
            same++;
        if (same == literal->text.n)
            return true;
    }
    return false;
}

static struct str draw_text(uint64_t *seed, const char *letters, size_t least, size_t most,
                            char *into)
{
    size_t n = least + draw(seed, (uint32_t)(most - least) + 1);

    for (size_t i = 0; i < n; i++)
        into[i] = letters[draw(seed, (uint32_t)strlen(letters))];
    return (struct str){into, n};
}

#define LITERALS 60

/* One random finder on random texts, of literals from `least` bytes on; how many were found. Texts
 * are copied into blocks of their own, so that a sanitizer sees whatever looks beyond them. */
static unsigned round_of(uint64_t seed, size_t least, bool tied, const char *letters)
{
    struct automaton_literal literals[LITERALS];
    char bytes[LITERALS][16];
    char text_bytes[96];
    struct finder finder;
    struct finder_hits hits;
    unsigned found = 0;

    for (uint32_t i = 0; i < LITERALS; i++) {
        struct str text = draw_text(&seed, letters, least, least + 6, bytes[i]);

        literals[i] =
            (struct automaton_literal){text, i, tied || draw(&seed, 4) == 0, draw(&seed, 4) == 0};
    }
    finder_init(&finder, literals, LITERALS, 4096);
    finder_hits_init(&hits, &finder, 0);
    for (int i = 0; i < 300; i++) {
        struct str text = draw_text(&seed, "abABc/\xe0", 0, 80, text_bytes);
        char *own = mem_resize(NULL, text.n + 1, 1);
        bool is[LITERALS] = {false};

        memcpy(own, text.p, text.n);
        own = mem_resize(own, text.n ? text.n : 1, 1);
        finder_scan(&finder, (struct str){own, text.n}, &hits);
        for (size_t k = 0; k < hits.count; k++) {
            assert_false(is[hits.ids[k]]);
            is[hits.ids[k]] = true;
        }
        for (uint32_t k = 0; k < LITERALS; k++)
            assert_int_equal(is[k], plainly(&literals[k], text));
        found += (unsigned)hits.count;
        free(own);
    }
    finder_hits_release(&hits);
    finder_release(&finder);
    return found;
}

static void as_looking_for_each(void **state)
{
    unsigned found = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++)
        found += round_of(seed, 1 + seed % 5, seed % 7 == 0, seed % 3 ? "abc/" : "ab\xe0/@`");
    assert_in_range(found, 20000, 60 * 300 * LITERALS / 2);
}

/* Who takes what. */
static void shares(void **state)
{
    char longer[65];
    struct automaton_literal literals[] = {
        {STR("/etc/passwd"), 0, false, false}, {STR("get"), 1, true, true},
        {STR("../"), 2, false, false},         {STR(".php"), 3, false, true},
        {STR("<a"), 4, false, false},          {{longer, 65}, 5, false, false},
        {STR("/wp-content/"), 6, true, false},
    };
    bool taken[7];
    struct sieve *sieve;
    struct finder finder;

    (void)state;
    memset(longer, 'x', sizeof longer);
    sieve = sieve_new(literals, 7, taken);
    assert_int_equal(sieve_count(sieve), 3);
    assert_true(taken[0] && taken[2] && taken[6]);
    sieve_free(sieve);
    finder_init(&finder, literals, 4, 4096); /* what is left is tied: the ends are enough */
    assert_int_equal(finder.edge, 4);
    finder_release(&finder);
    finder_init(&finder, literals, 5, 4096);
    assert_true(finder.edge == SIZE_MAX);
    finder_release(&finder);
    assert_null(sieve_new(literals + 1, 1, taken));
    assert_int_equal(sieve_count(NULL), 0);
}

/* However many literals are alike, no place of a text is compared with all of them. */
static void crowds_go_elsewhere(void **state)
{
    enum { COUNT = 2000 };
    struct automaton_literal *literals = mem_zero(COUNT, sizeof *literals);
    char(*bytes)[40] = mem_zero(COUNT, sizeof *bytes);
    bool *taken = mem_zero(COUNT, 1);
    struct sieve *sieve;
    struct finder finder;
    struct finder_hits hits;

    (void)state;
    for (uint32_t i = 0; i < COUNT; i++) {
        for (uint32_t k = 0; k < 24; k++) /* of two letters: 16 grams */
            bytes[i][k] = i >> (k % 11) & 1 ? 'a' : 'b';
        literals[i] = (struct automaton_literal){{bytes[i], 24}, i, false, false};
    }
    sieve = sieve_new(literals, COUNT, taken);
    assert_in_range(sieve_count(sieve), 1, 16 * 16);
    sieve_free(sieve);
    finder_init(&finder, literals, COUNT, 1 << 16);
    finder_hits_init(&hits, &finder, 0);
    for (uint32_t i = 0; i < COUNT; i++) {
        finder_scan(&finder, literals[i].text, &hits);
        assert_int_equal(hits.count, 1);
        assert_int_equal(hits.ids[0], i);
    }
    finder_hits_release(&hits);
    finder_release(&finder);
    free(literals);
    free(bytes);
    free(taken);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_looking_for_each),
        cmocka_unit_test(shares),
        cmocka_unit_test(crowds_go_elsewhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
