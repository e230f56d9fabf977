/*
 * said.h: what another program says on its standard error: read all of it, so that no program fails
 * or waits because nobody listens, and keep how it begins. Knows nothing about the program.
 */
#ifndef LIMIER_BASE_SAID_H
#define LIMIER_BASE_SAID_H

#include <stddef.h>

/* Bytes that are kept. */
#define SAID_BYTES 4096

/* One who listens, in a thread of its own. */
struct said;

/* Begins to listen. *ret_end is the descriptor that the program writes to, the caller's to close. 0
 * or a number of errno. */
int said_open(struct said **ret_said, int *ret_end);

/* Ends it when the program has ended, whoever else still has the other end: what was written until
 * now is read. Gives the beginning, SAID_BYTES at most, unless `text` is NULL; its length. Frees;
 * harmless for NULL. */
size_t said_close(struct said *said, char text[SAID_BYTES]);

#endif
