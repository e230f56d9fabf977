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
    source_open(&source, path, block_bytes, &progress);
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

struct delivered check_damaged(struct str bytes, struct str wanted, enum damage_kind kind)
{
    struct delivered first = {0};

    for (size_t i = 0; i < source_size_count; i++) {
        struct delivered d = read_source(bytes, source_sizes[i]);

        if (d.out.used != wanted.n)
            fail_msg("blocks of %zu: %zu bytes, not %zu (%s)", source_sizes[i], d.out.used,
                     wanted.n, d.damage);
        assert_memory_equal(d.out.buffer, wanted.p, wanted.n);
        if (kind != DAMAGE_NONE && d.told.kind != kind)
            fail_msg("blocks of %zu: %s", source_sizes[i], d.damage);
        assert_int_equal(d.bytes, bytes.n);
        if (i == 0)
            first = d;
        else
            assert_memory_equal(&d.told, &first.told, sizeof d.told);
        assert_int_equal(d.gaps, first.gaps);
        out_drop(&d.out);
    }
    return first;
}

void sample_lines(struct out *plain)
{
    out_memory(plain);
    for (unsigned i = 0; i < 200; i++)
        out_print(plain, "%08x line %u\n", i * 2654435761u, i);
}
