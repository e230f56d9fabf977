/*
 * stage.c: what all stages share, and the lowest one, which reads the descriptor.
 *
 * The descriptor is read, never mapped: a log that is truncated while it is read must not raise
 * SIGBUS. A file is read by offset, so that a damaged gzip member can be read a second time.
 */
#define _GNU_SOURCE
#include "input/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/sentence.h"

bool stage_is_stopped(const struct stage_shared *shared)
{
    return atomic_load_explicit(&shared->progress->stop, memory_order_relaxed);
}

void feed_init(struct feed *feed, struct stage *from, size_t block_bytes)
{
    *feed = (struct feed){
        .from = from, .block_bytes = block_bytes, .room = block_bytes + 2 * FEED_AHEAD};
    feed->raw = mem_resize(NULL, feed->room, 1);
}

void feed_fill(struct feed *feed)
{
    size_t left = feed->end - feed->at;
    size_t n;

    if (left == 0) {
        feed->at = feed->end = 0;
    } else if (feed->room - feed->end < feed->block_bytes) {
        memmove(feed->raw, feed->raw + feed->at, left);
        feed->at = 0;
        feed->end = left;
    }
    if (feed->ended)
        return;
    n = feed->from->read(feed->from, feed->raw + feed->end, feed->block_bytes);
    feed->ended = n == 0;
    feed->end += n;
    feed->bytes += n;
}

struct str feed_rest(const struct feed *feed)
{
    return (struct str){feed->raw + feed->at, feed->end - feed->at};
}

struct str feed_want(struct feed *feed, size_t n)
{
    while (feed->end - feed->at < n && !feed->ended)
        feed_fill(feed);
    return feed_rest(feed);
}

uint64_t feed_offset(const struct feed *feed)
{
    return feed->bytes - (feed->end - feed->at);
}

void feed_take(struct feed *feed, size_t n)
{
    feed->at += n;
}

void feed_release(struct feed *feed)
{
    free(feed->raw);
    feed->raw = NULL;
}

void stage_release(struct stage *stage)
{
    feed_release(&stage->feed);
    stage->release(stage);
}

/* The lowest stage. */
struct file {
    struct stage stage;
    int fd;
    bool opened_here;
    bool seekable;
    bool ended;
    off_t at;              /* where to read next */
    uint64_t start;        /* where it was when it was handed over */
    uint64_t seen;         /* digested and counted up to here: a second reading is not */
    struct sha256 *digest; /* may be NULL */
};

/* How often a source that has nothing to read yet looks whether the run is to stop. */
#define STOP_MS 200

/* Waits until there is something to read, as a pipe may keep still for hours; false when the run
 * stops before. A file is always ready. */
static bool is_ready(const struct file *file)
{
    struct pollfd wait = {.fd = file->fd, .events = POLLIN};

    do {
        if (stage_is_stopped(file->stage.shared))
            return false;
    } while (!file->seekable && poll(&wait, 1, STOP_MS) == 0);
    return true;
}

/* Counts bytes that were not seen before. */
static void note_bytes(struct file *file, const char *bytes, size_t n)
{
    uint64_t end = (uint64_t)file->at;
    size_t fresh = end > file->seen ? (size_t)(end - file->seen) : 0;

    fresh = fresh < n ? fresh : n;
    if (fresh == 0)
        return;
    if (file->digest)
        sha256_add(file->digest, bytes + (n - fresh), fresh);
    file->seen += fresh;
    if (!file->stage.shared->glance)
        atomic_fetch_add_explicit(&file->stage.shared->progress->bytes_read, fresh,
                                  memory_order_relaxed);
}

static size_t file_read(struct stage *stage, char *to, size_t room)
{
    struct file *file = (struct file *)stage;
    char reason[SENTENCE_REASON];
    ssize_t n;

    if (file->ended || file->fd < 0 || !is_ready(file))
        return 0;
    do {
        n = file->seekable ? pread(file->fd, to, room, file->at) : read(file->fd, to, room);
    } while (n < 0 && errno == EINTR);
    if (n < 0)
        damage_note(&stage->damage, DAMAGE_READ, (uint64_t)file->at, stage->made,
                    sentence_reason(errno, reason));
    if (n <= 0) {
        file->ended = true;
        return 0;
    }
    file->at += n;
    note_bytes(file, to, (size_t)n);
    stage->made += (uint64_t)n;
    return (size_t)n;
}

static void file_release(struct stage *stage)
{
    struct file *file = (struct file *)stage;

    if (file->opened_here && file->fd >= 0)
        (void)close(file->fd);
    free(file);
}

struct stage *file_stage(struct stage_shared *shared, const char *path, struct sha256 *digest)
{
    struct file *file = mem_zero(1, sizeof *file);
    char reason[SENTENCE_REASON];

    file->stage =
        (struct stage){.read = file_read, .release = file_release, .shared = shared, .name = ""};
    file->digest = digest;
    file->fd = STDIN_FILENO;
    if (strcmp(path, "-") != 0) {
        file->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        file->opened_here = true;
    }
    if (file->fd < 0) {
        damage_note(&file->stage.damage, DAMAGE_OPEN, 0, 0, sentence_reason(errno, reason));
        return &file->stage;
    }
    file->at = lseek(file->fd, 0, SEEK_CUR);
    file->seekable = file->at >= 0;
    if (!file->seekable)
        file->at = 0;
    file->start = file->seen = (uint64_t)file->at;
    (void)posix_fadvise(file->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    return &file->stage;
}

uint64_t file_stage_bytes(const struct stage *stage)
{
    const struct file *file = (const struct file *)stage;

    return file->seen - file->start;
}

bool feed_can_rewind(const struct feed *feed)
{
    return feed->from->read == file_read && ((const struct file *)feed->from)->seekable;
}

void feed_rewind(struct feed *feed, uint64_t offset)
{
    struct file *file = (struct file *)feed->from;

    file->at -= (off_t)(feed->bytes - offset);
    file->ended = file->ended && feed->bytes == offset;
    feed->at = feed->end = 0;
    feed->bytes = offset;
    feed->ended = false;
}

uint64_t feed_size(const struct feed *feed)
{
    const struct file *file = (const struct file *)feed->from;
    struct stat st;

    return fstat(file->fd, &st) == 0 && st.st_size > 0 ? (uint64_t)st.st_size - file->start : 0;
}
