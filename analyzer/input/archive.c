/*
 * archive.c: tar, zip and compressed data through libarchive, which is fed by the stage below.
 *
 * Its input is given in slices of one size, whatever the size of our blocks, so that it finds
 * damage at the same place each time. A zip archive is read by its directory where it has one and
 * the file can be sought in; otherwise as a stream, which does not tell links from files.
 */
#include "input/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "input/member_name.h"

/* One slice of input. */
#define SLICE_BYTES FEED_AHEAD

/* Headers that may be damaged one after another before an archive is given up: each is 512 bytes of
 * a tar that is out of step. */
#define RETRIES_MOST 65536

struct unpack {
    struct stage stage;
    struct archive *archive;
    size_t slice;          /* bytes of the feed that libarchive has */
    struct str block;      /* decoded and not yet given out */
    uint64_t position;     /* in the member, behind the block */
    struct damage between; /* found between members */
    struct sha256 sha;
    bool digesting;
    bool single;  /* compressed data: no members */
    bool reading; /* there may be more of the member */
    char name[LIMIT_MEMBER_NAME_BYTES + 1];
    bool name_whole;
};

static la_ssize_t feed_slice(struct archive *archive, void *context, const void **ret_slice)
{
    struct unpack *unpack = context;
    struct feed *feed = &unpack->stage.feed;
    struct str rest;

    (void)archive;
    feed_take(feed, unpack->slice);
    rest = feed_want(feed, SLICE_BYTES);
    unpack->slice = rest.n < SLICE_BYTES ? rest.n : SLICE_BYTES;
    *ret_slice = rest.p;
    return (la_ssize_t)unpack->slice;
}

static la_int64_t feed_seek(struct archive *archive, void *context, la_int64_t offset, int whence)
{
    struct unpack *unpack = context;
    struct feed *feed = &unpack->stage.feed;
    la_int64_t from = 0;

    (void)archive;
    feed_take(feed, unpack->slice);
    unpack->slice = 0;
    if (whence == SEEK_CUR)
        from = (la_int64_t)feed_offset(feed);
    if (whence == SEEK_END)
        from = (la_int64_t)feed_size(feed);
    if (offset < -from)
        return ARCHIVE_FATAL;
    feed_rewind(feed, (uint64_t)(from + offset));
    return from + offset;
}

/* Notes damage where the current slice begins: libarchive does not say it closer. */
static void note(struct unpack *unpack, struct damage *damage, enum damage_kind kind)
{
    const char *said = archive_error_string(unpack->archive);

    damage_note(damage, kind, feed_offset(&unpack->stage.feed), unpack->stage.made, said);
}

static void damage(struct unpack *unpack, enum damage_kind kind)
{
    note(unpack, &unpack->stage.damage, kind);
}

/* The next block of the member. A hole, as sparse files of a tar have, is left out. */
static bool next_block(struct unpack *unpack)
{
    const void *bytes;
    size_t n;
    la_int64_t offset;
    int rc = archive_read_data_block(unpack->archive, &bytes, &n, &offset);

    if (rc == ARCHIVE_EOF) {
        unpack->reading = false;
        return false;
    }
    if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN) {
        if (!stage_is_stopped(unpack->stage.shared))
            damage(unpack, unpack->single ? DAMAGE_CORRUPT : DAMAGE_ARCHIVE);
        unpack->reading = false;
        return false;
    }
    if (offset > 0 && (uint64_t)offset > unpack->position) {
        damage_note(&unpack->stage.damage, DAMAGE_HOLE, unpack->position, unpack->stage.made, NULL);
        unpack->stage.damage.gaps++;
        unpack->stage.gap = unpack->stage.made > 0;
        unpack->stage.gap_bytes = (uint64_t)offset - unpack->position;
        unpack->position = (uint64_t)offset;
    }
    unpack->block = (struct str){bytes, n};
    unpack->position += n;
    return true;
}

static size_t unpack_read(struct stage *stage, char *to, size_t room)
{
    struct unpack *unpack = (struct unpack *)stage;
    size_t n;

    while (unpack->block.n == 0) {
        if (!unpack->reading || stage_is_stopped(stage->shared) || !next_block(unpack))
            return 0;
    }
    n = unpack->block.n < room ? unpack->block.n : room;
    memcpy(to, unpack->block.p, n);
    unpack->block = str_skip(unpack->block, n);
    if (unpack->digesting)
        sha256_add(&unpack->sha, to, n);
    stage->made += n;
    return n;
}

static void unpack_release(struct stage *stage)
{
    struct unpack *unpack = (struct unpack *)stage;

    (void)archive_read_free(unpack->archive);
    sha256_drop(&unpack->sha);
    free(unpack);
}

static struct unpack *unpack_new(const struct feed *feed, const char *name)
{
    struct unpack *unpack = mem_zero(1, sizeof *unpack);

    unpack->stage = (struct stage){.read = unpack_read,
                                   .release = unpack_release,
                                   .below = feed->from,
                                   .shared = feed->from->shared,
                                   .feed = *feed,
                                   .container = true,
                                   .name = name};
    unpack->archive = archive_read_new();
    if (!unpack->archive)
        mem_exhausted(sizeof *unpack);
    return unpack;
}

/* libarchive says "empty" also of data that breaks off before its first block is whole. Nothing at
 * all has one length, or one with a checksum and one without. */
static bool is_empty(struct unpack *unpack, enum filter filter)
{
    static const uint64_t lengths[][2] = {
        [FILTER_BZIP2] = {14, 14}, [FILTER_XZ] = {32, 32},   [FILTER_ZSTD] = {9, 13},
        [FILTER_LZ4] = {11, 15},   [FILTER_LZIP] = {36, 36}, [FILTER_COMPRESS] = {3, 3},
    };
    struct feed *feed = &unpack->stage.feed;
    uint64_t n;

    n = feed_offset(feed) + feed_want(feed, FEED_AHEAD).n;
    return n == lengths[filter][0] || n == lengths[filter][1];
}

/* compress reads when it is appended, which is before there is anything to read (libarchive 3.6):
 * it is let find itself. */
static int add_filter(struct archive *archive, enum filter filter)
{
    static const int codes[] = {
        [FILTER_BZIP2] = ARCHIVE_FILTER_BZIP2, [FILTER_XZ] = ARCHIVE_FILTER_XZ,
        [FILTER_ZSTD] = ARCHIVE_FILTER_ZSTD,   [FILTER_LZ4] = ARCHIVE_FILTER_LZ4,
        [FILTER_LZIP] = ARCHIVE_FILTER_LZIP,
    };

    if (filter == FILTER_COMPRESS)
        return archive_read_support_filter_compress(archive);
    return archive_read_append_filter(archive, codes[filter]);
}

/* Whether the filter is at work: one that has to find itself may not know what it finds. */
static bool has_filter(struct archive *archive, enum filter filter)
{
    return filter != FILTER_COMPRESS || archive_filter_code(archive, 0) == ARCHIVE_FILTER_COMPRESS;
}

struct stage *filter_stage(const struct feed *feed, enum filter filter, const char *name)
{
    struct unpack *unpack = unpack_new(feed, name);
    struct archive_entry *entry;

    unpack->single = true;
    if (archive_read_support_format_raw(unpack->archive) < ARCHIVE_WARN ||
        archive_read_support_format_empty(unpack->archive) < ARCHIVE_WARN ||
        add_filter(unpack->archive, filter) < ARCHIVE_WARN ||
        archive_read_open(unpack->archive, unpack, NULL, feed_slice, NULL) < ARCHIVE_WARN ||
        !has_filter(unpack->archive, filter)) {
        damage(unpack, DAMAGE_UNREAD);
        return &unpack->stage;
    }
    switch (archive_read_next_header(unpack->archive, &entry)) {
    case ARCHIVE_OK:
    case ARCHIVE_WARN: unpack->reading = true; break;
    case ARCHIVE_EOF:
        if (!is_empty(unpack, filter))
            damage(unpack, DAMAGE_CORRUPT);
        break;
    default: damage(unpack, DAMAGE_CORRUPT);
    }
    return &unpack->stage;
}

struct stage *archive_stage(const struct feed *feed, enum archive_kind kind)
{
    struct unpack *unpack = unpack_new(feed, kind == ARCHIVE_TAR ? "tar" : "zip");
    struct archive *archive = unpack->archive;

    if (kind == ARCHIVE_TAR) {
        (void)archive_read_support_format_tar(archive);
        (void)archive_read_set_options(archive, "tar:read_concatenated_archives");
    } else {
        (void)archive_read_support_format_zip_streamable(archive);
        if (feed_can_rewind(feed)) {
            (void)archive_read_support_format_zip_seekable(archive);
            (void)archive_read_set_seek_callback(archive, feed_seek);
        }
    }
    (void)archive_read_set_callback_data(archive, unpack);
    (void)archive_read_set_read_callback(archive, feed_slice);
    /* What fails here fails again, and is told, at the first member. */
    (void)archive_read_open1(archive);
    return &unpack->stage;
}

bool archive_is(const struct stage *stage)
{
    return stage->read == unpack_read && !((const struct unpack *)stage)->single;
}

/* Whether an entry is a file that may hold a line. */
static bool is_file(struct archive_entry *entry)
{
    if (archive_entry_hardlink(entry) || archive_entry_filetype(entry) != AE_IFREG)
        return false;
    return !archive_entry_size_is_set(entry) || archive_entry_size(entry) > 0;
}

/* Begins a member. */
static void begin(struct unpack *unpack, struct archive_entry *entry, bool digest)
{
    const char *name = archive_entry_pathname(entry);

    if (!name)
        name = archive_entry_pathname_utf8(entry);
    unpack->name_whole = member_name(str_of(name ? name : "?"), unpack->name) && name;
    unpack->block = STR_NONE;
    unpack->position = 0;
    unpack->stage.made = 0;
    unpack->stage.gap = false;
    unpack->stage.damage = (struct damage){0};
    sha256_drop(&unpack->sha);
    unpack->digesting = digest;
    if (digest)
        sha256_init(&unpack->sha);
    unpack->reading = !archive_entry_is_data_encrypted(entry);
    if (!unpack->reading)
        damage_note(&unpack->stage.damage, DAMAGE_ENCRYPTED, 0, 0, NULL);
}

enum archive_step archive_next(struct stage *stage, bool digest)
{
    struct unpack *unpack = (struct unpack *)stage;
    struct archive_entry *entry;

    for (unsigned retries = 0; retries < RETRIES_MOST; retries++) {
        int rc = archive_read_next_header(unpack->archive, &entry);

        if (rc == ARCHIVE_EOF || stage_is_stopped(stage->shared))
            return ARCHIVE_STEP_END;
        if (rc == ARCHIVE_FATAL)
            break;
        if (rc == ARCHIVE_RETRY || rc == ARCHIVE_FAILED) {
            note(unpack, &unpack->between, DAMAGE_ARCHIVE);
            continue;
        }
        retries = 0;
        if (!is_file(entry))
            continue;
        begin(unpack, entry, digest);
        return ARCHIVE_STEP_MEMBER;
    }
    note(unpack, &unpack->between, DAMAGE_ARCHIVE);
    return ARCHIVE_STEP_BROKEN;
}

const struct damage *archive_damage(const struct stage *stage)
{
    return &((const struct unpack *)stage)->between;
}

struct str archive_name(const struct stage *stage, bool *ret_whole)
{
    const struct unpack *unpack = (const struct unpack *)stage;

    *ret_whole = unpack->name_whole;
    return str_of(unpack->name);
}

uint64_t archive_finish(struct stage *stage, char sha256[SHA256_TEXT])
{
    struct unpack *unpack = (struct unpack *)stage;
    char rest[4096];

    while (unpack_read(stage, rest, sizeof rest) > 0)
        continue;
    if (unpack->digesting)
        sha256_finish(&unpack->sha, sha256);
    unpack->digesting = false;
    return stage->made;
}

const char *archive_library(void)
{
    const char *text = archive_version_string(); /* "libarchive 3.6.2" */
    const char *number = strchr(text, ' ');

    return number ? number + 1 : text;
}
