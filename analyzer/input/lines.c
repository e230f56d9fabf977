/*
 * lines.c: cuts the stream after its line ends. A part is copied once, out of the source's block:
 * that is what lets the next thread inflate over it.
 */
#define _GNU_SOURCE
#include "input/lines.h"

#include <stdlib.h>

#include "base/mem.h"

void lines_init(struct lines *lines, struct source *source)
{
    *lines = (struct lines){.source = source};
    pthread_mutex_init(&lines->lock, NULL);
}

/* The block that was read last is behind a gap: so are the offsets in it. */
static void note_gap(struct lines *lines)
{
    if (lines->source->gap)
        lines->offset += lines->source->gap_bytes;
}

struct str lines_head(struct lines *lines, size_t want)
{
    size_t n = 0;
    struct str block;

    lines->head = mem_resize(NULL, want + lines->source->block_bytes, 1);
    while (n < want && source_next(lines->source, &block)) {
        if (lines->source->gap && n > 0) {
            lines->torn = block; /* stays where it is until the next block is asked for */
            break;
        }
        note_gap(lines);
        memcpy(lines->head + n, block.p, block.n);
        n += block.n;
    }
    lines->pending = (struct str){lines->head, n};
    return lines->pending;
}

/* Looks at the next block; one behind a gap is kept in `torn`. False at the end. */
static bool look_on(struct lines *lines)
{
    if (lines->torn.n)
        return true;
    if (!source_next(lines->source, &lines->pending))
        return false;
    if (lines->source->gap) {
        lines->torn = lines->pending;
        lines->pending.n = 0;
    }
    return true;
}

static void pass_gap(struct lines *lines)
{
    note_gap(lines);
    lines->pending = lines->torn;
    lines->torn.n = 0;
}

/* More to leave out, maybe behind a hole. False at the end, and where nobody knows how much is
 * missing. */
static bool skip_on(struct lines *lines)
{
    if (!look_on(lines))
        return false;
    if (lines->torn.n && lines->source->gap_bytes == 0)
        return false;
    if (lines->torn.n)
        pass_gap(lines);
    return true;
}

bool lines_skip(struct lines *lines, uint64_t bytes, uint64_t count)
{
    while (lines->offset < bytes) { /* the text may begin with a hole */
        uint64_t left = bytes - lines->offset;
        size_t n = left < lines->pending.n ? (size_t)left : lines->pending.n;

        if (n == 0 && !skip_on(lines))
            return false;
        lines->pending = str_skip(lines->pending, n);
        lines->offset += n;
    }
    lines->number += count;
    return true;
}

static void append(char **buffer, size_t *used, size_t *room, struct str bytes)
{
    if (*used + bytes.n > *room) {
        size_t bigger = *room ? *room : 4096;

        while (bigger < *used + bytes.n)
            bigger *= 2;
        *buffer = mem_resize(*buffer, bigger, 1);
        *room = bigger;
    }
    if (bytes.n)
        memcpy(*buffer + *used, bytes.p, bytes.n);
    *used += bytes.n;
}

/* Line ends in a text. Bytes are summed in a byte for at most 255 steps, so that compilers can work
 * on sixteen or more at once. */
static uint64_t count_ends(const char *p, size_t n)
{
    uint64_t count = 0;

    while (n) {
        size_t some = n < 255 * 16 ? n : 255 * 16;
        unsigned char sums[16] = {0};

        for (size_t i = 0; i + 16 <= some; i += 16) {
            for (size_t k = 0; k < 16; k++)
                sums[k] = (unsigned char)(sums[k] + (p[i + k] == '\n'));
        }
        for (size_t i = some - some % 16; i < some; i++)
            count += p[i] == '\n';
        for (size_t k = 0; k < 16; k++)
            count += sums[k];
        p += some;
        n -= some;
    }
    return count;
}

/* Keeps bytes that have no line end yet; past the cap only their number is kept. */
static void keep(struct lines *lines, struct str bytes)
{
    size_t fits = LIMIT_LINE_BYTES - lines->carried;

    fits = bytes.n < fits ? bytes.n : fits;
    append(&lines->carry, &lines->carried, &lines->carry_room, (struct str){bytes.p, fits});
    lines->dropped += bytes.n - fits;
}

/* Hands what is carried to a part, which starts at the next line. */
static void begin_part(struct lines *lines, struct lines_part *part)
{
    part->used = part->at = 0;
    part->number = lines->number;
    part->offset = lines->offset;
    part->too_long = part->cut = false;
    part->damage_at = lines->source->had_gap ? lines->source->before_gaps : UINT64_MAX;
    append(&part->buffer, &part->used, &part->room, (struct str){lines->carry, lines->carried});
    lines->carried = 0;
}

/* A line beyond the cap is a part of its own: `end` is where it ends in the block. */
static void deal_too_long(struct lines *lines, struct lines_part *part, size_t end)
{
    keep(lines, (struct str){lines->pending.p, end});
    begin_part(lines, part);
    part->too_long = true;
    lines->number++;
    lines->offset += part->used + lines->dropped + 1;
    lines->dropped = 0;
    lines->pending = str_skip(lines->pending, end + 1);
}

/* All whole lines of the block, after what is carried. */
static void deal_lines(struct lines *lines, struct lines_part *part, size_t size)
{
    struct str whole = {lines->pending.p, size};
    struct str rest = str_skip(lines->pending, size);

    begin_part(lines, part);
    append(&part->buffer, &part->used, &part->room, whole);
    lines->number += count_ends(whole.p, whole.n);
    lines->offset += part->used;
    keep(lines, rest);
    lines->pending.n = 0;
}

/* The last line of an input, or before a gap, that does not end with a line end. False when there
 * is none. */
static bool deal_last(struct lines *lines, struct lines_part *part, bool cut)
{
    if (lines->carried == 0)
        return false;
    begin_part(lines, part);
    part->too_long = lines->dropped > 0;
    part->cut = cut;
    lines->number++;
    lines->offset += part->used + lines->dropped;
    lines->dropped = 0;
    return true;
}

/* The next block; false at the end. What is behind a gap is kept until the line before it has been
 * dealt out: *ret_gap. */
static bool next_block(struct lines *lines, bool *ret_gap)
{
    *ret_gap = false;
    if (!look_on(lines))
        return false;
    *ret_gap = lines->torn.n && lines->carried;
    if (lines->torn.n && !lines->carried)
        pass_gap(lines);
    return true;
}

static bool take(struct lines *lines, struct lines_part *part)
{
    while (!lines->ended) {
        struct str *block = &lines->pending;
        const char *last;
        size_t first;
        bool gap = false;

        if (block->n == 0 && !next_block(lines, &gap)) {
            lines->ended = true;
            lines->held = lines->holds && lines->carried;
            return !lines->held &&
                   deal_last(lines, part, lines->source->damage.kind != DAMAGE_NONE);
        }
        if (gap)
            return deal_last(lines, part, true);
        last = memrchr(block->p, '\n', block->n);
        if (!last) {
            keep(lines, *block);
            block->n = 0;
            continue;
        }
        first = lines->carried ? str_index(*block, '\n') : 0;
        if (lines->dropped || lines->carried + first > LIMIT_LINE_BYTES)
            deal_too_long(lines, part, first);
        else
            deal_lines(lines, part, (size_t)(last - block->p) + 1);
        return true;
    }
    return false;
}

bool lines_take(struct lines *lines, struct lines_part *part)
{
    bool more;

    (void)pthread_mutex_lock(&lines->lock);
    more = take(lines, part);
    (void)pthread_mutex_unlock(&lines->lock);
    return more;
}

/* A line behind a hole that is too short to be told as one. Where there is nothing else, that is
 * what the line is. */
static struct str behind_nuls(struct str text)
{
    size_t at = 0;

    while (at < text.n && text.p[at] == '\0')
        at++;
    return at < text.n ? str_skip(text, at) : text;
}

int lines_next(struct lines_part *part, struct line batch[LINES_BATCH])
{
    int n = 0;

    while (n < LINES_BATCH && part->at < part->used) {
        struct str rest = {part->buffer + part->at, part->used - part->at};
        size_t end = part->too_long ? rest.n : str_index(rest, '\n');
        bool too_long = part->too_long || end > LIMIT_LINE_BYTES;
        struct str text = {rest.p, end > LIMIT_LINE_BYTES ? LIMIT_LINE_BYTES : end};

        if (text.n && text.p[text.n - 1] == '\r')
            text.n--;
        if (text.n && text.p[0] == '\0')
            text = behind_nuls(text);
        batch[n++] = (struct line){.text = text,
                                   .number = ++part->number,
                                   .offset = part->offset,
                                   .too_long = too_long,
                                   .cut = part->cut};
        part->at += end + (end < rest.n);
        part->offset += end + 1;
    }
    return n;
}

void lines_part_release(struct lines_part *part)
{
    free(part->buffer);
    *part = (struct lines_part){0};
}

void lines_release(struct lines *lines)
{
    (void)pthread_mutex_destroy(&lines->lock);
    free(lines->carry);
    free(lines->head);
    lines->carry = lines->head = NULL;
}
