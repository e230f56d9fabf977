/*
 * file.h: small files read whole (profiles, configuration, keys), with a cap; and files of any size
 * digested.
 */
#ifndef LIMIER_BASE_FILE_H
#define LIMIER_BASE_FILE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"

/* The contents of a regular file of at most `cap` bytes, in the arena. 0, or -1 with a usage error
 * that names it. */
int file_read(const char *path, size_t cap, struct arena *arena, struct str *ret_text,
              struct err *err);

/* Opens a regular file below an open directory (AT_FDCWD: the current one) and gives its size;
 * `link`: a link at the end of its name is followed. The descriptor, or -1 with errno: EINVAL for
 * what is no regular file, which is never waited for. */
int file_open(int directory, const char *name, bool link, uint64_t *ret_bytes);

/* SHA-256 of what is left to read of a descriptor, at most `most` bytes of it, and its length. 0,
 * or the errno. */
int file_digest(int fd, uint64_t most, char sha256[SHA256_TEXT], uint64_t *ret_bytes);

#endif
