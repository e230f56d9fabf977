/*
 * verify.c: the files of the case against its manifest: those that are listed, and those that lie
 * there without being listed.
 */
#define _GNU_SOURCE
#include "verify.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"

/* What is looked for among the outputs. */
struct walk {
    struct verify *verify;
    struct str *names; /* of outputs, sorted */
    size_t count;
    uint64_t strangers;
};

struct verify_item *verify_add(struct verify *verify, enum verify_part part,
                               const struct manifest_entry *entry)
{
    struct verify_item *item;

    if ((verify->count & (verify->count - 1)) == 0)
        verify->items =
            mem_resize(verify->items, verify->count ? 2 * verify->count : 1, sizeof *verify->items);
    item = &verify->items[verify->count++];
    *item = (struct verify_item){.part = part};
    if (entry) {
        item->name = entry->name;
        item->bytes = entry->bytes;
        item->sha256 = entry->sha256;
    }
    return item;
}

/* Whether a file that is longer now begins with what was there. */
static bool begins_as_before(const struct verify_item *item, int fd)
{
    char sha256[SHA256_TEXT];
    uint64_t bytes;

    return item->bytes_now > item->bytes && lseek(fd, 0, SEEK_SET) == 0 &&
           file_digest(fd, item->bytes, sha256, &bytes) == 0 &&
           str_eq(str_of(sha256), item->sha256);
}

void verify_compare(struct verify_item *item, int fd)
{
    item->error = file_digest(fd, UINT64_MAX, item->sha256_now, &item->bytes_now);
    if (item->error)
        item->state = VERIFY_UNREADABLE;
    else if (!item->sha256.p)
        item->state = VERIFY_UNDIGESTED;
    else if (item->bytes_now == item->bytes && str_eq(str_of(item->sha256_now), item->sha256))
        item->state = VERIFY_SAME;
    else
        item->state = VERIFY_ALTERED;
    if (item->state == VERIFY_ALTERED)
        item->longer = begins_as_before(item, fd);
    (void)close(fd);
}

/* Reads manifest.json. What is no regular file, or too long to be one, is refused. */
static int read_manifest(struct verify *verify, struct err *err)
{
    uint64_t bytes = 0;
    int fd = file_open(verify->directory, MANIFEST_FILE, false, &bytes);
    char *text;
    ssize_t n;
    size_t at = 0;

    if (fd < 0 && errno == ENOENT)
        return err_usage(err, "%s: is no finished case: it has no manifest.json", verify->path);
    if (fd < 0)
        return err_system(err, errno, "%s: manifest.json: cannot be opened", verify->path);
    if (bytes > LIMIT_MANIFEST_BYTES) {
        (void)close(fd);
        return err_set(err, "%s: manifest.json: has %llu bytes, and no more than %zu are read",
                       verify->path, (unsigned long long)bytes, LIMIT_MANIFEST_BYTES);
    }
    text = mem_resize(NULL, (size_t)bytes + 1, 1);
    while (at <= bytes && (n = read(fd, text + at, (size_t)bytes + 1 - at)) != 0) {
        if (n < 0 && errno != EINTR)
            break;
        at += n > 0 ? (size_t)n : 0;
    }
    verify->text = (struct str){text, at};
    (void)close(fd);
    if (at != bytes)
        return err_set(err, "%s: manifest.json: cannot be read, or changes while it is",
                       verify->path);
    manifest_read(&verify->manifest, verify->text, &verify->arena);
    return 0;
}

int verify_open(struct verify *verify, const char *path, struct err *err)
{
    *verify = (struct verify){.path = path};
    verify->directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (verify->directory < 0) {
        err_system(err, errno, "%s: cannot be opened as a case", path);
        err->kind = ERR_USAGE;
        return -1;
    }
    if (read_manifest(verify, err) < 0)
        return -1;
    if (verify->manifest.older)
        return err_usage(err,
                         "%s: the case was made by an older version of limier, whose manifest has "
                         "no chain",
                         path);
    return 0;
}

/* Opens an output, whose name is plain, without going through a link. */
static int open_output(int directory, struct str name, uint64_t *ret_bytes)
{
    size_t slash = str_index(name, '/');
    char folder[LIMIT_MEMBER_NAME_BYTES + 1];
    int within;
    int fd;
    int number;

    if (slash == name.n)
        return file_open(directory, name.p, false, ret_bytes);
    (void)str_copy(folder, sizeof folder, str_slice(name, 0, slash));
    within = openat(directory, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (within < 0)
        return -1;
    fd = file_open(within, name.p + slash + 1, false, ret_bytes);
    number = errno;
    (void)close(within);
    errno = number;
    return fd;
}

static void check_output(struct verify *verify, const struct manifest_entry *entry)
{
    struct verify_item *item = verify_add(verify, VERIFY_OUTPUT, entry);
    uint64_t bytes = 0;
    int fd = open_output(verify->directory, entry->name, &bytes);

    if (fd >= 0) {
        verify_compare(item, fd);
    } else {
        item->error = errno;
        item->state = errno == ENOENT || errno == ENOTDIR ? VERIFY_MISSING : VERIFY_UNREADABLE;
    }
}

static int compare_names(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static int compare_entries(const void *a, const void *b)
{
    return str_cmp((*(const struct manifest_entry *const *)a)->name,
                   (*(const struct manifest_entry *const *)b)->name);
}

static bool is_ours(const struct walk *walk, struct str name)
{
    return str_eq(name, STR(MANIFEST_FILE)) || str_eq(name, STR(MANIFEST_SSH_SIGNATURE)) ||
           str_eq(name, STR(MANIFEST_MINISIGN_SIGNATURE)) ||
           (walk->count &&
            bsearch(&name, walk->names, walk->count, sizeof *walk->names, compare_names));
}

/* Whether a folder holds an output. */
static bool is_our_folder(const struct walk *walk, struct str name)
{
    for (size_t i = 0; i < walk->count; i++) {
        if (str_starts(walk->names[i], name) && walk->names[i].n > name.n &&
            walk->names[i].p[name.n] == '/')
            return true;
    }
    return false;
}

static void add_stranger(struct walk *walk, struct str name)
{
    if (walk->strangers++ < LIMIT_MANIFEST_ENTRIES) {
        struct verify_item *item = verify_add(walk->verify, VERIFY_STRANGER, NULL);

        item->name = name;
        item->state = VERIFY_UNEXPECTED;
    }
}

/* Looks at a folder of the case; takes the descriptor. What cannot be looked at is a stranger by
 * itself. */
static int walk_folder(struct walk *walk, int fd, struct str before, int depth, struct err *err)
{
    DIR *dir = fdopendir(fd);
    const struct dirent *entry;

    if (!dir) {
        err_system(err, errno, "%s: cannot be listed", walk->verify->path);
        (void)close(fd);
        return -1;
    }
    while ((entry = readdir(dir)) != NULL) {
        struct str name;
        int within = -1;
        int rc = 0;

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        name = arena_print(&walk->verify->arena, "%.*s%s", (int)before.n, before.p, entry->d_name);
        if (is_ours(walk, name))
            continue;
        if (depth == 1 && is_our_folder(walk, name))
            within =
                openat(dirfd(dir), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        if (within < 0)
            add_stranger(walk, name);
        else
            rc = walk_folder(walk, within,
                             arena_print(&walk->verify->arena, "%.*s/", (int)name.n, name.p),
                             depth + 1, err);
        if (rc < 0) {
            (void)closedir(dir);
            return -1;
        }
    }
    (void)closedir(dir);
    return 0;
}

static int compare_strangers(const void *a, const void *b)
{
    return str_cmp(((const struct verify_item *)a)->name, ((const struct verify_item *)b)->name);
}

int verify_outputs(struct verify *verify, struct err *err)
{
    const struct manifest *m = &verify->manifest;
    const struct manifest_entry **sorted = mem_resize(NULL, m->count, sizeof *sorted);
    struct walk walk = {.verify = verify, .names = mem_resize(NULL, m->count, sizeof(struct str))};
    size_t before;
    int fd;
    int rc = -1;

    for (size_t i = 0; i < m->count; i++) {
        if (m->entries[i].kind == MANIFEST_OUTPUT && !m->entries[i].superseded)
            sorted[walk.count++] = &m->entries[i];
    }
    qsort(sorted, walk.count, sizeof *sorted, compare_entries);
    for (size_t i = 0; i < walk.count; i++) {
        walk.names[i] = sorted[i]->name;
        check_output(verify, sorted[i]);
    }
    before = verify->count;
    fd = openat(verify->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        err_system(err, errno, "%s: cannot be listed", verify->path);
    else
        rc = walk_folder(&walk, fd, STR(""), 1, err);
    if (verify->count > before)
        qsort(verify->items + before, verify->count - before, sizeof *verify->items,
              compare_strangers);
    free(sorted);
    free(walk.names);
    return rc;
}

size_t verify_count(const struct verify *verify, enum verify_part part, enum verify_state state)
{
    size_t n = 0;

    for (size_t i = 0; i < verify->count; i++)
        n += (part == VERIFY_PARTS || verify->items[i].part == part) &&
             verify->items[i].state == state;
    return n;
}

bool verify_is_altered(const struct verify *verify)
{
    return verify->manifest.fault != MANIFEST_WHOLE || verify->signature == SIGNATURE_BAD ||
           verify_count(verify, VERIFY_PARTS, VERIFY_ALTERED) ||
           verify_count(verify, VERIFY_PARTS, VERIFY_UNEXPECTED) ||
           verify_count(verify, VERIFY_OUTPUT, VERIFY_MISSING) ||
           verify_count(verify, VERIFY_OUTPUT, VERIFY_UNREADABLE);
}

bool verify_is_incomplete(const struct verify *verify)
{
    return verify_count(verify, VERIFY_PARTS, VERIFY_MISSING) ||
           verify_count(verify, VERIFY_PARTS, VERIFY_UNDIGESTED) ||
           verify_count(verify, VERIFY_PARTS, VERIFY_UNREADABLE);
}

void verify_release(struct verify *verify)
{
    manifest_release(&verify->manifest);
    free(verify->items);
    free((void *)(uintptr_t)verify->text.p);
    if (verify->directory >= 0)
        (void)close(verify->directory);
    arena_release(&verify->arena);
    *verify = (struct verify){.directory = -1};
}
