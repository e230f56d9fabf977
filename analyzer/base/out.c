/*
 * out.c: buffering, the sticky error, and files that appear by a link or a rename. Escapers are in
 * escape.c.
 */
#define _GNU_SOURCE
#include "base/out.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

static void out_init(struct out *out, int fd, size_t room)
{
    *out = (struct out){.fd = fd, .room = room, .directory = -1};
    out->buffer = mem_resize(NULL, room, 1);
}

void out_memory(struct out *out)
{
    out_init(out, -1, 4096);
}

void out_fd(struct out *out, int fd)
{
    out_init(out, fd, OUT_BUFFER_BYTES);
}

int out_create(struct out *out, int directory, const char *name, struct err *err)
{
    char temporary[64] = "";
    int fd = -1;

    if (strlen(name) >= sizeof out->name)
        return err_set(err, "%s: the name is too long", name);
    /* Without /proc an unnamed file could not get its name. */
    if (access("/proc/self/fd", X_OK) == 0)
        fd = openat(directory, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT)) {
        snprintf(temporary, sizeof temporary, ".limier-%ld-%p.tmp", (long)getpid(), (void *)out);
        fd = openat(directory, temporary, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    }
    if (fd < 0)
        return err_system(err, errno, "%s: cannot be created", name);
    out_init(out, fd, OUT_BUFFER_BYTES);
    out->directory = directory;
    str_copy(out->name, sizeof out->name, str_of(name));
    str_copy(out->temporary, sizeof out->temporary, str_of(temporary));
    sha256_init(&out->sha);
    return 0;
}

static int write_all(int fd, const char *bytes, size_t n)
{
    while (n) {
        ssize_t done = write(fd, bytes, n);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return done < 0 ? errno : EIO;
        bytes += done;
        n -= (size_t)done;
    }
    return 0;
}

int out_flush(struct out *out)
{
    if (out->fd < 0)
        return 0;
    if (!out->failed && out->used) {
        if (out->sha.context)
            sha256_add(&out->sha, out->buffer, out->used);
        out->failed = write_all(out->fd, out->buffer, out->used);
    }
    out->used = 0;
    return out->failed ? -1 : 0;
}

void out_bytes(struct out *out, const void *bytes, size_t n)
{
    if (out->failed || n == 0)
        return;
    out->bytes += n;
    if (out->fd < 0 && out->room - out->used < n) {
        while (out->room - out->used < n)
            out->room *= 2;
        out->buffer = mem_resize(out->buffer, out->room, 1);
    }
    while (n) {
        size_t fits = out->room - out->used < n ? out->room - out->used : n;

        memcpy(out->buffer + out->used, bytes, fits);
        out->used += fits;
        bytes = (const char *)bytes + fits;
        n -= fits;
        if (out->used == out->room && out->fd >= 0 && out_flush(out) < 0)
            return;
    }
}

void out_text(struct out *out, const char *text)
{
    out_bytes(out, text, strlen(text));
}

void out_print(struct out *out, const char *format, ...)
{
    char small[512];
    char *text = small;
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (n >= (int)sizeof small) {
        text = mem_resize(NULL, (size_t)n + 1, 1);
        va_start(args, format);
        vsnprintf(text, (size_t)n + 1, format, args);
        va_end(args);
    }
    if (n > 0)
        out_bytes(out, text, (size_t)n);
    if (text != small)
        free(text);
}

void out_u64(struct out *out, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    out_bytes(out, digits + at, sizeof digits - at);
}

/* Gives an unnamed file its name. linkat does not replace, so an older file is replaced by way of a
 * rename. */
static int out_link(struct out *out)
{
    char self[32];
    char temporary[64];

    if (out->temporary[0])
        return renameat(out->directory, out->temporary, out->directory, out->name) ? errno : 0;
    snprintf(self, sizeof self, "/proc/self/fd/%d", out->fd);
    if (linkat(AT_FDCWD, self, out->directory, out->name, AT_SYMLINK_FOLLOW) == 0)
        return 0;
    if (errno != EEXIST)
        return errno;
    snprintf(temporary, sizeof temporary, ".limier-%ld-%p.tmp", (long)getpid(), (void *)out);
    if (linkat(AT_FDCWD, self, out->directory, temporary, AT_SYMLINK_FOLLOW) != 0)
        return errno;
    if (renameat(out->directory, temporary, out->directory, out->name) == 0)
        return 0;
    {
        int number = errno;

        (void)unlinkat(out->directory, temporary, 0);
        return number;
    }
}

int out_commit(struct out *out, char sha_text[SHA256_TEXT], struct err *err)
{
    char unused[SHA256_TEXT];
    int number;

    (void)out_flush(out);
    number = out->failed;
    if (!number && fsync(out->fd) != 0)
        number = errno;
    if (!number)
        number = out_link(out);
    sha256_finish(&out->sha, sha_text ? sha_text : unused);
    if (number)
        err_system(err, number, "%s: cannot be written", out->name);
    else
        out->temporary[0] = '\0'; /* it has its name now: out_drop must not remove it */
    out_drop(out);
    return number ? -1 : 0;
}

int out_adopt(struct out *out, struct err *err)
{
    assert(out->bytes == 0 && out->used == 0);
    for (;;) {
        ssize_t got = pread(out->fd, out->buffer, out->room, (off_t)out->bytes);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_system(err, errno, "%s: cannot be read back", out->name);
        if (got == 0)
            return 0;
        sha256_add(&out->sha, out->buffer, (size_t)got);
        out->bytes += (uint64_t)got;
    }
}

void out_drop(struct out *out)
{
    if (out->directory >= 0) {
        if (out->temporary[0])
            (void)unlinkat(out->directory, out->temporary, 0);
        (void)close(out->fd);
    }
    if (out->sha.context)
        sha256_drop(&out->sha);
    free(out->buffer);
    *out = (struct out){.fd = -1, .directory = -1};
}
