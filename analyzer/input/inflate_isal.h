/*
 * inflate_isal.h: the ISA-L decoder, for inflate.c alone. Where the build is without ISA-L the
 * functions are not there.
 */
#ifndef LIMIER_INPUT_INFLATE_ISAL_H
#define LIMIER_INPUT_INFLATE_ISAL_H

#include "input/inflate.h"

/* A decoder. */
struct isal;

/* As the functions of inflate.h. */
struct isal *isal_new(void);
void isal_begin(struct isal *isal);
enum inflate_step isal_run(struct isal *isal, struct str *in, char *out, size_t room,
                           size_t *ret_made);
void isal_free(struct isal *isal);
const char *isal_library(void);

#endif
