/*
 * fuzz.h: what all fuzz targets share: the entry point that libFuzzer and replay.c call, and checks
 * that stay in release builds.
 */
#ifndef LIMIER_TESTS_FUZZ_FUZZ_H
#define LIMIER_TESTS_FUZZ_FUZZ_H

#include "base/str.h"

/* One input. Always 0; a broken promise ends the process. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process unless the promise holds. */
void fuzz_check(bool holds, const char *promise);

/* Reads every byte of a span, so that a sanitizer sees one that does not lie in memory. */
void fuzz_touch(struct str text);

#endif
