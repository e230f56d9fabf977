/*
 * utf16.c: UTF-16 as Windows tools write it, to UTF-8. The stage below does not go on behind
 * damage: nobody knows which byte of a pair comes first there. What is no character becomes U+FFFD
 * and is damage.
 */
#include "input/stage.h"

#include <stdlib.h>

#include "base/mem.h"

struct utf16 {
    struct stage stage;
    char spare[4]; /* of a character that had no room */
    size_t spared;
    bool big;
    bool begun;
};

#define REPLACEMENT 0xFFFDu

static unsigned unit_at(const struct utf16 *utf16, const char *p)
{
    unsigned first = (unsigned char)p[0];
    unsigned second = (unsigned char)p[1];

    return utf16->big ? first << 8 | second : second << 8 | first;
}

/* The next character of `rest`, which is not empty; *ret_used: the bytes it took. False when it is
 * none: half a unit or half a pair. */
static bool decode(const struct utf16 *utf16, struct str rest, unsigned *ret_code, size_t *ret_used)
{
    unsigned unit;
    unsigned low;

    *ret_code = REPLACEMENT;
    *ret_used = rest.n < 2 ? rest.n : 2;
    if (rest.n < 2)
        return false;
    unit = unit_at(utf16, rest.p);
    if (unit < 0xD800 || unit > 0xDFFF) {
        *ret_code = unit;
        return true;
    }
    low = rest.n >= 4 ? unit_at(utf16, rest.p + 2) : 0;
    if (unit > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
        return false;
    *ret_code = 0x10000 + ((unit - 0xD800) << 10 | (low - 0xDC00));
    *ret_used = 4;
    return true;
}

/* The next character into `spare`; false at the end. */
static bool next_character(struct utf16 *utf16)
{
    struct feed *feed = &utf16->stage.feed;
    uint64_t offset = feed_offset(feed);
    struct str rest = feed_want(feed, 4);
    unsigned code;
    size_t used;

    if (rest.n == 0)
        return false;
    if (!decode(utf16, rest, &code, &used))
        damage_note(&utf16->stage.damage, DAMAGE_ENCODING, offset, utf16->stage.made, NULL);
    feed_take(feed, used);
    utf16->spared = str_put_utf8(utf16->spare, code);
    return true;
}

static size_t utf16_read(struct stage *stage, char *to, size_t room)
{
    struct utf16 *utf16 = (struct utf16 *)stage;
    size_t filled = 0;

    if (!utf16->begun) {
        utf16->big = feed_want(&stage->feed, 2).p[0] == '\xFE';
        feed_take(&stage->feed, 2);
        utf16->begun = true;
    }
    while (filled < room) {
        size_t n;

        if (utf16->spared == 0 && !next_character(utf16))
            break;
        n = utf16->spared < room - filled ? utf16->spared : room - filled;
        memcpy(to + filled, utf16->spare, n);
        memmove(utf16->spare, utf16->spare + n, utf16->spared - n);
        utf16->spared -= n;
        filled += n;
        stage->made += n;
    }
    return filled;
}

static void utf16_release(struct stage *stage)
{
    free(stage);
}

struct stage *utf16_stage(const struct feed *feed)
{
    struct utf16 *utf16 = mem_zero(1, sizeof *utf16);

    utf16->stage = (struct stage){.read = utf16_read,
                                  .release = utf16_release,
                                  .below = feed->from,
                                  .shared = feed->from->shared,
                                  .feed = *feed,
                                  .name = "UTF-16"};
    return &utf16->stage;
}
