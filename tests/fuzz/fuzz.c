/*
 * fuzz.c: checks and the end of memory, for all fuzz targets.
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

_Noreturn void mem_exhausted(size_t wanted_bytes)
{
    fprintf(stderr, "no memory for %zu bytes\n", wanted_bytes);
    abort();
}

void fuzz_check(bool holds, const char *promise)
{
    if (holds)
        return;
    fprintf(stderr, "broken promise: %s\n", promise);
    abort();
}

void fuzz_touch(struct str text)
{
    volatile unsigned char sum = 0;

    for (size_t i = 0; i < text.n; i++)
        sum = (unsigned char)(sum + (unsigned char)text.p[i]);
}
