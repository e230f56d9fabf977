/*
 * sample.h: the sample of an input that its layout is chosen on: its head and blocks further on.
 */
#ifndef LIMIER_SAMPLE_H
#define LIMIER_SAMPLE_H

#include "parsers/reading.h"

/* Bytes of text from which the sample is taken. What lies beyond cannot be reached in a compressed
 * input without reading everything before it; a layout that changes there is met line by line. */
#define SAMPLE_HEAD_BYTES ((size_t)1 << 20)

/* Chooses on the head of an input (or a part of it). `whole`: the head is all there is. `plain`:
 * path of the file when it is nothing but text, so that blocks far behind the head can be looked
 * at, too; NULL otherwise. False when there is no line to choose on. */
bool sample_choose(const struct reading_choice *from, struct str head, bool whole,
                   const char *plain, struct reading *ret_reading);

#endif
