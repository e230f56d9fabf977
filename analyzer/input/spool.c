/*
 * spool.c: chunks of traces in one file per worker: one descriptor, sequential writes, and any
 * partition readable on its own.
 */
#define _GNU_SOURCE
#include "input/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"

int spool_unnamed(int directory, struct err *err)
{
    int fd = openat(directory, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    char name[64];

    if (fd >= 0)
        return fd;
    if (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT) {
        snprintf(name, sizeof name, ".limier-%ld-%lld.spool", (long)getpid(),
                 (long long)clock_monotonic());
        fd = openat(directory, name, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
        if (fd >= 0)
            (void)unlinkat(directory, name, 0);
    }
    if (fd < 0)
        return err_system(err, errno, "the trace spool cannot be created in the output directory");
    return fd;
}

/* Where a file cannot get its name by a link (no O_TMPFILE, no /proc), it is copied. */
static int copy_to(int fd, int directory, const char *name, struct err *err)
{
    char *block = mem_resize(NULL, LIMIT_BLOCK_BYTES, 1);
    int to = openat(directory, name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    uint64_t at = 0;
    ssize_t n = to < 0 ? -1 : 0;
    int rc = 0;

    while (to >= 0 && rc == 0 && (n = pread(fd, block, LIMIT_BLOCK_BYTES, (off_t)at)) > 0) {
        rc = spool_pwrite(to, block, (size_t)n, at, err);
        at += (uint64_t)n;
    }
    if (n < 0)
        rc = err_system(err, errno, "%s: cannot be written", name);
    if (to >= 0 && close(to) != 0 && rc == 0)
        rc = err_system(err, errno, "%s: cannot be written", name);
    if (to >= 0 && rc < 0)
        (void)unlinkat(directory, name, 0);
    free(block);
    return rc;
}

int spool_name(int fd, int directory, const char *name, struct err *err)
{
    char self[32];

    snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
    if (linkat(AT_FDCWD, self, directory, name, AT_SYMLINK_FOLLOW) == 0)
        return 0;
    if (errno != ENOENT && errno != EXDEV)
        return err_system(err, errno, "%s: cannot be written", name);
    return copy_to(fd, directory, name, err);
}

int spool_open(struct spool *spool, int directory, struct err *err)
{
    *spool = (struct spool){.fd = spool_unnamed(directory, err)};
    if (spool->fd < 0)
        return -1;
    spool->buffers = mem_resize(NULL, SPOOL_SLOTS * SPOOL_CHUNK_TRACES, sizeof *spool->buffers);
    return 0;
}

uint32_t spool_partition(struct str account)
{
    struct hash_key key = HASH_KEY_FIXED;

    return (uint32_t)(hash_text(&key, account) % LIMIT_PARTITIONS);
}

int spool_pwrite(int fd, const void *bytes, size_t n, uint64_t offset, struct err *err)
{
    const char *at = bytes;

    while (n) {
        ssize_t done = pwrite(fd, at, n, (off_t)offset);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return err_system(err, done < 0 ? errno : EIO, "the trace spool cannot be written");
        at += done;
        offset += (uint64_t)done;
        n -= (size_t)done;
    }
    return 0;
}

int spool_pread(int fd, void *bytes, size_t n, uint64_t offset, struct err *err)
{
    char *at = bytes;

    while (n) {
        ssize_t done = pread(fd, at, n, (off_t)offset);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return err_system(err, errno, "the trace spool cannot be read");
        if (done == 0)
            return err_set(err, "the trace spool is shorter than it should be");
        at += done;
        offset += (uint64_t)done;
        n -= (size_t)done;
    }
    return 0;
}

static int write_chunk(struct spool *spool, uint32_t partition, struct err *err)
{
    uint32_t n = spool->used[partition];
    size_t bytes = n * sizeof(struct trace);
    uint32_t last = spool->last_plus_1[partition];

    if (spool_pwrite(spool->fd, spool->buffers + (size_t)partition * SPOOL_CHUNK_TRACES, bytes,
                     spool->bytes, err) < 0)
        return -1;
    MEM_GROW(spool->chunks, spool->chunk_count, spool->chunk_room);
    spool->chunks[spool->chunk_count++] = (struct spool_chunk){spool->bytes, n, 0};
    if (last)
        spool->chunks[last - 1].next_plus_1 = spool->chunk_count;
    else
        spool->first_plus_1[partition] = spool->chunk_count;
    spool->last_plus_1[partition] = spool->chunk_count;
    spool->bytes += bytes;
    spool->traces[partition] += n;
    spool->used[partition] = 0;
    return 0;
}

int spool_add(struct spool *spool, uint32_t partition, const struct trace *trace, struct err *err)
{
    spool->buffers[(size_t)partition * SPOOL_CHUNK_TRACES + spool->used[partition]++] = *trace;
    return spool->used[partition] == SPOOL_CHUNK_TRACES ? write_chunk(spool, partition, err) : 0;
}

int spool_flush(struct spool *spool, struct err *err)
{
    for (uint32_t p = 0; p < SPOOL_SLOTS; p++) {
        if (spool->used[p] && write_chunk(spool, p, err) < 0)
            return -1;
    }
    free(spool->buffers);
    spool->buffers = NULL;
    return 0;
}

uint64_t spool_count(const struct spool *spool, uint32_t partition)
{
    return spool->traces[partition];
}

int64_t spool_read(const struct spool *spool, uint32_t partition, uint32_t *cursor,
                   struct trace *traces, size_t room, struct err *err)
{
    uint32_t at = *cursor ? *cursor : spool->first_plus_1[partition];
    size_t n = 0;

    if (*cursor == UINT32_MAX)
        return 0;
    while (at) {
        const struct spool_chunk *chunk = &spool->chunks[at - 1];
        int64_t taken = chunk->traces;

        if (n + chunk->traces > room)
            break;
        if (spool_pread(spool->fd, traces + n, chunk->traces * sizeof *traces, chunk->offset, err) <
            0)
            return -1;
        if (spool->filter)
            taken = spool->filter->take(spool->filter, at - 1, traces + n, chunk->traces, err);
        if (taken < 0)
            return -1;
        n += (size_t)taken;
        at = chunk->next_plus_1;
    }
    *cursor = at ? at : UINT32_MAX;
    return (int64_t)n;
}

void spool_close(struct spool *spool)
{
    if (spool->fd >= 0)
        (void)close(spool->fd);
    free(spool->buffers);
    free(spool->chunks);
    free(spool->filter);
    *spool = (struct spool){.fd = -1};
}
