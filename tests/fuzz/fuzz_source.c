/*
 * fuzz_source.c: any bytes as an input: whatever they are, every size of blocks gives the same
 * lines; and the same bytes inside gzip give the lines that they give plain.
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
    bool corrupt; /* damage inside compressed data */
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

    source_open(&source, path, block_bytes, &progress);
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
    /* The first damage is the one that is told: corrupt data may follow a wrong checksum. */
    r.corrupt = strstr(source.damage, "corrupt") || strstr(source.damage, "checksum");
    memcpy(r.sha256, source.sha256, sizeof r.sha256);
    return r;
}

/* Inflate looks ahead: how much it gives out before it finds corrupt data depends on what it sees
 * at a time. */
static bool same(const struct reading *a, const struct reading *b)
{
    if (a->corrupt || b->corrupt)
        return a->corrupt == b->corrupt && strcmp(a->sha256, b->sha256) == 0;
    return a->hash == b->hash && a->lines == b->lines && a->bytes == b->bytes &&
           a->damaged == b->damaged && strcmp(a->sha256, b->sha256) == 0;
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
    /* Bytes that are no container themselves are plain text. */
    if (whole.bytes == size && !whole.damaged)
        check_gzip((struct str){(const char *)data, size}, &whole);
    (void)close(fd);
    return 0;
}
