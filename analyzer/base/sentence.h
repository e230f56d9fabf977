/*
 * sentence.h: a sentence for people, printed in French and English from one format. The format is
 * the English text, marked for the catalogue by the name of the function that takes it
 * (tests/lint/catalogue lists them).
 */
#ifndef LIMIER_BASE_SENTENCE_H
#define LIMIER_BASE_SENTENCE_H

#include <stdarg.h>

#include "base/text.h"

/* Prints a sentence of at most size - 1 bytes. The French takes the same arguments in the same
 * order. "%-s" is a text of the catalogue itself (mark it with N_): it is said in the sentence's
 * language. Conversions: d i u x X c s f g e % with the lengths l ll z and a precision. */
void sentence_print(enum lang lang, char *text, size_t size, const char *format, va_list args)
    __attribute__((format(printf, 4, 0)));

/* The usual texts of system errors, by errno: those of the catalogue, so that both languages have
 * them and they do not depend on the C library; for a rare one what the library says. Returns the
 * English; room is for the library's. */
#define SENTENCE_REASON 128
const char *sentence_reason(int number, char room[SENTENCE_REASON]);

#endif
