/*
 * inputs.c: walks folders. Symbolic links inside folders are followed to files, not to folders, so
 * there are no cycles.
 */
#define _GNU_SOURCE
#include "inputs.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/mem.h"

/* One walk. */
struct walk {
    struct inputs *inputs;
    struct arena *arena;
    bool recursive;
    struct err *err;
};

static int add_path(struct walk *walk, const char *path, uint64_t bytes)
{
    struct inputs *inputs = walk->inputs;

    if (inputs->count >= LIMIT_INPUTS)
        return err_usage(walk->err, "more than %u inputs", LIMIT_INPUTS);
    MEM_GROW(inputs->paths, inputs->count, inputs->room);
    inputs->paths[inputs->count++] = path;
    inputs->bytes_total += bytes;
    return 0;
}

static int walk_folder(struct walk *walk, const char *folder, int depth);

static int walk_entry(struct walk *walk, const char *path, int depth)
{
    struct stat st;
    struct stat target;

    if (lstat(path, &st) != 0)
        return 0; /* gone since the folder was read */
    if (S_ISDIR(st.st_mode))
        return walk->recursive && depth < LIMIT_DIRECTORY_DEPTH ? walk_folder(walk, path, depth + 1)
                                                                : 0;
    if (S_ISLNK(st.st_mode) && stat(path, &target) == 0)
        st = target;
    return S_ISREG(st.st_mode) ? add_path(walk, path, (uint64_t)st.st_size) : 0;
}

static int walk_folder(struct walk *walk, const char *folder, int depth)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    size_t n = strlen(folder);
    int rc = 0;

    if (!dir)
        return err_system(walk->err, errno, "%s: the folder cannot be opened", folder);
    while (n > 1 && folder[n - 1] == '/')
        n--;
    while (rc == 0 && (entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] != '.')
            rc = walk_entry(
                walk, arena_print(walk->arena, "%.*s/%s", (int)n, folder, entry->d_name).p, depth);
    }
    (void)closedir(dir);
    return rc;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int inputs_expand(struct inputs *inputs, char *const *paths, size_t count, bool recursive,
                  struct arena *arena, struct err *err)
{
    struct walk walk = {inputs, arena, recursive, err};

    for (size_t i = 0; i < count; i++) {
        struct stat st;
        int rc;

        if (strcmp(paths[i], "-") == 0) {
            rc = add_path(&walk, paths[i], 0);
        } else if (stat(paths[i], &st) != 0 && (errno == ENOENT || errno == ENOTDIR)) {
            rc = err_usage(err, "%s: no such file or folder", paths[i]);
        } else if (S_ISDIR(st.st_mode)) {
            rc = walk_folder(&walk, paths[i], 0);
        } else {
            rc = add_path(&walk, paths[i], (uint64_t)st.st_size);
        }
        if (rc < 0)
            return -1;
    }
    if (inputs->count == 0)
        return err_usage(
            err, "no log file found in the given folders (use -r to look into their folders)");
    qsort(inputs->paths, inputs->count, sizeof *inputs->paths, compare_paths);
    return 0;
}

void inputs_release(struct inputs *inputs)
{
    free(inputs->paths);
    *inputs = (struct inputs){0};
}
