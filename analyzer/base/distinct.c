/*
 * distinct.c: an open-addressing set that is never more than half full.
 */
#include "base/distinct.h"

#include <stdlib.h>

#include "base/mem.h"

#define ROOM_FIRST 16

static uint64_t *find(const struct distinct *set, uint64_t hash)
{
    uint32_t mask = set->room - 1;
    uint32_t at = (uint32_t)(hash >> 7) & mask;

    while (set->slots[at] && set->slots[at] != hash)
        at = (at + 1) & mask;
    return &set->slots[at];
}

static void grow(struct distinct *set)
{
    struct distinct bigger = *set;

    bigger.room = set->room ? set->room * 2 : ROOM_FIRST;
    bigger.slots = mem_zero(bigger.room, sizeof *bigger.slots);
    for (uint32_t i = 0; i < set->room; i++) {
        if (set->slots[i])
            *find(&bigger, set->slots[i]) = set->slots[i];
    }
    free(set->slots);
    *set = bigger;
}

bool distinct_add(struct distinct *set, uint64_t hash)
{
    uint64_t *slot;

    hash += hash == 0;
    if (2 * (set->count + 1) > set->room)
        grow(set);
    slot = find(set, hash);
    if (*slot || distinct_full(set))
        return false;
    *slot = hash;
    set->count++;
    return true;
}

void distinct_merge(struct distinct *to, const struct distinct *from)
{
    for (uint32_t i = 0; i < from->room; i++) {
        if (from->slots[i])
            (void)distinct_add(to, from->slots[i]);
    }
}

void distinct_release(struct distinct *set)
{
    free(set->slots);
    set->slots = NULL;
    set->room = set->count = 0;
}
