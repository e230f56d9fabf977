/*
 * distinct.h: counts distinct values by their 64-bit hashes, exactly up to a cap. For telling what
 * a log looks like; persons are counted elsewhere, without a cap.
 */
#ifndef LIMIER_BASE_DISTINCT_H
#define LIMIER_BASE_DISTINCT_H

#include "base/hash.h"

/* A set. At `cap` it takes no more: the count then means "at least". Zeroed but for the cap before
 * its first use. */
struct distinct {
    uint64_t *slots; /* open addressing, 0 free */
    uint32_t room;
    uint32_t count;
    uint32_t cap;
};

/* Adds a hash; true when it is new and was taken. */
bool distinct_add(struct distinct *set, uint64_t hash);

/* Adds all of another set. */
void distinct_merge(struct distinct *to, const struct distinct *from);

/* Whether the count is only a lower bound. */
static inline bool distinct_full(const struct distinct *set)
{
    return set->count >= set->cap;
}

/* Frees. */
void distinct_release(struct distinct *set);

#endif
