/*
 * salvage.c: searches for the header of a gzip member. The three bytes that begin one occur by
 * chance once in 16 MiB of compressed data, so a candidate is tried before it is believed; what a
 * trial may cost is bounded, since whoever made the file chose how many there are.
 */
#define _GNU_SOURCE
#include "input/salvage.h"

#include "input/inflate.h"

/* What a trial looks at, and what it must give to be believed. */
#define TRIAL_IN  ((size_t)8 << 10)
#define TRIAL_OUT 1024

/* Longest optional fields of a header that is believed: a file name has 255 bytes. */
#define FIELD_MOST 256
#define EXTRA_MOST 1024

/* Skips a text that ends with NUL and has no control bytes; an absent span when it is none. */
static struct str skip_text(struct str rest)
{
    for (size_t i = 0; i < rest.n && i < FIELD_MOST; i++) {
        if (rest.p[i] == '\0')
            return str_skip(rest, i + 1);
        if ((unsigned char)rest.p[i] < 0x20)
            break;
    }
    return STR_NONE;
}

/* Whether a header as writers make it stands here (RFC 1952 §2.3). */
static bool is_header(struct str head)
{
    unsigned char flags;

    if (head.n < 10)
        return false;
    flags = (unsigned char)head.p[3];
    if (flags & 0xE0)
        return false;
    head = str_skip(head, 10);
    if (flags & 4) {
        size_t extra =
            head.n < 2
                ? SIZE_MAX
                : 2 + ((size_t)(unsigned char)head.p[0] | (size_t)(unsigned char)head.p[1] << 8);

        if (extra > EXTRA_MOST || extra > head.n)
            return false;
        head = str_skip(head, extra);
    }
    if (flags & 8)
        head = skip_text(head);
    if (head.p && (flags & 16))
        head = skip_text(head);
    return head.p != NULL;
}

/* Whether data that begins here inflates. */
static bool inflates(struct inflate *decoder, struct str data, bool is_all)
{
    char out[TRIAL_OUT];
    size_t made = 0;
    enum inflate_step step;

    inflate_reset(decoder, NULL);
    do {
        size_t some;

        step = inflate_run(decoder, &data, out, sizeof out - made, &some);
        made += some;
        if (step == INFLATE_END)
            return true;
    } while (step == INFLATE_MORE && made < sizeof out && data.n);
    return step == INFLATE_MORE && (made == sizeof out || (is_all && made > 0));
}

bool salvage_find(struct feed *feed)
{
    struct inflate *decoder = inflate_new(INFLATE_STRICT);
    bool found = false;

    while (!found) {
        struct str rest = feed_want(feed, TRIAL_IN);
        bool is_all;
        const char *hit = rest.n ? memmem(rest.p, rest.n, "\x1F\x8B\x08", 3) : NULL;

        if (!hit) {
            if (rest.n <= 2 || feed->ended) {
                feed_take(feed, rest.n);
                break;
            }
            feed_take(feed, rest.n - 2);
            continue;
        }
        feed_take(feed, (size_t)(hit - rest.p));
        rest = feed_want(feed, TRIAL_IN);
        /* Less than was wanted is all there is. */
        is_all = rest.n < TRIAL_IN;
        rest.n = is_all ? rest.n : TRIAL_IN;
        found = is_header(rest) && inflates(decoder, rest, is_all);
        if (!found)
            feed_take(feed, 1);
    }
    inflate_free(decoder);
    return found;
}
