/*
 * sieve.c: every literal has two runs of four bytes ("grams") that follow one another, so that one
 * of them stands at an even place wherever the literal is. They are chosen for being rare, and so
 * that few literals share them: what one place of a hostile text can cost is bounded.
 */
#include "signatures/sieve.h"

#include <stdlib.h>

#include "base/mem.h"
#include "signatures/literals.h"

/* Lengths that are taken. Of 3 and 4 bytes, grams have one byte that can be any: those are many. */
#define LENGTH_LEAST 3
#define LENGTH_MOST  64
#define LENGTH_PLAIN 5
#define GRAM         4
#define SHORT_MOST   512

/* Literals that share a gram. */
#define CROWD 16

/* A gram that most requests have is as bad as one that is so much shorter, in bits. */
#define COMMON_BITS 16.0

/* Bits of the table for each gram, as a power of two: one place in 32 is looked at for nothing. */
#define SPARSE     5
#define WORD_SHIFT 16
#define BIT_SHIFT  10

/* Capital letters become small ones, and some other bytes become others, here and in texts. */
#define FOLD 0x20202020u

struct gram {
    uint32_t bytes;
    uint32_t literal;
    uint32_t offset; /* of the gram in the literal, plus one: it may begin before it */
};

struct sieve {
    uint64_t *bits;
    uint32_t word_mask;
    unsigned bucket_shift;
    uint32_t *first; /* by bucket, and one more: in `grams` */
    struct gram *grams;
    size_t gram_count;
    struct automaton_literal *literals;
    size_t count;
};

/* How many literals share a gram: open addressing. */
struct crowd {
    uint32_t *grams;
    uint8_t *counts; /* 0: empty */
    size_t room;
    size_t used;
};

struct build {
    struct sieve *sieve;
    size_t gram_room;
    struct crowd crowd;
    size_t short_count;
};

static uint32_t load(const char *p)
{
    uint32_t bytes;

    memcpy(&bytes, p, sizeof bytes);
    return bytes | FOLD;
}

static inline uint32_t mix(uint32_t bytes)
{
    return bytes * 0x9E3779B1u;
}

static uint8_t *crowd_at(struct crowd *crowd, uint32_t bytes)
{
    size_t at = mix(bytes) & (crowd->room - 1);

    while (crowd->counts[at] && crowd->grams[at] != bytes)
        at = (at + 1) & (crowd->room - 1);
    crowd->grams[at] = bytes;
    return &crowd->counts[at];
}

static void crowd_grow(struct crowd *crowd)
{
    struct crowd old = *crowd;

    crowd->room = old.room ? old.room * 2 : 1024;
    crowd->grams = mem_zero(crowd->room, sizeof *crowd->grams);
    crowd->counts = mem_zero(crowd->room, 1);
    for (size_t i = 0; i < old.room; i++) {
        if (old.counts[i])
            *crowd_at(crowd, old.grams[i]) = old.counts[i];
    }
    free(old.grams);
    free(old.counts);
}

static bool is_crowded(struct build *build, uint32_t bytes)
{
    return *crowd_at(&build->crowd, bytes) >= CROWD;
}

static void add(struct build *build, uint32_t bytes, int offset)
{
    struct sieve *sieve = build->sieve;
    uint8_t *count;

    if (build->crowd.used * 2 >= build->crowd.room)
        crowd_grow(&build->crowd);
    count = crowd_at(&build->crowd, bytes);
    build->crowd.used += *count == 0;
    *count += *count < UINT8_MAX;
    MEM_GROW(sieve->grams, sieve->gram_count, build->gram_room);
    sieve->grams[sieve->gram_count++] =
        (struct gram){bytes, (uint32_t)sieve->count, (uint32_t)(offset + 1)};
}

/* The grams of a literal of 3 or 4 bytes: with any byte before it, after it. */
static bool add_short(struct build *build, struct str text)
{
    char gram[GRAM] = {0};

    if (build->short_count++ >= SHORT_MOST)
        return false;
    for (unsigned any = 0; any < 256; any++) {
        if (!(any & FOLD & 0xFF))
            continue; /* it is another one with that bit */
        gram[0] = (char)any;
        memcpy(gram + 1, text.p, 3);
        if (is_crowded(build, load(gram)))
            return false;
        memcpy(gram, text.p, text.n);
        gram[3] = text.n == 3 ? (char)any : gram[3];
        if (is_crowded(build, load(gram)))
            return false;
    }
    for (unsigned any = 0; any < 256; any++) {
        if (!(any & FOLD & 0xFF))
            continue;
        gram[0] = (char)any;
        memcpy(gram + 1, text.p, 3);
        add(build, load(gram), -1);
        memcpy(gram, text.p, text.n);
        gram[3] = text.n == 3 ? (char)any : gram[3];
        if (text.n == 3 || any == 255)
            add(build, load(gram), 0);
    }
    return true;
}

/* The rarest two grams that are not crowded. `common` has those that most requests have. */
static bool add_plain(struct build *build, struct str text, struct crowd *common)
{
    double most = -1e9;
    size_t best = text.n;

    for (size_t at = 0; at + GRAM < text.n; at++) {
        uint32_t one = load(text.p + at);
        uint32_t two = load(text.p + at + 1);
        double bits = literal_bits(str_slice(text, at, at + GRAM + 1));

        bits -= *crowd_at(common, one) || *crowd_at(common, two) ? COMMON_BITS : 0;
        bits -= *crowd_at(&build->crowd, one) + *crowd_at(&build->crowd, two);
        if (bits > most && !is_crowded(build, one) && !is_crowded(build, two)) {
            most = bits;
            best = at;
        }
    }
    if (best == text.n)
        return false;
    add(build, load(text.p + best), (int)best);
    add(build, load(text.p + best + 1), (int)best + 1);
    return true;
}

static void find_common(struct crowd *common)
{
    const char *text;

    crowd_grow(common);
    for (size_t i = 0; (text = literal_common(i)); i++) {
        for (size_t n = strlen(text), at = 0; at + GRAM <= n; at++) {
            if (common->used * 2 >= common->room)
                crowd_grow(common);
            if (!*crowd_at(common, load(text + at))) {
                *crowd_at(common, load(text + at)) = 1;
                common->used++;
            }
        }
    }
}

/* Where the bit of a gram is: word and bit, by shifts that the compiler knows. */
static inline uint32_t word_of(const struct sieve *sieve, uint32_t hash)
{
    return (hash >> WORD_SHIFT) & sieve->word_mask;
}

static inline bool is_set(const struct sieve *sieve, uint32_t bytes)
{
    uint32_t hash = mix(bytes);

    return sieve->bits[word_of(sieve, hash)] >> (hash >> BIT_SHIFT & 63) & 1;
}

/* A shift that leaves as many bits as `count` needs. */
static unsigned shift_for(size_t count, unsigned least, unsigned most)
{
    unsigned bits = least;

    while (bits < most && (size_t)1 << bits < count)
        bits++;
    return 32 - bits;
}

/* The table of bits, and grams by their buckets. */
static void store(struct sieve *sieve)
{
    struct gram *grams = mem_zero(sieve->gram_count, sizeof *grams);
    size_t buckets;

    sieve->word_mask = (1u << (32 - shift_for(sieve->gram_count << SPARSE >> 6, 6, 16))) - 1;
    sieve->bits = mem_zero((size_t)sieve->word_mask + 1, sizeof *sieve->bits);
    sieve->bucket_shift = shift_for(sieve->gram_count, 4, 22);
    buckets = (size_t)1 << (32 - sieve->bucket_shift);
    sieve->first = mem_zero(buckets + 2, sizeof *sieve->first);
    for (size_t i = 0; i < sieve->gram_count; i++) {
        uint32_t hash = mix(sieve->grams[i].bytes);

        sieve->bits[word_of(sieve, hash)] |= (uint64_t)1 << (hash >> BIT_SHIFT & 63);
        sieve->first[(hash >> sieve->bucket_shift) + 2]++;
    }
    for (size_t i = 2; i < buckets + 2; i++)
        sieve->first[i] += sieve->first[i - 1];
    for (size_t i = 0; i < sieve->gram_count; i++) {
        uint32_t hash = mix(sieve->grams[i].bytes);

        grams[sieve->first[(hash >> sieve->bucket_shift) + 1]++] = sieve->grams[i];
    }
    free(sieve->grams);
    sieve->grams = grams;
}

struct sieve *sieve_new(const struct automaton_literal *literals, size_t count, bool *ret_taken)
{
    struct sieve *sieve = mem_zero(1, sizeof *sieve);
    struct build build = {.sieve = sieve};
    struct crowd common = {0};

    sieve->literals = mem_zero(count + 1, sizeof *sieve->literals);
    find_common(&common);
    crowd_grow(&build.crowd);
    for (size_t i = 0; i < count; i++) {
        struct str text = literals[i].text;

        ret_taken[i] = false;
        if (text.n < LENGTH_LEAST || text.n > LENGTH_MOST)
            continue;
        if (text.n < LENGTH_PLAIN && (literals[i].begin || literals[i].end))
            continue; /* found sooner at the ends of the text */
        ret_taken[i] =
            text.n < LENGTH_PLAIN ? add_short(&build, text) : add_plain(&build, text, &common);
        if (ret_taken[i])
            sieve->literals[sieve->count++] = literals[i];
    }
    free(build.crowd.grams);
    free(build.crowd.counts);
    free(common.grams);
    free(common.counts);
    if (sieve->count == 0) {
        sieve_free(sieve);
        return NULL;
    }
    store(sieve);
    return sieve;
}

void sieve_free(struct sieve *sieve)
{
    if (!sieve)
        return;
    free(sieve->bits);
    free(sieve->first);
    free(sieve->grams);
    free(sieve->literals);
    free(sieve);
}

size_t sieve_count(const struct sieve *sieve)
{
    return sieve ? sieve->count : 0;
}

static bool stands_at(const struct automaton_literal *literal, struct str text, size_t at)
{
    const char *p = text.p + at;

    if (literal->text.n > text.n - at || (literal->begin && at > 0) ||
        (literal->end && at + literal->text.n != text.n))
        return false;
    for (size_t i = 0; i < literal->text.n; i++) {
        char c = p[i];

        if ((c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c) != literal->text.p[i])
            return false;
    }
    return true;
}

/* A text that is scanned. */
struct scan {
    const struct sieve *sieve;
    struct str text;
    uint32_t *seen;
    uint32_t number;
    uint32_t *ids;
    size_t count;
};

/* Compares the literals that have a gram at a place. */
static void compare(struct scan *scan, uint32_t bytes, size_t at)
{
    const struct sieve *sieve = scan->sieve;
    uint32_t bucket = mix(bytes) >> sieve->bucket_shift;

    for (uint32_t i = sieve->first[bucket]; i < sieve->first[bucket + 1]; i++) {
        const struct gram *gram = &sieve->grams[i];
        const struct automaton_literal *literal = &sieve->literals[gram->literal];

        if (gram->bytes != bytes || at + 1 < gram->offset ||
            scan->seen[gram->literal] == scan->number ||
            !stands_at(literal, scan->text, at + 1 - gram->offset))
            continue;
        scan->seen[gram->literal] = scan->number;
        scan->ids[scan->count++] = literal->id;
    }
}

size_t sieve_scan(const struct sieve *sieve, struct str text, uint32_t *seen, uint32_t scan,
                  uint32_t *ret_ids)
{
    struct scan work = {sieve, text, seen, scan, ret_ids, 0};
    size_t at = 0;

    for (; at + 10 <= text.n; at += 8) {
        uint32_t bytes[4];

        for (int i = 0; i < 4; i++)
            bytes[i] = load(text.p + at + 2 * i);
        for (size_t i = 0; i < 4; i++) {
            if (__builtin_expect(is_set(sieve, bytes[i]), 0))
                compare(&work, bytes[i], at + 2 * i);
        }
    }
    for (; at + 3 <= text.n; at += 2) { /* of three bytes: the gram ends behind the text */
        char gram[GRAM] = {0};
        size_t n = text.n - at < GRAM ? text.n - at : GRAM;
        uint32_t bytes;

        memcpy(gram, text.p + at, n);
        bytes = load(gram);
        if (is_set(sieve, bytes))
            compare(&work, bytes, at);
    }
    return work.count;
}
