/*
 * links.h: what links an act to others about the same person: prev_ns, known_s and follow_s of
 * struct act (model/trace.h). Acts come in memory and in order; who brings them there: partition.h.
 */
#ifndef LIMIER_LINKS_H
#define LIMIER_LINKS_H

#include "base/limits.h"
#include "model/portal.h"

/* Memory for one act while it is linked: two to four slots of 32 bytes; in a shop, its place in the
 * order, twice. */
#define LINKS_BYTES_PER_ACT 128

/* Acts that can be linked at a time: a slot's number is held in 32 bits. */
#define LINKS_ACTS_MOST (UINT32_C(1) << 30)

/* What is remembered of a person: 32 bytes, so that none straddles two lines of the cache. */
struct link_slot {
    struct person person;
    int64_t shown_ns; /* to the account; on the way back: of the next PEC or claim */
    int64_t dealt_ns; /* by the shop; on the way back: TIME_NONE once the slot has been met */
};

/* An act's place in the order of a shop. */
struct link_place {
    int64_t time_ns;
    uint64_t at;
};

/* Buffers that live from shop to shop, and which operations are PECs and claims. */
struct links {
    struct link_slot *table;
    size_t table_room;
    struct link_place *places;
    struct link_place *merged;
    size_t place_room;
    bool files[1 << 7]; /* by operation, which has 7 bits in a trace */
};

/* The acts of one account of a shop: `count` from `start` on. */
struct shop_run {
    uint32_t shop;
    size_t start;
    size_t count;
};

/* Learns the operations; keeps nothing of the portal. */
void links_init(struct links *links, const struct portal *portal);

/* Fills all three of the acts of one account that is alone; n is at most LINKS_ACTS_MOST. */
void links_account(struct links *links, struct act *acts, size_t n);

/* Fills known_s and follow_s of the acts of several accounts of one shop, each of which is in
 * order. The accounts are n runs of `acts`. prev_ns stays. */
void links_shop(struct links *links, struct act *acts, const struct shop_run *runs, size_t n);

/* Frees the buffers. */
void links_release(struct links *links);

#endif
