/*
 * file.c: reads one small file.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

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
