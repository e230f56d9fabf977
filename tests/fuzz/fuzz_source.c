/*
 * fuzz_source.c: any bytes as an input: whatever they are, every size of blocks gives the same
 * lines; the same bytes inside gzip give the lines that they give plain; and an archive has the
 * same members when it is listed and when it is read.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "fuzz.h"
#include "input/lines.h"

/* What a reading came to. */
struct reading {
    uint64_t hash;
    uint64_t lines;
    uint64_t bytes;
    bool damaged;
    struct damage damage;
    char sha256[SHA256_TEXT];
};

static struct reading read_input(const char *path, size_t block_bytes, size_t head)
{
    struct hash_key key = HASH_KEY_FIXED;
    struct progress progress = {0};
    struct reading r = {0};
    struct source source;
    struct lines lines;
    struct lines_part part = {0};

    source_open(&source, path, block_bytes, &progress, false);
    lines_init(&lines, &source);
    if (head)
        (void)lines_head(&lines, head);
    while (lines_take(&lines, &part)) {
        struct line batch[LINES_BATCH];
        int n;

        while ((n = lines_next(&part, batch)) > 0) {
            for (int i = 0; i < n; i++) {
                r.lines++;
                fuzz_check(batch[i].number == r.lines, "lines are numbered one by one");
                r.hash = hash_words(r.hash ^ hash_text(&key, batch[i].text),
                                    batch[i].offset * 4 + batch[i].cut * 2 + batch[i].too_long);
            }
        }
    }
    lines_part_release(&part);
    lines_release(&lines);
    r.bytes = source.bytes_inflated;
    source_close(&source);
    r.damaged = source.damage.kind != DAMAGE_NONE;
    r.damage = source.damage;
    memcpy(r.sha256, source.sha256, sizeof r.sha256);
    return r;
}

static bool same(const struct reading *a, const struct reading *b)
{
    return a->hash == b->hash && a->lines == b->lines && a->bytes == b->bytes &&
           a->damaged == b->damaged && strcmp(a->sha256, b->sha256) == 0 &&
           a->damage.kind == b->damage.kind && a->damage.offset == b->damage.offset &&
           a->damage.at == b->damage.at && a->damage.gaps == b->damage.gaps;
}

/* What all texts of a file come to: listed, or read in blocks of some size. */
static uint64_t walk_file(const char *path, size_t block_bytes, bool listing, uint64_t *ret_names)
{
    struct hash_key key = HASH_KEY_FIXED;
    struct progress progress = {0};
    struct reader reader;
    uint64_t hash = 0;

    *ret_names = 0;
    reader_open(&reader, path, block_bytes, &progress, listing);
    while (reader_next(&reader)) {
        struct str name = {reader.name.buffer, reader.name.used};
        struct source source;
        struct str block;

        fuzz_check(str_is_utf8(name), "names of members are UTF-8");
        *ret_names = hash_words(*ret_names ^ hash_text(&key, name), reader.texts);
        if (listing)
            continue;
        source_open_text(&source, &reader, block_bytes);
        while (source_next(&source, &block))
            fuzz_touch(block);
        source_close(&source);
        hash = hash_words(hash ^ source.bytes, source.bytes_inflated ^ source.damage.kind);
        hash = hash_words(hash ^ source.damage.offset, source.damage.at ^ source.damage.lost);
    }
    reader_close(&reader);
    return hash;
}

/* An archive has the same members whenever it is walked through. */
static void check_archive(const char *path)
{
    uint64_t listed;
    uint64_t whole;
    uint64_t names;
    uint64_t read = walk_file(path, LIMIT_BLOCK_BYTES, false, &whole);

    (void)walk_file(path, FEED_AHEAD, true, &listed);
    fuzz_check(listed == whole, "what is listed is what is read");
    fuzz_check(walk_file(path, 7, false, &names) == read && names == whole,
               "the size of blocks changes nothing in archives");
}

/* A file in memory with these bytes; `path` receives its name. */
static int make_file(const void *bytes, size_t n, char path[40])
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);

    if (fd < 0 || write(fd, bytes, n) != (ssize_t)n)
        abort();
    snprintf(path, 40, "/proc/self/fd/%d", fd);
    return fd;
}

static void check_gzip(struct str text, const struct reading *plain)
{
    size_t room = text.n + text.n / 100 + 600;
    char *packed = malloc(room);
    z_stream stream = {0};
    struct reading r;
    char path[40];
    int fd;

    if (!packed || deflateInit2(&stream, 1, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        abort();
    stream.next_in = (Bytef *)(uintptr_t)text.p;
    stream.avail_in = (uInt)text.n;
    stream.next_out = (Bytef *)packed;
    stream.avail_out = (uInt)room;
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
        abort();
    fd = make_file(packed, room - stream.avail_out, path);
    (void)deflateEnd(&stream);
    r = read_input(path, 64, 0);
    fuzz_check(!r.damaged && r.hash == plain->hash && r.lines == plain->lines,
               "gzip changes nothing");
    (void)close(fd);
    free(packed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const size_t sizes[] = {1, 2, 3, 7, 4096};
    char path[40];
    int fd = make_file(data, size, path);
    struct reading whole = read_input(path, LIMIT_BLOCK_BYTES, 0);

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct reading r = read_input(path, sizes[i], i % 2 ? 100 : 0);

        fuzz_check(same(&whole, &r), "the size of blocks changes nothing");
    }
    check_archive(path);
    /* Bytes that are no container themselves are plain text. */
    if (whole.bytes == size && !whole.damaged)
        check_gzip((struct str){(const char *)data, size}, &whole);
    (void)close(fd);
    return 0;
}
