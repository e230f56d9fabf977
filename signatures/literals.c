/*
 * literals.c: literals of globs, and how rare literals are.
 */
#include "signatures/literals.h"

#include <math.h>

#include "base/limits.h"
#include "signatures/test.h"

/* What requests of most sites have in common: pieces of these are found everywhere. */
static const char *const common[] = {
    "mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko) chrome/",
    " safari/537.36 edg/",
    "mozilla/5.0 (macintosh; intel mac os x 10_15_7) applewebkit/605.1.15",
    "mozilla/5.0 (iphone; cpu iphone os 17_0 like mac os x) version/ mobile/",
    "mozilla/5.0 (x11; linux x86_64; rv:109.0) gecko/20100101 firefox/",
    "mozilla/5.0 (linux; android 10; k)",
    "compatible; ",
    "https://www.",
    "http://",
    ".com/",
    ".org/",
    ".net/",
    ".fr/",
    "http/1.1",
    "http/2.0",
    "get",
    "post",
    "head",
    "put",
    "options",
    "delete",
    "200",
    "201",
    "204",
    "301",
    "302",
    "304",
    "401",
    "403",
    "404",
    "500",
    "/index.html",
    "/index.php",
    ".aspx",
    ".jsp",
    ".js?v=",
    ".css?ver=",
    ".png",
    ".jpg",
    ".svg",
    ".gif",
    ".ico",
    ".json",
    "/api/v1/",
    "/assets/",
    "/static/",
    "/images/",
    "/login",
    "/admin",
    "/users",
    "?id=",
    "&page=",
    "name=",
    "utf-8",
    "localhost",
    "127.0.0.1",
};

/* Bits that a byte tells, by its frequency in targets and agents. */
static double bits_of(unsigned char c)
{
    if (c >= 'a' && c <= 'z')
        return strchr("etaoinsrl", c) ? 3.5 : 4.5;
    if (c >= '0' && c <= '9')
        return 4;
    if (c == '/' || c == '.')
        return 3;
    if (c && strchr("-_=&?% ;:()", c))
        return 5;
    return c >= 0x80 ? 7 : 8;
}

double literal_bits(struct str text)
{
    double bits = 0;

    for (size_t i = 0; i < text.n; i++)
        bits += bits_of((unsigned char)text.p[i]);
    return bits;
}

const char *literal_common(size_t index)
{
    return index < sizeof common / sizeof *common ? common[index] : NULL;
}

double literal_rate(const struct literal *literal)
{
    double bits;

    for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
        struct str text = str_of(common[i]);

        if (literal->text.n <= text.n && str_find(text, literal->text) < text.n)
            return literal->begin && literal->end ? 0.2 : 0.4;
    }
    bits = literal_bits(literal->text);
    if (!literal->begin && !literal->end)
        bits -= 6; /* so many places of a value, as a power of two */
    return bits <= 1 ? 0.5 : exp2(-fmin(bits, 60));
}

double literals_rate(const struct literal_set *set)
{
    double sum = 0;

    for (size_t i = 0; i < set->count; i++)
        sum += literal_rate(&set->items[i]);
    return set->count == 0 || sum > 1 ? 1 : sum;
}

/* A literal as it is found in folded values. Its first bytes are left out when they may be the
 * second half of an accented letter: they fold differently with what stands before them. */
static struct literal cut(struct literal literal, struct arena *arena)
{
    struct str text = literal.text;
    char *folded;

    while (!literal.begin && text.n > 0 && ((unsigned char)text.p[0] & 0xC0) == 0x80)
        text = str_skip(text, 1);
    folded = arena_alloc(arena, text.n + 1);
    fold_text(text, folded);
    literal.text = (struct str){folded, text.n};
    return literal;
}

/* Whether a glob is nothing but its one literal, with or without * at its ends. */
static bool single(const struct glob *glob)
{
    size_t literals = 0;

    for (size_t i = 0; i < glob->count; i++) {
        if (glob->parts[i].kind == GLOB_ONE)
            return false;
        literals += glob->parts[i].kind == GLOB_LITERAL;
    }
    return literals == 1;
}

static struct literal_set of_glob(const struct test *test, struct arena *arena)
{
    const struct glob *glob = &test->glob;
    struct literal_set set = {.items = arena_alloc(arena, sizeof *set.items)};
    struct literal empty = {{"", 0}, true, true};
    double best = 2;

    if (glob->count == 0) {
        set.items[0] = empty;
        set.count = 1;
        set.exact = true;
        return set;
    }
    for (size_t i = 0; i < glob->count; i++) {
        struct literal literal = {glob->parts[i].text, i == 0, i == glob->count - 1};
        double rate;

        if (glob->parts[i].kind != GLOB_LITERAL || literal.text.n > LIMIT_LITERAL_BYTES)
            continue;
        literal = cut(literal, arena);
        rate = literal_rate(&literal);
        if (literal.text.n == 0 || rate >= best)
            continue;
        best = rate;
        set.items[0] = literal;
        set.count = 1;
        set.exact = !test->cased && single(glob) && literal.text.n == glob->parts[i].text.n;
    }
    return set;
}

struct literal_set literals_of(const struct test *test, struct arena *arena)
{
    if (test->kind == TEST_TEXT)
        return of_glob(test, arena);
    if (test->kind == TEST_REGEX)
        return literals_of_regex(test->text, arena);
    return (struct literal_set){0};
}
