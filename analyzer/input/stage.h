/*
 * stage.h: reading as a stack of stages. The lowest reads the file; a container adds one that takes
 * bytes from the stage below and gives out its content. A stage never fails: what it cannot read is
 * damage, and everything before it is given out.
 */
#ifndef LIMIER_INPUT_STAGE_H
#define LIMIER_INPUT_STAGE_H

#include <stdatomic.h>

#include "base/hash.h"
#include "base/limits.h"
#include "model/damage.h"

/* What all inputs have done so far, for the progress line; and the request to stop. */
struct progress {
    _Atomic uint64_t bytes_read;
    _Atomic uint64_t bytes_total; /* 0: not known (standard input) */
    _Atomic uint64_t lines;
    _Atomic uint64_t traces;
    _Atomic bool stop; /* set on a signal: finish the block, then stop reading */
};

struct stage;

/* What the stages of one stack share. */
struct stage_shared {
    struct progress *progress;
    size_t block_bytes; /* how much is read at a time */
    bool glance;        /* what is read now will be read again: it is not counted */
};

/* Bytes that can be looked at in advance. */
#define FEED_AHEAD ((size_t)64 << 10)

/* What a stage takes from the one below: a buffer with a view ahead. */
struct feed {
    struct stage *from;
    char *raw; /* not used yet: [at, end) */
    size_t at;
    size_t end;
    size_t room;
    size_t block_bytes;
    uint64_t bytes; /* offset of the end in the stage below */
    bool ended;
};

/* One stage. `read` gives out at most `room` bytes, 0 at the end; it sets `gap` when bytes are
 * missing before those that it gives out, and `gap_bytes` to their number where it is known. */
struct stage {
    size_t (*read)(struct stage *stage, char *to, size_t room);
    void (*release)(struct stage *stage);
    struct stage *below;
    struct stage_shared *shared;
    struct feed feed;
    struct damage damage; /* of this stage; of an archive: of its member */
    const char *name;     /* of the container or encoding, "" for none */
    uint64_t made;        /* bytes given out */
    uint64_t mark;        /* the reader's: texts given when it was opened */
    uint64_t gap_bytes;   /* of the last gap */
    bool gap;
    bool container;
    bool resume; /* may go on behind damage: what it gives out is the text, and nothing inside */
};

/* Whether the run is to stop. */
bool stage_is_stopped(const struct stage_shared *shared);

/* Begins to take from a stage. */
void feed_init(struct feed *feed, struct stage *from, size_t block_bytes);

/* Takes once more from below, behind what is left. Not with more than FEED_AHEAD left. */
void feed_fill(struct feed *feed);

/* At least n bytes (at most FEED_AHEAD), unless the input ends before; returns what is there. */
struct str feed_want(struct feed *feed, size_t n);

/* What is there, without reading; and the offset of its first byte in the stage below. */
struct str feed_rest(const struct feed *feed);
uint64_t feed_offset(const struct feed *feed);

/* Uses n bytes of what is there. */
void feed_take(struct feed *feed, size_t n);

/* Whether feed_rewind can; and going to an offset that has been passed, or anywhere in a file. */
bool feed_can_rewind(const struct feed *feed);
void feed_rewind(struct feed *feed, uint64_t offset);

/* Bytes of the file below a feed that can rewind. */
uint64_t feed_size(const struct feed *feed);

/* Releases the buffer. */
void feed_release(struct feed *feed);

/* The lowest stage: a descriptor, closed at the end when it was opened here. Digests what it reads
 * once, in order, when `digest` is given. */
struct stage *file_stage(struct stage_shared *shared, const char *path, struct sha256 *digest);

/* Bytes read of the file, once each. */
uint64_t file_stage_bytes(const struct stage *stage);

/* Members of a gzip file; or one zlib stream. Here and below, a stage takes over a feed on the
 * stage below, with what was looked at already. */
struct stage *gzip_stage(const struct feed *feed, bool zlib);

/* Members of gzip data begun so far. */
uint64_t gzip_stage_members(const struct stage *stage);

/* What filter_stage reads. */
enum filter { FILTER_BZIP2, FILTER_XZ, FILTER_ZSTD, FILTER_LZ4, FILTER_LZIP, FILTER_COMPRESS };

/* Compressed data of another kind. */
struct stage *filter_stage(const struct feed *feed, enum filter filter, const char *name);

/* UTF-16 to UTF-8; the mark at the beginning says which byte comes first. */
struct stage *utf16_stage(const struct feed *feed);

/* Releases one stage, not those below. */
void stage_release(struct stage *stage);

#endif
