/*
 * audit_match.h: which of the texts that are known a file continues. A file is known by what is in
 * it: whether it was renamed, packed, copied or appended to, its text begins with what was counted,
 * and reading goes on there. Any other text is a new stream.
 */
#ifndef LIMIER_AUDIT_MATCH_H
#define LIMIER_AUDIT_MATCH_H

#include "input/source.h"
#include "store/state.h"

/* Bytes of a text that it is looked up by. */
#define AUDIT_HEAD_BYTES 4096

/* What a file is, before it is read. */
enum audit_what {
    AUDIT_UNCHANGED, /* it lies there as it did: there is nothing new in it */
    AUDIT_CONTINUES, /* its text begins with what was counted of a stream */
    AUDIT_PART,      /* its text is shorter than what was counted of a stream, and begins like it;
                      * what audit_match says of it is a guess by its head */
    AUDIT_NEW,       /* another text, or none at all */
};

/* What is known of it. */
struct audit_file {
    enum audit_what what;
    const struct state_stream *stream; /* of AUDIT_CONTINUES and AUDIT_PART */
    struct state_file now;             /* as it lies there; path is borrowed */
    bool regular;                      /* it is a file, and there */
    bool settled; /* nobody has written there for a day: its last line will not be ended */
};

/* What there was. */
struct audit_known {
    const struct state_stream *streams;
    size_t stream_count;
    const struct state_file *files; /* by path */
    size_t file_count;
    size_t block_bytes;
};

/* Looks at a file. What cannot be opened is new: reading it will tell why. */
struct audit_file audit_match(const struct audit_known *known, const char *path);

/* The stream with the most counted that a file continues, behind the one that it was found to
 * continue: logs of two servers may begin alike. NULL: none. */
const struct state_stream *audit_next_match(const struct audit_known *known,
                                            const struct audit_file *file);

/* The next stream that a part may be the beginning of. NULL: none. */
const struct state_stream *audit_next_whole(const struct audit_known *known,
                                            const struct audit_file *file);

/* Whether a path leads to the same file as before, which may have grown since. */
bool audit_still(const struct state_file *file);

/* The beginning of a file's text, at most AUDIT_HEAD_BYTES; its length. Of this as of all below:
 * bytes of a hole are NUL bytes of the text. */
size_t audit_head(const char *path, size_t block_bytes, char head[AUDIT_HEAD_BYTES]);

/* Bytes of a file's text. *ret_cut: it is damaged, such as one that is still being packed. */
uint64_t audit_length(const char *path, size_t block_bytes, bool *ret_cut);

/* SHA-256 of the first `bytes` bytes of a file's text, and of its first AUDIT_HEAD_BYTES or fewer.
 * False when it has not so many. */
bool audit_digest(const char *path, uint64_t bytes, size_t block_bytes, char ret_text[SHA256_TEXT],
                  char ret_head[SHA256_TEXT]);

#endif
