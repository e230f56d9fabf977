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

static const size_t sizes[] = {1, 2, 3, 7, 4096, LIMIT_BLOCK_BYTES};

#define SIZES (sizeof sizes / sizeof sizes[0])

/* What an input delivered. */
struct delivered {
    struct out out;
    char damage[256];
    char sha256[SHA256_TEXT];
    uint64_t bytes;
    uint64_t members;
};

static struct delivered read_source(struct str bytes, size_t block_bytes)
{
    struct delivered d = {0};
    struct progress progress = {0};
    struct source source;
    struct str block;
    char path[40];
    int fd = gzip_fixture_file(bytes, path);

    out_memory(&d.out);
    source_open(&source, path, block_bytes, &progress);
    while (source_next(&source, &block)) {
        assert_true(block.n > 0 && block.n <= block_bytes);
        out_bytes(&d.out, block.p, block.n);
    }
    assert_false(source_next(&source, &block)); /* the end stays the end */
    source_close(&source);
    assert_int_equal(source.bytes_inflated, d.out.used);
    assert_true(progress.bytes_read == source.bytes);
    memcpy(d.damage, source.damage, sizeof d.damage);
    memcpy(d.sha256, source.sha256, sizeof d.sha256);
    d.bytes = source.bytes;
    d.members = source.members;
    (void)close(fd);
    return d;
}

/* Reads in all sizes of blocks; always the same. */
static void check_source(struct str bytes, struct str wanted, const char *damage)
{
    for (size_t i = 0; i < SIZES; i++) {
        struct delivered d = read_source(bytes, sizes[i]);

        if (!str_eq((struct str){d.out.buffer, d.out.used}, wanted))
            fail_msg("blocks of %zu: %zu bytes \"%.*s\", not %zu", sizes[i], d.out.used,
                     (int)(d.out.used < 80 ? d.out.used : 80), d.out.buffer, wanted.n);
        if (strcmp(d.damage, damage) != 0)
            fail_msg("blocks of %zu: damage \"%s\", not \"%s\"", sizes[i], d.damage, damage);
        assert_int_equal(d.bytes, bytes.n); /* the digest is of the whole file, damage or not */
        out_drop(&d.out);
    }
}

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
    char damage[100];

    (void)state;
    out_memory(&gz);
    gzip_fixture_add(&gz, STR("one\n"));
    out_bytes(&gz, padding, sizeof padding);
    check_source((struct str){gz.buffer, gz.used}, STR("one\n"), "");
    gzip_fixture_add(&gz, STR("two\n"));
    check_source((struct str){gz.buffer, gz.used}, STR("one\ntwo\n"), "");
    snprintf(damage, sizeof damage, "offset %zu: data after the end of the gzip stream", gz.used);
    out_text(&gz, "garbage\n");
    check_source((struct str){gz.buffer, gz.used}, STR("one\ntwo\n"), damage);
    gz.used -= 7; /* one byte of garbage */
    check_source((struct str){gz.buffer, gz.used}, STR("one\ntwo\n"), damage);
    gz.buffer[gz.used - 1] = '\x1f'; /* half a magic number */
    check_source((struct str){gz.buffer, gz.used}, STR("one\ntwo\n"), damage);
    out_drop(&gz);
}

/* 200 lines that do not compress to nothing. */
static void sample_lines(struct out *plain)
{
    out_memory(plain);
    for (unsigned i = 0; i < 200; i++)
        out_print(plain, "%08x line %u\n", i * 2654435761u, i);
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

        for (size_t i = 0; i < SIZES; i++) {
            struct delivered d = read_source((struct str){gz.buffer, n}, sizes[i]);

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
    static const char *const damage = "the checksum of the gzip member is wrong";

    (void)state;
    for (size_t back = 1; back <= 8; back++) {
        struct out gz;

        out_memory(&gz);
        gzip_fixture_add(&gz, STR("one\n"));
        gz.buffer[gz.used - back] = (char)(gz.buffer[gz.used - back] ^ 1);
        gzip_fixture_add(&gz, STR("two\n"));
        for (size_t i = 0; i < SIZES; i++) {
            struct delivered d = read_source((struct str){gz.buffer, gz.used}, sizes[i]);

            /* The member after it is whole, and its lines are not lost. */
            assert_int_equal(d.out.used, 8);
            assert_memory_equal(d.out.buffer, "one\ntwo\n", 8);
            if (!strstr(d.damage, damage))
                fail_msg("blocks of %zu: \"%s\"", sizes[i], d.damage);
            out_drop(&d.out);
        }
        out_drop(&gz);
    }
}

/* Bytes that no deflate stream has: what lay before is delivered, and nothing that was not there.
 */
static void corrupt_data(void **state)
{
    struct out plain;
    struct out gz;

    (void)state;
    sample_lines(&plain);
    out_memory(&gz);
    gzip_fixture_add(&gz, (struct str){plain.buffer, plain.used});
    memset(gz.buffer + gz.used / 2, 0xff, 64);
    for (size_t i = 0; i < SIZES; i++) {
        struct delivered d = read_source((struct str){gz.buffer, gz.used}, sizes[i]);

        assert_true(d.out.used > 0);
        assert_true(d.damage[0] != '\0');
        assert_int_equal(d.bytes, gz.used);
        out_drop(&d.out);
    }
    out_drop(&plain);
    out_drop(&gz);
}

/* A copy from before the first byte (RFC 1951 §3.2.3): fixed codes, length 5, a distance. Memory
 * that is not the input's must not be delivered as its lines. */
static void copy_from_nowhere(void **state)
{
    static const char bytes[] =
        "\x1f\x8b\x08\0\0\x0a.\0\0\x02\x03\xcb\xcfK\0\0\0\0\xe7\0\0\x02\x02\0\xae\xe6\x0b\xba\x12"
        "\x08\0\0\0tail";

    (void)state;
    for (size_t i = 0; i < SIZES; i++) {
        struct delivered d = read_source((struct str){bytes, sizeof bytes - 1}, sizes[i]);

        assert_int_equal(d.out.used, 0);
        assert_non_null(strstr(d.damage, "the gzip data is corrupt"));
        out_drop(&d.out);
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
        {STR("BZh91AY&SY"), "bzip2"},
        {STR("\xfd"
             "7zXZ\0\0"),
         "xz"},
        {STR("\x28\xb5\x2f\xfd\0\0"), "zstd"},
        {STR("PK\x03\x04zz"), "zip"},
        {STR("\x04\x22\x4d\x18zz"), "lz4"},
        {STR("\x1f\x9d\x90zzz"), "compress"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char damage[120];

        snprintf(damage, sizeof damage,
                 "offset 0: compressed with %s, which this version does not read", rows[i].name);
        check_source(rows[i].bytes, STR(""), damage);
    }
}

static void inputs_that_cannot_be_opened(void **state)
{
    struct progress progress = {0};
    struct source source;
    struct str block;

    (void)state;
    source_open(&source, "/nonexistent/limier", 4096, &progress);
    assert_false(source_next(&source, &block));
    assert_non_null(strstr(source.damage, "cannot be opened: No such file or directory"));
    source_close(&source);
    source_open(&source, "/", 4096, &progress);
    assert_false(source_next(&source, &block));
    source_close(&source);
    assert_non_null(strstr(source.damage, "cannot be read: Is a directory"));
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
    source_open(&source, path, 16, &progress);
    assert_true(source_next(&source, &block));
    atomic_store(&progress.stop, true);
    assert_false(source_next(&source, &block));
    source_close(&source);
    assert_true(source.bytes < plain.used);
    (void)close(fd);
    out_drop(&plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_bytes),
        cmocka_unit_test(digest_is_of_the_bytes_as_read),
        cmocka_unit_test(one_member),
        cmocka_unit_test(a_thousand_members),
        cmocka_unit_test(headers_with_everything),
        cmocka_unit_test(padding_and_garbage),
        cmocka_unit_test(cut_anywhere),
        cmocka_unit_test(wrong_sums),
        cmocka_unit_test(corrupt_data),
        cmocka_unit_test(copy_from_nowhere),
        cmocka_unit_test(reserved_flags_and_methods),
        cmocka_unit_test(other_containers_are_named),
        cmocka_unit_test(inputs_that_cannot_be_opened),
        cmocka_unit_test(stop_is_heard),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
