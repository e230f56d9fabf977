/*
 * verify_inputs.c: the files that a case was made from: looked for where they were, where they are
 * said to lie now, and by what is in them.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "inputs.h"
#include "measure.h"
#include "verify.h"

/* A file, or a member of one, by a digest. */
struct candidate {
    const char *sha256;
    const char *path;
    struct str member;
};

/* A file to be looked for: an archive with its members, or one input. */
struct wanted {
    const struct manifest_entry *file;
    const struct manifest_entry **texts; /* the members; of an input itself: it */
    size_t text_count;
    size_t text_room;
};

/* One verification. */
struct search {
    struct verify *verify;
    const struct verify_options *options;
    struct wanted *wanted; /* archives first, sorted by path */
    size_t count;
    size_t archives;
    bool gathered;                /* the candidates were digested */
    struct candidate *files;      /* by digest of the file */
    struct candidate *texts;      /* by digest of the text */
    size_t file_count, file_room; /* of each list */
    size_t text_count, text_room;
};

static int compare_candidates(const void *a, const void *b)
{
    return strcmp(((const struct candidate *)a)->sha256, ((const struct candidate *)b)->sha256);
}

static int compare_wanted(const void *a, const void *b)
{
    return str_cmp(((const struct wanted *)a)->file->name, ((const struct wanted *)b)->file->name);
}

static const struct candidate *find(const struct candidate *list, size_t count, struct str sha256)
{
    const struct candidate key = {.sha256 = sha256.p};

    return sha256.p && count ? bsearch(&key, list, count, sizeof *list, compare_candidates) : NULL;
}

/* Digests one of the files among which others are looked for. What is none of ours is left out. */
static void gather_file(struct search *search, const char *path)
{
    struct arena *arena = &search->verify->arena;
    struct measure measure;
    struct err err = {0};

    if (measure_file(path, search->options->progress, arena, &measure, &err) < 0)
        return;
    MEM_GROW(search->files, search->file_count, search->file_room);
    search->files[search->file_count++] =
        (struct candidate){.sha256 = arena_str(arena, str_of(measure.sha256)).p, .path = path};
    for (size_t i = 0; i < measure.count; i++) {
        MEM_GROW(search->texts, search->text_count, search->text_room);
        search->texts[search->text_count++] =
            (struct candidate){.sha256 = measure.texts[i].sha256_text,
                               .path = path,
                               .member = measure.texts[i].member};
    }
}

/* Digests what was given for finding inputs by content, once somebody asks. 0 or -1. */
static int gather(struct search *search, struct err *err)
{
    const struct verify_options *o = search->options;
    struct inputs inputs = {.progress = o->progress};

    if (search->gathered || o->path_count == 0)
        return 0;
    search->gathered = true;
    if (inputs_expand(&inputs, o->paths, o->path_count, o->recursive, &search->verify->arena, err) <
        0) {
        inputs_release(&inputs);
        return -1;
    }
    for (size_t i = 0; i < inputs.unit_count; i++) {
        uint64_t bytes;
        int fd = file_open(AT_FDCWD, inputs.units[i].path, true, &bytes);

        if (fd < 0)
            continue;
        (void)close(fd);
        gather_file(search, inputs.units[i].path);
    }
    inputs_release(&inputs);
    qsort(search->files, search->file_count, sizeof *search->files, compare_candidates);
    qsort(search->texts, search->text_count, sizeof *search->texts, compare_candidates);
    return 0;
}

/* Digests a list under the key of the pseudonyms: whoever has the key can compare it. */
static bool same_under_key(const struct search *search, const char *path, struct str hmac)
{
    unsigned char code[SHA256_BYTES];
    char text[SHA256_TEXT];
    struct arena arena = {0};
    struct str content;
    struct err err = {0};
    bool same = false;

    if (file_read(path, LIMIT_TABLE_BYTES, &arena, &content, &err) == 0) {
        hmac_run(&search->options->key->hmac, content, code);
        sha256_hex(code, text);
        same = str_eq(str_of(text), hmac);
    }
    arena_release(&arena);
    return same;
}

/* A profile, a list, a database. */
static void check_given(struct search *search, const struct manifest_entry *entry)
{
    struct verify_item *item = verify_add(search->verify, VERIFY_GIVEN, entry);
    const char *path =
        measure_locate(search->options->input_directory, entry->name, &search->verify->arena);
    uint64_t bytes;
    int fd = path ? file_open(AT_FDCWD, path, true, &bytes) : -1;

    if (fd < 0) {
        const struct candidate *found = find(search->files, search->file_count, entry->sha256);

        item->state = found ? VERIFY_SAME : VERIFY_MISSING;
        item->found = found ? str_of(found->path) : STR_NONE;
        return;
    }
    if (path != entry->name.p)
        item->found = str_of(path);
    verify_compare(item, fd);
    if (entry->hmac.p && search->options->key && item->state == VERIFY_UNDIGESTED)
        item->state = same_under_key(search, path, entry->hmac) ? VERIFY_SAME : VERIFY_ALTERED;
}

/* Compares one text of a file with what it was. */
static void check_text(struct search *search, const struct manifest_entry *entry, struct str path,
                       const struct measured *now)
{
    struct verify_item *item = verify_add(search->verify, VERIFY_INPUT, entry);
    const struct candidate *found = NULL;

    item->found = path;
    if (now) {
        item->bytes_now = now->bytes;
        memcpy(item->sha256_now, now->sha256, sizeof item->sha256_now);
        item->text_same =
            entry->sha256_text.p && str_eq(entry->sha256_text, str_of(now->sha256_text));
        item->state = !entry->sha256.p ? VERIFY_UNDIGESTED
                      : str_eq(entry->sha256, str_of(now->sha256)) && item->text_same
                          ? VERIFY_SAME
                          : VERIFY_ALTERED;
        return;
    }
    found = find(search->texts, search->text_count, entry->sha256_text);
    item->state = found ? VERIFY_REPACKED : VERIFY_MISSING;
    item->found = STR_NONE;
    if (found)
        item->found = found->member.p ? arena_print(&search->verify->arena, "%s!%.*s", found->path,
                                                    (int)found->member.n, found->member.p)
                                      : str_of(found->path);
}

/* Whether an altered file that is no archive is what it was, and more. */
static void look_longer(struct verify_item *item, const char *path)
{
    uint64_t bytes;
    int fd = item->state == VERIFY_ALTERED && item->bytes_now > item->bytes
                 ? file_open(AT_FDCWD, path, true, &bytes)
                 : -1;
    char sha256[SHA256_TEXT];

    if (fd < 0)
        return;
    item->longer =
        file_digest(fd, item->bytes, sha256, &bytes) == 0 && str_eq(str_of(sha256), item->sha256);
    (void)close(fd);
}

/* Whether all members of an archive that is nowhere were found by their texts. Their items follow
 * that of the archive. */
static bool is_repacked(const struct verify *verify, size_t at, size_t members)
{
    if (verify->items[at].state != VERIFY_MISSING || members == 0)
        return false;
    for (size_t i = 1; i <= members; i++) {
        if (verify->items[at + i].state != VERIFY_REPACKED)
            return false;
    }
    return true;
}

/* The file as an archive: what it is, and its members. */
static void check_archive(struct search *search, const struct wanted *wanted, const char *path,
                          struct str found, const struct measure *now)
{
    const struct manifest_entry *entry = wanted->file;
    struct verify_item *item = verify_add(search->verify, VERIFY_ARCHIVE, entry);
    size_t at;

    item->found = found;
    item->state = VERIFY_MISSING;
    if (path) {
        item->bytes_now = now->bytes;
        memcpy(item->sha256_now, now->sha256, sizeof item->sha256_now);
        item->state = !entry->sha256.p                             ? VERIFY_UNDIGESTED
                      : str_eq(entry->sha256, str_of(now->sha256)) ? VERIFY_SAME
                                                                   : VERIFY_ALTERED;
        look_longer(item, path);
    }
    at = search->verify->count - 1;
    for (size_t i = 0; i < wanted->text_count; i++) {
        const struct manifest_entry *text = wanted->texts[i];
        struct str member =
            text->name.n > entry->name.n ? str_skip(text->name, entry->name.n + 1) : STR_NONE;

        check_text(search, text, found, path ? measure_find(now, member) : NULL);
    }
    if (is_repacked(search->verify, at, wanted->text_count))
        search->verify->items[at].state = VERIFY_REPACKED;
}

/* Whether a file has become what it must not be: the manifest's digest is of other bytes. */
static bool differs(const struct wanted *wanted, const struct measure *now)
{
    return wanted->file->sha256.p && !str_eq(wanted->file->sha256, str_of(now->sha256));
}

/* Measures a file where its name is, or, when it is not there or another one, where its content is.
 * *ret_path: NULL when it is nowhere. 0 or -1. */
static int measure_wanted(struct search *search, const struct wanted *wanted, const char **ret_path,
                          struct measure *now, struct err *err)
{
    struct progress *progress = search->options->progress;
    const char *path = measure_locate(search->options->input_directory, wanted->file->name,
                                      &search->verify->arena);
    const struct candidate *found;

    *now = (struct measure){0};
    *ret_path = path;
    if (path && measure_file(path, progress, &search->verify->arena, now, err) < 0)
        return -1;
    if (path && !differs(wanted, now))
        return 0;
    if (gather(search, err) < 0)
        return -1;
    found = find(search->files, search->file_count, wanted->file->sha256);
    if (!found)
        return 0;
    *ret_path = found->path;
    return measure_file(found->path, progress, &search->verify->arena, now, err);
}

static int check_wanted(struct search *search, const struct wanted *wanted, struct err *err)
{
    struct measure now;
    const char *path;
    struct str found = STR_NONE;

    if (measure_wanted(search, wanted, &path, &now, err) < 0)
        return -1;
    if (path && !str_eq(str_of(path), wanted->file->name))
        found = str_of(path);
    if (wanted->file->kind == MANIFEST_ARCHIVE) {
        check_archive(search, wanted, path, found, &now);
        return 0;
    }
    /* A file that has become an archive is still compared as the file that it was. */
    if (now.archive)
        memcpy(now.texts[0].sha256, now.sha256, sizeof now.texts[0].sha256);
    check_text(search, wanted->file, found, path ? &now.texts[0] : NULL);
    if (path)
        look_longer(&search->verify->items[search->verify->count - 1], path);
    return 0;
}

/* The archive that an input is a member of; NULL: none. */
static struct wanted *archive_of(struct search *search, struct str name)
{
    for (size_t at = 0; search->archives && at <= name.n; at++) {
        const struct manifest_entry key = {.name = str_slice(name, 0, at)};
        const struct wanted of = {.file = &key};
        struct wanted *hit;

        if (at < name.n && name.p[at] != '!')
            continue;
        hit = bsearch(&of, search->wanted, search->archives, sizeof of, compare_wanted);
        if (hit)
            return hit;
    }
    return NULL;
}

/* Makes files of the manifest's entries. */
static void list_wanted(struct search *search)
{
    const struct manifest *m = &search->verify->manifest;

    search->wanted = mem_zero(m->count, sizeof *search->wanted);
    for (size_t i = 0; i < m->count; i++) {
        if (m->entries[i].kind == MANIFEST_ARCHIVE)
            search->wanted[search->count++].file = &m->entries[i];
    }
    search->archives = search->count;
    qsort(search->wanted, search->archives, sizeof *search->wanted, compare_wanted);
    for (size_t i = 0; i < m->count; i++) {
        struct wanted *archive;

        if (m->entries[i].kind != MANIFEST_INPUT)
            continue;
        archive = archive_of(search, m->entries[i].name);
        if (!archive) {
            search->wanted[search->count++].file = &m->entries[i];
            continue;
        }
        MEM_GROW(archive->texts, archive->text_count, archive->text_room);
        archive->texts[archive->text_count++] = &m->entries[i];
    }
}

int verify_inputs(struct verify *verify, const struct verify_options *options, struct err *err)
{
    const struct manifest *m = &verify->manifest;
    struct search search = {.verify = verify, .options = options};
    int rc = 0;

    list_wanted(&search);
    for (size_t i = 0; rc == 0 && i < search.count; i++)
        rc = check_wanted(&search, &search.wanted[i], err);
    for (size_t i = 0; rc == 0 && i < m->count; i++) {
        if (m->entries[i].kind == MANIFEST_GIVEN)
            check_given(&search, &m->entries[i]);
    }
    for (size_t i = 0; i < search.archives; i++)
        free(search.wanted[i].texts);
    free(search.wanted);
    free(search.files);
    free(search.texts);
    return rc;
}
