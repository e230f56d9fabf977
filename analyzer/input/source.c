/*
 * source.c: a text as it is delivered: in blocks, without holes.
 */
#include "input/source.h"

#include <stdlib.h>

#include "base/mem.h"

static const char nul_bytes[LIMIT_NULS] = {0};

static void begin(struct source *source, struct reader *reader, size_t block_bytes)
{
    *source = (struct source){.reader = reader, .block_bytes = block_bytes};
    source->block = mem_resize(NULL, block_bytes, 1);
}

/* Of a text that lies there as it is, the digest is the file's. */
static void begin_text(struct source *source)
{
    const struct reader *reader = source->reader;

    reader_containers(reader, source->containers);
    source->text_digested = !reader->shared.glance && !reader_is_plain(reader);
    if (source->text_digested)
        sha256_init(&source->text_sha);
}

void source_open_text(struct source *source, struct reader *reader, size_t block_bytes)
{
    begin(source, reader, block_bytes);
    if (reader) {
        begin_text(source);
        return;
    }
    source->damage.kind = DAMAGE_VANISHED;
    source->finished = true;
}

void source_open(struct source *source, const char *path, size_t block_bytes,
                 struct progress *progress, bool glance)
{
    begin(source, &source->own, block_bytes);
    reader_open(source->reader, path, block_bytes, progress, glance);
    source->own.one = true;
    source->finished = !reader_next(source->reader);
    begin_text(source);
}

/* What is known of the damage now, with the holes that were left out here. */
static void take_damage(struct source *source)
{
    struct damage *damage = &source->damage;
    uint64_t here = source->bytes_inflated + source->skipped;

    if (!source->reader)
        return;
    *damage = reader_damage(source->reader);
    if (source->holes)
        damage_note(damage, DAMAGE_HOLE, source->hole_at, source->hole_at, NULL);
    damage->gaps += source->holes;
    damage->lost += source->hole_bytes;
    if (damage->kind != DAMAGE_NONE && damage->at == DAMAGE_AT_UNKNOWN)
        damage->at = source->had_gap ? source->before_gaps : here;
    if (source->had_gap)
        damage->recovered = source->bytes_inflated - source->before_gaps;
}

/* Bytes are missing before what comes next. */
static void tear(struct source *source, uint64_t bytes)
{
    source->torn = true;
    source->torn_bytes += bytes;
}

/* Reads once more. False at the end. */
static bool fill(struct source *source)
{
    source->at = 0;
    source->end = reader_read(source->reader, source->block, source->block_bytes);
    if (source->text_digested)
        sha256_add(&source->text_sha, source->block, source->end);
    if (source->end && source->reader->gap) {
        tear(source, source->reader->gap_bytes + source->nuls);
        source->nuls = 0;
    }
    return source->end > 0;
}

/* The NUL bytes that were held back are a hole. */
static void note_hole(struct source *source)
{
    if (source->holes++ == 0)
        source->hole_at = source->bytes_inflated + source->skipped + source->torn_bytes;
    source->hole_bytes += source->nuls;
    tear(source, source->nuls);
    source->nuls = 0;
}

/* Where in the block to stop: at a run of NUL bytes that is a hole, or that may go on behind the
 * block. A hole covers a byte of any step that is no longer than it. */
static size_t find_hole(const struct source *source)
{
    const char *block = source->block;
    size_t end = source->end;

    for (size_t i = source->at; i < end; i += LIMIT_NULS / 2) {
        size_t first = i;
        size_t last = i;

        if (block[i] != '\0')
            continue;
        while (first > source->at && block[first - 1] == '\0')
            first--;
        while (last < end && block[last] == '\0' && last - first < LIMIT_NULS)
            last++;
        if (last == end || last - first >= LIMIT_NULS)
            return first;
    }
    while (end > source->at && block[end - 1] == '\0')
        end--;
    return end;
}

static bool deliver(struct source *source, struct str bytes, struct str *ret_block)
{
    source->gap = source->torn;
    source->gap_bytes = source->torn_bytes;
    if (source->torn) {
        if (!source->had_gap)
            source->before_gaps = source->bytes_inflated;
        source->had_gap = true;
        source->skipped += source->torn_bytes;
    }
    source->torn = false;
    source->torn_bytes = 0;
    source->bytes_inflated += bytes.n;
    *ret_block = bytes;
    return true;
}

/* Gives back NUL bytes that were no hole. */
static bool deliver_nuls(struct source *source, struct str *ret_block)
{
    size_t n = source->nuls < source->block_bytes ? (size_t)source->nuls : source->block_bytes;

    source->nuls -= n;
    return deliver(source, (struct str){nul_bytes, n}, ret_block);
}

static bool next_block(struct source *source, struct str *ret_block)
{
    for (;;) {
        size_t stop;

        if (source->at == source->end && !fill(source)) {
            if (source->nuls >= LIMIT_NULS)
                note_hole(source);
            return source->nuls > 0 && deliver_nuls(source, ret_block);
        }
        while (source->at < source->end && source->block[source->at] == '\0') {
            source->at++;
            source->nuls++;
        }
        if (source->at == source->end)
            continue;
        if (source->nuls >= LIMIT_NULS)
            note_hole(source);
        if (source->nuls)
            return deliver_nuls(source, ret_block);
        stop = find_hole(source);
        *ret_block = (struct str){source->block + source->at, stop - source->at};
        source->at = stop;
        return deliver(source, *ret_block, ret_block);
    }
}

bool source_next(struct source *source, struct str *ret_block)
{
    *ret_block = (struct str){source->block, 0};
    if (source->finished || stage_is_stopped(&source->reader->shared))
        return false;
    if (next_block(source, ret_block))
        return true;
    source->finished = true;
    take_damage(source);
    return false;
}

/* A text that was not read to its end has no digest. */
static void finish_text(struct source *source)
{
    if (!source->finished)
        sha256_drop(&source->text_sha);
    else if (source->text_digested)
        sha256_finish(&source->text_sha, source->sha256_text);
    else
        memcpy(source->sha256_text, source->sha256, sizeof source->sha256_text);
}

void source_close(struct source *source)
{
    if (source->reader) {
        source->bytes = reader_finish(source->reader, source->sha256);
        finish_text(source);
        source->members = gzip_stage_members(source->reader->top);
        take_damage(source);
        if (source->reader == &source->own)
            reader_close(source->reader);
    }
    free(source->block);
    source->block = NULL;
    source->reader = NULL;
}
