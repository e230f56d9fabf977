/*
 * geo.h: where an address is and whose network it is, as the MaxMind DB files that the operator has
 * say it. The only user of libmaxminddb. Ships no database, asks no network. Databases are input:
 * what they say is checked and cut.
 */
#ifndef LIMIER_GEO_GEO_H
#define LIMIER_GEO_GEO_H

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "model/finding.h"

/* The open databases, in the order in which they were given. Look-ups by several threads are safe.
 */
struct geo {
    struct geo_database *databases;
    size_t count;
};

/* What is said about one database. Texts live as long as the geo; `attribution` and `link` are
 * absent for databases whose licence asks for nothing. */
struct geo_about {
    struct str path;
    struct str type;        /* as the file says it: "GeoLite2-City" */
    struct str built;       /* "2024-01-15" */
    struct str attribution; /* "IP Geolocation by DB-IP" (CC BY 4.0) */
    struct str link;        /* "https://db-ip.com" */
};

/* Opens n databases and tries a thousand addresses on each. 0; or -1 with a usage error that names
 * the file, when one cannot be read, is no MaxMind DB, is corrupt, or when there are more than
 * LIMIT_GEO_DATABASES. On failure nothing needs releasing. */
int geo_open(struct geo *geo, const char *const *paths, size_t n, struct err *err);

/* Closes all. Harmless on a zeroed geo. */
void geo_release(struct geo *geo);

/* What is known of an address as logs write it: "203.0.113.7", "203.0.113.7:443",
 * "[2001:db8::1]:443", "fe80::1%eth0",
 * "::ffff:203.0.113.7". The first database that has a field gives it (country and its name, city,
 * position, network: each as a whole); the rest of *ret_place stays empty. Texts are copied to the
 * arena, at most 128 bytes each. False: no address, or no database knows it. */
bool geo_lookup(const struct geo *geo, struct str address, struct place *ret_place,
                struct arena *arena);

/* Whether every look-up so far found sound data: 0, or -1 with an error that names the corrupt
 * database. Ask after the last look-up: damage far inside a file shows only there. */
int geo_check(const struct geo *geo, struct err *err);

/* What is said about database i, from 0. */
struct geo_about geo_describe(const struct geo *geo, size_t i);

/* The *.mmdb files of /usr/share/GeoIP, /var/lib/GeoIP and /var/lib/limier, folder by folder, by
 * name. Texts live in the arena. Returns how many there are, of which at most LIMIT_GEO_DATABASES
 * stand in paths. */
size_t geo_default_paths(struct arena *arena, const char *paths[LIMIT_GEO_DATABASES]);

/* Adds the *.mmdb files of one folder, by name, to the `count` that are known; returns the new
 * count. A folder that cannot be read adds nothing. */
size_t geo_folder_paths(const char *folder, struct arena *arena,
                        const char *paths[LIMIT_GEO_DATABASES], size_t count);

/* Version of the library, "1.7.1". */
const char *geo_library_version(void);

#endif
