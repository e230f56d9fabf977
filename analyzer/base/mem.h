/*
 * mem.h: allocation that does not fail. Out of memory ends the program in one place; everything a
 * stranger can make grow has a cap elsewhere (limits.h), so this is the machine's limit, not ours.
 */
#ifndef LIMIER_BASE_MEM_H
#define LIMIER_BASE_MEM_H

#include <stddef.h>

/* Defined by the program (main.c, or the test driver): says so and ends with exit code 3. */
_Noreturn void mem_exhausted(size_t wanted_bytes);

/* `count` elements of `size` bytes, zeroed. Never NULL. The caller owns them; free() them. */
void *mem_zero(size_t count, size_t size);

/* Grows or shrinks to `count` elements of `size` bytes; new bytes are not set. Never NULL. */
void *mem_resize(void *old, size_t count, size_t size);

/* A copy of n bytes followed by a NUL. The caller owns it. */
char *mem_text(const char *bytes, size_t n);

/* Large zeroed table of `bytes`, on huge pages where the system grants them: random probes into
 * tables above the TLB's reach cost 1.7 x without (measured). Release with free(). */
void *mem_table(size_t bytes);

/* A list that doubles: use with the element type. Makes room for one more element. */
#define MEM_GROW(list, count, room)                                                                \
    do {                                                                                           \
        if ((count) == (room)) {                                                                   \
            (room) = (room) ? (room)*2 : 8;                                                        \
            (list) = mem_resize((list), (room), sizeof *(list));                                   \
        }                                                                                          \
    } while (0)

#endif
