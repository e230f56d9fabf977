/*
 * source.h: an input as a stream of decompressed blocks. Plain files, gzip (any number of members)
 * and standard input, told apart by content, never by name. Bytes that cannot be read are not an
 * error: they are the input's damage, a sentence with the offset, and everything before them is
 * delivered.
 */
#ifndef LIMIER_INPUT_SOURCE_H
#define LIMIER_INPUT_SOURCE_H

#include <stdatomic.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/limits.h"
#include "input/inflate.h"

/* What all inputs have done so far, for the progress line; and the request to stop. */
struct progress {
    _Atomic uint64_t bytes_read;
    _Atomic uint64_t bytes_total; /* 0: not known (standard input) */
    _Atomic uint64_t lines;
    _Atomic uint64_t traces;
    _Atomic bool stop; /* set on a signal: finish the block, then stop reading */
};

/* One input while it is read. */
struct source {
    const char *path;
    int fd;
    bool opened_here;
    bool gzip;
    bool ended; /* no more bytes from the descriptor */
    bool finished;
    bool member_open; /* inside a gzip member */
    uint64_t members;
    uint64_t bytes;           /* read */
    uint64_t bytes_inflated;  /* delivered */
    char damage[256];         /* "" for none */
    uint64_t damage_at;       /* where the first damage lies in the delivered stream */
    char sha256[SHA256_TEXT]; /* set at the end */
    struct sha256 sha;
    struct inflate *inflate;
    struct progress *progress;
    size_t block_bytes;
    char *raw; /* as read, not yet inflated: [raw_at, raw_end) */
    size_t raw_at;
    size_t raw_end;
    char *block; /* the delivered block */
};

/* Opens an input; "-" is standard input. `block_bytes` is how much is read and delivered at a time.
 * Always returns: an input that cannot be opened has damage and delivers nothing. */
void source_open(struct source *source, const char *path, size_t block_bytes,
                 struct progress *progress);

/* The next block, borrowed until the next call; false at the end. */
bool source_next(struct source *source, struct str *ret_block);

/* Stops, reads the rest for the digest unless the run was stopped, and releases. .damage, .sha256
 * and .bytes stay valid. */
void source_close(struct source *source);

#endif
