/*
 * lines.h: blocks to lines. The lines of one input are dealt out in parts of whole lines, which
 * several threads may take in turn: who takes a part reads and inflates it, while the others work
 * on theirs. Numbers and offsets are given out with the parts, so they do not depend on who took
 * which.
 */
#ifndef LIMIER_INPUT_LINES_H
#define LIMIER_INPUT_LINES_H

#include <pthread.h>

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

/* One input being split. Shared by the threads that work on it. */
struct lines {
    struct source *source;
    pthread_mutex_t lock;
    struct str pending; /* what is left of the source's block */
    struct str torn;    /* a block behind a gap, while the line before it is not dealt out yet */
    char *carry;        /* the beginning of a line that goes on in the next block */
    size_t carried;
    size_t carry_room;
    char *head;       /* the first bytes of the stream, gathered for lines_head */
    uint64_t number;  /* lines dealt out */
    uint64_t offset;  /* bytes dealt out */
    uint64_t dropped; /* bytes of the current line beyond the cap */
    bool holds;       /* a last line without its end is not dealt out: it is being written … */
    bool held;        /* … and there was one */
    bool ended;
};

/* Whole lines that one thread has taken. Zeroed before its first use; the buffer is the thread's.
 */
struct lines_part {
    char *buffer;
    size_t used;
    size_t room;
    size_t at;
    uint64_t number;    /* of the last line given */
    uint64_t offset;    /* of the next line */
    bool too_long;      /* the part is one line beyond the cap */
    bool cut;           /* the part is the end of an input that stops inside a line */
    uint64_t damage_at; /* offset from which bytes follow damage; UINT64_MAX while there is none */
};

/* Starts. */
void lines_init(struct lines *lines, struct source *source);

/* The first bytes of the stream, at least `want` where the input has them, without consuming them.
 * Only before the first part. Independent of the size of blocks. */
struct str lines_head(struct lines *lines, size_t want);

/* Goes on behind the first `bytes` of the stream, which are `count` whole lines that were dealt out
 * before. Only before the first part. False when the stream has not so many, or not in one piece.
 */
bool lines_skip(struct lines *lines, uint64_t bytes, uint64_t count);

/* The next part; false at the end. Safe for several threads. */
bool lines_take(struct lines *lines, struct lines_part *part);

/* Up to LINES_BATCH lines of a part, without NUL bytes that stand before a text, borrowed until
 * the next lines_take; 0 at its end. */
int lines_next(struct lines_part *part, struct line batch[LINES_BATCH]);

/* Releases a thread's buffer; and an input's, whose source stays the caller's. */
void lines_part_release(struct lines_part *part);
void lines_release(struct lines *lines);

#endif
