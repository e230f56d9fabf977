/*
 * correlate_ranks.c: numbers in order, with repetitions: short sorted blocks in a list. An
 * insertion or removal moves one block's tail, a rank is found by adding up the counts of blocks.
 * Of 65,536 numbers that is 400 blocks at most; a tree would wait for memory on each of its 16
 * levels.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "signatures/correlate_window.h"

/* Numbers in a block; two neighbours that could share one with room to spare do, so that there are
 * never more than n / 96 + 1 blocks. */
#define BLOCK_MOST  256
#define BLOCK_MERGE 192

/* A block. */
struct block {
    double numbers[BLOCK_MOST];
};

/* Blocks in order, each by its number in `blocks`. */
struct ranks {
    struct block *blocks;
    size_t block_count; /* ever used: those that are not in `order` are in `spare` */
    size_t block_room;
    uint32_t *order;
    uint32_t *counts; /* of the block at that place of `order` */
    uint32_t *spare;
    size_t count; /* in `order` */
    size_t spare_count;
    size_t room; /* of the three lists */
};

struct ranks *ranks_new(void)
{
    return mem_zero(1, sizeof(struct ranks));
}

void ranks_free(struct ranks *ranks)
{
    if (!ranks)
        return;
    free(ranks->blocks);
    free(ranks->order);
    free(ranks->counts);
    free(ranks->spare);
    free(ranks);
}

void ranks_clear(struct ranks *ranks)
{
    ranks->block_count = ranks->count = ranks->spare_count = 0;
}

static double *block_at(const struct ranks *ranks, size_t place)
{
    return ranks->blocks[ranks->order[place]].numbers;
}

/* Puts an empty block at a place of the order. */
static void open_block(struct ranks *ranks, size_t place)
{
    uint32_t block;

    if (ranks->spare_count) {
        block = ranks->spare[--ranks->spare_count];
    } else {
        MEM_GROW(ranks->blocks, ranks->block_count, ranks->block_room);
        block = (uint32_t)ranks->block_count++;
    }
    if (ranks->room < ranks->block_room) {
        ranks->room = ranks->block_room;
        ranks->order = mem_resize(ranks->order, ranks->room, sizeof *ranks->order);
        ranks->counts = mem_resize(ranks->counts, ranks->room, sizeof *ranks->counts);
        ranks->spare = mem_resize(ranks->spare, ranks->room, sizeof *ranks->spare);
    }
    memmove(ranks->order + place + 1, ranks->order + place,
            (ranks->count - place) * sizeof *ranks->order);
    memmove(ranks->counts + place + 1, ranks->counts + place,
            (ranks->count - place) * sizeof *ranks->counts);
    ranks->order[place] = block;
    ranks->counts[place] = 0;
    ranks->count++;
}

static void close_block(struct ranks *ranks, size_t place)
{
    ranks->spare[ranks->spare_count++] = ranks->order[place];
    ranks->count--;
    memmove(ranks->order + place, ranks->order + place + 1,
            (ranks->count - place) * sizeof *ranks->order);
    memmove(ranks->counts + place, ranks->counts + place + 1,
            (ranks->count - place) * sizeof *ranks->counts);
}

/* The last block that begins with the number or less; the first one where none does. */
static size_t find_block(const struct ranks *ranks, double number)
{
    size_t low = 0;
    size_t high = ranks->count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (block_at(ranks, middle)[0] <= number)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* How many numbers of a block are less. */
static size_t find_in(const double *numbers, size_t count, double number)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (numbers[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void ranks_insert(struct ranks *ranks, double number)
{
    size_t place;
    size_t at;
    double *numbers;

    if (ranks->count == 0)
        open_block(ranks, 0);
    place = find_block(ranks, number);
    if (ranks->counts[place] == BLOCK_MOST) {
        open_block(ranks, place + 1);
        memcpy(block_at(ranks, place + 1), block_at(ranks, place) + BLOCK_MOST / 2,
               BLOCK_MOST / 2 * sizeof(double));
        ranks->counts[place] = ranks->counts[place + 1] = BLOCK_MOST / 2;
        place += block_at(ranks, place + 1)[0] <= number;
    }
    numbers = block_at(ranks, place);
    at = find_in(numbers, ranks->counts[place], number);
    memmove(numbers + at + 1, numbers + at, (ranks->counts[place] - at) * sizeof *numbers);
    numbers[at] = number;
    ranks->counts[place]++;
}

/* Joins a block and the next one, if one has room for both. */
static void merge(struct ranks *ranks, size_t place)
{
    if (place + 1 >= ranks->count || ranks->counts[place] + ranks->counts[place + 1] > BLOCK_MERGE)
        return;
    memcpy(block_at(ranks, place) + ranks->counts[place], block_at(ranks, place + 1),
           ranks->counts[place + 1] * sizeof(double));
    ranks->counts[place] += ranks->counts[place + 1];
    close_block(ranks, place + 1);
}

void ranks_remove(struct ranks *ranks, double number)
{
    size_t place = find_block(ranks, number);
    double *numbers = block_at(ranks, place);
    size_t at = find_in(numbers, ranks->counts[place], number);

    ranks->counts[place]--;
    memmove(numbers + at, numbers + at + 1, (ranks->counts[place] - at) * sizeof *numbers);
    if (ranks->counts[place] == 0) {
        close_block(ranks, place);
        return;
    }
    merge(ranks, place);
    if (place)
        merge(ranks, place - 1);
}

double ranks_at(const struct ranks *ranks, size_t rank)
{
    size_t place = 0;

    while (rank >= ranks->counts[place])
        rank -= ranks->counts[place++];
    return block_at(ranks, place)[rank];
}

size_t ranks_bytes(const struct ranks *ranks)
{
    return sizeof *ranks + ranks->block_room * sizeof *ranks->blocks +
           ranks->room * 3 * sizeof *ranks->order;
}
