/*
 * test_source.c: gzip as it is found in evidence: many members, padding, garbage, cuts, wrong sums,
 * containers that are something else. Whatever zlib recovers is delivered, and damage is said.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "base/out.h"
#include "gzip_fixture.h"
#include "input/source.h"
#include "source_fixture.h"

static void plain_bytes(void **state)
{
    (void)state;
    check_source(STR(""), STR(""), "");
    check_source(STR("a"), STR("a"), "");
    check_source(STR("line\r\n\0\xff"), STR("line\r\n\0\xff"), "");
    check_source(STR("\x1f\x8b"), STR("\x1f\x8b"), ""); /* too short to be gzip */
    check_source(STR("\x1f\x8b\x07zz"), STR("\x1f\x8b\x07zz"), "");
}

static void digest_is_of_the_bytes_as_read(void **state)
{
    struct delivered d = read_source(STR("abc"), 2);

    (void)state;
    assert_string_equal(d.sha256,
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    out_drop(&d.out);
}

static void one_member(void **state)
{
    struct out gz;

    (void)state;
    out_memory(&gz);
    gzip_fixture_add(&gz, STR("one\ntwo\n"));
    check_source((struct str){gz.buffer, gz.used}, STR("one\ntwo\n"), "");
    out_drop(&gz);
    out_memory(&gz);
    gzip_fixture_add(&gz, STR(""));
    check_source((struct str){gz.buffer, gz.used}, STR(""), "");
    out_drop(&gz);
}

static void a_thousand_members(void **state)
{
    struct out gz;
    struct out plain;
    struct delivered d;

    (void)state;
    out_memory(&gz);
    out_memory(&plain);
    for (int i = 0; i < 1000; i++) {
        char text[40];
        int n = snprintf(text, sizeof text, "line %d that crosses%s", i, i % 3 ? "\n" : "");

        out_bytes(&plain, text, (size_t)n);
        gzip_fixture_add(&gz, (struct str){text, (size_t)n});
        if (i % 10 == 0)
            gzip_fixture_add(&gz, STR(""));
    }
    check_source((struct str){gz.buffer, gz.used}, (struct str){plain.buffer, plain.used}, "");
    d = read_source((struct str){gz.buffer, gz.used}, 4096);
    assert_int_equal(d.members, 1100);
    out_drop(&d.out);
    out_drop(&gz);
    out_drop(&plain);
}

/* Headers with every set of optional fields (RFC 1952 §2.3.1), which may lie across blocks. */
static void headers_with_everything(void **state)
{
    (void)state;
    for (unsigned flags = 0; flags < 32; flags++) {
        struct out gz;
        struct out odd;
        unsigned char start[10] = {0x1f, 0x8b, 8, (unsigned char)flags};

        out_memory(&gz);
        out_memory(&odd);
        gzip_fixture_add(&gz, STR("text\n"));
        out_bytes(&odd, start, sizeof start);
        if (flags & 4)
            out_bytes(&odd, "\x04\0abcd", 6);
        if (flags & 8)
            out_bytes(&odd, "access.log", 11);
        if (flags & 16)
            out_bytes(&odd, "a comment", 10);
        if (flags & 2) {
            unsigned long crc = crc32(0, (const Bytef *)odd.buffer, (uInt)odd.used);
            unsigned char sum[2] = {(unsigned char)crc, (unsigned char)(crc >> 8)};

            out_bytes(&odd, sum, 2);
        }
        out_bytes(&odd, gz.buffer + 10, gz.used - 10);
        check_source((struct str){odd.buffer, odd.used}, STR("text\n"), "");
        out_drop(&gz);
        out_drop(&odd);
    }
}

static void padding_and_garbage(void **state)
{
    char padding[600] = {0};
    struct out gz;
    char damage[160];
    size_t at;

    (void)state;
    out_memory(&gz);
    gzip_fixture_add(&gz, STR("one\n"));
    out_bytes(&gz, padding, sizeof padding);
    check_source((struct str){gz.buffer, gz.used}, STR("one\n"), "");
    gzip_fixture_add(&gz, STR("two\n"));
    check_source((struct str){gz.buffer, gz.used}, STR("one\ntwo\n"), "");
    at = gz.used;
    out_text(&gz, "garbage\n");
    snprintf(damage, sizeof damage,
             "offset %zu: data after the end of the gzip stream; 8 bytes could not be used", at);
    check_source((struct str){gz.buffer, gz.used}, STR("one\ntwo\n"), damage);
    gz.used -= 7; /* one byte of garbage */
    snprintf(damage, sizeof damage,
             "offset %zu: data after the end of the gzip stream; 1 byte could not be used", at);
    check_source((struct str){gz.buffer, gz.used}, STR("one\ntwo\n"), damage);
    gz.buffer[gz.used - 1] = '\x1f'; /* half a magic number */
    check_source((struct str){gz.buffer, gz.used}, STR("one\ntwo\n"), damage);
    out_drop(&gz);
}

/* Cut anywhere: what zlib recovers from the same bytes is delivered, and the cut is said. */
static void cut_anywhere(void **state)
{
    struct out plain;
    struct out gz;

    (void)state;
    sample_lines(&plain);
    out_memory(&gz);
    gzip_fixture_add(&gz, (struct str){plain.buffer, plain.used});
    for (size_t n = 3; n < gz.used; n += n < 40 || n + 40 > gz.used ? 1 : 97) {
        char *recovered = malloc(plain.used + 1);
        size_t least = gzip_fixture_inflate((struct str){gz.buffer, n}, recovered, plain.used + 1);

        for (size_t i = 0; i < source_size_count; i++) {
            struct delivered d = read_source((struct str){gz.buffer, n}, source_sizes[i]);

            assert_true(d.out.used >= least && d.out.used <= plain.used);
            assert_memory_equal(d.out.buffer, plain.buffer, d.out.used);
            assert_non_null(strstr(d.damage, "ends before its end (truncated)"));
            out_drop(&d.out);
        }
        free(recovered);
    }
    out_drop(&plain);
    out_drop(&gz);
}

static void wrong_sums(void **state)
{
    static const char *const damage =
        "the checksum of the gzip member is wrong: nothing that was read "
        "of it can be trusted";

    (void)state;
    for (size_t back = 1; back <= 8; back++) {
        struct out gz;

        out_memory(&gz);
        gzip_fixture_add(&gz, STR("one\n"));
        gz.buffer[gz.used - back] = (char)(gz.buffer[gz.used - back] ^ 1);
        gzip_fixture_add(&gz, STR("two\n"));
        for (size_t i = 0; i < source_size_count; i++) {
            struct delivered d = read_source((struct str){gz.buffer, gz.used}, source_sizes[i]);

            /* The member after it is whole, and its lines are not lost. */
            assert_int_equal(d.out.used, 8);
            assert_memory_equal(d.out.buffer, "one\ntwo\n", 8);
            if (!strstr(d.damage, damage))
                fail_msg("blocks of %zu: \"%s\"", source_sizes[i], d.damage);
            out_drop(&d.out);
        }
        out_drop(&gz);
    }
}

static void reserved_flags_and_methods(void **state)
{
    struct out gz;

    (void)state;
    out_memory(&gz);
    gzip_fixture_add(&gz, STR("one\n"));
    gz.buffer[2] = 9; /* not deflate: not taken for gzip */
    check_source((struct str){gz.buffer, gz.used}, (struct str){gz.buffer, gz.used}, "");
    out_drop(&gz);
}

static void other_containers_are_named(void **state)
{
    const struct {
        struct str bytes;
        const char *name;
    } rows[] = {
        {STR("7z\xbc\xaf\x27\x1c\0\4"), "7z"},
        {STR("Rar!\x1a\x07\1\0"), "rar"},
        {STR("MSCF\0\0\0\0zz"), "cab"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char damage[120];

        snprintf(damage, sizeof damage, "a container that this version does not read: %s",
                 rows[i].name);
        check_source(rows[i].bytes, STR(""), damage);
    }
    /* Nothing but the magic number, or less. */
    check_source(STR("BZh91AY&"), STR("BZh91AY&"), "");
    check_source(STR("PK\x03"), STR("PK\x03"), "");
}

/* A zlib stream under the name of a gzip file (RFC 1950). */
static void zlib_streams(void **state)
{
    char packed[200];
    uLongf n = sizeof packed;

    (void)state;
    for (int level = 1; level <= 9; level += level == 1 ? 5 : 3) {
        n = sizeof packed;
        assert_int_equal(compress2((Bytef *)packed, &n, (const Bytef *)"one\ntwo\n", 8, level),
                         Z_OK);
        check_source((struct str){packed, n}, STR("one\ntwo\n"), "");
        check_damaged((struct str){packed, n - 1}, STR("one\ntwo\n"), DAMAGE_TRUNCATED);
        packed[n - 1] ^= 1;
        check_damaged((struct str){packed, n}, STR("one\ntwo\n"), DAMAGE_CHECKSUM);
    }
}

static void gzip_in_gzip(void **state)
{
    struct out gz[6];

    (void)state;
    for (int i = 0; i < 6; i++) {
        out_memory(&gz[i]);
        gzip_fixture_add(&gz[i], i ? (struct str){gz[i - 1].buffer, gz[i - 1].used} : STR("one\n"));
        if (i < 4)
            check_source((struct str){gz[i].buffer, gz[i].used}, STR("one\n"), "");
        else
            check_source((struct str){gz[i].buffer, gz[i].used}, STR(""),
                         "more than 4 containers inside one another");
    }
    check_damaged((struct str){gz[2].buffer, gz[2].used - 20}, STR("one\n"), DAMAGE_TRUNCATED);
    for (int i = 0; i < 6; i++)
        out_drop(&gz[i]);
}

static void utf16_text(void **state)
{
    (void)state;
    check_source(STR("\xff\xfe"
                     "a\0\xe9\0\xac\x20\x3d\xd8\x00\xde\n\0"),
                 STR("a\u00e9\u20ac\U0001F600\n"), "");
    check_source(STR("\xfe\xff\0a\0\xe9\x20\xac\xd8\x3d\xde\x00\0\n"),
                 STR("a\u00e9\u20ac\U0001F600\n"), "");
    check_source(STR("\xff\xfe"
                     "a\0\x3d\xd8"
                     "b\0z"),
                 STR("a\uFFFDb\uFFFD"), "offset 4: the text is not valid UTF-16");
    check_source(STR("\xff\xfe\0\0zz"), STR("\xff\xfe\0\0zz"), ""); /* UTF-32 */
}

static void inputs_that_cannot_be_opened(void **state)
{
    struct progress progress = {0};
    struct source source;
    struct str block;
    char text[DAMAGE_TEXT];

    (void)state;
    source_open(&source, "/nonexistent/limier", 4096, &progress, false);
    assert_false(source_next(&source, &block));
    source_close(&source);
    assert_string_equal(damage_text(&source.damage, LANG_EN, text).p,
                        "cannot be opened: No such file or directory");
    source_open(&source, "/", 4096, &progress, false);
    assert_false(source_next(&source, &block));
    source_close(&source);
    assert_string_equal(damage_text(&source.damage, LANG_EN, text).p,
                        "offset 0: cannot be read: Is a directory");
}

/* A request to stop ends the reading at the next block. */
static void stop_is_heard(void **state)
{
    struct progress progress = {0};
    struct source source;
    struct out plain;
    struct str block;
    char path[40];
    int fd;

    (void)state;
    sample_lines(&plain);
    fd = gzip_fixture_file((struct str){plain.buffer, plain.used}, path);
    source_open(&source, path, 16, &progress, false);
    assert_true(source_next(&source, &block));
    atomic_store(&progress.stop, true);
    assert_false(source_next(&source, &block));
    source_close(&source);
    assert_true(source.bytes < plain.used);
    (void)close(fd);
    out_drop(&plain);
}

/* compress: a header, then codes of nine bits, least significant bit first; here each is a byte. */
static void compressed(void **state)
{
    static const char text[] = "one\ntwo\n";
    unsigned char bytes[32] = {0x1F, 0x9D, 9};

    (void)state;
    for (size_t i = 0; i < sizeof text - 1; i++) {
        bytes[3 + i * 9 / 8] |= (unsigned char)((unsigned)text[i] << i * 9 % 8);
        bytes[4 + i * 9 / 8] |= (unsigned char)((unsigned)text[i] >> (8 - i * 9 % 8));
    }
    check_source((struct str){(char *)bytes, 3 + 9}, str_of(text), "");
    check_damaged((struct str){(char *)bytes, 4}, STR(""), DAMAGE_CORRUPT);
    bytes[2] = 0x60; /* bits that do not exist */
    check_damaged((struct str){(char *)bytes, 12}, STR(""), DAMAGE_UNREAD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_bytes),
        cmocka_unit_test(compressed),
        cmocka_unit_test(digest_is_of_the_bytes_as_read),
        cmocka_unit_test(one_member),
        cmocka_unit_test(a_thousand_members),
        cmocka_unit_test(headers_with_everything),
        cmocka_unit_test(padding_and_garbage),
        cmocka_unit_test(cut_anywhere),
        cmocka_unit_test(wrong_sums),
        cmocka_unit_test(zlib_streams),
        cmocka_unit_test(gzip_in_gzip),
        cmocka_unit_test(utf16_text),
        cmocka_unit_test(reserved_flags_and_methods),
        cmocka_unit_test(other_containers_are_named),
        cmocka_unit_test(inputs_that_cannot_be_opened),
        cmocka_unit_test(stop_is_heard),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
