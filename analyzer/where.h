/*
 * where.h: where each address of the run is, looked up once, when it is first asked for.
 */
#ifndef LIMIER_WHERE_H
#define LIMIER_WHERE_H

#include <pthread.h>

#include "detect/ledger.h"
#include "geo/geo.h"

/* Addresses by number. Shared by all threads: two that ask at once find the same. */
struct where {
    const struct geo *geo;
    const struct str *addresses;
    struct whereabouts *places;
    unsigned char *known; /* read and written atomically */
    pthread_mutex_t lock; /* of the look-ups */
};

/* Starts with the databases and the addresses of the run; release with where_release. */
void where_init(struct where *where, const struct geo *geo, const struct str *addresses,
                uint32_t count);
void where_release(struct where *where);

/* The place of a source; `where` is a struct where. */
const struct whereabouts *where_of(void *where, uint32_t source);

#endif
