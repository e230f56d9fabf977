/*
 * source.h: an input as a stream of decompressed blocks: a file, a member of an archive, or
 * standard input, in whatever containers it lies; they are told by content, never by name. Bytes
 * that cannot be read are not an error: they are the input's damage, and everything else is
 * delivered.
 */
#ifndef LIMIER_INPUT_SOURCE_H
#define LIMIER_INPUT_SOURCE_H

#include "input/reader.h"

/* One input while it is read. `bytes` and `sha256` are of the file as it lies there or of the
 * member as it comes out of its archive, `sha256_text` is of what its containers hold (empty when
 * that was not read to its end); all are set by source_close. Offsets in the text count the
 * bytes of holes, which are not delivered. */
struct source {
    struct reader *reader; /* NULL: nothing can be read */
    struct reader own;     /* of a source that is opened by path */
    struct damage damage;  /* up to date at the end of the stream */
    char containers[READER_CONTAINERS];
    char sha256[SHA256_TEXT];
    char sha256_text[SHA256_TEXT]; /* of the text, its holes included */
    struct sha256 text_sha;        /* the same while it is read */
    bool text_digested;            /* where it is not the file's own */
    uint64_t bytes;
    uint64_t bytes_inflated; /* delivered */
    uint64_t members;        /* of gzip data */
    bool gap;                /* bytes are missing before the last block: no line goes across */
    uint64_t gap_bytes;      /* their number where it is known: holes */
    bool finished;
    size_t block_bytes;
    char *block; /* as read: [at, end) is not delivered yet */
    size_t at;
    size_t end;
    uint64_t nuls; /* read and held back: they may be a hole */
    bool torn;     /* the next block is behind a gap */
    uint64_t torn_bytes;
    uint64_t skipped; /* bytes of holes so far */
    bool had_gap;
    uint64_t before_gaps; /* delivered before the first gap */
    uint32_t holes;
    uint64_t hole_bytes;
    uint64_t hole_at; /* where the first one lies */
};

/* Opens an input; "-" is standard input. `block_bytes` is how much is read and delivered at a time.
 * Always returns: an input that cannot be opened has damage and delivers nothing; an archive has
 * too, its members are opened one by one. `glance`: as reader_open's. */
void source_open(struct source *source, const char *path, size_t block_bytes,
                 struct progress *progress, bool glance);

/* Opens the current text of a reader, which stays the caller's. NULL: a member that is not there
 * any more. */
void source_open_text(struct source *source, struct reader *reader, size_t block_bytes);

/* The next block, borrowed until the next call; false at the end. */
bool source_next(struct source *source, struct str *ret_block);

/* Stops, reads the rest for the digest unless the run was stopped, and releases. The figures stay
 * valid. */
void source_close(struct source *source);

#endif
