/*
 * lines.c: finds line ends. Nothing is copied but the lines that cross a block.
 */
#include "input/lines.h"

#include <stdlib.h>

#include "base/mem.h"

void lines_init(struct lines *lines, struct source *source)
{
    *lines = (struct lines){.source = source};
}

struct str lines_head(struct lines *lines, size_t want)
{
    size_t n = 0;
    struct str block;

    lines->head = mem_resize(NULL, want + lines->source->block_bytes, 1);
    while (n < want && source_next(lines->source, &block)) {
        memcpy(lines->head + n, block.p, block.n);
        n += block.n;
    }
    lines->block = (struct str){lines->head, n};
    return lines->block;
}

static void carry(struct lines *lines, struct str part)
{
    size_t needed = lines->carried + part.n;

    if (needed > lines->carry_room) {
        size_t room = lines->carry_room ? lines->carry_room : 4096;

        while (room < needed)
            room *= 2;
        lines->carry = mem_resize(lines->carry, room, 1);
        lines->carry_room = room;
    }
    if (part.n)
        memcpy(lines->carry + lines->carried, part.p, part.n);
    lines->carried = needed;
}

/* Notes a line. `whole` is its bytes without the newline; `span` how many bytes it takes in the
 * stream, newline included. */
static void emit(struct lines *lines, struct line *line, struct str whole, uint64_t span)
{
    if (whole.n && whole.p[whole.n - 1] == '\r')
        whole.n--;
    *line = (struct line){.text = whole, .number = ++lines->number, .offset = lines->offset};
    lines->offset += span + lines->dropped;
    lines->dropped = 0;
}

/* Keeps the rest of a block that has no line end; past the cap only its length is kept. */
static void keep_rest(struct lines *lines)
{
    size_t room =
        LIMIT_LINE_BYTES - (lines->carried < LIMIT_LINE_BYTES ? lines->carried : LIMIT_LINE_BYTES);

    if (lines->block.n > room) {
        lines->skipping = true;
        carry(lines, (struct str){lines->block.p, room});
        lines->dropped += lines->block.n - room;
    } else {
        carry(lines, lines->block);
    }
    lines->block.n = 0;
}

/* The first line end of a block that continues a carried line. False when the block has none. */
static bool finish_carried(struct lines *lines, struct line *line)
{
    size_t end = str_index(lines->block, '\n');
    size_t take = end;

    if (end == lines->block.n) {
        keep_rest(lines);
        return false;
    }
    if (lines->carried + take > LIMIT_LINE_BYTES) {
        lines->skipping = true;
        take = LIMIT_LINE_BYTES - lines->carried;
    }
    carry(lines, (struct str){lines->block.p, take});
    emit(lines, line, (struct str){lines->carry, lines->carried},
         lines->carried + (end - take) + 1);
    line->too_long = lines->skipping;
    lines->block = str_skip(lines->block, end + 1);
    lines->carry_given = true;
    lines->skipping = false;
    return true;
}

/* Lines that lie whole in the block. */
static int split_block(struct lines *lines, struct line *batch, int n)
{
    while (n < LINES_BATCH && lines->block.n) {
        size_t end = str_index(lines->block, '\n');
        struct str text = {lines->block.p, end};

        if (end == lines->block.n)
            break;
        if (end > LIMIT_LINE_BYTES)
            text.n = LIMIT_LINE_BYTES;
        emit(lines, &batch[n], text, end + 1);
        batch[n++].too_long = end > LIMIT_LINE_BYTES;
        lines->block = str_skip(lines->block, end + 1);
    }
    return n;
}

/* The last line of an input that does not end with a line end. */
static int last_line(struct lines *lines, struct line *batch)
{
    lines->ended = true;
    if (lines->carried == 0 && !lines->skipping)
        return 0;
    emit(lines, &batch[0], (struct str){lines->carry, lines->carried}, lines->carried);
    batch[0].too_long = lines->skipping;
    batch[0].cut = lines->source->damage[0] != '\0';
    return 1;
}

int lines_next(struct lines *lines, struct line batch[LINES_BATCH])
{
    int n = 0;

    if (lines->carry_given) {
        lines->carried = 0;
        lines->carry_given = false;
    }
    while (!lines->ended) {
        if (lines->block.n == 0 && !source_next(lines->source, &lines->block))
            return last_line(lines, batch);
        if ((lines->carried || lines->skipping) && !finish_carried(lines, &batch[n]))
            continue;
        n += lines->carry_given;
        n = split_block(lines, batch, n);
        if (n == LINES_BATCH)
            return n;
        if (lines->carry_given && lines->block.n)
            return n; /* the rest cannot be carried while the buffer is lent */
        if (lines->block.n)
            keep_rest(lines);
        if (n)
            return n;
    }
    return 0;
}

void lines_release(struct lines *lines)
{
    free(lines->carry);
    free(lines->head);
    *lines = (struct lines){0};
}
