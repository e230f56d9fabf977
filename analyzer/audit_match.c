/*
 * audit_match.c: first what the file system says, then the beginning of the text, then all of what
 * was counted.
 */
#define _GNU_SOURCE
#include "audit_match.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"

/* A program that writes in blocks leaves half a line there until it has another block: at night
 * that is hours. */
#define REST_NS NS_PER_DAY

static bool file_now(const char *path, struct state_file *ret_file)
{
    struct stat st;

    *ret_file = (struct state_file){.path = str_of(path), .stream = STATE_NO_STREAM};
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return false;
    ret_file->device = (uint64_t)st.st_dev;
    ret_file->inode = (uint64_t)st.st_ino;
    ret_file->bytes = (uint64_t)st.st_size;
    ret_file->changed_ns = (int64_t)st.st_mtim.tv_sec * NS_PER_SECOND + st.st_mtim.tv_nsec;
    return true;
}

static int compare_paths(const void *key, const void *item)
{
    return str_cmp(*(const struct str *)key, ((const struct state_file *)item)->path);
}

static bool same_file(const struct state_file *was, const struct state_file *now)
{
    return was->device == now->device && was->inode == now->inode && was->bytes == now->bytes &&
           was->changed_ns == now->changed_ns;
}

/* The file as it lay there when it was read last, maybe under another name, unless it was changed
 * since. */
static const struct state_file *unchanged(const struct audit_known *known,
                                          const struct state_file *now)
{
    const struct state_file *was = known->file_count
                                       ? bsearch(&now->path, known->files, known->file_count,
                                                 sizeof *known->files, compare_paths)
                                       : NULL;

    if (was && same_file(was, now))
        return was;
    for (size_t i = 0; i < known->file_count; i++) {
        if (same_file(&known->files[i], now))
            return &known->files[i];
    }
    return NULL;
}

/* Whether nobody has written there for so long that a last line without its end has none. The
 * clock is that of the file system, whatever --now says; a time that is to come is no writer's. */
static bool rests(const struct state_file *file)
{
    int64_t since_ns = clock_now() - file->changed_ns;

    return since_ns >= REST_NS || since_ns <= -REST_NS;
}

bool audit_still(const struct state_file *file)
{
    struct state_file now;

    return file_now(file->path.p, &now) && now.device == file->device && now.inode == file->inode &&
           now.bytes >= file->bytes;
}

/* A text as it is counted: bytes of a hole among the others, as a program leaves one that goes on
 * writing where it was after its log was truncated. */
struct whole_text {
    struct progress progress;
    struct source source;
    struct str behind; /* delivered behind the hole that is passed on now */
    uint64_t hole;     /* bytes of it that are left */
};

static void text_open(struct whole_text *text, const char *path, size_t block_bytes)
{
    *text = (struct whole_text){.hole = 0};
    source_open(&text->source, path, block_bytes, &text->progress, true);
}

/* The next piece. False at the end, and where nobody knows how much is missing. */
static bool text_next(struct whole_text *text, struct str *ret_piece)
{
    static const char nuls[65536] = {0};

    if (text->hole == 0 && text->behind.n == 0) {
        if (!source_next(&text->source, ret_piece) ||
            (text->source.gap && text->source.gap_bytes == 0))
            return false;
        if (!text->source.gap)
            return true;
        text->hole = text->source.gap_bytes;
        text->behind = *ret_piece;
    }
    if (text->hole) {
        size_t n = text->hole < sizeof nuls ? (size_t)text->hole : sizeof nuls;

        *ret_piece = (struct str){nuls, n};
        text->hole -= n;
        return true;
    }
    *ret_piece = text->behind;
    text->behind.n = 0;
    return true;
}

uint64_t audit_length(const char *path, size_t block_bytes, bool *ret_cut)
{
    struct whole_text text;
    struct str piece;
    uint64_t bytes = 0;

    text_open(&text, path, block_bytes);
    while (text_next(&text, &piece))
        bytes += piece.n;
    *ret_cut = text.source.damage.kind != DAMAGE_NONE && text.source.damage.kind != DAMAGE_HOLE;
    source_close(&text.source);
    return bytes;
}

bool audit_digest(const char *path, uint64_t bytes, size_t block_bytes, char ret_text[SHA256_TEXT],
                  char ret_head[SHA256_TEXT])
{
    struct whole_text text;
    struct sha256 sha;
    struct sha256 head;
    uint64_t at = 0;
    struct str piece;

    sha256_init(&sha);
    sha256_init(&head);
    text_open(&text, path, block_bytes);
    while (at < bytes && text_next(&text, &piece)) {
        size_t n = bytes - at < piece.n ? (size_t)(bytes - at) : piece.n;

        sha256_add(&sha, piece.p, n);
        if (at < AUDIT_HEAD_BYTES)
            sha256_add(&head, piece.p, n < AUDIT_HEAD_BYTES - at ? n : AUDIT_HEAD_BYTES - at);
        at += n;
    }
    source_close(&text.source);
    sha256_finish(&sha, ret_text);
    sha256_finish(&head, ret_head);
    return at == bytes;
}

size_t audit_head(const char *path, size_t block_bytes, char head[AUDIT_HEAD_BYTES])
{
    struct whole_text text;
    struct str piece;
    size_t used = 0;

    text_open(&text, path, block_bytes);
    while (used < AUDIT_HEAD_BYTES && text_next(&text, &piece)) {
        size_t n = AUDIT_HEAD_BYTES - used < piece.n ? AUDIT_HEAD_BYTES - used : piece.n;

        memcpy(head + used, piece.p, n);
        used += n;
    }
    source_close(&text.source);
    return used;
}

/* Whether a text with this beginning can be a stream's. */
static bool begins_like(const struct state_stream *stream, struct str head)
{
    char text[SHA256_TEXT];
    struct sha256 sha;

    if (stream->bytes == 0 || stream->head_bytes > head.n)
        return false;
    sha256_init(&sha);
    sha256_add(&sha, head.p, (size_t)stream->head_bytes);
    sha256_finish(&sha, text);
    return strcmp(text, stream->head) == 0;
}

/* Whether a stream comes before another: more was counted of it. */
static bool is_before(const struct state_stream *x, const struct state_stream *y)
{
    return x->bytes != y->bytes ? x->bytes > y->bytes : x->id < y->id;
}

/* Of the streams that a text continues, the one of which most was counted; of those behind
 * `behind`, when it is not NULL. */
static const struct state_stream *find_stream(const struct audit_known *known, const char *path,
                                              const struct state_stream *behind)
{
    char bytes[AUDIT_HEAD_BYTES];
    struct str head = {bytes, audit_head(path, known->block_bytes, bytes)};
    const struct state_stream *best = NULL;

    for (size_t i = 0; i < known->stream_count; i++) {
        const struct state_stream *stream = &known->streams[i];
        char text[SHA256_TEXT];
        char start[SHA256_TEXT];

        if ((!best || is_before(stream, best)) && (!behind || is_before(behind, stream)) &&
            begins_like(stream, head) &&
            audit_digest(path, stream->bytes, known->block_bytes, text, start) &&
            strcmp(text, stream->text) == 0)
            best = stream;
    }
    return best;
}

const struct state_stream *audit_next_match(const struct audit_known *known,
                                            const struct audit_file *file)
{
    return find_stream(known, file->now.path.p, file->stream);
}

/* The stream of which a text may be the beginning: one that is being packed, or was cut. Only where
 * enough of it is there to know. The next one from number `from` on. */
static const struct state_stream *find_whole(const struct audit_known *known, const char *path,
                                             size_t from)
{
    char bytes[AUDIT_HEAD_BYTES];
    struct str head = {bytes, audit_head(path, known->block_bytes, bytes)};
    uint64_t length = 0;
    bool cut;

    if (head.n < AUDIT_HEAD_BYTES)
        return NULL;
    for (size_t i = from; i < known->stream_count; i++) {
        if (known->streams[i].head_bytes < AUDIT_HEAD_BYTES ||
            !begins_like(&known->streams[i], head))
            continue;
        length = length ? length : audit_length(path, known->block_bytes, &cut);
        if (length < known->streams[i].bytes)
            return &known->streams[i];
    }
    return NULL;
}

const struct state_stream *audit_next_whole(const struct audit_known *known,
                                            const struct audit_file *file)
{
    return find_whole(known, file->now.path.p, file->stream->id + (size_t)1);
}

struct audit_file audit_match(const struct audit_known *known, const char *path)
{
    struct audit_file file = {.what = AUDIT_NEW};
    const struct state_file *was;

    file.regular = file_now(path, &file.now);
    if (!file.regular)
        return file;
    was = unchanged(known, &file.now);
    if (was && !was->held) {
        file.what = AUDIT_UNCHANGED;
        file.now.stream = was->stream;
        return file;
    }
    file.settled = rests(&file.now);
    file.stream = find_stream(known, path, NULL);
    if (file.stream) {
        file.what = AUDIT_CONTINUES;
    } else {
        file.stream = find_whole(known, path, 0);
        file.what = file.stream ? AUDIT_PART : AUDIT_NEW;
    }
    if (file.stream)
        file.now.stream = file.stream->id;
    return file;
}
