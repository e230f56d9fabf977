/*
 * reader.c: builds the stack of stages over a file, and takes down what is above an archive when
 * its next member comes.
 */
#include "input/reader.h"

#include <stdio.h>

#include "base/mem.h"
#include "input/archive.h"
#include "input/recognise.h"

void reader_open(struct reader *reader, const char *path, size_t block_bytes,
                 struct progress *progress, bool glance)
{
    *reader = (struct reader){
        .shared = {.progress = progress, .block_bytes = block_bytes, .glance = glance}};
    out_memory(&reader->name);
    if (!glance)
        sha256_init(&reader->sha);
    reader->file = file_stage(&reader->shared, path, glance ? NULL : &reader->sha);
    reader->top = reader->file;
}

static void drop_head(struct reader *reader)
{
    if (reader->heading)
        feed_release(&reader->head);
    reader->heading = false;
    reader->head_gap = 0;
}

/* Takes down the uppermost stage; the file stays. */
static void pop(struct reader *reader)
{
    struct stage *stage = reader->top;

    drop_head(reader);
    reader->top = stage->below;
    stage_release(stage);
}

/* Down to the next archive; false when there is none. */
static bool pop_to_archive(struct reader *reader)
{
    drop_head(reader);
    while (!archive_is(reader->top)) {
        if (reader->top == reader->file)
            return false;
        pop(reader);
    }
    return true;
}

static unsigned depth(const struct reader *reader)
{
    unsigned n = 0;

    for (const struct stage *stage = reader->top; stage; stage = stage->below)
        n += stage->container;
    return n;
}

/* The first bytes of the uppermost stage, up to a gap. */
static struct str look(struct reader *reader)
{
    struct feed *head = &reader->head;
    size_t n = 0;

    feed_init(head, reader->top, reader->shared.block_bytes);
    reader->heading = true;
    while (n < RECOGNISE_BYTES && !head->ended) {
        reader->top->gap = false;
        feed_fill(head);
        if (reader->top->gap && n > 0) {
            reader->head_gap = n;
            break;
        }
        n = feed_rest(head).n;
    }
    return (struct str){feed_rest(head).p, n};
}

/* Notes that the text cannot be read, and leaves it without bytes. */
static void refuse(struct reader *reader, enum damage_kind kind, const char *detail)
{
    damage_note(&reader->damage, kind, 0, 0, detail);
    feed_take(&reader->head, feed_rest(&reader->head).n);
    reader->head.ended = true;
}

/* A stage for what the uppermost one holds; NULL when it is the text. */
static struct stage *open_content(struct reader *reader, enum content content, const char *name)
{
    const struct feed *head = &reader->head;

    switch (content) {
    case CONTENT_GZIP: return gzip_stage(head, false);
    case CONTENT_ZLIB: return gzip_stage(head, true);
    case CONTENT_BZIP2: return filter_stage(head, FILTER_BZIP2, name);
    case CONTENT_XZ: return filter_stage(head, FILTER_XZ, name);
    case CONTENT_ZSTD: return filter_stage(head, FILTER_ZSTD, name);
    case CONTENT_LZ4: return filter_stage(head, FILTER_LZ4, name);
    case CONTENT_LZIP: return filter_stage(head, FILTER_LZIP, name);
    case CONTENT_COMPRESS: return filter_stage(head, FILTER_COMPRESS, name);
    case CONTENT_TAR: return archive_stage(head, ARCHIVE_TAR);
    case CONTENT_ZIP: return archive_stage(head, ARCHIVE_ZIP);
    case CONTENT_UTF16: return utf16_stage(head);
    case CONTENT_TEXT:
    case CONTENT_UNREAD:
    case CONTENT_HUNGRY: break;
    }
    return NULL;
}

/* Whether what was found is opened; damage says why not. */
static bool is_opened(struct reader *reader, enum content content, const char *name)
{
    bool is_archive = content == CONTENT_TAR || content == CONTENT_ZIP;

    if (content == CONTENT_TEXT)
        return false;
    if (content == CONTENT_UNREAD)
        refuse(reader, DAMAGE_UNREAD, name);
    else if (content == CONTENT_HUNGRY)
        refuse(reader, DAMAGE_MEMORY, name);
    else if (content != CONTENT_UTF16 && depth(reader) >= LIMIT_CONTAINERS)
        refuse(reader, DAMAGE_DEEP, NULL);
    else if (is_archive && reader->one)
        refuse(reader, DAMAGE_PIPE, NULL);
    else
        return true;
    return false;
}

/* Opens containers until there is a text, or an archive. True for a text. */
static bool settle(struct reader *reader)
{
    for (;;) {
        const char *name;
        struct str head;
        enum content content;
        struct stage *stage;

        head = look(reader);
        content = recognise(head, &name);
        if (content == CONTENT_TEXT) {
            reader->top->resume = true;
            reader->head.ended = false; /* it may only have waited for this */
        }
        if (!is_opened(reader, content, name))
            return true;
        reader->heading = false;
        reader->head_gap = 0;
        stage = open_content(reader, content, name);
        stage->mark = reader->texts;
        reader->top = stage;
        if (archive_is(stage))
            return false;
        if (content == CONTENT_UTF16)
            return true; /* whatever it says, it is text */
    }
}

/* The name of the current member, or of an archive in which it was: those of the archives from the
 * file up to, not including, `end`. */
static void make_name(struct reader *reader, const struct stage *end)
{
    const struct stage *archives[LIMIT_CONTAINERS];
    unsigned n = 0;

    for (const struct stage *stage = reader->top; stage; stage = stage->below) {
        if (archive_is(stage) && n < LIMIT_CONTAINERS)
            archives[n++] = stage;
    }
    reader->name.used = 0;
    reader->name_whole = true;
    while (n-- > 0) {
        bool whole;
        struct str name;

        if (archives[n] == end)
            break;
        name = archive_name(archives[n], &whole);
        if (reader->name.used)
            out_text(&reader->name, "!");
        out_bytes(&reader->name, name.p, name.n);
        reader->name_whole = reader->name_whole && whole;
    }
}

/* All that is told from a stage down to the file, or to the archive whose member it reads: what
 * lies lowest is the cause of the rest. */
static struct damage collect(const struct stage *from, const struct stage *text)
{
    struct damage all = {0};

    for (const struct stage *stage = from; stage; stage = stage->below) {
        const struct damage *own = &stage->damage;
        struct damage before = all;

        if (own->kind != DAMAGE_NONE) {
            all = *own;
            all.at = stage == text ? own->at : DAMAGE_AT_UNKNOWN;
            all.lost += before.lost;
            all.gaps += before.gaps;
        }
        all.sum = own->sum > before.sum ? own->sum : before.sum;
        if (archive_is(stage))
            break;
    }
    return all;
}

struct damage reader_damage(const struct reader *reader)
{
    /* What is not opened is not read: damage that showed while it was looked at depends on how much
     * was. */
    return reader->damage.kind != DAMAGE_NONE ? reader->damage : collect(reader->top, reader->top);
}

/* Makes the place of an archive's damage a text, and leaves the archive. What follows it inside its
 * container is read for the container's checksum. */
static bool give_broken(struct reader *reader)
{
    struct stage *archive = reader->top;
    struct damage damage;
    char rest[4096];

    while (archive->below->read(archive->below, rest, sizeof rest) > 0)
        continue;
    damage = collect(archive->below, NULL);
    if (damage.kind == DAMAGE_NONE)
        damage = *archive_damage(archive);
    if (damage.kind == DAMAGE_NONE)
        damage = reader->damage;
    reader->damage = damage;
    make_name(reader, archive);
    pop(reader);
    reader->ended = !pop_to_archive(reader);
    if (stage_is_stopped(&reader->shared) || damage.kind == DAMAGE_NONE)
        return false;
    reader->damage.at = 0;
    reader->broken = true;
    reader->member = NULL;
    reader->texts++;
    return true;
}

/* Whether the member just begun is a text worth giving. */
static bool begin_member(struct reader *reader)
{
    reader->member = reader->top;
    if (!settle(reader))
        return false;
    if (reader->heading && feed_rest(&reader->head).n == 0 &&
        reader_damage(reader).kind == DAMAGE_NONE) {
        (void)pop_to_archive(reader);
        return false;
    }
    make_name(reader, NULL);
    reader->texts++;
    return true;
}

/* The next text of the archive that is open. */
static bool next_member(struct reader *reader)
{
    while (!reader->ended) {
        if (reader->texts >= LIMIT_MEMBERS) {
            while (reader->top->below != reader->file)
                pop(reader);
            damage_note(&reader->damage, DAMAGE_MEMBERS, 0, 0, NULL);
            reader->member = NULL;
            reader->name.used = 0;
            return reader->broken = reader->ended = true;
        }
        switch (archive_next(reader->top, !reader->shared.glance)) {
        case ARCHIVE_STEP_MEMBER:
            if (begin_member(reader))
                return true;
            break;
        case ARCHIVE_STEP_END:
            if (reader->top->mark == reader->texts)
                damage_note(&reader->damage, DAMAGE_NO_MEMBER, 0, 0, NULL);
            if (give_broken(reader))
                return true;
            break;
        case ARCHIVE_STEP_BROKEN:
            if (give_broken(reader))
                return true;
            break;
        }
    }
    return false;
}

bool reader_next(struct reader *reader)
{
    if (reader->ended || stage_is_stopped(&reader->shared))
        return false;
    reader->damage = (struct damage){0};
    reader->broken = false;
    if (!reader->started) {
        reader->started = true;
        if (settle(reader)) {
            reader->ended = true; /* a file that is no archive is one text */
            reader->texts++;
            return true;
        }
    } else if (!pop_to_archive(reader)) {
        reader->ended = true;
        return false;
    }
    return next_member(reader);
}

bool reader_is_member(const struct reader *reader)
{
    return reader->member != NULL || reader->broken;
}

/* What was looked at in advance. */
static size_t read_head(struct reader *reader, char *to, size_t room)
{
    struct str rest = feed_rest(&reader->head);
    size_t n = reader->head_gap ? reader->head_gap : rest.n;

    n = n < room ? n : room;
    memcpy(to, rest.p, n);
    feed_take(&reader->head, n);
    reader->gap = reader->gap_next;
    reader->gap_next = reader->head_gap > 0 && reader->head_gap == n;
    reader->gap_bytes = reader->top->gap_bytes;
    if (reader->head_gap)
        reader->head_gap -= n;
    return n;
}

size_t reader_read(struct reader *reader, char *to, size_t room)
{
    struct stage *top = reader->top;
    size_t n;

    reader->gap = false;
    if (reader->broken)
        return 0;
    if (reader->heading) {
        if (feed_rest(&reader->head).n > 0)
            return read_head(reader, to, room);
        if (reader->head.ended)
            return 0;
        drop_head(reader);
    }
    top->gap = false;
    n = top->read(top, to, room);
    reader->gap = n && (top->gap || reader->gap_next);
    reader->gap_bytes = top->gap_bytes;
    reader->gap_next = false;
    return n;
}

uint64_t reader_file(struct reader *reader, char sha256[SHA256_TEXT])
{
    char rest[16384];

    sha256[0] = '\0';
    if (reader->shared.glance)
        return 0;
    /* What follows damage still belongs to the digest of the evidence. */
    while (reader->file->read(reader->file, rest, sizeof rest) > 0)
        continue;
    if (!stage_is_stopped(&reader->shared))
        sha256_finish(&reader->sha, sha256);
    return file_stage_bytes(reader->file);
}

uint64_t reader_finish(struct reader *reader, char sha256[SHA256_TEXT])
{
    sha256[0] = '\0';
    if (reader->broken || reader->shared.glance)
        return 0;
    if (reader->member)
        return archive_finish(reader->member, sha256);
    return reader_file(reader, sha256);
}

bool reader_is_plain(const struct reader *reader)
{
    return reader->top == (reader->member ? reader->member : reader->file);
}

void reader_containers(const struct reader *reader, char text[READER_CONTAINERS])
{
    const char *names[LIMIT_CONTAINERS + 2];
    unsigned count = 0;
    size_t n = 0;

    for (const struct stage *stage = reader->top; stage; stage = stage->below) {
        if (stage->name[0] && count < sizeof names / sizeof names[0])
            names[count++] = stage->name;
    }
    text[0] = '\0';
    while (!reader->broken && count-- > 0)
        n += (size_t)snprintf(text + n, READER_CONTAINERS - n, "%s%s", n ? ", " : "", names[count]);
}

void reader_close(struct reader *reader)
{
    drop_head(reader);
    while (reader->top != reader->file)
        pop(reader);
    stage_release(reader->file);
    sha256_drop(&reader->sha);
    out_drop(&reader->name);
    reader->file = reader->top = NULL;
}
