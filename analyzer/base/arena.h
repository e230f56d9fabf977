/*
 * arena.h: many small blocks with one lifetime, released together. Three lifetimes are used: a
 * line, a run, an account.
 */
#ifndef LIMIER_BASE_ARENA_H
#define LIMIER_BASE_ARENA_H

#include "base/str.h"

/* Blocks are chained; `used_bytes` counts what was handed out. Not safe for two threads. */
struct arena {
    struct arena_block *head;
    size_t used_bytes;
};

/* n bytes, zeroed, aligned to 16. Never NULL. Valid until arena_release. */
void *arena_alloc(struct arena *arena, size_t n);

/* A copy of the span, followed by a NUL that is not counted. */
struct str arena_str(struct arena *arena, struct str text);

/* printf into the arena. */
struct str arena_print(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Forgets everything but keeps a block for the next use: for arenas that are emptied often. */
void arena_reset(struct arena *arena);

/* Frees everything; the arena can be used again. */
void arena_release(struct arena *arena);

#endif
