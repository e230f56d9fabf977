/*
 * stream.c: records in blocks, and the texts of rows. Nothing here knows a report.
 */
#include "report/stream.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"

#define BLOCK_BYTES ((size_t)256 << 10)

/* Entries of a cache of texts; a power of two. Attackers come from few addresses with few agents.
 */
#define CACHED 256u

/* JSON needs six bytes for a control byte. */
#define ESCAPED_BYTES (6 * STREAM_TEXT_BYTES)

struct stream_entry {
    uint32_t number;
    bool filled;
    bool absent;
    uint16_t n;
    char text[ESCAPED_BYTES];
};

void stream_init(struct stream *stream, int fd, size_t size, uint64_t count, const char *name)
{
    *stream = (struct stream){.fd = fd, .name = name, .size = size, .count = count};
    stream->buffer = mem_resize(NULL, BLOCK_BYTES / size, size);
}

/* Reads exactly n bytes at an offset, or says why not. */
static int read_exactly(const struct stream *stream, size_t n, off_t offset, struct err *err)
{
    size_t done = 0;

    while (done < n) {
        ssize_t got = pread(stream->fd, stream->buffer + done, n - done, offset + (off_t)done);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_system(err, errno, "%s: cannot be read", stream->name);
        if (got == 0)
            return err_set(err, "%s: ends at byte %lld, before its last record", stream->name,
                           (long long)offset + (long long)done);
        done += (size_t)got;
    }
    return 0;
}

int stream_next(struct stream *stream, const void **ret_record, struct err *err)
{
    if (stream->at == stream->held) {
        size_t room = BLOCK_BYTES / stream->size;
        uint64_t left = stream->count - stream->next;

        if (left == 0)
            return 0;
        stream->held = left < room ? (size_t)left : room;
        stream->at = 0;
        if (read_exactly(stream, stream->held * stream->size, (off_t)(stream->next * stream->size),
                         err) < 0)
            return -1;
        stream->next += stream->held;
    }
    *ret_record = stream->buffer + stream->at++ * stream->size;
    return 1;
}

void stream_release(struct stream *stream)
{
    free(stream->buffer);
    stream->buffer = NULL;
}

char *stream_u64(char *at, uint64_t value)
{
    char digits[20];
    size_t from = sizeof digits;

    do {
        digits[--from] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    memcpy(at, digits + from, sizeof digits - from);
    return at + sizeof digits - from;
}

/* `width` digits with leading zeros, then a byte that separates (NUL: none). */
static char *put_digits(char *at, int width, uint32_t value, char then)
{
    for (int i = width - 1; i >= 0; i--) {
        at[i] = (char)('0' + value % 10);
        value /= 10;
    }
    at += width;
    if (then)
        *at++ = then;
    return at;
}

static char *put_seconds(char *at, const struct civil *c)
{
    at = put_digits(at, 4, (uint32_t)((c->year % 10000 + 10000) % 10000), '-');
    at = put_digits(at, 2, (uint32_t)c->month, '-');
    at = put_digits(at, 2, (uint32_t)c->day, 'T');
    at = put_digits(at, 2, (uint32_t)c->hour, ':');
    at = put_digits(at, 2, (uint32_t)c->minute, ':');
    return put_digits(at, 2, (uint32_t)c->second, '.');
}

char *stream_moment(char *at, int64_t time_ns)
{
    struct civil c = clock_civil(time_ns, 0);

    at = put_seconds(at, &c);
    return put_digits(at, 6, (uint32_t)c.ns / 1000, '\0');
}

char *stream_rfc3339(char *at, int64_t time_ns)
{
    struct civil c;

    if (time_ns == TIME_NONE)
        return at;
    c = clock_civil(time_ns, 0);
    at = put_seconds(at, &c);
    return put_digits(at, 3, (uint32_t)c.ns / 1000000, 'Z');
}

struct str stream_cut(struct str text, size_t most)
{
    size_t n = most;

    if (text.n <= most)
        return text;
    while (n > most - 3 && ((unsigned char)text.p[n] & 0xC0) == 0x80)
        n--;
    return (struct str){text.p, n};
}

void stream_texts_init(struct stream_texts *texts, void (*escape)(struct out *, struct str))
{
    texts->entries = mem_zero(CACHED, sizeof *texts->entries);
    texts->escape = escape;
}

struct str stream_texts_get(struct stream_texts *texts, const struct str *list, uint32_t number)
{
    struct stream_entry *entry = &texts->entries[number % CACHED];

    if (!entry->filled || entry->number != number) {
        struct out escaped;

        out_memory(&escaped);
        texts->escape(&escaped, stream_cut(list[number], STREAM_TEXT_BYTES));
        assert(escaped.used <= sizeof entry->text);
        memcpy(entry->text, escaped.buffer, escaped.used);
        entry->n = (uint16_t)escaped.used;
        entry->number = number;
        entry->filled = true;
        entry->absent = list[number].p == NULL;
        out_drop(&escaped);
    }
    return entry->absent ? STR_NONE : (struct str){entry->text, entry->n};
}

void stream_texts_release(struct stream_texts *texts)
{
    free(texts->entries);
    texts->entries = NULL;
}
