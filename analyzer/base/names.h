/*
 * names.h: distinct texts numbered 0, 1, 2 … in order of first appearance. One table for each kind
 * of text (accounts, sources, agents, sessions, insurers) and each worker: no locks.
 */
#ifndef LIMIER_BASE_NAMES_H
#define LIMIER_BASE_NAMES_H

#include "base/arena.h"
#include "base/hash.h"

/* No name. */
#define NAME_NONE UINT32_MAX

/* A numbered set of texts. Texts live in `arena` and stay valid until names_release. When `cap`
 * texts or `cap_bytes` bytes are reached, new texts get the number of the overflow entry and
 * `refused` counts. */
struct names {
    struct hash_key key;
    struct arena arena;
    struct str *texts; /* by number */
    uint32_t count;
    uint32_t room;
    struct names_slot *slots; /* open addressing, power of two */
    uint64_t mask;
    uint32_t cap;
    size_t cap_bytes;
    uint64_t refused;
    uint32_t overflow; /* number of the shared entry, NAME_NONE until it is needed */
};

/* An empty set that refuses to grow beyond the caps. */
void names_init(struct names *names, uint32_t cap, size_t cap_bytes);

/* The number of text, which is added when new. Texts beyond LIMIT_NAME_BYTES are cut. */
uint32_t names_add(struct names *names, struct str text);

/* The same in three steps, so that a batch can hide the cache misses: hash (and prefetch the slot
 * of) many, prefetch what their slots lead to, then add each with its hash. */
uint64_t names_hash(const struct names *names, struct str text);
void names_prefetch(const struct names *names, uint64_t hash);
uint32_t names_add_hashed(struct names *names, struct str text, uint64_t hash);

/* The number of text, or NAME_NONE. */
uint32_t names_find(const struct names *names, struct str text);

/* Text of a number; the absent span for NAME_NONE. */
struct str names_text(const struct names *names, uint32_t number);

/* Frees all texts. */
void names_release(struct names *names);

#endif
