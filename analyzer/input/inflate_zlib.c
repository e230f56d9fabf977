/*
 * inflate_zlib.c: gzip members with zlib. Empty when the build chose ISA-L.
 */
#include "input/inflate.h"

#ifndef LIMIER_ISAL

#include <stdlib.h>
#include <zlib.h>

#include "base/mem.h"

struct inflate {
    z_stream stream;
    size_t skip; /* bytes of the trailer that zlib left when the sum before them was wrong */
};

#define LENGTH_BYTES 4 /* ISIZE (RFC 1952 §2.3.1) */

void inflate_reset(struct inflate *inflate)
{
    (void)inflateReset(&inflate->stream);
    inflate->skip = 0;
}

struct inflate *inflate_new(void)
{
    struct inflate *inflate = mem_zero(1, sizeof *inflate);

    if (inflateInit2(&inflate->stream, 15 + 16) != Z_OK) /* 16: gzip header and trailer */
        mem_exhausted(sizeof *inflate);
    return inflate;
}

/* Skips the rest of a trailer whose first half was wrong, so that the next member is found. */
static enum inflate_step skip_length(struct inflate *decoder, struct str *in)
{
    size_t n = in->n < decoder->skip ? in->n : decoder->skip;

    *in = str_skip(*in, n);
    decoder->skip -= n;
    return decoder->skip ? INFLATE_MORE : INFLATE_SUM;
}

enum inflate_step inflate_run(struct inflate *decoder, struct str *in, char *out, size_t room,
                              size_t *ret_made)
{
    z_stream *stream = &decoder->stream;
    int rc;

    *ret_made = 0;
    if (decoder->skip)
        return skip_length(decoder, in);
    stream->next_in = (Bytef *)(uintptr_t)in->p;
    stream->avail_in = (uInt)in->n;
    stream->next_out = (Bytef *)out;
    stream->avail_out = (uInt)room;
    rc = inflate(stream, Z_NO_FLUSH);
    *in = str_skip(*in, in->n - stream->avail_in);
    *ret_made = room - stream->avail_out;
    if (rc == Z_STREAM_END)
        return INFLATE_END;
    if (rc == Z_OK || rc == Z_BUF_ERROR)
        return INFLATE_MORE;
    /* zlib has one code for both; only the trailer's checks come with these words (zlib,
     * inflate.c). */
    if (rc == Z_DATA_ERROR && stream->msg && strcmp(stream->msg, "incorrect data check") == 0) {
        decoder->skip = LENGTH_BYTES;
        return skip_length(decoder, in);
    }
    if (rc == Z_DATA_ERROR && stream->msg && strcmp(stream->msg, "incorrect length check") == 0)
        return INFLATE_SUM;
    return INFLATE_BROKEN;
}

void inflate_free(struct inflate *inflate)
{
    (void)inflateEnd(&inflate->stream);
    free(inflate);
}

const char *inflate_library(void)
{
    return "zlib " ZLIB_VERSION;
}

#else
typedef int inflate_zlib_is_empty; /* ISO C wants a declaration */
#endif
