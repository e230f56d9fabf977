/*
 * ring.c: one producer, one consumer, a mutex and two conditions. A block is 256 KiB, so the lock
 * is taken some thousand times a second at most: nothing cleverer is worth its risk.
 */
#include "input/ring.h"

#include <stdlib.h>

#include "base/mem.h"

struct source_ring {
    struct source *source;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t filled;
    pthread_cond_t emptied;
    char *blocks[LIMIT_PIPELINE_BLOCKS];
    size_t length[LIMIT_PIPELINE_BLOCKS];
    unsigned long made;  /* blocks filled so far */
    unsigned long taken; /* blocks handed out so far; the last one is still borrowed */
    bool ended;
    bool cancelled;
};

static void *produce(void *argument)
{
    struct source_ring *ring = argument;

    for (;;) {
        unsigned slot;
        size_t n;

        pthread_mutex_lock(&ring->lock);
        /* One block is kept back: it is the one that the consumer borrows. */
        while (ring->made - ring->taken >= LIMIT_PIPELINE_BLOCKS - 1 && !ring->cancelled)
            pthread_cond_wait(&ring->emptied, &ring->lock);
        slot = (unsigned)(ring->made % LIMIT_PIPELINE_BLOCKS);
        n = ring->cancelled ? 0 : 1;
        pthread_mutex_unlock(&ring->lock);
        if (n)
            n = source_fill(ring->source, ring->blocks[slot]);
        pthread_mutex_lock(&ring->lock);
        ring->length[slot] = n;
        if (n)
            ring->made++;
        else
            ring->ended = true;
        pthread_cond_signal(&ring->filled);
        pthread_mutex_unlock(&ring->lock);
        if (n == 0)
            return NULL;
    }
}

struct source_ring *ring_start(struct source *source)
{
    struct source_ring *ring = mem_zero(1, sizeof *ring);

    ring->source = source;
    pthread_mutex_init(&ring->lock, NULL);
    pthread_cond_init(&ring->filled, NULL);
    pthread_cond_init(&ring->emptied, NULL);
    for (int i = 0; i < LIMIT_PIPELINE_BLOCKS; i++)
        ring->blocks[i] = mem_resize(NULL, source->block_bytes, 1);
    if (pthread_create(&ring->thread, NULL, produce, ring) == 0)
        return ring;
    for (int i = 0; i < LIMIT_PIPELINE_BLOCKS; i++)
        free(ring->blocks[i]);
    free(ring);
    return NULL;
}

bool ring_next(struct source_ring *ring, struct str *ret_block)
{
    bool more;

    pthread_mutex_lock(&ring->lock);
    while (ring->taken == ring->made && !ring->ended)
        pthread_cond_wait(&ring->filled, &ring->lock);
    more = ring->taken < ring->made;
    if (more) {
        unsigned slot = (unsigned)(ring->taken % LIMIT_PIPELINE_BLOCKS);

        *ret_block = (struct str){ring->blocks[slot], ring->length[slot]};
        ring->taken++;
        pthread_cond_signal(&ring->emptied);
    }
    pthread_mutex_unlock(&ring->lock);
    return more;
}

void ring_stop(struct source_ring *ring)
{
    pthread_mutex_lock(&ring->lock);
    ring->cancelled = true;
    pthread_cond_signal(&ring->emptied);
    pthread_mutex_unlock(&ring->lock);
    pthread_join(ring->thread, NULL);
    pthread_mutex_destroy(&ring->lock);
    pthread_cond_destroy(&ring->filled);
    pthread_cond_destroy(&ring->emptied);
    for (int i = 0; i < LIMIT_PIPELINE_BLOCKS; i++)
        free(ring->blocks[i]);
    free(ring);
}
