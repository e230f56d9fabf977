/*
 * libjournal.c: a preload library that writes down each call which changes the disk, in their
 * order, for tests/fault/powercut, which tells from it what a disk may hold after a power cut.
 *
 *   JOURNAL_FILE   the journal; calls that fail are not in it
 *   JOURNAL_UNDER  only files below this absolute path; and what is written on standard output
 *
 * A record is a line "CALL NUMBER PATH-BYTES OTHER-BYTES DATA-BYTES", then the path, the other path
 * (of rename, link) and the data (of write). A file without a name has the one that /proc shows.
 * NUMBER is the offset of a write, the length of a truncate. A call and its record are one step for
 * all threads. What streams and vectors write is not seen; powercut notices that something is
 * missing.
 */
#undef _FORTIFY_SOURCE
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PATH_BYTES 1024

static int journal = -1;
static const char *under = "";
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;

/* The function of this name that the program would have called without us. */
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("JOURNAL_FILE");
    int fd;

    if (!path)
        return;
    under = getenv("JOURNAL_UNDER") ? getenv("JOURNAL_UNDER") : "";
    /* Out of the way of the program's own descriptors. */
    fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    journal = (int)syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 700);
    syscall(SYS_close, fd);
}

static void put(const void *bytes, size_t n)
{
    const char *p = bytes;

    while (n) {
        long done = syscall(SYS_write, journal, p, n);

        if (done <= 0)
            abort(); /* a journal with a gap says what is not so */
        p += done;
        n -= (size_t)done;
    }
}

static void note(const char *call, long long number, const char *path, const char *other,
                 const void *data, size_t n)
{
    char head[160];
    int length;

    if (strncmp(path, under, strlen(under)) != 0 && strcmp(call, "say") != 0)
        return;
    length = snprintf(head, sizeof head, "%s %lld %zu %zu %zu\n", call, number, strlen(path),
                      strlen(other), n);
    put(head, (size_t)length);
    put(path, strlen(path));
    put(other, strlen(other));
    put(data, n);
}

/* The present name of a descriptor; "" where it has none. */
static void name_fd(int fd, char *path)
{
    char link[40];
    ssize_t n;

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    n = readlink(link, path, PATH_BYTES - 1);
    path[n < 0 ? 0 : n] = '\0';
}

/* The absolute name of a path below a directory descriptor. */
static void name_at(int directory, const char *given, char *path)
{
    size_t n;

    path[0] = '\0';
    if (*given != '/') {
        if (directory == AT_FDCWD)
            (void)!getcwd(path, PATH_BYTES);
        else
            name_fd(directory, path);
        strncat(path, "/", PATH_BYTES - strlen(path) - 1);
    }
    strncat(path, given, PATH_BYTES - strlen(path) - 1);
    for (n = strlen(path); n > 1 && path[n - 1] == '/'; n--)
        path[n - 1] = '\0';
}

static void note_fd(const char *call, int fd, long long number, const void *data, size_t n)
{
    char path[PATH_BYTES];

    name_fd(fd, path);
    note(fd == STDOUT_FILENO ? "say" : call, number, path, "", data, n);
}

/* One wrapper: a prototype, the call that goes on, and what is noted of it when it succeeded. */
#define WRAP(type, name, parameters, arguments, noted)                                             \
    type name parameters                                                                           \
    {                                                                                              \
        type result;                                                                               \
        int number;                                                                                \
                                                                                                   \
        if (journal < 0)                                                                           \
            return REAL(name) arguments;                                                           \
        pthread_mutex_lock(&order);                                                                \
        result = REAL(name) arguments;                                                             \
        number = errno;                                                                            \
        if (result >= 0) {                                                                         \
            noted;                                                                                 \
        }                                                                                          \
        errno = number;                                                                            \
        pthread_mutex_unlock(&order);                                                              \
        return result;                                                                             \
    }

/* Where a write without an offset went that has just been made. */
static long long before(int fd, ssize_t written)
{
    return (long long)syscall(SYS_lseek, fd, 0, SEEK_CUR) - written;
}

WRAP(ssize_t, write, (int fd, const void *p, size_t n), (fd, p, n),
     note_fd("write", fd, before(fd, result), p, (size_t)result))
WRAP(ssize_t, pwrite, (int fd, const void *p, size_t n, off_t at), (fd, p, n, at),
     note_fd("write", fd, at, p, (size_t)result))
WRAP(ssize_t, pwrite64, (int fd, const void *p, size_t n, off64_t at), (fd, p, n, at),
     note_fd("write", fd, at, p, (size_t)result))
WRAP(int, ftruncate, (int fd, off_t n), (fd, n), note_fd("truncate", fd, n, "", 0))
WRAP(int, ftruncate64, (int fd, off64_t n), (fd, n), note_fd("truncate", fd, n, "", 0))
WRAP(int, fsync, (int fd), (fd), note_fd("fsync", fd, 0, "", 0))
WRAP(int, fdatasync, (int fd), (fd), note_fd("fsync", fd, 0, "", 0))

static void note_at(const char *call, int directory, const char *given)
{
    char path[PATH_BYTES];

    name_at(directory, given, path);
    note(call, 0, path, "", "", 0);
}

static void note_rename(int a, const char *from, int b, const char *to)
{
    char path[PATH_BYTES];
    char other[PATH_BYTES];

    name_at(a, from, path);
    name_at(b, to, other);
    note("rename", 0, path, other, "", 0);
}

/* How a file without a name gets one: from is /proc/self/fd/N. */
static void note_link(const char *from, int b, const char *to)
{
    char path[PATH_BYTES];
    char other[PATH_BYTES];
    ssize_t n = readlink(from, path, PATH_BYTES - 1);

    path[n < 0 ? 0 : n] = '\0';
    name_at(b, to, other);
    note("link", 0, path, other, "", 0);
}

WRAP(int, linkat, (int a, const char *from, int b, const char *to, int flags),
     (a, from, b, to, flags), note_link(from, b, to))
WRAP(int, mkdir, (const char *path, mode_t mode), (path, mode), note_at("mkdir", AT_FDCWD, path))
WRAP(int, mkdirat, (int at, const char *path, mode_t mode), (at, path, mode),
     note_at("mkdir", at, path))
WRAP(int, unlink, (const char *path), (path), note_at("unlink", AT_FDCWD, path))
WRAP(int, unlinkat, (int at, const char *path, int flags), (at, path, flags),
     note_at("unlink", at, path))
WRAP(int, rename, (const char *from, const char *to), (from, to),
     note_rename(AT_FDCWD, from, AT_FDCWD, to))
WRAP(int, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to),
     note_rename(a, from, b, to))
WRAP(int, renameat2, (int a, const char *from, int b, const char *to, unsigned flags),
     (a, from, b, to, flags), note_rename(a, from, b, to))

static bool creates(int flags)
{
    return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
}

/* A file that is opened with O_CREAT is noted as there, one without a name as new; with O_TRUNC, as
 * empty. */
static void note_open(int fd, int flags)
{
    if (creates(flags))
        note_fd("create", fd, 0, "", 0);
    if (flags & O_TRUNC)
        note_fd("truncate", fd, 0, "", 0);
}

#define OPENER(name, parameters, ...)                                                              \
    int name parameters                                                                            \
    {                                                                                              \
        va_list list;                                                                              \
        mode_t mode;                                                                               \
        int fd;                                                                                    \
                                                                                                   \
        va_start(list, flags);                                                                     \
        mode = creates(flags) ? va_arg(list, mode_t) : 0;                                          \
        va_end(list);                                                                              \
        if (journal < 0)                                                                           \
            return REAL(name)(__VA_ARGS__, mode);                                                  \
        pthread_mutex_lock(&order);                                                                \
        fd = REAL(name)(__VA_ARGS__, mode);                                                        \
        if (fd >= 0)                                                                               \
            note_open(fd, flags);                                                                  \
        pthread_mutex_unlock(&order);                                                              \
        return fd;                                                                                 \
    }

OPENER(open, (const char *path, int flags, ...), path, flags)
OPENER(open64, (const char *path, int flags, ...), path, flags)
OPENER(openat, (int dir, const char *path, int flags, ...), dir, path, flags)
OPENER(openat64, (int dir, const char *path, int flags, ...), dir, path, flags)
