/*
 * casedir.c: only files that limier itself writes are ever removed.
 */
#define _GNU_SOURCE
#include "casedir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "report/manifest.h"
#include "report/report.h"

/* A case holds the files and folders of the report writers, and the spool. Folders are emptied of
 * files with these endings: a writer's folder ("exposed/") holds lists, sealed ones, sheets. */
static const char spool[] = "traces";
static const char *const spool_endings[] = {".acts", ".names", ".yml", ".tsv", ".bin", ".rows"};
static const char *const report_endings[] = {".csv",     ".jsonl",   ".html",      "index.json",
                                             ".csv.age", ".csv.gpg", ".jsonl.age", ".jsonl.gpg"};

/* Of the manifest, by the analyst: worth nothing without it. */
static const char *const signatures[] = {MANIFEST_SSH_SIGNATURE, MANIFEST_MINISIGN_SIGNATURE};

static bool is_ours(const char *name)
{
    for (size_t i = 0; i < report_writer_count; i++) {
        const char *file = report_writers[i]->file;

        if (str_eq(str_of(name), (struct str){file, strcspn(file, "/")}))
            return true;
    }
    for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++) {
        if (strcmp(name, signatures[i]) == 0)
            return true;
    }
    return strcmp(name, spool) == 0;
}

/* Looks at what is there: 0 for empty, 1 for a case, -1 for anything else. *ret_stranger names it.
 */
static int look(int directory, char *stranger, size_t room)
{
    int fd = dup(directory);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;
    int kind = 0;

    if (!dir) {
        if (fd >= 0)
            (void)close(fd);
        return 0;
    }
    rewinddir(dir);
    while ((entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (!is_ours(entry->d_name)) {
            str_copy(stranger, room, str_of(entry->d_name));
            kind = -1;
            break;
        }
        kind = 1;
    }
    (void)closedir(dir);
    return kind;
}

static bool has_ending(struct str name, const char *const *endings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_ends(name, str_of(endings[i])))
            return true;
    }
    return false;
}

static void empty_folder(int directory, const char *name, const char *const *endings, size_t count)
{
    int fd = openat(directory, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;

    if (!dir)
        return;
    while ((entry = readdir(dir)) != NULL) {
        if (has_ending(str_of(entry->d_name), endings, count))
            (void)unlinkat(dirfd(dir), entry->d_name, 0);
    }
    (void)closedir(dir);
    (void)unlinkat(directory, name, AT_REMOVEDIR);
}

/* What a run wrote that was killed, on file systems without unnamed files (base/out.c). */
static bool is_temporary(struct str name)
{
    return str_starts(name, STR(".limier-")) && str_ends(name, STR(".tmp"));
}

int casedir_sweep(int directory, const char *folder, casedir_keep *keep, const void *context,
                  struct err *err)
{
    int fd = openat(directory, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;
    int rc = 0;

    if (!dir) {
        int reason = errno;

        if (fd >= 0)
            (void)close(fd);
        return reason == ENOENT ? 0 : err_system(err, reason, "%s: cannot be opened", folder);
    }
    while (rc == 0 && (entry = readdir(dir)) != NULL) {
        struct str name = str_of(entry->d_name);

        if (!is_temporary(name) &&
            (!has_ending(name, report_endings, sizeof report_endings / sizeof report_endings[0]) ||
             keep(context, folder, name)))
            continue;
        if (unlinkat(dirfd(dir), entry->d_name, 0) != 0)
            rc = err_system(err, errno, "%s%s: cannot be removed", folder, entry->d_name);
    }
    (void)closedir(dir);
    return rc;
}

/* The manifest goes first: without it a half-removed case does not look complete. */
static void empty_case(int directory)
{
    for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++)
        (void)unlinkat(directory, signatures[i], 0);
    for (int last = 1; last >= 0; last--) {
        for (size_t i = 0; i < report_writer_count; i++) {
            const char *file = report_writers[i]->file;

            if (report_writers[i]->last != (last == 1))
                continue;
            if (str_ends(str_of(file), STR("/")))
                empty_folder(directory, file, report_endings,
                             sizeof report_endings / sizeof report_endings[0]);
            else
                (void)unlinkat(directory, file, 0);
        }
    }
    empty_folder(directory, spool, spool_endings, sizeof spool_endings / sizeof spool_endings[0]);
}

int casedir_open(struct casedir *casedir, const char *path, bool clobber, struct err *err)
{
    char stranger[256] = "";
    int kind;

    *casedir = (struct casedir){-1, -1};
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return err_system(err, errno, "%s: the case directory cannot be made", path);
    casedir->directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (casedir->directory < 0)
        return err_system(err, errno, "%s: the case directory cannot be opened", path);
    kind = look(casedir->directory, stranger, sizeof stranger);
    if (kind < 0)
        err_usage(err, "%s: holds \"%s\", which is not of a case: choose an empty directory", path,
                  stranger);
    else if (kind > 0 && !clobber)
        err_usage(err, "%s: holds a case already (replace it with --clobber, or choose another -o)",
                  path);
    if (kind < 0 || (kind > 0 && !clobber)) {
        casedir_close(casedir);
        return -1;
    }
    (void)fchmod(casedir->directory, 0700);
    return 0;
}

int casedir_publish(struct casedir *casedir, bool keep_traces, struct err *err)
{
    empty_case(casedir->directory);
    if (!keep_traces)
        return 0;
    if (mkdirat(casedir->directory, "traces", 0700) != 0)
        return err_system(err, errno, "traces: cannot be made in the case directory");
    casedir->traces = openat(casedir->directory, "traces", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (casedir->traces < 0)
        return err_system(err, errno, "traces: cannot be opened in the case directory");
    return 0;
}

void casedir_close(struct casedir *casedir)
{
    if (casedir->traces >= 0)
        (void)close(casedir->traces);
    if (casedir->directory >= 0)
        (void)close(casedir->directory);
    *casedir = (struct casedir){-1, -1};
}
