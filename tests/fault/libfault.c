/*
 * libfault.c: a preload library that makes one call to the system fail, for tests/fault/sweep.
 *
 *   FAULT_KIND    read | write | open | fsync | rename | mkdir | unlink | close | malloc | thread
 *   FAULT_N       which call of that kind fails, from 0
 *   FAULT_ERRNO   a number or a name (EIO); by default ENOSPC for write, ENOMEM for malloc,
 *                 EAGAIN for thread and EIO for the rest
 *   FAULT_PATH    count only the files whose name contains this (no effect on malloc, thread)
 *   FAULT_OWN     1: count only the calls that the program itself makes, not its libraries
 *   FAULT_NOT     do not count the calls made by a library whose file name contains this
 *   FAULT_STICKY  1: the calls after the n-th fail as well, as on a disk that stays full
 *   FAULT_KILL    1: the program is killed at the call, as by a power cut, instead of failing
 *   FAULT_FIRED   a file that exists and says which call failed, and from where, once it has
 *
 * It counts from the moment the libraries are loaded, in all threads together, prints nothing,
 * and leaves standard error alone so that the program can complain. The inside of the C library
 * is out of reach: a stream counts by its own calls (fopen, fread, fwrite, fflush…), printf does
 * not count. Not to be combined with sanitizers, which bring their own malloc.
 */
#undef _FORTIFY_SOURCE
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { NONE, READ, WRITE, OPEN, FSYNC, RENAME, MKDIR, UNLINK, CLOSE, MALLOC, THREAD };

static const char *const kind_names[] = {"",      "read",   "write", "open",   "fsync", "rename",
                                         "mkdir", "unlink", "close", "malloc", "thread"};

/* Set once, before main. */
static enum kind chosen = NONE;
static long target = -1;
static int number = EIO;
static bool sticky;
static bool kills;
static const char *filter;
static const char *not_from;
static bool own;
static uintptr_t own_first; /* where the program's own segments lie */
static uintptr_t own_last;
static const char *fired_path;
static int fired_fd = -1;

/* Changed by every thread. */
static atomic_long calls;
static atomic_bool fired;

/* glibc's own allocator under its other names: no dlsym, which may itself allocate. */
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

/* The function of this name that the program would have called without us. */
#define REAL(name) ((__typeof__(&name))next(#name))

static void *next(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

static int errno_of(const char *text)
{
    static const struct {
        const char *name;
        int number;
    } table[] = {{"EIO", EIO},       {"ENOSPC", ENOSPC}, {"ENOMEM", ENOMEM}, {"EACCES", EACCES},
                 {"EINTR", EINTR},   {"EAGAIN", EAGAIN}, {"EMFILE", EMFILE}, {"ENOENT", ENOENT},
                 {"EDQUOT", EDQUOT}, {"EROFS", EROFS},   {"EPERM", EPERM},   {"EXDEV", EXDEV},
                 {"EPIPE", EPIPE},   {"EINVAL", EINVAL}, {"EFBIG", EFBIG},   {"EEXIST", EEXIST},
                 {"EISDIR", EISDIR}, {"ENFILE", ENFILE}, {"ESTALE", ESTALE}, {"ELOOP", ELOOP}};

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (strcmp(text, table[i].name) == 0)
            return table[i].number;
    return atoi(text);
}

/* The first object is the program. */
static int find_program(struct dl_phdr_info *info, size_t size, void *with)
{
    (void)size;
    (void)with;
    own_first = UINTPTR_MAX;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        uintptr_t first = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
        uintptr_t last = first + info->dlpi_phdr[i].p_memsz;

        if (info->dlpi_phdr[i].p_type != PT_LOAD)
            continue;
        own_first = first < own_first ? first : own_first;
        own_last = last > own_last ? last : own_last;
    }
    return 1;
}

__attribute__((constructor)) static void arm(void)
{
    const char *kind = getenv("FAULT_KIND");
    const char *n = getenv("FAULT_N");
    const char *error = getenv("FAULT_ERRNO");
    const char *keep = getenv("FAULT_STICKY");
    enum kind wanted = NONE;
    void *frames[4];

    if (!kind || !n)
        return;
    for (size_t i = 1; i < sizeof kind_names / sizeof kind_names[0]; i++)
        if (strcmp(kind, kind_names[i]) == 0)
            wanted = (enum kind)i;
    target = atol(n);
    number = wanted == WRITE ? ENOSPC : wanted == MALLOC ? ENOMEM : wanted == THREAD ? EAGAIN : EIO;
    if (error && *error)
        number = errno_of(error);
    sticky = keep && strcmp(keep, "1") == 0;
    kills = getenv("FAULT_KILL") && strcmp(getenv("FAULT_KILL"), "1") == 0;
    filter = getenv("FAULT_PATH");
    if (filter && !*filter)
        filter = NULL;
    own = getenv("FAULT_OWN") && strcmp(getenv("FAULT_OWN"), "1") == 0;
    not_from = getenv("FAULT_NOT");
    if (not_from && !*not_from)
        not_from = NULL;
    dl_iterate_phdr(find_program, NULL);
    fired_path = getenv("FAULT_FIRED");
    if (fired_path) {
        /* Opened now: a sandbox may refuse it later. Moved out of the way of the program. */
        int fd = (int)syscall(SYS_openat, AT_FDCWD, fired_path,
                              O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        fired_fd = fd < 0 ? -1 : (int)syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 700);
        if (fired_fd < 0)
            fired_fd = fd;
        else
            syscall(SYS_close, fd);
    }
    (void)backtrace(frames, 4); /* loads the unwinder while calls are not counted yet */
    chosen = wanted;            /* from here on, calls count */
}

__attribute__((destructor)) static void disarm(void)
{
    if (chosen != NONE && fired_path && !atomic_load(&fired))
        syscall(SYS_unlinkat, AT_FDCWD, fired_path, 0);
}

static void record(const char *call, const char *name, long n)
{
    char text[512];
    void *frames[24];
    int length;

    if (atomic_exchange(&fired, true) || fired_fd < 0)
        return;
    length = snprintf(text, sizeof text, "%s %ld: %s(%s): %s\n", kind_names[chosen], n, call, name,
                      strerrorname_np(number) ? strerrorname_np(number) : "?");
    if (length >= (int)sizeof text)
        length = (int)sizeof text - 1;
    syscall(SYS_write, fired_fd, text, (size_t)length);
    backtrace_symbols_fd(frames, backtrace(frames, 24), fired_fd);
}

/* The address that the wrapper will return to, hence who called. */
#define CALLER __builtin_return_address(0)

static bool counts_for(const void *caller)
{
    Dl_info info;

    if (own)
        return (uintptr_t)caller >= own_first && (uintptr_t)caller < own_last;
    return !not_from || !dladdr(caller, &info) || !info.dli_fname ||
           !strstr(info.dli_fname, not_from);
}

/* Counts a call that passed the filter. The errno to fail with, or 0. */
static int count(const void *caller, const char *call, const char *name)
{
    long n;

    if (!counts_for(caller))
        return 0;
    n = atomic_fetch_add(&calls, 1);
    if (n != target && !(sticky && n > target))
        return 0;
    record(call, name, n);
    if (kills)
        syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
    errno = number;
    return number;
}

/* The name of a descriptor, "?" where there is none. */
static const char *fd_name(int fd, char *buffer, size_t size)
{
    char link[40];
    int saved = errno;
    ssize_t n;

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    n = readlink(link, buffer, size - 1);
    errno = saved;
    if (n < 0)
        return "?";
    buffer[n] = '\0';
    return buffer;
}

static int fault_fd(const void *caller, enum kind kind, const char *call, int fd)
{
    char buffer[512];
    const char *name;

    if (kind != chosen || fd == STDERR_FILENO)
        return 0;
    name = fd_name(fd, buffer, sizeof buffer);
    if (filter && !strstr(name, filter))
        return 0;
    return count(caller, call, name);
}

static int fault_stream(const void *caller, enum kind kind, const char *call, FILE *stream)
{
    return kind == chosen && stream ? fault_fd(caller, kind, call, fileno(stream)) : 0;
}

/* A name below a directory descriptor; other, when not NULL, matches the filter as well. */
static int fault_path(const void *caller, enum kind kind, const char *call, int directory,
                      const char *path, const char *other)
{
    char buffer[512];
    char full[1024];

    if (kind != chosen)
        return 0;
    if (!path)
        path = "";
    if (directory >= 0 && *path != '/')
        snprintf(full, sizeof full, "%s/%s", fd_name(directory, buffer, sizeof buffer), path);
    else
        snprintf(full, sizeof full, "%s", path);
    if (filter && !strstr(full, filter) && !(other && strstr(other, filter)))
        return 0;
    return count(caller, call, full);
}

static int fault_plain(const void *caller, enum kind kind, const char *call)
{
    return kind == chosen ? count(caller, call, "") : 0;
}

/* Makes ferror() true (glibc's _IO_ERR_SEEN), as a failed read or write would. */
static void stream_failed(FILE *stream)
{
    stream->_flags |= 0x20;
}

/* One wrapper: a prototype, the test, what to return on a fault, and the call that goes on. */
#define WRAP(type, name, parameters, arguments, test, failed)                                      \
    type name parameters                                                                           \
    {                                                                                              \
        if (test)                                                                                  \
            return failed;                                                                         \
        return ((type(*) parameters)next(#name))arguments;                                         \
    }

#define FD(kind, name, type, parameters, arguments)                                                \
    WRAP(type, name, parameters, arguments, fault_fd(CALLER, kind, #name, fd), -1)

#define PATH(kind, name, type, parameters, arguments, directory, failed)                           \
    WRAP(type, name, parameters, arguments,                                                        \
         fault_path(CALLER, kind, #name, directory, path, NULL), failed)

/* Fortified sources call these; no header declares them. */
ssize_t __read_chk(int, void *, size_t, size_t);
ssize_t __pread_chk(int, void *, size_t, off_t, size_t);
ssize_t __pread64_chk(int, void *, size_t, off64_t, size_t);
size_t __fread_chk(void *, size_t, size_t, size_t, FILE *);
int __open_2(const char *, int);
int __open64_2(const char *, int);
int __openat_2(int, const char *, int);
int __openat64_2(int, const char *, int);

FD(READ, read, ssize_t, (int fd, void *p, size_t n), (fd, p, n))
FD(READ, pread, ssize_t, (int fd, void *p, size_t n, off_t at), (fd, p, n, at))
FD(READ, pread64, ssize_t, (int fd, void *p, size_t n, off64_t at), (fd, p, n, at))
FD(READ, readv, ssize_t, (int fd, const struct iovec *v, int n), (fd, v, n))
FD(READ, preadv, ssize_t, (int fd, const struct iovec *v, int n, off_t at), (fd, v, n, at))
FD(READ, __read_chk, ssize_t, (int fd, void *p, size_t n, size_t room), (fd, p, n, room))
FD(READ, __pread_chk, ssize_t, (int fd, void *p, size_t n, off_t at, size_t room),
   (fd, p, n, at, room))
FD(READ, __pread64_chk, ssize_t, (int fd, void *p, size_t n, off64_t at, size_t room),
   (fd, p, n, at, room))

FD(WRITE, write, ssize_t, (int fd, const void *p, size_t n), (fd, p, n))
FD(WRITE, pwrite, ssize_t, (int fd, const void *p, size_t n, off_t at), (fd, p, n, at))
FD(WRITE, pwrite64, ssize_t, (int fd, const void *p, size_t n, off64_t at), (fd, p, n, at))
FD(WRITE, writev, ssize_t, (int fd, const struct iovec *v, int n), (fd, v, n))
FD(WRITE, pwritev, ssize_t, (int fd, const struct iovec *v, int n, off_t at), (fd, v, n, at))
FD(WRITE, ftruncate, int, (int fd, off_t n), (fd, n))
FD(WRITE, ftruncate64, int, (int fd, off64_t n), (fd, n))
WRAP(int, posix_fallocate, (int fd, off_t at, off_t n), (fd, at, n),
     fault_fd(CALLER, WRITE, "posix_fallocate", fd), number)
WRAP(int, posix_fallocate64, (int fd, off64_t at, off64_t n), (fd, at, n),
     fault_fd(CALLER, WRITE, "posix_fallocate64", fd), number)

FD(FSYNC, fsync, int, (int fd), (fd))
FD(FSYNC, fdatasync, int, (int fd), (fd))

PATH(OPEN, fopen, FILE *, (const char *path, const char *mode), (path, mode), -1, NULL)
PATH(OPEN, fopen64, FILE *, (const char *path, const char *mode), (path, mode), -1, NULL)
PATH(OPEN, opendir, DIR *, (const char *path), (path), -1, NULL)
PATH(OPEN, mkstemp, int, (char *path), (path), -1, -1)
PATH(OPEN, mkstemp64, int, (char *path), (path), -1, -1)
PATH(OPEN, mkostemp, int, (char *path, int flags), (path, flags), -1, -1)
PATH(OPEN, mkostemp64, int, (char *path, int flags), (path, flags), -1, -1)
PATH(OPEN, __open_2, int, (const char *path, int flags), (path, flags), -1, -1)
PATH(OPEN, __open64_2, int, (const char *path, int flags), (path, flags), -1, -1)
PATH(OPEN, __openat_2, int, (int dir, const char *path, int flags), (dir, path, flags), dir, -1)
PATH(OPEN, __openat64_2, int, (int dir, const char *path, int flags), (dir, path, flags), dir, -1)
WRAP(DIR *, fdopendir, (int fd), (fd), fault_fd(CALLER, OPEN, "fdopendir", fd), NULL)

PATH(MKDIR, mkdir, int, (const char *path, mode_t mode), (path, mode), -1, -1)
PATH(MKDIR, mkdirat, int, (int dir, const char *path, mode_t mode), (dir, path, mode), dir, -1)
PATH(MKDIR, mkdtemp, char *, (char *path), (path), -1, NULL)

WRAP(int, rename, (const char *from, const char *to), (from, to),
     fault_path(CALLER, RENAME, "rename", -1, to, from), -1)
WRAP(int, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to),
     fault_path(CALLER, RENAME, "renameat", b, to, from), -1)
WRAP(int, renameat2, (int a, const char *from, int b, const char *to, unsigned flags),
     (a, from, b, to, flags), fault_path(CALLER, RENAME, "renameat2", b, to, from), -1)
WRAP(int, link, (const char *from, const char *to), (from, to),
     fault_path(CALLER, RENAME, "link", -1, to, from), -1)
WRAP(int, linkat, (int a, const char *from, int b, const char *to, int flags),
     (a, from, b, to, flags), fault_path(CALLER, RENAME, "linkat", b, to, from), -1)

WRAP(int, unlink, (const char *path), (path), fault_path(CALLER, UNLINK, "unlink", -1, path, NULL),
     -1)
WRAP(int, unlinkat, (int at, const char *path, int flags), (at, path, flags),
     fault_path(CALLER, UNLINK, "unlinkat", at, path, NULL), -1)

WRAP(int, pthread_create,
     (pthread_t * thread, const pthread_attr_t *how, void *(*start)(void *), void *with),
     (thread, how, start, with), fault_plain(CALLER, THREAD, "pthread_create"), number)

/* open and openat take a mode only where they create. */
static mode_t mode_of(int flags, va_list list)
{
    return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(list, mode_t) : 0;
}

#define OPENER(name, parameters, directory, ...)                                                   \
    int name parameters                                                                            \
    {                                                                                              \
        va_list list;                                                                              \
        mode_t mode;                                                                               \
                                                                                                   \
        va_start(list, flags);                                                                     \
        mode = mode_of(flags, list);                                                               \
        va_end(list);                                                                              \
        if (fault_path(CALLER, OPEN, #name, directory, path, NULL))                                \
            return -1;                                                                             \
        return REAL(name)(__VA_ARGS__, mode);                                                      \
    }

OPENER(open, (const char *path, int flags, ...), -1, path, flags)
OPENER(open64, (const char *path, int flags, ...), -1, path, flags)
OPENER(openat, (int dir, const char *path, int flags, ...), dir, dir, path, flags)
OPENER(openat64, (int dir, const char *path, int flags, ...), dir, dir, path, flags)

/* A close that fails has closed all the same (Linux). */
int close(int fd)
{
    int code = fault_fd(CALLER, CLOSE, "close", fd);
    int result = REAL(close)(fd);

    if (!code)
        return result;
    errno = code;
    return -1;
}

int fclose(FILE *stream)
{
    int code = fault_stream(CALLER, CLOSE, "fclose", stream);
    int result = REAL(fclose)(stream);

    if (!code)
        return result;
    errno = code;
    return EOF;
}

/* Streams. The error flag is set, as callers look at ferror(). */
#define STREAM(kind, type, name, parameters, arguments, failed)                                    \
    type name parameters                                                                           \
    {                                                                                              \
        if (fault_stream(CALLER, kind, #name, stream)) {                                           \
            stream_failed(stream);                                                                 \
            return failed;                                                                         \
        }                                                                                          \
        return ((type(*) parameters)next(#name))arguments;                                         \
    }

STREAM(READ, size_t, fread, (void *p, size_t size, size_t n, FILE *stream), (p, size, n, stream), 0)
STREAM(READ, size_t, __fread_chk, (void *p, size_t room, size_t size, size_t n, FILE *stream),
       (p, room, size, n, stream), 0)
STREAM(READ, char *, fgets, (char *p, int n, FILE *stream), (p, n, stream), NULL)
STREAM(READ, ssize_t, getline, (char **p, size_t *n, FILE *stream), (p, n, stream), -1)
STREAM(READ, ssize_t, getdelim, (char **p, size_t *n, int c, FILE *stream), (p, n, c, stream), -1)
STREAM(WRITE, size_t, fwrite, (const void *p, size_t size, size_t n, FILE *stream),
       (p, size, n, stream), 0)
STREAM(WRITE, int, fputs, (const char *text, FILE *stream), (text, stream), EOF)
STREAM(WRITE, int, fflush, (FILE * stream), (stream), EOF)

/* Memory. */
void *malloc(size_t n)
{
    return fault_plain(CALLER, MALLOC, "malloc") ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
    return fault_plain(CALLER, MALLOC, "calloc") ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
    return fault_plain(CALLER, MALLOC, "realloc") ? NULL : __libc_realloc(p, n);
}

void *reallocarray(void *p, size_t n, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(n, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return fault_plain(CALLER, MALLOC, "reallocarray") ? NULL : __libc_realloc(p, bytes);
}

void *aligned_alloc(size_t alignment, size_t n)
{
    return fault_plain(CALLER, MALLOC, "aligned_alloc") ? NULL : __libc_memalign(alignment, n);
}

int posix_memalign(void **ret, size_t alignment, size_t n)
{
    int saved = errno;
    void *p = fault_plain(CALLER, MALLOC, "posix_memalign") ? NULL : __libc_memalign(alignment, n);

    errno = saved;
    if (!p)
        return ENOMEM;
    *ret = p;
    return 0;
}
