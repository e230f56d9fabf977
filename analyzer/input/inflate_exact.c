/*
 * inflate_exact.c: gzip members as gzip(1) reads them. A copy from before the member's first byte
 * is no reason to stop: one flipped bit makes one, and everything behind it may still be sound. It
 * finds what gzip's window held: the member before. zlib refuses such copies unless there is a
 * dictionary, which only raw deflate data can have; so header and trailer (RFC 1952 §2.3) are read
 * here.
 */
#include "input/inflate_exact.h"

#include <stdlib.h>
#include <zlib.h>

#include "base/mem.h"

/* Where in a member. */
enum place { FIXED, EXTRA_SIZE, EXTRA, NAME, COMMENT, HEADER_SUM, DATA, TRAILER };

#define FLAG_SUM     0x02
#define FLAG_EXTRA   0x04
#define FLAG_NAME    0x08
#define FLAG_COMMENT 0x10

struct exact {
    z_stream stream;
    enum place place;
    unsigned char bytes[10]; /* of the part that is being read */
    size_t have;
    size_t extra; /* bytes of the extra field to skip */
    unsigned char flags;
    bool wrong; /* the header's checksum is */
    uLong header_crc;
    uLong crc;
    uint32_t size;
};

void exact_begin(struct exact *exact, const char *window)
{
    static const char nothing[INFLATE_WINDOW] = {0};

    (void)inflateReset(&exact->stream);
    (void)inflateSetDictionary(&exact->stream, (const Bytef *)(window ? window : nothing),
                               INFLATE_WINDOW);
    exact->place = FIXED;
    exact->have = exact->extra = 0;
    exact->size = 0;
    exact->wrong = false;
    exact->header_crc = exact->crc = crc32(0, NULL, 0);
}

struct exact *exact_new(void)
{
    struct exact *exact = mem_zero(1, sizeof *exact);

    if (inflateInit2(&exact->stream, -15) != Z_OK)
        mem_exhausted(sizeof *exact);
    exact_begin(exact, NULL);
    return exact;
}

/* The next part of the header behind this one that the member has. */
static enum place next_place(const struct exact *exact)
{
    unsigned flags = exact->flags;

    switch (exact->place) {
    case FIXED:
        if (flags & FLAG_EXTRA)
            return EXTRA_SIZE;
        __attribute__((fallthrough));
    case EXTRA_SIZE:
    case EXTRA:
        if (flags & FLAG_NAME)
            return NAME;
        __attribute__((fallthrough));
    case NAME:
        if (flags & FLAG_COMMENT)
            return COMMENT;
        __attribute__((fallthrough));
    case COMMENT:
        if (flags & FLAG_SUM)
            return HEADER_SUM;
        __attribute__((fallthrough));
    case HEADER_SUM:
    case DATA:
    case TRAILER: break;
    }
    return DATA;
}

/* Two bytes, the lower one first. */
static unsigned pair(const struct exact *exact)
{
    return (unsigned)exact->bytes[0] | (unsigned)exact->bytes[1] << 8;
}

/* Whether one byte of the header ends the part it belongs to. */
static bool ends_part(struct exact *exact, unsigned char byte)
{
    switch (exact->place) {
    case FIXED:
        exact->bytes[exact->have++] = byte;
        exact->flags = exact->have == 10 ? exact->bytes[3] : 0;
        return exact->have == 10;
    case EXTRA_SIZE:
        exact->bytes[exact->have++] = byte;
        exact->extra = exact->have == 2 ? pair(exact) : 0;
        return exact->have == 2 && exact->extra == 0;
    case EXTRA: return --exact->extra == 0;
    case NAME:
    case COMMENT: return byte == '\0';
    case HEADER_SUM: exact->bytes[exact->have++] = byte; return exact->have == 2;
    case DATA:
    case TRAILER: break;
    }
    return true;
}

/* Reads what is left of the header; false when there is more to come. */
static bool read_header(struct exact *exact, struct str *in)
{
    while (exact->place < DATA) {
        unsigned char byte;

        if (in->n == 0)
            return false;
        byte = (unsigned char)in->p[0];
        *in = str_skip(*in, 1);
        if (exact->place != HEADER_SUM)
            exact->header_crc = crc32(exact->header_crc, &byte, 1);
        if (ends_part(exact, byte)) {
            exact->wrong =
                exact->place == HEADER_SUM && pair(exact) != (exact->header_crc & 0xFFFF);
            exact->place = next_place(exact);
            exact->have = 0;
        } else if (exact->place == EXTRA_SIZE && exact->have == 2) {
            exact->place = EXTRA;
        }
    }
    return true;
}

static uint32_t word(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static enum inflate_step read_trailer(struct exact *exact, struct str *in)
{
    while (exact->have < 8 && in->n) {
        exact->bytes[exact->have++] = (unsigned char)in->p[0];
        *in = str_skip(*in, 1);
    }
    if (exact->have < 8)
        return INFLATE_MORE;
    if (exact->wrong || word(exact->bytes) != (uint32_t)exact->crc ||
        word(exact->bytes + 4) != exact->size)
        return INFLATE_SUM;
    return INFLATE_END;
}

enum inflate_step exact_run(struct exact *exact, struct str *in, char *out, size_t room,
                            size_t *ret_made)
{
    z_stream *stream = &exact->stream;
    int rc;

    *ret_made = 0;
    if (!read_header(exact, in))
        return INFLATE_MORE;
    if (exact->place == TRAILER)
        return read_trailer(exact, in);
    stream->next_in = (Bytef *)(uintptr_t)in->p;
    stream->avail_in = (uInt)in->n;
    stream->next_out = (Bytef *)out;
    stream->avail_out = (uInt)room;
    rc = inflate(stream, Z_NO_FLUSH);
    *in = str_skip(*in, in->n - stream->avail_in);
    *ret_made = room - stream->avail_out;
    exact->crc = crc32(exact->crc, (const Bytef *)out, (uInt)*ret_made);
    exact->size += (uint32_t)*ret_made;
    if (rc == Z_OK || rc == Z_BUF_ERROR)
        return INFLATE_MORE;
    if (rc != Z_STREAM_END)
        return INFLATE_BROKEN;
    exact->place = TRAILER;
    return read_trailer(exact, in);
}

size_t exact_held(const struct exact *exact)
{
    return ((size_t)exact->stream.data_type & 63) / 8;
}

void exact_free(struct exact *exact)
{
    (void)inflateEnd(&exact->stream);
    free(exact);
}
