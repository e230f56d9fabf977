/*
 * source.c: reading, telling gzip from plain, and walking over gzip members.
 *
 * The descriptor is read, never mapped: a log that is truncated while it is read must not raise
 * SIGBUS.
 */
#define _GNU_SOURCE
#include "input/source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

/* First bytes of containers that are recognised and not (yet) opened. Sources: the formats'
 * specifications. */
static const struct {
    const char *magic;
    size_t n;
    const char *name;
} containers[] = {
    {"BZh", 3, "bzip2"},
    {"\xFD"
     "7zXZ",
     5, "xz"},
    {"\x28\xB5\x2F\xFD", 4, "zstd"},
    {"PK\x03\x04", 4, "zip"},
    {"\x04\x22\x4D\x18", 4, "lz4"},
    {"\x1F\x9D", 2, "compress"},
};

static void set_damage(struct source *source, const char *what, uint64_t offset)
{
    if (source->damage[0] == '\0')
        snprintf(source->damage, sizeof source->damage, "offset %llu: %s",
                 (unsigned long long)offset, what);
}

/* How often a source that has nothing to read yet looks whether the run is to stop. */
#define STOP_MS 200

static bool is_stopped(const struct source *source)
{
    return atomic_load_explicit(&source->progress->stop, memory_order_relaxed);
}

/* Waits until there is something to read, as a pipe may keep still for hours; false when the run
 * stops before. A file is always ready. */
static bool is_ready(const struct source *source)
{
    struct pollfd wait = {.fd = source->fd, .events = POLLIN};

    do {
        if (is_stopped(source))
            return false;
    } while (poll(&wait, 1, STOP_MS) == 0);
    return true;
}

/* Reads once more into the raw buffer, behind what is left there. */
static void refill(struct source *source)
{
    size_t left = source->raw_end - source->raw_at;
    ssize_t n;

    if (left && source->raw_at)
        memmove(source->raw, source->raw + source->raw_at, left);
    source->raw_at = 0;
    source->raw_end = left;
    if (source->ended || source->fd < 0)
        return;
    if (!is_ready(source)) {
        source->ended = true;
        return;
    }
    do {
        n = read(source->fd, source->raw + left, source->block_bytes);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
        char text[160];

        snprintf(text, sizeof text, "cannot be read: %s", strerror(errno));
        set_damage(source, text, source->bytes);
    }
    if (n <= 0) {
        source->ended = true;
        return;
    }
    sha256_add(&source->sha, source->raw + left, (size_t)n);
    source->raw_end += (size_t)n;
    source->bytes += (uint64_t)n;
    atomic_fetch_add_explicit(&source->progress->bytes_read, (uint64_t)n, memory_order_relaxed);
}

static struct str raw_rest(const struct source *source)
{
    return (struct str){source->raw + source->raw_at, source->raw_end - source->raw_at};
}

/* Offset in the file of the first byte that is not used yet. */
static uint64_t raw_offset(const struct source *source)
{
    return source->bytes - (source->raw_end - source->raw_at);
}

/* At least `n` bytes, unless the input ends before. */
static void want(struct source *source, size_t n)
{
    while (raw_rest(source).n < n && !source->ended)
        refill(source);
}

static void recognise(struct source *source)
{
    struct str head;

    want(source, 6);
    head = raw_rest(source);
    source->gzip = head.n >= 3 && memcmp(head.p, "\x1F\x8B\x08", 3) == 0;
    for (size_t i = 0; i < sizeof containers / sizeof containers[0]; i++) {
        if (head.n >= containers[i].n &&
            memcmp(head.p, containers[i].magic, containers[i].n) == 0) {
            char text[96];

            snprintf(text, sizeof text, "compressed with %s, which this version does not read",
                     containers[i].name);
            set_damage(source, text, 0);
            source->finished = true;
        }
    }
    if (source->gzip)
        source->inflate = inflate_new();
}

void source_open(struct source *source, const char *path, size_t block_bytes,
                 struct progress *progress)
{
    *source = (struct source){
        .path = path, .fd = STDIN_FILENO, .progress = progress, .block_bytes = block_bytes};
    sha256_init(&source->sha);
    source->raw = mem_resize(NULL, block_bytes + 64, 1);
    source->block = mem_resize(NULL, block_bytes, 1);
    if (strcmp(path, "-") != 0) {
        source->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        source->opened_here = true;
        if (source->fd < 0) {
            char text[160];

            snprintf(text, sizeof text, "cannot be opened: %s", strerror(errno));
            set_damage(source, text, 0);
            source->finished = true;
            return;
        }
        (void)posix_fadvise(source->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    }
    recognise(source);
}

/* Between two members: skips zero padding; true when another member follows. */
static bool next_member(struct source *source)
{
    struct str rest;

    do {
        want(source, 2);
        rest = raw_rest(source);
        while (rest.n && rest.p[0] == '\0')
            rest = str_skip(rest, 1);
        source->raw_at = source->raw_end - rest.n;
    } while (rest.n < 2 && !source->ended);
    if (rest.n == 0)
        return false;
    if (rest.n < 2 || rest.p[0] != '\x1F' || rest.p[1] != '\x8B') {
        set_damage(source, "data after the end of the gzip stream", raw_offset(source));
        return false;
    }
    inflate_reset(source->inflate);
    return true;
}

/* Whether the member that begins here has only the flags that exist. gzip and zlib refuse others,
 * ISA-L does not look (RFC 1952, 2.3.1.2: reserved bits must be an error). */
static bool is_known_header(struct source *source)
{
    struct str head;

    want(source, 4);
    head = raw_rest(source);
    if (head.n < 4 || ((unsigned char)head.p[3] & 0xE0) == 0)
        return true;
    set_damage(source, "the gzip header has flags that are reserved", raw_offset(source) + 3);
    return false;
}

/* Opens the next member where none is open; false when the input has no more. */
static bool open_member(struct source *source)
{
    if (source->member_open)
        return true;
    if ((source->members > 0 && !next_member(source)) || !is_known_header(source)) {
        source->finished = true;
        return false;
    }
    source->member_open = true;
    source->members++;
    return true;
}

/* What a step of inflating means for the source. */
static void note_step(struct source *source, enum inflate_step step, size_t made)
{
    if (step == INFLATE_SUM)
        set_damage(source, "the checksum of the gzip member is wrong", raw_offset(source));
    if (step == INFLATE_END || step == INFLATE_SUM)
        source->member_open = false;
    if (step == INFLATE_BROKEN) {
        set_damage(source, "the gzip data is corrupt", raw_offset(source));
        source->finished = true;
    }
    if (step == INFLATE_MORE && made == 0 && source->ended) {
        if (!is_stopped(source))
            set_damage(source, "the gzip stream ends before its end (truncated)", source->bytes);
        source->finished = true;
    }
}

/* Notes where in the delivered stream the first damage lies: after what was made of this block. */
static void place_damage(struct source *source, bool *sound, size_t filled)
{
    if (*sound && source->damage[0])
        source->damage_at = source->bytes_inflated + filled;
    *sound = source->damage[0] == '\0';
}

/* Fills the block from gzip members. Returns its length; 0 at the end. */
static size_t fill_gzip(struct source *source, char *block)
{
    bool sound = source->damage[0] == '\0';
    size_t filled = 0;

    while (filled < source->block_bytes && !source->finished && open_member(source)) {
        struct str in;
        size_t made = 0;
        enum inflate_step step;

        if (source->raw_at == source->raw_end)
            refill(source);
        in = raw_rest(source);
        step =
            inflate_run(source->inflate, &in, block + filled, source->block_bytes - filled, &made);
        source->raw_at = source->raw_end - in.n;
        filled += made;
        note_step(source, step, made);
        place_damage(source, &sound, filled);
    }
    place_damage(source, &sound, filled); /* where a member should have begun */
    return filled;
}

static size_t fill_plain(struct source *source, char *block)
{
    bool sound = source->damage[0] == '\0';
    struct str rest;
    size_t n;

    if (source->raw_at == source->raw_end)
        refill(source);
    place_damage(source, &sound, 0);
    rest = raw_rest(source);
    n = rest.n < source->block_bytes ? rest.n : source->block_bytes;
    if (n)
        memcpy(block, rest.p, n);
    source->raw_at += n;
    if (n == 0)
        source->finished = true;
    return n;
}

bool source_next(struct source *source, struct str *ret_block)
{
    size_t n;

    *ret_block = (struct str){source->block, 0};
    if (source->finished || is_stopped(source))
        return false;
    n = source->gzip ? fill_gzip(source, source->block) : fill_plain(source, source->block);
    source->bytes_inflated += n;
    ret_block->n = n;
    return n > 0;
}

void source_close(struct source *source)
{
    /* What follows damage still belongs to the digest of the evidence. */
    while (source->fd >= 0 && !source->ended && !is_stopped(source)) {
        source->raw_at = source->raw_end = 0;
        refill(source);
    }
    sha256_finish(&source->sha, source->sha256);
    if (source->inflate)
        inflate_free(source->inflate);
    if (source->opened_here && source->fd >= 0)
        (void)close(source->fd);
    free(source->raw);
    free(source->block);
    source->raw = source->block = NULL;
    source->inflate = NULL;
    source->fd = -1;
}
