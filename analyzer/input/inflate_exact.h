/*
 * inflate_exact.h: the decoder of gzip members that goes as far as gzip itself, for inflate.c
 * alone.
 */
#ifndef LIMIER_INPUT_INFLATE_EXACT_H
#define LIMIER_INPUT_INFLATE_EXACT_H

#include "input/inflate.h"

/* A decoder. */
struct exact;

/* As the functions of inflate.h. */
struct exact *exact_new(void);
void exact_begin(struct exact *exact, const char *window);
enum inflate_step exact_run(struct exact *exact, struct str *in, char *out, size_t room,
                            size_t *ret_made);
size_t exact_held(const struct exact *exact);
void exact_free(struct exact *exact);

#endif
