/*
 * stream.h: what writers of millions of rows share: records of the case's sorted files in blocks,
 * moments as text without printf, and texts that are escaped once and not once a row.
 */
#ifndef LIMIER_REPORT_STREAM_H
#define LIMIER_REPORT_STREAM_H

#include "base/clock.h"
#include "base/out.h"

/* Records of one size in a file, read forwards with pread, so that the position of the descriptor
 * stays as it is. */
struct stream {
    int fd;
    const char *name; /* for messages */
    size_t size;      /* of a record, in bytes */
    uint64_t count;   /* records in all */
    uint64_t next;
    size_t held; /* records in the buffer, and which is next there */
    size_t at;
    char *buffer;
};

/* Starts at the first record. Release with stream_release. */
void stream_init(struct stream *stream, int fd, size_t size, uint64_t count, const char *name);

/* The next record: 1, 0 after the last one, -1 when the file cannot be read or ends before `count`
 * records. *ret_record is aligned to 16 bytes where the size allows, and valid until the next call.
 */
int stream_next(struct stream *stream, const void **ret_record, struct err *err);

/* Frees the buffer; the descriptor stays the caller's. */
void stream_release(struct stream *stream);

/* Decimal number without NUL, at `at`. Returns the place after it. At most 20 bytes. */
char *stream_u64(char *at, uint64_t value);

/* "2024-01-29T14:03:07.125000": UTC with microseconds and without a zone, 26 bytes at `at`, no NUL.
 * Years outside 0 to 9999 are written modulo 10,000. Returns the place after it. */
char *stream_moment(char *at, int64_t time_ns);

/* "2024-01-29T14:03:07.125Z", as clock_rfc3339 writes it; nothing for TIME_NONE. At most 24 bytes,
 * no NUL. */
char *stream_rfc3339(char *at, int64_t time_ns);

/* A span at `at`. Returns the place after it. */
static inline char *stream_text(char *at, struct str text)
{
    if (text.n)
        memcpy(at, text.p, text.n);
    return at + text.n;
}

/* A text at most `most` bytes long, cut between characters when it is longer. Invalid UTF-8 is cut
 * anywhere. */
struct str stream_cut(struct str text, size_t most);

/* Texts by number, escaped (six bytes for one at most) and cut to STREAM_TEXT_BYTES; the last ones
 * used stay. Fixed memory: numbers may be as large as they like. */
#define STREAM_TEXT_BYTES 240
struct stream_texts {
    struct stream_entry *entries;
    void (*escape)(struct out *out, struct str text);
};

/* An empty cache; release with stream_texts_release. */
void stream_texts_init(struct stream_texts *texts,
                       void (*escape)(struct out *out, struct str text));

/* The escaped form of list[number], without quotes. Absent for an absent text. Valid until a later
 * call with another number. */
struct str stream_texts_get(struct stream_texts *texts, const struct str *list, uint32_t number);

/* Frees the cache. */
void stream_texts_release(struct stream_texts *texts);

#endif
