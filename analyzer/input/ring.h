/*
 * ring.h: reading ahead: a thread fills blocks of a source while its user works on the ones before.
 * Part of source.c's inside.
 */
#ifndef LIMIER_INPUT_RING_H
#define LIMIER_INPUT_RING_H

#include "input/source.h"

/* Blocks in flight. */
struct source_ring;

/* Fills one block of source->block_bytes; returns its length, 0 at the end. Defined in source.c. */
size_t source_fill(struct source *source, char *block);

/* Starts the thread; NULL when the system has none to give (the source then works without). */
struct source_ring *ring_start(struct source *source);

/* The next block, borrowed until the next call; false at the end. */
bool ring_next(struct source_ring *ring, struct str *ret_block);

/* Ends the thread, waits for it, and releases the blocks. */
void ring_stop(struct source_ring *ring);

#endif
