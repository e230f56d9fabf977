/*
 * inflate.h: one gzip member after another. Three decoders, which give the same bytes as long as
 * the data is sound: ISA-L, about three times zlib's speed, in builds that have it; zlib; and one
 * on top of zlib that goes as far into bad data as gzip does and says exactly where it ends.
 */
#ifndef LIMIER_INPUT_INFLATE_H
#define LIMIER_INPUT_INFLATE_H

#include "base/str.h"

/* What one step came to. */
enum inflate_step {
    INFLATE_MORE,   /* wants more input or more room */
    INFLATE_END,    /* the member ended, its CRC and length are right */
    INFLATE_BROKEN, /* the data is not valid from here on */
    INFLATE_SUM, /* the member ended, but its CRC or length is wrong: bytes were given out, not all
                    can be trusted */
};

/* Which decoder, for what. */
enum inflate_kind {
    INFLATE_FAST,   /* ISA-L where the build has it, else zlib */
    INFLATE_STRICT, /* zlib */
    INFLATE_EXACT,  /* as far as gzip goes */
    INFLATE_ZLIB,   /* zlib, for streams of RFC 1950 */
};

/* A decoder. */
struct inflate;

/* Starts a decoder at the first byte of a member's header. Never NULL. */
struct inflate *inflate_new(enum inflate_kind kind);

/* Whether the decoder gives out all that can be had; another one may keep bytes back, and what it
 * gave out in the step that failed may be wrong. */
bool inflate_is_exact(const struct inflate *inflate);

#define INFLATE_WINDOW 32768

/* Makes it ready for the next member. `window`, for the exact decoder: what copies from before the
 * member's first byte find, INFLATE_WINDOW bytes; NULL for NUL bytes. */
void inflate_reset(struct inflate *inflate, const char *window);

/* Decodes from *in, which is advanced, into at most `room` bytes; *ret_made says how many. */
enum inflate_step inflate_run(struct inflate *inflate, struct str *in, char *out, size_t room,
                              size_t *ret_made);

/* After INFLATE_BROKEN: whole bytes that an exact decoder had taken beyond the place it cannot
 * read.
 */
size_t inflate_held(const struct inflate *inflate);

/* Releases it. */
void inflate_free(struct inflate *inflate);

/* Name and version of the library of the fast decoder, for the manifest. */
const char *inflate_library(void);

#endif
