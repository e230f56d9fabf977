/*
 * doctor_state.c: root may write everywhere, so that nothing is tried: owners and modes are looked
 * at as they hold for another user. What groups that user is in is not known here: what a group
 * may do, he may.
 */
#define _GNU_SOURCE
#include "doctor_state.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit_folder.h"
#include "base/file.h"
#include "base/limits.h"

/* The user of limier-audit.service, as packaging/limier.sysusers makes it. */
#define SERVICE_USER "limier"

#define PATH_MOST 4096

/* The number of an account by its name, or the name by the number: /etc/passwd has "name:x:id:".
 * False: none there. No NSS: the static program has none. */
static bool find_user(const char *name, struct doctor_user *user)
{
    struct arena arena = {0};
    struct err none = {0};
    struct str text = STR_NONE;
    bool found = false;

    if (file_read("/etc/passwd", LIMIT_CONFIG_BYTES, &arena, &text, &none) < 0)
        text = STR("");
    while (text.n && !found) {
        size_t n = str_index(text, '\n');
        struct str line = {text.p, n};
        struct str first = {line.p, str_index(line, ':')};
        struct str rest = str_skip(line, first.n + (first.n < n));
        uint64_t id;

        text = str_skip(text, n < text.n ? n + 1 : n);
        rest = str_skip(rest, str_index(rest, ':') + (str_index(rest, ':') < rest.n));
        rest.n = str_index(rest, ':');
        if (!str_to_u64(rest, UINT32_MAX, &id) ||
            !(name ? str_eq(first, str_of(name)) : id == user->id))
            continue;
        found = true;
        user->id = (unsigned long)id;
        (void)str_copy(user->name, sizeof user->name, first);
    }
    arena_release(&arena);
    return found;
}

void doctor_user(struct doctor_user *ret)
{
    *ret = (struct doctor_user){.id = geteuid()};
    if ((ret->id == 0 && find_user(SERVICE_USER, ret)) || find_user(NULL, ret))
        return;
    (void)snprintf(ret->name, sizeof ret->name, "%lu", ret->id);
}

/* Whether a user has the rights `bits` (0-7) to what has this owner and mode. */
static bool may(const struct stat *st, const struct doctor_user *user, unsigned bits)
{
    unsigned mode = st->st_mode;

    if (user->id == 0)
        return true;
    if (st->st_uid == user->id)
        return (mode >> 6 & bits) == bits;
    return ((mode >> 3 | mode) & bits) == bits;
}

/* Whether the user gets through all folders above the last name. 0 or -1. */
static int check_way(const char *path, const struct doctor_user *user, struct err *err)
{
    char part[PATH_MOST];
    struct stat st;

    for (size_t n = 1; path[n - 1] && n < sizeof part; n++) {
        if (path[n - 1] != '/' || !path[n])
            continue;
        (void)str_copy(part, sizeof part, (struct str){path, n});
        if (stat(part, &st) == 0 && !may(&st, user, 1))
            return err_usage(err, "%s: user %s cannot get to it: %s is closed", path, user->name,
                             part);
    }
    return 0;
}

/* A folder that is to be made: by somebody who may write above it. 0 or -1. */
static int check_above(const char *path, const struct doctor_user *user, struct err *err)
{
    char above[PATH_MOST];
    struct stat st;
    size_t n = strlen(path);

    while (n > 0 && path[n - 1] == '/')
        n--;
    while (n > 0 && path[n - 1] != '/')
        n--;
    (void)str_copy(above, sizeof above, n ? (struct str){path, n} : STR("."));
    if (stat(above, &st) != 0 || !S_ISDIR(st.st_mode))
        return err_usage(err, "%s: cannot be made: the folder above it is not there", path);
    if (!may(&st, user, 3) || (access(above, W_OK) != 0 && errno == EROFS))
        return err_usage(err, "%s: user %s cannot make it: %s is closed", path, user->name, above);
    return 0;
}

int doctor_state(const char *path, const struct doctor_user *user, bool *ret_there, struct err *err)
{
    struct doctor_user owner = {.id = 0};
    struct stat st;

    *ret_there = false;
    if (check_way(path, user, err) < 0)
        return -1;
    if (stat(path, &st) != 0)
        return errno == ENOENT ? check_above(path, user, err)
                               : err_system(err, errno, "%s: cannot be opened", path);
    *ret_there = true;
    if (!S_ISDIR(st.st_mode))
        return err_usage(err, "%s: is no folder", path);
    owner.id = st.st_uid;
    if (!find_user(NULL, &owner))
        (void)snprintf(owner.name, sizeof owner.name, "%lu", owner.id);
    if (owner.id != user->id)
        return err_usage(err, "%s: belongs to user %s, but audit runs as %s", path, owner.name,
                         user->name);
    if (!may(&st, user, 7) || (access(path, W_OK) != 0 && errno == EROFS))
        return err_usage(err, "%s: user %s cannot write to it", path, user->name);
    return audit_folder_look(path, err);
}
