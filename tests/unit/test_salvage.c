/*
 * test_salvage.c: damaged gzip data: everything before bad data is delivered, and nothing that was
 * not there; sound members behind it are found again; holes are left out.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gzip_fixture.h"
#include "source_fixture.h"

/* Bytes that no deflate stream has, anywhere: every byte that zlib recovers before them, and the
 * member behind. */
static void corrupt_data(void **state)
{
    struct out plain;
    unsigned corrupt = 0;

    (void)state;
    sample_lines(&plain);
    for (size_t at = 11; at < 1450; at += 7) {
        size_t room = 64 * plain.used;
        char *recovered = malloc(room + 100);
        struct out gz;
        struct delivered d;
        size_t n;
        size_t end;

        out_memory(&gz);
        gzip_fixture_add(&gz, (struct str){plain.buffer, plain.used});
        end = gz.used;
        assert_true(at + 64 < end);
        for (size_t i = 0; i < 64; i++)
            gz.buffer[at + i] = (char)((i + at) * 2654435761u >> 24);
        gzip_fixture_add(&gz, STR("line behind the damage\n"));
        n = gzip_fixture_inflate((struct str){gz.buffer, gz.used}, recovered, room);
        d = check_salvaged((struct str){gz.buffer, gz.used}, (struct str){recovered, n});
        assert_true(d.told.kind != DAMAGE_NONE);
        if (d.told.gaps)
            assert_memory_equal(d.out.buffer + d.out.used - 23, "line behind the damage\n", 23);
        n = d.out.used - 23;
        out_drop(&d.out);
        if (d.told.kind != DAMAGE_CORRUPT) { /* they became something that ends, or swallows all */
            free(recovered);
            out_drop(&gz);
            continue;
        }
        corrupt++;
        assert_true(d.told.offset >= at && d.told.offset <= end);
        assert_int_equal(d.told.at, n);
        assert_int_equal(d.told.lost, end - d.told.offset);
        assert_int_equal(d.told.recovered, n > 0 ? 23 : 0);
        assert_int_equal(d.told.gaps, 1);
        assert_int_equal(d.told.sum, SUM_ABSENT);
        assert_int_equal(d.gaps, n > 0);
        out_drop(&gz);
        free(recovered);
    }
    assert_true(corrupt > 5);
    out_drop(&plain);
}

/* A copy from before the first byte (RFC 1951 §3.2.3): fixed codes, length 5, a distance. Memory
 * that is not the input's must not be delivered as its lines. */
static void copy_from_nowhere(void **state)
{
    static const char bytes[] =
        "\x1f\x8b\x08\0\0\x0a.\0\0\x02\x03\xcb\xcfK\0\0\0\0\xe7\0\0\x02\x02\0\xae\xe6\x0b\xba\x12"
        "\x08\0\0\0tail";
    struct delivered d = check_salvaged((struct str){bytes, sizeof bytes - 1}, STR(""));

    (void)state;
    assert_true(d.told.kind != DAMAGE_NONE);
    assert_int_equal(d.told.sum, SUM_WRONG);
    assert_int_equal(d.out.used, 7);
    assert_memory_equal(d.out.buffer, "\0\0\0\0\0\x9e`", 7);
    out_drop(&d.out);
}

/* Bytes missing from the middle of many small members: those before and behind are read. The
 * decoder runs on over sound members before it notices. */
static void missing_bytes(void **state)
{
    (void)state;
    for (size_t at = 3000; at < 3300; at += 23) {
        struct out gz;
        size_t starts[101];
        size_t behind = 0;
        struct delivered d;
        char last[40];

        out_memory(&gz);
        for (unsigned i = 0; i < 100; i++) {
            char text[200];
            int n = snprintf(text, sizeof text, "member %u: %08x %08x %08x\n", i, i * 2654435761u,
                             i * 2246822519u, i * 3266489917u);

            starts[i] = gz.used;
            gzip_fixture_add(&gz, (struct str){text, (size_t)n});
        }
        starts[100] = gz.used;
        while (starts[behind] < at + 50)
            behind++;
        memmove(gz.buffer + at, gz.buffer + at + 50, gz.used - at - 50);
        gz.used -= 50;
        for (size_t i = 0; i < source_size_count; i++) {
            d = read_source((struct str){gz.buffer, gz.used}, source_sizes[i]);
            snprintf(last, sizeof last, "member %zu: ", behind);
            if (!memmem(d.out.buffer, d.out.used, last, strlen(last)))
                fail_msg("%zu: %s is lost: %s", at, last, d.damage);
            assert_non_null(memmem(d.out.buffer, d.out.used, "member 99: ", 11));
            assert_true(d.told.kind == DAMAGE_CORRUPT || d.told.kind == DAMAGE_CHECKSUM ||
                        d.told.kind == DAMAGE_TRAILING);
            assert_true(d.told.kind == DAMAGE_CHECKSUM || d.told.gaps > 0);
            out_drop(&d.out);
        }
        out_drop(&gz);
    }
}

/* A header in garbage is believed only when data follows that inflates. */
static void headers_by_chance(void **state)
{
    struct out gz;
    struct delivered d;
    size_t at;

    (void)state;
    out_memory(&gz);
    gzip_fixture_add(&gz, STR("one\n"));
    at = gz.used;
    out_text(&gz, "x");
    for (int i = 0; i < 300; i++)
        out_bytes(&gz,
                  "\x1f\x8b\x08\0\0\0\0\0\0\x03\xff\x1f\x8b\x08\x1f\x8b\x08\x08\0\0\0\0\0\x03zz",
                  26);
    d = check_damaged((struct str){gz.buffer, gz.used}, STR("one\n"), DAMAGE_TRAILING);
    assert_int_equal(d.told.lost, gz.used - at);
    assert_int_equal(d.told.sum, SUM_GOOD);
    assert_int_equal(d.told.gaps, 0);
    gzip_fixture_add(&gz, STR("two\n"));
    d = check_damaged((struct str){gz.buffer, gz.used}, STR("one\ntwo\n"), DAMAGE_TRAILING);
    assert_int_equal(d.told.gaps, 1);
    assert_int_equal(d.told.recovered, 4);
    out_drop(&gz);
}

/* Many headers, each of which leads to the same bad data by a stored block: the text on the way is
 * given out once more at most, not once for each. */
static void headers_that_share_their_data(void **state)
{
    enum { HEADERS = 100, BYTES = 15 };
    struct out gz;
    struct delivered d;

    (void)state;
    out_memory(&gz);
    gzip_fixture_add(&gz, STR("one\n"));
    for (unsigned i = 1; i <= HEADERS; i++) {
        unsigned rest = (HEADERS - i) * BYTES + 2000; /* RFC 1951, 3.2.4 */
        unsigned char stored[5] = {0, (unsigned char)rest, (unsigned char)(rest >> 8)};

        stored[3] = (unsigned char)~stored[1];
        stored[4] = (unsigned char)~stored[2];
        out_bytes(&gz, "\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
        out_bytes(&gz, (const char *)stored, sizeof stored);
    }
    for (unsigned i = 0; i < 250; i++)
        out_text(&gz, "2000 - 2");
    out_text(&gz, "\xff\xff"); /* a block of no type */
    d = read_source((struct str){gz.buffer, gz.used}, 4096);
    assert_int_equal(d.told.kind, DAMAGE_CORRUPT);
    assert_true(d.told.gaps <= 1);
    assert_true(d.out.used < 3 * (HEADERS * BYTES + 2000));
    out_drop(&d.out);
    out_drop(&gz);
}

/* Runs of NUL bytes: short ones are text, long ones are holes. */
static void holes(void **state)
{
    char text[8192];
    char wanted[8192];

    (void)state;
    for (size_t n = LIMIT_NULS - 2; n < LIMIT_NULS + 3; n++) {
        for (size_t before = 0; before < 600; before += 37) {
            size_t made = before;

            memset(text, 'x', sizeof text);
            memset(text + before, 0, n);
            memset(wanted, 'x', sizeof wanted);
            if (n < LIMIT_NULS) {
                memset(wanted + before, 0, n);
                made += n;
            }
            memset(text + before + n + 100, 0, 40); /* at the end, but no hole */
            memset(wanted + made + 100, 0, 40);
            if (n < LIMIT_NULS) {
                check_source((struct str){text, before + n + 140}, (struct str){wanted, made + 140},
                             "");
            } else {
                struct delivered d = check_damaged((struct str){text, before + n + 140},
                                                   (struct str){wanted, made + 140}, DAMAGE_HOLE);

                assert_int_equal(d.told.at, before);
                assert_int_equal(d.told.lost, n);
                assert_int_equal(d.told.recovered, 140);
                assert_int_equal(d.gaps, 1);
            }
        }
    }
    memset(text, 0, sizeof text);
    check_damaged((struct str){text, sizeof text}, STR(""), DAMAGE_HOLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corrupt_data),  cmocka_unit_test(copy_from_nowhere),
        cmocka_unit_test(missing_bytes), cmocka_unit_test(headers_by_chance),
        cmocka_unit_test(holes),         cmocka_unit_test(headers_that_share_their_data),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
