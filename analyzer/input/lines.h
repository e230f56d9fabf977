/*
 * lines.h: blocks to lines, in batches. A line borrows from its block, or from the carry buffer
 * when it crosses two blocks; it is valid until the next batch.
 */
#ifndef LIMIER_INPUT_LINES_H
#define LIMIER_INPUT_LINES_H

#include "input/source.h"

/* Lines handled together: enough to hide cache misses, few enough to stay in the first-level cache.
 */
#define LINES_BATCH 32

/* One line without its end (LF or CR LF). `number` from 1, `offset` of its first byte in the
 * decompressed stream. */
struct line {
    struct str text;
    uint64_t number;
    uint64_t offset;
    bool too_long; /* beyond LIMIT_LINE_BYTES: the text is its beginning */
    bool cut;      /* the input ended inside it */
};

/* One input being split. */
struct lines {
    struct source *source;
    struct str block; /* what is left of the current block */
    char *carry;      /* the beginning of a line that goes on in the next block */
    size_t carried;
    size_t carry_room;
    char *head; /* the first bytes of the stream, gathered for lines_head */
    uint64_t number;
    uint64_t offset;  /* of the next byte */
    uint64_t dropped; /* bytes of the current line beyond the cap */
    bool carry_given; /* the carry buffer was handed out with the last batch */
    bool skipping;    /* inside a line that is too long */
    bool ended;
};

/* Starts. */
void lines_init(struct lines *lines, struct source *source);

/* The first bytes of the stream, at least `want` where the input has them, without consuming them.
 * Only before the first batch. Independent of the size of blocks. */
struct str lines_head(struct lines *lines, size_t want);

/* Up to LINES_BATCH lines; 0 at the end. */
int lines_next(struct lines *lines, struct line batch[LINES_BATCH]);

/* Releases the buffers; the source stays the caller's. */
void lines_release(struct lines *lines);

#endif
