/*
 * inflate.c: decoding with zlib, and the choice between it and ISA-L.
 */
#include "input/inflate.h"

#include <stdlib.h>
#include <zlib.h>

#include "base/mem.h"
#include "input/inflate_exact.h"
#include "input/inflate_isal.h"

struct inflate {
    enum inflate_kind kind;
    struct isal *isal; /* one of these, or zlib */
    struct exact *exact;
    z_stream stream;
    size_t skip; /* bytes of the trailer that zlib left when the sum before them was wrong */
};

#define LENGTH_BYTES 4 /* ISIZE (RFC 1952 §2.3.1) */

bool inflate_is_exact(const struct inflate *inflate)
{
    return inflate->kind == INFLATE_EXACT || inflate->kind == INFLATE_ZLIB;
}

void inflate_reset(struct inflate *decoder, const char *window)
{
#ifdef LIMIER_ISAL
    if (decoder->isal) {
        isal_begin(decoder->isal);
        return;
    }
#endif
    if (decoder->exact) {
        exact_begin(decoder->exact, window);
        return;
    }
    (void)inflateReset(&decoder->stream);
    decoder->skip = 0;
}

struct inflate *inflate_new(enum inflate_kind kind)
{
    struct inflate *decoder = mem_zero(1, sizeof *decoder);

    decoder->kind = kind;
    if (kind == INFLATE_EXACT) {
        decoder->exact = exact_new();
        return decoder;
    }
#ifdef LIMIER_ISAL
    if (kind == INFLATE_FAST) {
        decoder->isal = isal_new();
        return decoder;
    }
#endif
    /* 16: gzip header and trailer (zlib.h, inflateInit2) */
    if (inflateInit2(&decoder->stream, kind == INFLATE_ZLIB ? 15 : 15 + 16) != Z_OK)
        mem_exhausted(sizeof *decoder);
    return decoder;
}

/* Skips the rest of a trailer whose first half was wrong, so that the next member is found. */
static enum inflate_step skip_length(struct inflate *decoder, struct str *in)
{
    size_t n = in->n < decoder->skip ? in->n : decoder->skip;

    *in = str_skip(*in, n);
    decoder->skip -= n;
    return decoder->skip ? INFLATE_MORE : INFLATE_SUM;
}

/* What bad data means. zlib has one code for all of it; only the trailer's checks come with these
 * words (zlib, inflate.c). */
static enum inflate_step broken(struct inflate *decoder, struct str *in)
{
    const char *said = decoder->stream.msg;

    if (said && strcmp(said, "incorrect data check") == 0) {
        decoder->skip = decoder->kind == INFLATE_ZLIB ? 0 : LENGTH_BYTES;
        return skip_length(decoder, in);
    }
    if (said && strcmp(said, "incorrect length check") == 0)
        return INFLATE_SUM;
    return INFLATE_BROKEN;
}

/* data_type counts the bits that zlib holds (zlib.h). */
size_t inflate_held(const struct inflate *decoder)
{
    if (decoder->exact)
        return exact_held(decoder->exact);
    return ((size_t)decoder->stream.data_type & 63) / 8;
}

enum inflate_step inflate_run(struct inflate *decoder, struct str *in, char *out, size_t room,
                              size_t *ret_made)
{
    z_stream *stream = &decoder->stream;
    int rc;

    *ret_made = 0;
#ifdef LIMIER_ISAL
    if (decoder->isal)
        return isal_run(decoder->isal, in, out, room, ret_made);
#endif
    if (decoder->exact)
        return exact_run(decoder->exact, in, out, room, ret_made);
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
    return broken(decoder, in);
}

void inflate_free(struct inflate *decoder)
{
#ifdef LIMIER_ISAL
    if (decoder->isal)
        isal_free(decoder->isal);
#endif
    if (decoder->exact)
        exact_free(decoder->exact);
    if (!decoder->isal && !decoder->exact)
        (void)inflateEnd(&decoder->stream);
    free(decoder);
}

const char *inflate_library(void)
{
#ifdef LIMIER_ISAL
    return isal_library();
#else
    return "zlib " ZLIB_VERSION;
#endif
}
