/*
 * machine.c: reads what the kernel says of memory (proc(5); cgroup-v1/memory.rst, cgroup-v2.rst).
 * In a container MemAvailable is the host's, and only the control group knows where it ends.
 */
#define _GNU_SOURCE
#include "machine.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"

/* Bytes of the longest file that is read, and of a path. */
#define FILE_MOST 16384
#define PATH_MOST 4096

/* The beginning of a file, which has no size that stat knows; empty when it cannot be read. */
static struct str read_start(const char *root, const char *path, char buffer[FILE_MOST])
{
    char whole[PATH_MOST];
    int written = snprintf(whole, sizeof whole, "%s%s", root, path);
    int fd = written < (int)sizeof whole ? open(whole, O_RDONLY | O_CLOEXEC) : -1;
    ssize_t n = fd >= 0 ? read(fd, buffer, FILE_MOST) : 0;

    if (fd >= 0)
        (void)close(fd);
    return (struct str){buffer, n > 0 ? (size_t)n : 0};
}

/* Takes a line from the front of a text. */
static struct str take_line(struct str *text)
{
    size_t n = str_index(*text, '\n');
    struct str line = {text->p, n};

    *text = str_skip(*text, n < text->n ? n + 1 : n);
    return line;
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* MemAvailable, in bytes. */
static uint64_t available(const char *root)
{
    char buffer[FILE_MOST];
    struct str text = read_start(root, "/proc/meminfo", buffer);
    const struct str name = STR("MemAvailable:");
    uint64_t kib;

    while (text.n) {
        struct str line = take_line(&text);

        if (!str_starts(line, name))
            continue;
        line = str_trim(str_skip(line, name.n));
        line.n = str_index(line, ' ');
        if (str_to_u64(line, UINT64_MAX >> 10, &kib))
            return kib << 10;
    }
    return UINT64_MAX;
}

/* The least limit of a group and of those above it; a container may see its own as "/". */
static uint64_t group_limit(const char *root, const char *mount, struct str group, const char *file)
{
    uint64_t limit = UINT64_MAX;
    char path[PATH_MOST];
    char buffer[FILE_MOST];
    uint64_t bytes;

    for (;;) {
        while (group.n && group.p[group.n - 1] == '/')
            group.n--;
        if (snprintf(path, sizeof path, "%s%.*s/%s", mount, (int)group.n, group.p, file) <
                (int)sizeof path &&
            str_to_u64(str_trim(read_start(root, path, buffer)), UINT64_MAX, &bytes))
            limit = least(limit, bytes);
        if (group.n == 0)
            return limit;
        while (group.n && group.p[group.n - 1] != '/')
            group.n--;
    }
}

/* Whether a list "cpu,memory" has a word. */
static bool lists(struct str list, struct str word)
{
    while (list.n) {
        size_t n = str_index(list, ',');

        if (str_eq((struct str){list.p, n}, word))
            return true;
        list = str_skip(list, n < list.n ? n + 1 : n);
    }
    return false;
}

/* Lines "4:cpu,memory:/group" of version 1, "0::/group" of version 2. */
static uint64_t limits(const char *root)
{
    char buffer[FILE_MOST];
    struct str text = read_start(root, "/proc/self/cgroup", buffer);
    uint64_t limit = UINT64_MAX;

    while (text.n) {
        struct str line = take_line(&text);
        struct str rest = str_skip(line, str_index(line, ':') + (str_index(line, ':') < line.n));
        size_t n = str_index(rest, ':');
        struct str controllers = {rest.p, n};
        struct str group = str_skip(rest, n + (n < rest.n));

        if (n == 0)
            limit = least(limit, group_limit(root, "/sys/fs/cgroup", group, "memory.max"));
        else if (lists(controllers, STR("memory")))
            limit = least(
                limit, group_limit(root, "/sys/fs/cgroup/memory", group, "memory.limit_in_bytes"));
    }
    return limit;
}

uint64_t machine_memory(const char *root)
{
    return least(available(root), limits(root));
}
