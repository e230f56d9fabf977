/*
 * test_geo.c: databases of both schemas, of one family, damaged and odd. The databases are written
 * here, byte by byte (MaxMind DB File Format Specification 2.0), so that each can be wrong in its
 * own way.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/out.h"
#include "geo/geo.h"

#define NODES 2000

/* A database that is being written: a tree of 24-bit records and a data section. */
struct maker {
    int version; /* of IP */
    uint32_t node[NODES][2];
    uint32_t nodes;
    struct out data;
};

#define EMPTY UINT32_MAX
#define LEAF  0x80000000u

static void maker_init(struct maker *m, int version)
{
    *m = (struct maker){.version = version, .nodes = 1, .node = {{EMPTY, EMPTY}}};
    out_memory(&m->data);
}

/* Sends the first `bits` bits of an address to the data that comes next. */
static void maker_network(struct maker *m, const char *address, int bits)
{
    unsigned char bytes[16] = {0};
    uint32_t at = 0;

    if (strchr(address, ':')) {
        assert_int_equal(inet_pton(AF_INET6, address, bytes), 1);
    } else {
        assert_int_equal(inet_pton(AF_INET, address, bytes + (m->version == 6 ? 12 : 0)), 1);
        bits += m->version == 6 ? 96 : 0;
    }
    for (int i = 0; i < bits; i++) {
        uint32_t *record = &m->node[at][bytes[i / 8] >> (7 - i % 8) & 1];

        if (i == bits - 1) {
            *record = LEAF | (uint32_t)m->data.used;
        } else if (*record == EMPTY) {
            assert_true(m->nodes < NODES);
            m->node[m->nodes][0] = m->node[m->nodes][1] = EMPTY;
            *record = m->nodes++;
        }
        at = *record;
    }
}

static void put_byte(struct out *out, unsigned value)
{
    unsigned char byte = (unsigned char)value;

    out_bytes(out, &byte, 1);
}

static void put_big(struct out *out, uint64_t value, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        put_byte(out, (unsigned)(value >> (8 * i) & 255));
}

static void put_map(struct out *out, unsigned members)
{
    put_byte(out, 7u << 5 | members);
}

static void put_text(struct out *out, const char *text)
{
    size_t n = strlen(text);

    put_byte(out, 2u << 5 | (unsigned)(n < 29 ? n : 29));
    if (n >= 29)
        put_byte(out, (unsigned)n - 29);
    out_bytes(out, text, n);
}

static void put_u16(struct out *out, unsigned value)
{
    put_byte(out, 5u << 5 | 2);
    put_big(out, value, 2);
}

static void put_u32(struct out *out, uint32_t value)
{
    put_byte(out, 6u << 5 | 4);
    put_big(out, value, 4);
}

static void put_double(struct out *out, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    put_byte(out, 3u << 5 | 8);
    put_big(out, bits, 8);
}

static void put_float(struct out *out, float value)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof bits);
    put_byte(out, 4);
    put_byte(out, 15 - 7);
    put_big(out, bits, 4);
}

static void put_tree(struct maker *m, struct out *file)
{
    for (uint32_t i = 0; i < m->nodes; i++) {
        for (int side = 0; side < 2; side++) {
            uint32_t record = m->node[i][side];

            if (record == EMPTY)
                record = m->nodes;
            else if (record & LEAF)
                record = m->nodes + 16 + (record & ~LEAF);
            put_big(file, record, 3);
        }
    }
}

static void put_metadata(struct maker *m, struct out *file, const char *type)
{
    out_bytes(file, "\xab\xcd\xefMaxMind.com", 14);
    put_map(file, 9);
    put_text(file, "node_count");
    put_u32(file, m->nodes);
    put_text(file, "record_size");
    put_u16(file, 24);
    put_text(file, "ip_version");
    put_u16(file, (unsigned)m->version);
    put_text(file, "database_type");
    put_text(file, type);
    put_text(file, "languages");
    put_byte(file, 0);
    put_byte(file, 11 - 7);
    put_text(file, "binary_format_major_version");
    put_u16(file, 2);
    put_text(file, "binary_format_minor_version");
    put_u16(file, 0);
    put_text(file, "build_epoch");
    put_byte(file, 8);
    put_byte(file, 9 - 7);
    put_big(file, 1705312800, 8); /* 2024-01-15T10:00:00Z */
    put_text(file, "description");
    put_map(file, 0);
}

/* Writes the database to a new file; `path` receives its name. Releases the maker. */
static void maker_write(struct maker *m, const char *type, char path[32])
{
    struct out file;
    int fd;

    snprintf(path, 32, "/tmp/limier-geo-XXXXXX");
    fd = mkstemp(path);
    assert_true(fd >= 0);
    out_fd(&file, fd);
    put_tree(m, &file);
    out_bytes(&file, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
    out_bytes(&file, m->data.buffer, m->data.used);
    put_metadata(m, &file, type);
    assert_int_equal(out_flush(&file), 0);
    out_drop(&file);
    (void)close(fd);
    out_drop(&m->data);
}

static void put_position(struct out *data, double latitude, double longitude, unsigned accuracy)
{
    put_text(data, "location");
    put_map(data, 3);
    put_text(data, "accuracy_radius");
    put_u16(data, accuracy);
    put_text(data, "latitude");
    put_double(data, latitude);
    put_text(data, "longitude");
    put_double(data, longitude);
}

static void put_named(struct out *data, const char *key, const char *french, const char *english)
{
    put_text(data, key);
    put_map(data, french && english ? 2 : 1);
    put_text(data, "names");
    put_map(data, (french != NULL) + (english != NULL));
    if (french) {
        put_text(data, "fr");
        put_text(data, french);
    }
    if (english) {
        put_text(data, "en");
        put_text(data, english);
    }
    if (french && english) {
        put_text(data, "iso_code");
        put_text(data, "RO");
    }
}

/* MaxMind's schema, both families in one file. */
static void make_city(char path[32])
{
    struct maker m;

    maker_init(&m, 6);
    maker_network(&m, "192.0.2.0", 24);
    put_map(&m.data, 3);
    put_named(&m.data, "country", "Roumanie", "Romania");
    put_named(&m.data, "city", NULL, "Bucharest");
    put_position(&m.data, 44.4268, 26.1025, 20);
    maker_network(&m, "2001:db8::", 32);
    put_map(&m.data, 1);
    put_position(&m.data, 91, 26, 20); /* not on this planet */
    maker_write(&m, "GeoLite2-City", path);
}

/* The flat schema of converted lists, IPv4 only. */
static void make_flat(char path[32])
{
    struct maker m;

    maker_init(&m, 4);
    maker_network(&m, "203.0.113.0", 24);
    put_map(&m.data, 4);
    put_text(&m.data, "country_code");
    put_text(&m.data, "FR");
    put_text(&m.data, "city");
    put_text(&m.data, "Paris");
    put_text(&m.data, "latitude");
    put_float(&m.data, 48.8566F);
    put_text(&m.data, "longitude");
    put_float(&m.data, 2.3522F);
    maker_network(&m, "192.0.2.0", 25);
    put_map(&m.data, 2);
    put_text(&m.data, "country_code");
    put_text(&m.data, "MD");
    put_text(&m.data, "country_name");
    put_text(&m.data, "Moldova");
    maker_network(&m, "198.51.100.0", 24);
    put_map(&m.data, 1);
    put_text(&m.data, "country_code");
    put_text(&m.data, "not a code");
    maker_write(&m, "DBIP-City-Lite", path);
}

static void make_networks(char path[32])
{
    struct maker m;

    maker_init(&m, 6);
    maker_network(&m, "192.0.2.0", 24);
    put_map(&m.data, 2);
    put_text(&m.data, "autonomous_system_number");
    put_u32(&m.data, 64498);
    put_text(&m.data, "autonomous_system_organization");
    put_text(&m.data, "Example hosting, with a name that is longer than twenty-nine bytes");
    maker_network(&m, "2001:db8::", 32);
    put_map(&m.data, 2);
    put_text(&m.data, "asn");
    put_text(&m.data, "AS64499");
    put_text(&m.data, "as_name");
    put_text(&m.data, "Six");
    maker_write(&m, "ASN", path);
}

static bool look_up(const struct geo *geo, const char *address, struct place *place,
                    struct arena *arena)
{
    return geo_lookup(geo, str_of(address), place, arena);
}

/* Three databases: each field comes from the first that has it. */
static void test_fields(void **state)
{
    char path[3][32];
    const char *const paths[] = {path[0], path[1], path[2]};
    struct arena arena = {0};
    struct err err = {0};
    struct place place;
    struct geo geo;

    (void)state;
    make_city(path[0]);
    make_flat(path[1]);
    make_networks(path[2]);
    assert_int_equal(geo_open(&geo, paths, 3, &err), 0);
    assert_true(look_up(&geo, "192.0.2.7", &place, &arena));
    assert_true(str_eq(place.country_code, STR("RO")));
    assert_true(str_eq(place.country[LANG_FR], STR("Roumanie")));
    assert_true(str_eq(place.country[LANG_EN], STR("Romania")));
    assert_true(str_eq(place.city[LANG_FR], STR("Bucharest")));
    assert_true(str_eq(place.city[LANG_EN], STR("Bucharest")));
    assert_true(place.located && place.latitude > 44.42 && place.latitude < 44.43);
    assert_int_equal(place.accuracy_km, 20);
    assert_int_equal(place.asn, 64498);
    assert_true(str_starts(place.organisation, STR("Example hosting")));
    assert_true(look_up(&geo, "203.0.113.9", &place, &arena));
    assert_true(str_eq(place.country_code, STR("FR")));
    assert_null(place.country[LANG_FR].p);
    assert_true(str_eq(place.city[LANG_EN], STR("Paris")));
    assert_true(place.located && place.longitude > 2.35 && place.longitude < 2.36);
    assert_int_equal(place.accuracy_km, 0);
    assert_true(look_up(&geo, "2001:db8::5", &place, &arena));
    assert_false(place.located);
    assert_int_equal(place.asn, 64499);
    assert_true(str_eq(place.organisation, STR("Six")));
    assert_true(look_up(&geo, "198.51.100.4", &place, &arena));
    assert_null(place.country_code.p);
    assert_false(look_up(&geo, "8.8.8.8", &place, &arena));
    assert_false(look_up(&geo, "2a00::1", &place, &arena));
    assert_int_equal(geo_check(&geo, &err), 0);
    geo_release(&geo);
    arena_release(&arena);
    for (int i = 0; i < 3; i++)
        (void)unlink(path[i]);
}

/* The order given decides; a name is not taken from a database that means another country. */
static void test_order(void **state)
{
    char path[2][32];
    const char *const paths[] = {path[0], path[1]};
    struct arena arena = {0};
    struct err err = {0};
    struct place place;
    struct geo geo;

    (void)state;
    make_flat(path[0]);
    make_city(path[1]);
    assert_int_equal(geo_open(&geo, paths, 2, &err), 0);
    assert_true(look_up(&geo, "192.0.2.7", &place, &arena));
    assert_true(str_eq(place.country_code, STR("MD")));
    assert_true(str_eq(place.country[LANG_FR], STR("Moldova")));
    assert_true(look_up(&geo, "192.0.2.200", &place, &arena));
    assert_true(str_eq(place.country_code, STR("RO")));
    geo_release(&geo);
    arena_release(&arena);
    (void)unlink(path[0]);
    (void)unlink(path[1]);
}

static void test_addresses(void **state)
{
    static const char *const good[] = {"192.0.2.7",          "192.0.2.7:443",
                                       "::ffff:192.0.2.7",   "[::ffff:192.0.2.7]:8443",
                                       "[::ffff:192.0.2.7]", "::ffff:c000:207%eth0"};
    static const char *const bad[] = {
        "",
        "-",
        "192.0.2",
        "192.0.2.7.",
        "192.0.2.7:",
        "192.0.2.7:x",
        "[192.0.2.7",
        "192.0.2.7:99999",
        "192.0.2.7/24",
        " 192.0.2.7",
        "192.0.2.007",
        "host",
        "[::1]x",
        "::ffff:192.0.2.7:443:",
        "0300.0.2.7",
        "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc"};
    struct arena arena = {0};
    struct err err = {0};
    struct place place;
    char path[32];
    const char *const paths[] = {path};
    struct geo geo;

    (void)state;
    make_city(path);
    assert_int_equal(geo_open(&geo, paths, 1, &err), 0);
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(look_up(&geo, good[i], &place, &arena));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(look_up(&geo, bad[i], &place, &arena));
    assert_false(geo_lookup(&geo, STR_NONE, &place, &arena));
    assert_false(geo_lookup(&geo, STR("192.0.2.7\0x"), &place, &arena));
    geo_release(&geo);
    arena_release(&arena);
    (void)unlink(path);
}

static void test_about(void **state)
{
    char path[3][32];
    const char *const paths[] = {path[0], path[1], path[2]};
    struct err err = {0};
    struct geo geo;

    (void)state;
    make_city(path[0]);
    make_flat(path[1]);
    make_networks(path[2]);
    assert_int_equal(geo_open(&geo, paths, 3, &err), 0);
    assert_true(str_eq(geo_describe(&geo, 0).type, STR("GeoLite2-City")));
    assert_true(str_eq(geo_describe(&geo, 0).built, STR("2024-01-15")));
    assert_true(str_eq(geo_describe(&geo, 0).path, str_of(path[0])));
    assert_true(str_eq(geo_describe(&geo, 0).link, STR("https://www.maxmind.com")));
    assert_true(str_eq(geo_describe(&geo, 1).attribution, STR("IP Geolocation by DB-IP")));
    assert_true(str_eq(geo_describe(&geo, 1).link, STR("https://db-ip.com")));
    assert_null(geo_describe(&geo, 2).attribution.p);
    geo_release(&geo);
    for (int i = 0; i < 3; i++)
        (void)unlink(path[i]);
}

/* Opens one file: 0, or -1 with a message that names it. */
static int try_open(const char *path)
{
    struct err err = {0};
    struct geo geo;
    int rc = geo_open(&geo, &path, 1, &err);

    if (rc < 0) {
        assert_int_equal(err.kind, ERR_USAGE);
        assert_non_null(strstr(err.text, path));
    } else {
        geo_release(&geo);
    }
    return rc;
}

static void overwrite(const char *path, off_t offset, int byte, size_t n)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    for (size_t i = 0; i < n; i++) {
        char c = (char)byte;

        assert_int_equal(pwrite(fd, &c, 1, offset + (off_t)i), 1);
    }
    (void)close(fd);
}

static void test_damage(void **state)
{
    struct maker m;
    struct err err = {0};
    struct arena arena = {0};
    struct place place;
    struct geo geo;
    char path[32];
    const char *const paths[] = {path, path, path, path, path, path, path, path, path};

    (void)state;
    assert_int_equal(try_open("/nowhere/at/all.mmdb"), -1);
    assert_int_equal(try_open("/tmp"), -1);
    make_city(path);
    assert_int_equal(try_open(path), 0);
    assert_int_equal(geo_open(&geo, paths, 9, &err), -1);
    overwrite(path, 0, 0xff, 6); /* the root leads far behind the data: seen when it is opened */
    assert_int_equal(try_open(path), -1);
    assert_int_equal(truncate(path, 200), 0);
    assert_int_equal(try_open(path), -1);
    assert_int_equal(truncate(path, 0), 0);
    assert_int_equal(try_open(path), -1);
    (void)unlink(path);
    maker_init(&m, 4);
    maker_network(&m, "192.0.2.0", 24);
    put_map(&m.data, 3); /* members that never come */
    maker_write(&m, "City", path);
    err = (struct err){0};
    assert_int_equal(geo_open(&geo, paths, 1, &err), 0);
    (void)look_up(&geo, "192.0.2.7", &place, &arena);
    assert_int_equal(geo_check(&geo, &err), -1);
    assert_non_null(strstr(err.text, path));
    geo_release(&geo);
    arena_release(&arena);
    (void)unlink(path);
}

/* Every byte of a database flipped in turn: an error or a place, never a crash. */
static void test_flipped(void **state)
{
    struct arena arena = {0};
    struct place place;
    char path[32];
    const char *const paths[] = {path};
    off_t size;
    int fd;

    (void)state;
    make_flat(path);
    fd = open(path, O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0);
    size = lseek(fd, 0, SEEK_END);
    for (off_t i = 0; i < size; i++) {
        struct err err = {0};
        struct geo geo;
        unsigned char byte;
        unsigned char flipped;

        assert_int_equal(pread(fd, &byte, 1, i), 1);
        flipped = byte ^ (unsigned char)(1u << i % 8 | 0x80u);
        assert_int_equal(pwrite(fd, &flipped, 1, i), 1);
        if (geo_open(&geo, paths, 1, &err) == 0) {
            (void)look_up(&geo, "203.0.113.9", &place, &arena);
            (void)look_up(&geo, "192.0.2.1", &place, &arena);
            (void)geo_check(&geo, &err);
            geo_release(&geo);
        }
        assert_int_equal(pwrite(fd, &byte, 1, i), 1);
    }
    (void)close(fd);
    arena_release(&arena);
    (void)unlink(path);
}

static void test_folder(void **state)
{
    static const char *const names[] = {"b.mmdb", "a.mmdb", ".c.mmdb", "d.csv"};
    const char *paths[LIMIT_GEO_DATABASES] = {0};
    char folder[] = "/tmp/limier-geo-XXXXXX";
    struct arena arena = {0};

    (void)state;
    assert_non_null(mkdtemp(folder));
    for (int i = 0; i < 4; i++) {
        const char *path = arena_print(&arena, "%s/%s", folder, names[i]).p;

        (void)close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    }
    assert_int_equal(geo_folder_paths(folder, &arena, paths, 0), 2);
    assert_true(str_ends(str_of(paths[0]), STR("/a.mmdb")));
    assert_true(str_ends(str_of(paths[1]), STR("/b.mmdb")));
    assert_int_equal(geo_folder_paths(folder, &arena, paths, LIMIT_GEO_DATABASES - 1),
                     LIMIT_GEO_DATABASES + 1);
    assert_int_equal(geo_folder_paths("/nowhere", &arena, paths, 3), 3);
    for (int i = 0; i < 4; i++)
        (void)unlink(arena_print(&arena, "%s/%s", folder, names[i]).p);
    (void)rmdir(folder);
    arena_release(&arena);
}

/* MaxMind's own test databases, where somebody has unpacked them:
 * LIMIER_SHARED/data/mmdb/test-data. All are sound, most hold something else than places. */
static void test_foreign(void **state)
{
    const char *shared = getenv("LIMIER_SHARED");
    char folder[512];
    DIR *listing;

    (void)state;
    snprintf(folder, sizeof folder, "%s/data/mmdb/test-data", shared ? shared : "");
    listing = shared ? opendir(folder) : NULL;
    if (!listing)
        skip();
    for (const struct dirent *entry; (entry = readdir(listing));) {
        char path[1024];

        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (str_ends(str_of(path), STR(".mmdb")))
            assert_int_equal(try_open(path), 0);
    }
    (void)closedir(listing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),    cmocka_unit_test(test_order),
        cmocka_unit_test(test_addresses), cmocka_unit_test(test_about),
        cmocka_unit_test(test_damage),    cmocka_unit_test(test_flipped),
        cmocka_unit_test(test_folder),    cmocka_unit_test(test_foreign),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
