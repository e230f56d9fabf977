/*
 * arena.c: chained blocks of at least 64 KiB. Large requests get a block of their own.
 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

#define ARENA_BLOCK_BYTES ((size_t)64 << 10)

struct arena_block {
    struct arena_block *next;
    size_t used;
    size_t room;
    size_t pad; /* keeps bytes[] aligned to 16 */
    char bytes[];
};

void *arena_alloc(struct arena *arena, size_t n)
{
    struct arena_block *block = arena->head;
    size_t rounded = (n + 15) & ~(size_t)15;

    if (!block || block->room - block->used < rounded) {
        size_t room = rounded > ARENA_BLOCK_BYTES ? rounded : ARENA_BLOCK_BYTES;

        block = mem_zero(1, sizeof *block + room);
        block->room = room;
        block->next = arena->head;
        arena->head = block;
    }
    block->used += rounded;
    arena->used_bytes += rounded;
    return block->bytes + block->used - rounded;
}

struct str arena_str(struct arena *arena, struct str text)
{
    char *copy = arena_alloc(arena, text.n + 1);

    if (text.n)
        memcpy(copy, text.p, text.n);
    return (struct str){copy, text.n};
}

struct str arena_print(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_list again;
    int n;
    char *text;

    va_start(args, format);
    va_copy(again, args);
    n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    text = arena_alloc(arena, (size_t)(n > 0 ? n : 0) + 1);
    if (n > 0)
        vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    return (struct str){text, n > 0 ? (size_t)n : 0};
}

void arena_reset(struct arena *arena)
{
    struct arena_block *first = arena->head;

    if (!first)
        return;
    if (first->room > ARENA_BLOCK_BYTES) {
        arena_release(arena);
        return;
    }
    arena->head = first->next;
    arena_release(arena);
    memset(first->bytes, 0, first->used);
    first->used = 0;
    first->next = NULL;
    arena->head = first;
}

void arena_release(struct arena *arena)
{
    struct arena_block *block = arena->head;

    while (block) {
        struct arena_block *next = block->next;

        free(block);
        block = next;
    }
    arena->head = NULL;
    arena->used_bytes = 0;
}
