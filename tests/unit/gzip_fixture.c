/*
 * gzip_fixture.c: members by zlib, whatever library the program inflates with.
 */
#define _GNU_SOURCE
#include "gzip_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

void gzip_fixture_add(struct out *gz, struct str text)
{
    size_t room = text.n + text.n / 100 + 600;
    char *packed = malloc(room);
    z_stream stream = {0};

    if (!packed || deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        abort();
    stream.next_in = (Bytef *)(uintptr_t)text.p;
    stream.avail_in = (uInt)text.n;
    stream.next_out = (Bytef *)packed;
    stream.avail_out = (uInt)room;
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
        abort();
    out_bytes(gz, packed, room - stream.avail_out);
    (void)deflateEnd(&stream);
    free(packed);
}

size_t gzip_fixture_inflate(struct str gz, char *to, size_t room)
{
    z_stream stream = {0};

    if (inflateInit2(&stream, 31) != Z_OK)
        abort();
    stream.next_in = (Bytef *)(uintptr_t)gz.p;
    stream.avail_in = (uInt)gz.n;
    stream.next_out = (Bytef *)to;
    stream.avail_out = (uInt)room;
    (void)inflate(&stream, Z_SYNC_FLUSH);
    (void)inflateEnd(&stream);
    return room - stream.avail_out;
}

int gzip_fixture_file(struct str bytes, char path[40])
{
    int fd = memfd_create("limier-test", MFD_CLOEXEC);

    if (fd < 0 || (bytes.n && write(fd, bytes.p, bytes.n) != (ssize_t)bytes.n))
        abort();
    snprintf(path, 40, "/proc/self/fd/%d", fd);
    return fd;
}
