/*
 * file.c: reads one small file, and digests a big one.
 */
#define _GNU_SOURCE
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#define DIGEST_BLOCK_BYTES ((size_t)256 << 10)

static int read_whole(int fd, char *bytes, size_t room, size_t *ret_n)
{
    size_t n = 0;

    while (n < room) {
        ssize_t got = read(fd, bytes + n, room - n);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        if (got == 0)
            break;
        n += (size_t)got;
    }
    *ret_n = n;
    return 0;
}

int file_read(const char *path, size_t cap, struct arena *arena, struct str *ret_text,
              struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *bytes;
    size_t n = 0;
    int number;

    if (fd < 0) {
        err_system(err, errno, "%s: cannot be opened", path);
        err->kind = ERR_USAGE;
        return -1;
    }
    bytes = mem_resize(NULL, cap + 1, 1);
    number = read_whole(fd, bytes, cap + 1, &n);
    (void)close(fd);
    if (number) {
        err_system(err, number, "%s: cannot be read", path);
        err->kind = ERR_USAGE;
    } else if (n > cap) {
        (void)err_usage(err, "%s: larger than %zu bytes", path, cap);
        number = EFBIG;
    } else {
        *ret_text = arena_str(arena, (struct str){bytes, n});
    }
    free(bytes);
    return number ? -1 : 0;
}

int file_open(int directory, const char *name, bool link, uint64_t *ret_bytes)
{
    int fd = openat(directory, name,
                    O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (link ? 0 : O_NOFOLLOW));
    struct stat st;
    int number;

    if (fd < 0)
        return -1;
    number = fstat(fd, &st) != 0 ? errno : S_ISREG(st.st_mode) ? 0 : EINVAL;
    if (number == 0) {
        *ret_bytes = (uint64_t)st.st_size;
        return fd;
    }
    (void)close(fd);
    errno = number;
    return -1;
}

int file_digest(int fd, uint64_t most, char sha256[SHA256_TEXT], uint64_t *ret_bytes)
{
    char *block = mem_resize(NULL, DIGEST_BLOCK_BYTES, 1);
    struct sha256 sha;
    size_t n = 1;
    int number = 0;

    *ret_bytes = 0;
    sha256_init(&sha);
    while (number == 0 && n > 0 && *ret_bytes < most) {
        uint64_t left = most - *ret_bytes;

        n = 0;
        number = read_whole(fd, block,
                            left < DIGEST_BLOCK_BYTES ? (size_t)left : DIGEST_BLOCK_BYTES, &n);
        sha256_add(&sha, block, n);
        *ret_bytes += n;
    }
    sha256_finish(&sha, sha256);
    free(block);
    return number;
}
