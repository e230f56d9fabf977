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
#include "input/reader.h"

/* One walk. */
struct walk {
    struct inputs *inputs;
    struct arena *arena;
    bool recursive;
    struct err *err;
};

/* Adds an input to the file that was added last. */
static int add_input(struct walk *walk, const char *name)
{
    struct inputs *inputs = walk->inputs;

    if (inputs->count >= LIMIT_INPUTS)
        return err_usage(walk->err, "more than %u inputs", LIMIT_INPUTS);
    MEM_GROW(inputs->paths, inputs->count, inputs->room);
    inputs->paths[inputs->count++] = name;
    inputs->units[inputs->unit_count - 1].count++;
    return 0;
}

/* The name of a text of an archive. One that was cut gets its place in the archive: it may not be
 * the only one. */
static const char *text_name(struct walk *walk, const char *path, const struct reader *reader)
{
    struct str name = {reader->name.buffer, reader->name.used};

    if (name.n == 0)
        return path;
    if (reader->name_whole)
        return arena_print(walk->arena, "%s!%.*s", path, (int)name.n, name.p).p;
    return arena_print(walk->arena, "%s!%.*s#%u", path, (int)name.n, name.p, reader->texts).p;
}

/* Adds the members of an archive; or the file, when it is none. */
static int add_texts(struct walk *walk, const char *path)
{
    struct progress alone = {0};
    struct progress *progress = walk->inputs->progress ? walk->inputs->progress : &alone;
    struct input_unit *unit = &walk->inputs->units[walk->inputs->unit_count - 1];
    struct reader reader;
    int rc = 0;

    reader_open(&reader, path, FEED_AHEAD, progress, true);
    while (rc == 0 && reader_next(&reader) && reader_is_member(&reader)) {
        unit->archive = true;
        rc = add_input(walk, text_name(walk, path, &reader));
    }
    reader_close(&reader);
    return rc < 0 || unit->count ? rc : add_input(walk, path);
}

/* Adds a file; `file` says that it can be looked into beforehand, which a pipe cannot. */
static int add_path(struct walk *walk, const char *path, uint64_t bytes, bool file)
{
    struct inputs *inputs = walk->inputs;

    MEM_GROW(inputs->units, inputs->unit_count, inputs->unit_room);
    inputs->units[inputs->unit_count++] = (struct input_unit){.path = path, .first = inputs->count};
    inputs->bytes_total += bytes;
    return file ? add_texts(walk, path) : add_input(walk, path);
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
    return S_ISREG(st.st_mode) ? add_path(walk, path, (uint64_t)st.st_size, true) : 0;
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

/* An input while they are sorted. */
struct place {
    const char *name;
    size_t found; /* where it was found: its place in the order of units */
};

static int compare_places(const void *a, const void *b)
{
    const struct place *x = a;
    const struct place *y = b;
    int order = strcmp(x->name, y->name);

    if (order != 0)
        return order;
    return x->found < y->found ? -1 : x->found > y->found;
}

/* The unit in which an input was found. */
static const struct input_unit *unit_of(const struct inputs *inputs, size_t found)
{
    size_t low = 0;
    size_t high = inputs->unit_count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (inputs->units[middle].first <= found)
            low = middle;
        else
            high = middle;
    }
    return &inputs->units[low];
}

/* Members of one archive with one name: all but the first get their place in it. */
static bool rename_twins(const struct inputs *inputs, struct arena *arena, struct place *places)
{
    bool renamed = false;
    size_t first = 0;

    for (size_t i = 1; i < inputs->count; i++) {
        const struct input_unit *unit = unit_of(inputs, places[i].found);

        if (strcmp(places[i].name, places[first].name) != 0 || !unit->archive ||
            unit != unit_of(inputs, places[first].found)) {
            first = i;
            continue;
        }
        places[i].name =
            arena_print(arena, "%s#%zu", places[i].name, places[i].found - unit->first + 1).p;
        renamed = true;
    }
    return renamed;
}

/* Sorts the inputs by name and place, and notes where each has gone. */
static void sort_inputs(struct inputs *inputs, struct arena *arena)
{
    struct place *places = mem_resize(NULL, inputs->count, sizeof *places);

    for (size_t i = 0; i < inputs->count; i++)
        places[i] = (struct place){inputs->paths[i], i};
    qsort(places, inputs->count, sizeof *places, compare_places);
    if (rename_twins(inputs, arena, places))
        qsort(places, inputs->count, sizeof *places, compare_places);
    inputs->order = mem_resize(NULL, inputs->count, sizeof *inputs->order);
    for (size_t i = 0; i < inputs->count; i++) {
        inputs->paths[i] = places[i].name;
        inputs->order[places[i].found] = i;
    }
    free(places);
}

int inputs_expand(struct inputs *inputs, char *const *paths, size_t count, bool recursive,
                  struct arena *arena, struct err *err)
{
    struct walk walk = {inputs, arena, recursive, err};

    for (size_t i = 0; i < count; i++) {
        struct stat st;
        int rc;

        if (strcmp(paths[i], "-") == 0) {
            rc = add_path(&walk, "-", 0, false);
        } else if (stat(paths[i], &st) != 0 && (errno == ENOENT || errno == ENOTDIR)) {
            rc = err_usage(err, "%s: no such file or folder", paths[i]);
        } else if (S_ISDIR(st.st_mode)) {
            rc = walk_folder(&walk, paths[i], 0);
        } else {
            rc = add_path(&walk, arena_str(arena, str_of(paths[i])).p, (uint64_t)st.st_size,
                          S_ISREG(st.st_mode));
        }
        if (rc < 0)
            return -1;
    }
    if (inputs->count == 0)
        return err_usage(
            err, "no log file found in the given folders (use -r to look into their folders)");
    sort_inputs(inputs, arena);
    return 0;
}

void inputs_release(struct inputs *inputs)
{
    free(inputs->paths);
    free(inputs->units);
    free(inputs->order);
    *inputs = (struct inputs){0};
}
