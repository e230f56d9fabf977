/*
 * gzip.c: walks over the members of gzip data, and saves what it can of damaged ones: every byte
 * before bad data (decoded a second time by the exact decoder, since the fast one keeps some back),
 * and the members behind it (salvage.c finds them).
 */
#include "input/inflate.h"
#include "input/salvage.h"
#include "input/stage.h"

#include <stdlib.h>

#include "base/mem.h"

/* How far a decoder may have run over the header of a sound member before it noticed that bytes
 * were missing. */
#define BACK_BYTES (256u << 10)

struct gzip {
    struct stage stage;
    struct inflate *inflate; /* of all members */
    struct inflate *exact;   /* of a member that is read a second time; else NULL */
    uint64_t members;
    uint64_t member_start;  /* offset of its first byte */
    uint64_t member_before; /* bytes given out before it */
    uint64_t member_made;   /* bytes of it that are given out */
    uint64_t discard;       /* bytes of the second reading that were given out in the first */
    uint64_t tried;         /* no member begins before this offset and behind the last one */
    bool zlib;
    uint64_t from; /* where to look for a member behind damage, */
    uint64_t bad;  /* which is here, */
    bool waiting;  /* as soon as it may */
    bool member_open;
    bool finished;
    char window[INFLATE_WINDOW]; /* what gzip's window holds: a byte lies at its place in its member
                                  */
    char before[INFLATE_WINDOW]; /* the same when the member began */
    bool torn;                   /* bytes are missing before the next that is given out */
};

static void note_sum(struct gzip *gzip, enum damage_sum sum)
{
    enum damage_sum *known = &gzip->stage.damage.sum;

    if (sum == SUM_WRONG || *known == SUM_NONE || (sum == SUM_ABSENT && *known == SUM_GOOD))
        *known = sum;
}

static void damage(struct gzip *gzip, enum damage_kind kind, uint64_t offset)
{
    damage_note(&gzip->stage.damage, kind, offset, gzip->member_before + gzip->member_made, NULL);
}

/* After damage at `bad`: the next member is looked for from `from` on, when it is known that what
 * this gives out is text. */
static void resynchronise(struct gzip *gzip, uint64_t from, uint64_t bad)
{
    gzip->member_open = false;
    gzip->finished = gzip->zlib || stage_is_stopped(gzip->stage.shared);
    gzip->waiting = true;
    gzip->from = from > gzip->tried ? from : gzip->tried;
    gzip->bad = bad;
}

/* Goes to the next member, or to the end. */
static void resume(struct gzip *gzip)
{
    struct feed *feed = &gzip->stage.feed;
    struct damage *told = &gzip->stage.damage;
    uint64_t found;
    bool more;

    gzip->waiting = false;
    if (gzip->from < feed_offset(feed) && feed_can_rewind(feed))
        feed_rewind(feed, gzip->from);
    more = salvage_find(feed);
    found = feed_offset(feed);
    gzip->tried = found + 1;
    if (found > gzip->bad)
        told->lost += found - gzip->bad;
    gzip->finished = !more;
    if (!more)
        return;
    told->gaps++;
    gzip->torn = true;
}

/* Where the search behind a damaged member begins. The same place is gone back from once only:
 * many headers that all lead to the same bad data would give out the same text again and again. */
static uint64_t search_start(const struct gzip *gzip, uint64_t bad)
{
    uint64_t back = bad > BACK_BYTES ? bad - BACK_BYTES : 0;

    if (bad <= gzip->bad)
        return bad;
    return back > gzip->member_start ? back : gzip->member_start + 1;
}

/* Between two members: skips zero padding; true when another member follows. */
static bool next_member(struct gzip *gzip)
{
    struct feed *feed = &gzip->stage.feed;
    struct str rest;
    uint64_t bad;

    do {
        rest = feed_want(feed, 2);
        while (rest.n && rest.p[0] == '\0') {
            rest = str_skip(rest, 1);
            feed_take(feed, 1);
        }
    } while (rest.n < 2 && !feed->ended);
    if (rest.n == 0) {
        gzip->finished = true;
        return false;
    }
    if (rest.n >= 2 && !gzip->zlib && rest.p[0] == '\x1F' && rest.p[1] == '\x8B')
        return true;
    bad = feed_offset(feed);
    damage(gzip, DAMAGE_TRAILING, bad);
    resynchronise(gzip, bad, bad);
    return false;
}

/* Whether the member that begins here has only the flags that exist. gzip and zlib refuse others,
 * ISA-L does not look (RFC 1952, 2.3.1.2: reserved bits must be an error). */
static bool is_known_header(struct gzip *gzip)
{
    struct str head = feed_want(&gzip->stage.feed, 4);
    uint64_t start = gzip->member_start;

    if (gzip->zlib || head.n < 4 || ((unsigned char)head.p[3] & 0xE0) == 0)
        return true;
    damage(gzip, DAMAGE_FLAGS, start + 3);
    resynchronise(gzip, start + 1, start);
    return false;
}

/* Opens the next member where none is open; false when it must be tried again, or there is none. */
static bool open_member(struct gzip *gzip)
{
    if (gzip->member_open)
        return true;
    if (gzip->members > 0 && !gzip->torn && !next_member(gzip))
        return false;
    gzip->member_before += gzip->member_made;
    gzip->member_made = gzip->discard = 0;
    gzip->member_start = feed_offset(&gzip->stage.feed);
    gzip->members++;
    if (!is_known_header(gzip))
        return false;
    if (gzip->exact)
        inflate_free(gzip->exact);
    gzip->exact = NULL;
    memcpy(gzip->before, gzip->window, sizeof gzip->before);
    inflate_reset(gzip->inflate, gzip->before);
    gzip->member_open = true;
    return true;
}

/* Reads the member again from its beginning, with the decoder that says exactly where it ends. */
static void read_again(struct gzip *gzip)
{
    feed_rewind(&gzip->stage.feed, gzip->member_start);
    gzip->exact = inflate_new(INFLATE_EXACT);
    inflate_reset(gzip->exact, gzip->before);
    gzip->discard = gzip->member_made;
}

/* The member cannot be read any further. */
static void give_up(struct gzip *gzip, enum damage_kind kind, uint64_t bad)
{
    damage(gzip, kind, bad);
    note_sum(gzip, SUM_ABSENT);
    resynchronise(gzip, search_start(gzip, bad), bad);
}

/* What a step of inflating means. */
static void note_step(struct gzip *gzip, enum inflate_step step, size_t made)
{
    struct feed *feed = &gzip->stage.feed;
    uint64_t offset = feed_offset(feed);

    if (step == INFLATE_SUM) {
        damage_note(&gzip->stage.damage, DAMAGE_CHECKSUM, offset, gzip->member_before, NULL);
        note_sum(gzip, SUM_WRONG);
    }
    if (step == INFLATE_END)
        note_sum(gzip, SUM_GOOD);
    if (step == INFLATE_END || step == INFLATE_SUM)
        gzip->member_open = false;
    if (step == INFLATE_BROKEN)
        give_up(gzip, DAMAGE_CORRUPT,
                offset - inflate_held(gzip->exact ? gzip->exact : gzip->inflate));
    if (step == INFLATE_MORE && made == 0 && feed->ended && feed_rest(feed).n == 0) {
        if (stage_is_stopped(gzip->stage.shared))
            gzip->finished = true;
        else
            give_up(gzip, DAMAGE_TRUNCATED, offset);
    }
}

/* Keeps bytes of the member where gzip's window has them. */
static void remember(struct gzip *gzip, const char *bytes, size_t n)
{
    uint64_t at = gzip->member_made;

    if (n > INFLATE_WINDOW) {
        bytes += n - INFLATE_WINDOW;
        at += n - INFLATE_WINDOW;
        n = INFLATE_WINDOW;
    }
    while (n) {
        size_t place = (size_t)(at % INFLATE_WINDOW);
        size_t some = n < INFLATE_WINDOW - place ? n : INFLATE_WINDOW - place;

        memcpy(gzip->window + place, bytes, some);
        bytes += some;
        at += some;
        n -= some;
    }
}

/* Whether a member cannot be read on, or ends with the file: ISA-L then may keep the last byte; or
 * has a wrong checksum: ISA-L lets some copies from before the member's first byte pass, and what
 * it gives for them is no byte of the input. */
static bool breaks_off(const struct gzip *gzip, enum inflate_step step, struct str in, size_t made)
{
    return step == INFLATE_BROKEN || step == INFLATE_SUM ||
           (step == INFLATE_MORE && in.n == 0 && made == 0 && gzip->stage.feed.ended &&
            !stage_is_stopped(gzip->stage.shared));
}

/* One step of inflating. Returns the bytes made. */
static size_t step_member(struct gzip *gzip, char *to, size_t room)
{
    struct feed *feed = &gzip->stage.feed;
    struct inflate *decoder = gzip->exact ? gzip->exact : gzip->inflate;
    enum inflate_step step;
    struct str in;
    struct str rest;
    size_t made;
    size_t again;

    if (feed_rest(feed).n == 0)
        feed_fill(feed);
    in = rest = feed_rest(feed);
    step = inflate_run(decoder, &rest, to, room, &made);
    if (!inflate_is_exact(decoder) && breaks_off(gzip, step, in, made)) {
        read_again(gzip);
        return 0;
    }
    feed_take(feed, in.n - rest.n);
    again = made < gzip->discard ? made : (size_t)gzip->discard;
    gzip->discard -= again;
    if (again && made > again)
        memmove(to, to + again, made - again);
    remember(gzip, to, made - again);
    gzip->member_made += made - again;
    note_step(gzip, step, made);
    return made - again;
}

static size_t gzip_read(struct stage *stage, char *to, size_t room)
{
    struct gzip *gzip = (struct gzip *)stage;
    size_t filled = 0;

    while (filled < room && !gzip->finished) {
        if (gzip->waiting) {
            if (!stage->resume)
                break;
            resume(gzip);
            continue;
        }
        if (gzip->torn && (filled || stage->made)) {
            if (filled)
                break; /* what is behind a gap is given out by itself */
            stage->gap = true;
            stage->gap_bytes = 0;
        }
        if (!open_member(gzip))
            continue;
        gzip->torn = false;
        filled += step_member(gzip, to + filled, room - filled);
    }
    stage->made += filled;
    return filled;
}

static void gzip_release(struct stage *stage)
{
    struct gzip *gzip = (struct gzip *)stage;

    inflate_free(gzip->inflate);
    if (gzip->exact)
        inflate_free(gzip->exact);
    free(gzip);
}

struct stage *gzip_stage(const struct feed *feed, bool zlib)
{
    struct gzip *gzip = mem_zero(1, sizeof *gzip);
    enum inflate_kind kind = INFLATE_FAST;

    gzip->stage = (struct stage){.read = gzip_read,
                                 .release = gzip_release,
                                 .below = feed->from,
                                 .shared = feed->from->shared,
                                 .feed = *feed,
                                 .container = true,
                                 .name = zlib ? "zlib" : "gzip"};
    /* A second reading needs a file. */
    if (!feed_can_rewind(&gzip->stage.feed))
        kind = INFLATE_EXACT;
    gzip->zlib = zlib;
    gzip->inflate = inflate_new(zlib ? INFLATE_ZLIB : kind);
    return &gzip->stage;
}

uint64_t gzip_stage_members(const struct stage *stage)
{
    return stage->read == gzip_read ? ((const struct gzip *)stage)->members : 0;
}
