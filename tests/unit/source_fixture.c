/*
 * source_fixture.c: reading in all sizes of blocks.
 */
#define _GNU_SOURCE
#include "source_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <unistd.h>

#include "gzip_fixture.h"

const size_t source_sizes[] = {1, 2, 3, 7, 4096, LIMIT_BLOCK_BYTES};
const size_t source_size_count = sizeof source_sizes / sizeof source_sizes[0];

struct delivered read_source(struct str bytes, size_t block_bytes)
{
    struct delivered d = {0};
    struct progress progress = {0};
    struct source source;
    struct str block;
    char path[40];
    int fd = gzip_fixture_file(bytes, path);

    out_memory(&d.out);
    source_open(&source, path, block_bytes, &progress, false);
    while (source_next(&source, &block)) {
        assert_true(block.n > 0 && block.n <= block_bytes);
        d.gaps += source.gap;
        out_bytes(&d.out, block.p, block.n);
    }
    assert_false(source_next(&source, &block)); /* the end stays the end */
    source_close(&source);
    assert_int_equal(source.bytes_inflated, d.out.used);
    assert_true(progress.bytes_read == source.bytes);
    (void)damage_text(&source.damage, LANG_EN, d.damage);
    d.told = source.damage;
    memcpy(d.containers, source.containers, sizeof d.containers);
    memcpy(d.sha256, source.sha256, sizeof d.sha256);
    d.bytes = source.bytes;
    d.members = source.members;
    (void)close(fd);
    return d;
}

void check_source(struct str bytes, struct str wanted, const char *damage)
{
    for (size_t i = 0; i < source_size_count; i++) {
        struct delivered d = read_source(bytes, source_sizes[i]);

        if (!str_eq((struct str){d.out.buffer, d.out.used}, wanted))
            fail_msg("blocks of %zu: %zu bytes \"%.*s\", not %zu", source_sizes[i], d.out.used,
                     (int)(d.out.used < 80 ? d.out.used : 80), d.out.buffer, wanted.n);
        if (strcmp(d.damage, damage) != 0)
            fail_msg("blocks of %zu: damage \"%s\", not \"%s\"", source_sizes[i], d.damage, damage);
        assert_int_equal(d.bytes, bytes.n); /* the digest is of the whole file, damage or not */
        out_drop(&d.out);
    }
}

struct delivered check_salvaged(struct str bytes, struct str least)
{
    struct delivered first = read_source(bytes, source_sizes[0]);

    if (first.out.used < least.n)
        fail_msg("%zu bytes, not %zu (%s)", first.out.used, least.n, first.damage);
    assert_memory_equal(first.out.buffer, least.p, least.n);
    assert_int_equal(first.bytes, bytes.n);
    for (size_t i = 1; i < source_size_count; i++) {
        struct delivered d = read_source(bytes, source_sizes[i]);

        assert_int_equal(d.out.used, first.out.used);
        assert_memory_equal(d.out.buffer, first.out.buffer, first.out.used);
        assert_string_equal(d.damage, first.damage);
        assert_memory_equal(&d.told, &first.told, sizeof d.told);
        assert_int_equal(d.gaps, first.gaps);
        assert_int_equal(d.bytes, bytes.n);
        out_drop(&d.out);
    }
    return first;
}

struct delivered check_damaged(struct str bytes, struct str wanted, enum damage_kind kind)
{
    struct delivered d = check_salvaged(bytes, wanted);

    assert_int_equal(d.out.used, wanted.n);
    if (d.told.kind != kind)
        fail_msg("%s", d.damage);
    out_drop(&d.out);
    return d;
}

void sample_lines(struct out *plain)
{
    out_memory(plain);
    for (unsigned i = 0; i < 200; i++)
        out_print(plain, "%08x line %u\n", i * 2654435761u, i);
}
