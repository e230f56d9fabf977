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
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
    if ((st.st_mode & 077) == 0)
        return 0;
    if (!is_state(fd) && !is_empty(fd))
        return err_usage(err,
                         "%s: is no state of limier audit, holds other files, and others can look "
                         "into it: name an empty or a new folder",
                         path);
    return fchmod(fd, 0700) == 0
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

int audit_folder_nights(int directory, const char *path, int *ret_fd, struct err *err)
{
    struct stat st;

    if (open_folder(directory, "nights", O_NOFOLLOW, ret_fd, err) < 0)
        return -1;
    if (fstat(*ret_fd, &st) != 0 || st.st_uid != geteuid())
        return err_usage(err, "%s/nights: belongs to another user", path);
    return 0;
}
