/*
 * mem.c: the allocator's thin front. Owns the decision that running out of memory ends the run.
 */
#define _DEFAULT_SOURCE
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

void *mem_zero(size_t count, size_t size)
{
    void *block = calloc(count ? count : 1, size ? size : 1);

    if (!block)
        mem_exhausted(count * size);
    return block;
}

void *mem_resize(void *old, size_t count, size_t size)
{
    void *block;

    if (size && count > SIZE_MAX / size)
        mem_exhausted(SIZE_MAX);
    if (count == 0 || size == 0)
        count = size = 1;
    block = realloc(old, count * size);
    if (!block)
        mem_exhausted(count * size);
    return block;
}

char *mem_text(const char *bytes, size_t n)
{
    char *copy = mem_resize(NULL, n + 1, 1);

    if (n)
        memcpy(copy, bytes, n);
    copy[n] = '\0';
    return copy;
}

void *mem_table(size_t bytes)
{
    const size_t huge = 2u << 20;
    void *block = NULL;

    if (bytes < huge)
        return mem_zero(1, bytes);
    if (posix_memalign(&block, huge, bytes) != 0)
        mem_exhausted(bytes);
    (void)madvise(block, bytes, MADV_HUGEPAGE);
    memset(block, 0, bytes);
    return block;
}
