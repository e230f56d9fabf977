/*
 * geo_record.h: one database and what its record of one address says. Private to geo/.
 */
#ifndef LIMIER_GEO_GEO_RECORD_H
#define LIMIER_GEO_GEO_RECORD_H

#include <netinet/in.h>
#include <stdatomic.h>

#include <maxminddb.h>

#include "geo/geo.h"

/* One open database. `damage`: the first MMDB_… error that a look-up met, MMDB_SUCCESS for none. */
struct geo_database {
    MMDB_s mmdb;
    char *path;
    char built[11]; /* "2024-01-15" */
    atomic_int damage;
};

/* An address in the form that look-ups want; `any.sa_family` tells which. */
union geo_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/* Reads an address as logs write it; IPv4-mapped ones become IPv4. False when it is none. */
bool geo_address_read(struct str text, union geo_address *ret_address);

/* Fills the fields of *place that are still empty. Texts go to the arena. Whether the database
 * knows the address. */
bool geo_record_read(struct geo_database *database, const union geo_address *address,
                     struct place *place, struct arena *arena);

#endif
