/*
 * spool.h: traces on disk. Workers append to unnamed files in chunks of one partition each; the
 * judge takes a partition together and leaves it sorted in a named file of the case. Partition =
 * hash of the account's text, so one account is never in two.
 */
#ifndef LIMIER_INPUT_SPOOL_H
#define LIMIER_INPUT_SPOOL_H

#include "base/err.h"
#include "base/limits.h"
#include "model/trace.h"

/* Traces gathered for one partition before they are written. */
#define SPOOL_CHUNK_TRACES 256

/* The partition of traces that name no account. */
#define SPOOL_NOBODY 0

/* Beside the partitions: logins and logouts, and traces that wait for the account of their session
 * (join.c). */
#define SPOOL_LOGINS  LIMIT_PARTITIONS
#define SPOOL_WAITING (LIMIT_PARTITIONS + 1)
#define SPOOL_SLOTS   (LIMIT_PARTITIONS + 2)

/* Where a chunk stands in its file. */
struct spool_chunk {
    uint64_t offset;
    uint32_t traces;
    uint32_t next_plus_1; /* the partition's next chunk */
};

/* Looks at traces that were read: as they come from elsewhere, or because not all are wanted. */
struct spool_filter {
    /* Of the n traces of the spool's chunk, those that are wanted move to the front. How many they
     * are, or -1 with err set: they are not what was written. */
    int64_t (*take)(const struct spool_filter *filter, uint32_t chunk, struct trace *traces,
                    size_t n, struct err *err);
};

/* One worker's spool. */
struct spool {
    int fd;
    uint64_t bytes;
    struct trace *buffers; /* SPOOL_SLOTS × SPOOL_CHUNK_TRACES */
    uint32_t used[SPOOL_SLOTS];
    struct spool_chunk *chunks;
    uint32_t chunk_count;
    uint32_t chunk_room;
    uint32_t first_plus_1[SPOOL_SLOTS];
    uint32_t last_plus_1[SPOOL_SLOTS];
    uint64_t traces[SPOOL_SLOTS];
    struct spool_filter *filter; /* the spool's own, to be freed; NULL: all are as written */
};

/* An unnamed file in the directory: it vanishes with the process, whatever happens. Descriptor, or
 * -1. */
int spool_unnamed(int directory, struct err *err);

/* Gives an unnamed file a name in a directory, 0600, which must be free. Not synced: what is in it
 * can be made again, and its digest tells whether it is whole. 0 or -1. */
int spool_name(int fd, int directory, const char *name, struct err *err);

/* Starts a worker's spool. 0 or -1. */
int spool_open(struct spool *spool, int directory, struct err *err);

/* The partition of an account. */
uint32_t spool_partition(struct str account);

/* Adds a trace. 0, or -1 when the disk refuses. */
int spool_add(struct spool *spool, uint32_t partition, const struct trace *trace, struct err *err);

/* Writes what is gathered. 0 or -1. */
int spool_flush(struct spool *spool, struct err *err);

/* Traces of one partition; with a filter, at most so many. */
uint64_t spool_count(const struct spool *spool, uint32_t partition);

/* Reads a partition, from its n-th chunk on: at most `room` traces into `traces`. *cursor is 0 at
 * first and is advanced; returns the number read, 0 at the end, -1 on failure. */
int64_t spool_read(const struct spool *spool, uint32_t partition, uint32_t *cursor,
                   struct trace *traces, size_t room, struct err *err);

/* Releases. */
void spool_close(struct spool *spool);

/* Whole reads and writes at a position. 0 or -1. */
int spool_pread(int fd, void *bytes, size_t n, uint64_t offset, struct err *err);
int spool_pwrite(int fd, const void *bytes, size_t n, uint64_t offset, struct err *err);

#endif
