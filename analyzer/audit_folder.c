/*
 * audit_folder.c: makes, opens and checks the folders of a state. Where somebody else can write, a
 * link would lead what a privileged run writes and removes to other places.
 */
#define _GNU_SOURCE
#include "audit_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

/* Files by which a state is known. */
static const char *const state_files[] = {"state.lock", "state.sqlite"};

static bool is_empty(int directory)
{
    int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;
    bool empty = dir != NULL;

    while (dir && (entry = readdir(dir)) != NULL)
        empty = empty && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0);
    if (dir)
        (void)closedir(dir);
    return empty;
}

static bool is_state(int directory)
{
    for (size_t i = 0; i < sizeof state_files / sizeof state_files[0]; i++) {
        if (faccessat(directory, state_files[i], F_OK, AT_SYMLINK_NOFOLLOW) == 0)
            return true;
    }
    return false;
}

/* What others can look into is a state, which is closed to them, or empty. 0 or -1. */
static int check_use(int fd, const struct stat *st, const char *path, struct err *err)
{
    return (st->st_mode & 077) == 0 || is_state(fd) || is_empty(fd)
               ? 0
               : err_usage(err,
                           "%s: is no state of limier audit, holds other files, and others can "
                           "look into it: name an empty or a new folder",
                           path);
}

/* Who else can look into it, or put something there. 0 or -1. */
static int check(int fd, const char *path, struct err *err)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return err_system(err, errno, "%s: the folder of the state cannot be opened", path);
    if (st.st_uid != geteuid())
        return err_usage(err,
                         "%s: belongs to another user: run audit as that user, or name a folder "
                         "of one's own",
                         path);
    if (check_use(fd, &st, path, err) < 0)
        return -1;
    return (st.st_mode & 077) == 0 || fchmod(fd, 0700) == 0
               ? 0
               : err_system(err, errno, "%s: cannot be closed to other users", path);
}

static int open_folder(int at, const char *path, int more, int *ret_fd, struct err *err)
{
    if (mkdirat(at, path, 0700) != 0 && errno != EEXIST)
        return err_system(err, errno, "%s: the folder of the state cannot be made", path);
    *ret_fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | more);
    if (*ret_fd < 0)
        return err_system(err, errno, "%s: the folder of the state cannot be opened", path);
    return 0;
}

int audit_folder_open(const char *path, int *ret_fd, struct err *err)
{
    return open_folder(AT_FDCWD, path, 0, ret_fd, err) < 0 ? -1 : check(*ret_fd, path, err);
}

/* The folder in which one that is not there would be made. 0 or -1. */
static int look_above(const char *path, struct err *err)
{
    char *above = mem_text(path, strlen(path));
    char *end = above + strlen(above);
    struct stat st;
    int rc = 0;

    while (end > above && end[-1] == '/')
        end--;
    while (end > above && end[-1] != '/')
        end--;
    *end = '\0';
    if (stat(*above ? above : ".", &st) != 0 || !S_ISDIR(st.st_mode))
        rc = err_usage(err, "%s: cannot be made: the folder above it is not there", path);
    free(above);
    return rc;
}

int audit_folder_look(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct stat st;
    int rc = 0;

    if (fd < 0 && errno == ENOENT)
        return look_above(path, err);
    if (fd < 0)
        return errno == EACCES ? 0 : err_system(err, errno, "%s: cannot be opened", path);
    if (fstat(fd, &st) == 0 && st.st_uid == geteuid())
        rc = check_use(fd, &st, path, err);
    (void)close(fd);
    return rc;
}

int audit_folder_nights(int directory, const char *path, int *ret_fd, struct err *err)
{
    struct stat st;

    if (open_folder(directory, "nights", O_NOFOLLOW, ret_fd, err) < 0)
        return -1;
    if (fstat(*ret_fd, &st) != 0 || st.st_uid != geteuid())
        return err_usage(err, "%s/nights: belongs to another user", path);
    return 0;
}
