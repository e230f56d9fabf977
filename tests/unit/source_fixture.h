/*
 * source_fixture.h: whole inputs read in all sizes of blocks, from one byte on.
 */
#ifndef LIMIER_TESTS_UNIT_SOURCE_FIXTURE_H
#define LIMIER_TESTS_UNIT_SOURCE_FIXTURE_H

#include <stdint.h>

#include "base/out.h"
#include "input/source.h"

/* The sizes. */
extern const size_t source_sizes[];
extern const size_t source_size_count;

/* What an input delivered. */
struct delivered {
    struct out out;
    char damage[DAMAGE_TEXT]; /* in English, "" for none */
    struct damage told;
    char containers[READER_CONTAINERS];
    uint64_t gaps; /* blocks behind gaps */
    char sha256[SHA256_TEXT];
    uint64_t bytes;
    uint64_t members;
};

/* Reads bytes as a file. The caller drops .out. */
struct delivered read_source(struct str bytes, size_t block_bytes);

/* Reads in all sizes of blocks; always the same. */
void check_source(struct str bytes, struct str wanted, const char *damage);

/* The same for damaged data: all that is told is the same too. Returns what was told; its .out is
 * dropped. */
struct delivered check_damaged(struct str bytes, struct str wanted, enum damage_kind kind);

/* The same when only the beginning is known. The caller drops .out. */
struct delivered check_salvaged(struct str bytes, struct str least);

/* 200 lines that do not compress to nothing. */
void sample_lines(struct out *plain);

#endif
