/*
 * inflate.h: one gzip member after another, with either library. inflate_isal.c (ISA-L, about three
 * times zlib's speed) or inflate_zlib.c is compiled, never both; they give the same bytes.
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

/* A decoder. */
struct inflate;

/* Starts a decoder at the first byte of a member's header. Never NULL. */
struct inflate *inflate_new(void);

/* Makes it ready for the next member. */
void inflate_reset(struct inflate *inflate);

/* Decodes from *in, which is advanced, into at most `room` bytes; *ret_made says how many. */
enum inflate_step inflate_run(struct inflate *inflate, struct str *in, char *out, size_t room,
                              size_t *ret_made);

/* Releases it. */
void inflate_free(struct inflate *inflate);

/* Name and version of the library, for the manifest. */
const char *inflate_library(void);

#endif
