/*
 * geo.c: opens, describes and closes databases, finds the usual ones, and reads addresses. What a
 * record holds is read in geo_record.c.
 */
#include "geo/geo.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "geo/geo_record.h"

/* Addresses tried on opening: enough to meet gross damage, too few to be noticed (about a
 * millisecond). */
#define PROBES 1024

static const char *const default_folders[] = {"/usr/share/GeoIP", "/var/lib/GeoIP",
                                              "/var/lib/limier"};

/* Licences that ask to be named: DB-IP Lite is CC BY 4.0, GeoLite2 has the same wish in its end
 * user licence. */
static const struct {
    const char *mark;
    const char *text;
    const char *link;
} attributions[] = {
    {"DBIP", "IP Geolocation by DB-IP", "https://db-ip.com"},
    {"DB-IP", "IP Geolocation by DB-IP", "https://db-ip.com"},
    {"GeoLite2", "This product includes GeoLite Data created by MaxMind",
     "https://www.maxmind.com"},
};

/* An IPv4 address in the sixteen bytes of its IPv4-mapped form, which stand for both families. */
static bool is_mapped(const unsigned char bytes[16])
{
    static const unsigned char prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

    return memcmp(bytes, prefix, sizeof prefix) == 0;
}

static union geo_address address_of(const unsigned char bytes[16])
{
    union geo_address address = {0};

    if (is_mapped(bytes)) {
        address.v4.sin_family = AF_INET;
        memcpy(&address.v4.sin_addr, bytes + 12, 4);
    } else {
        address.v6.sin6_family = AF_INET6;
        memcpy(&address.v6.sin6_addr, bytes, 16);
    }
    return address;
}

/* Takes what proxies and servers add to an address away: brackets, a zone, a port behind IPv4. */
static struct str bare_address(struct str text)
{
    size_t colon;

    if (text.n && text.p[0] == '[') {
        size_t end = str_index(text, ']');
        struct str rest = end < text.n ? str_skip(text, end + 1) : STR_NONE;
        uint64_t port;

        if (end == text.n ||
            (rest.n && (rest.p[0] != ':' || !str_to_u64(str_skip(rest, 1), UINT16_MAX, &port))))
            return STR_NONE;
        text = str_slice(text, 1, end);
    }
    colon = str_index(text, ':');
    if (colon < text.n && str_index(str_skip(text, colon + 1), ':') == text.n - colon - 1) {
        uint64_t port;

        if (!str_to_u64(str_skip(text, colon + 1), UINT16_MAX, &port))
            return STR_NONE;
        text = str_slice(text, 0, colon);
    }
    if (str_index(text, ':') < text.n)
        text = str_slice(text, 0, str_index(text, '%'));
    return text;
}

bool geo_address_read(struct str text, union geo_address *ret_address)
{
    unsigned char bytes[16] = {[10] = 0xff, [11] = 0xff};
    char copy[INET6_ADDRSTRLEN];

    text = bare_address(text);
    if (text.n == 0 || text.n >= sizeof copy || memchr(text.p, '\0', text.n))
        return false;
    str_copy(copy, sizeof copy, text);
    if (inet_pton(AF_INET, copy, bytes + 12) != 1 && inet_pton(AF_INET6, copy, bytes) != 1)
        return false;
    *ret_address = address_of(bytes);
    return true;
}

/* Looks spread addresses up, so that a damaged file is refused before a year of logs is read. */
static void database_probe(struct geo_database *database)
{
    struct arena arena = {0};

    for (uint64_t i = 0; i < PROBES; i++) {
        unsigned char bytes[16] = {[10] = 0xff, [11] = 0xff};
        uint64_t mixed = hash_words(i, 0);
        struct place place = {0};
        union geo_address address;

        if (i % 2) { /* 2000::/3 holds all that is routed */
            memset(bytes, 0, sizeof bytes);
            memcpy(bytes, &mixed, 8);
            bytes[0] = (unsigned char)(0x20 | (bytes[0] & 0x1f));
        } else {
            memcpy(bytes + 12, &mixed, 4);
        }
        address = address_of(bytes);
        (void)geo_record_read(database, &address, &place, &arena);
    }
    arena_release(&arena);
}

/* The day on which the file was made; empty when its own word for it is out of any range. */
static void database_date(struct geo_database *database)
{
    uint64_t epoch = database->mmdb.metadata.build_epoch;
    struct civil day;

    if (epoch == 0 || epoch > UINT32_MAX)
        return;
    day = clock_civil((int64_t)epoch * NS_PER_SECOND, 0);
    (void)snprintf(database->built, sizeof database->built, "%04u-%02u-%02u",
                   (unsigned)day.year % 10000, (unsigned)day.month % 100, (unsigned)day.day % 100);
}

static int database_open(struct geo_database *database, const char *path, struct err *err)
{
    int status = MMDB_open(path, MMDB_MODE_MMAP, &database->mmdb);
    int damage;

    if (status == MMDB_FILE_OPEN_ERROR) {
        (void)err_system(err, errno, "%s: the geolocation database cannot be opened", path);
        err->kind = ERR_USAGE;
        return -1;
    }
    if (status != MMDB_SUCCESS)
        return err_usage(err, "%s: not a sound MaxMind database: %s", path, MMDB_strerror(status));
    database->path = mem_text(path, strlen(path));
    database_date(database);
    database_probe(database);
    damage = atomic_load(&database->damage);
    if (damage != MMDB_SUCCESS) {
        MMDB_close(&database->mmdb);
        free(database->path);
        return err_usage(err, "%s: the geolocation database is corrupt: %s", path,
                         MMDB_strerror(damage));
    }
    return 0;
}

int geo_open(struct geo *geo, const char *const *paths, size_t n, struct err *err)
{
    *geo = (struct geo){0};
    if (n > LIMIT_GEO_DATABASES)
        return err_usage(err, "%zu geolocation databases were given, %d at most", n,
                         LIMIT_GEO_DATABASES);
    geo->databases = mem_zero(n, sizeof *geo->databases);
    for (; geo->count < n; geo->count++) {
        if (database_open(&geo->databases[geo->count], paths[geo->count], err) < 0) {
            geo_release(geo);
            return -1;
        }
    }
    return 0;
}

void geo_release(struct geo *geo)
{
    for (size_t i = 0; i < geo->count; i++) {
        MMDB_close(&geo->databases[i].mmdb);
        free(geo->databases[i].path);
    }
    free(geo->databases);
    *geo = (struct geo){0};
}

bool geo_lookup(const struct geo *geo, struct str address, struct place *ret_place,
                struct arena *arena)
{
    union geo_address where;
    bool known = false;

    *ret_place = (struct place){0};
    if (!geo_address_read(address, &where))
        return false;
    for (size_t i = 0; i < geo->count; i++)
        known |= geo_record_read(&geo->databases[i], &where, ret_place, arena);
    return known;
}

int geo_check(const struct geo *geo, struct err *err)
{
    for (size_t i = 0; i < geo->count; i++) {
        int damage = atomic_load(&geo->databases[i].damage);

        if (damage != MMDB_SUCCESS)
            return err_usage(err, "%s: the geolocation database is corrupt: %s",
                             geo->databases[i].path, MMDB_strerror(damage));
    }
    return 0;
}

struct geo_about geo_describe(const struct geo *geo, size_t i)
{
    const struct geo_database *database = &geo->databases[i];
    struct geo_about about = {
        .path = str_of(database->path),
        .type = str_of(database->mmdb.metadata.database_type),
        .built = str_of(database->built),
    };

    for (size_t a = 0; a < sizeof attributions / sizeof attributions[0]; a++) {
        if (str_find(about.type, str_of(attributions[a].mark)) < about.type.n) {
            about.attribution = str_of(attributions[a].text);
            about.link = str_of(attributions[a].link);
            break;
        }
    }
    return about;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t geo_folder_paths(const char *folder, struct arena *arena,
                        const char *paths[LIMIT_GEO_DATABASES], size_t count)
{
    DIR *listing = opendir(folder);
    const char **found = NULL;
    size_t n = 0;
    size_t room = 0;

    if (!listing)
        return count;
    for (const struct dirent *entry; (entry = readdir(listing));) {
        struct str name = str_of(entry->d_name);

        if (!str_ends(name, STR(".mmdb")) || name.p[0] == '.')
            continue;
        MEM_GROW(found, n, room);
        found[n++] = arena_print(arena, "%s/%s", folder, entry->d_name).p;
    }
    (void)closedir(listing);
    if (n)
        qsort(found, n, sizeof *found, by_name);
    for (size_t i = 0; i < n; i++) {
        if (count + i < LIMIT_GEO_DATABASES)
            paths[count + i] = found[i];
    }
    free(found);
    return count + n;
}

size_t geo_default_paths(struct arena *arena, const char *paths[LIMIT_GEO_DATABASES])
{
    size_t count = 0;

    for (size_t i = 0; i < sizeof default_folders / sizeof default_folders[0]; i++)
        count = geo_folder_paths(default_folders[i], arena, paths, count);
    return count;
}

const char *geo_library_version(void)
{
    return MMDB_lib_version();
}
