/*
 * inputs.h: from the paths of the command line to the list of inputs: folders are opened, the order
 * made canonical.
 */
#ifndef LIMIER_INPUTS_H
#define LIMIER_INPUTS_H

#include "base/arena.h"
#include "base/err.h"
#include "input/stage.h"

/* A file to open: one input, or an archive with one for each member, which are read in the order in
 * which they lie there: order[first] … order[first + count - 1] are their places in the list. */
struct input_unit {
    const char *path;
    bool archive;
    size_t first;
    size_t count;
};

/* Inputs by name, sorted by bytes: paths of files ("-" is standard input), and members of archives
 * as "bundle.tar.gz!logs/access.log" (the bundle's own path is that of its damage). `bytes_total`
 * is the size of the files where it is known. `progress` is optional and given by the caller: a
 * request to stop ends the search in archives. */
struct inputs {
    const char **paths;
    size_t count;
    size_t room;
    struct input_unit *units;
    size_t unit_count;
    size_t unit_room;
    size_t *order;
    uint64_t bytes_total;
    struct progress *progress;
};

/* Expands the paths. A folder gives its files, with `recursive` also those of its folders; hidden
 * files are left out. Archives are opened and their members listed. A path that does not exist is a
 * usage error; one that cannot be read is left to the reader, which reports it as damage. 0 or -1.
 */
int inputs_expand(struct inputs *inputs, char *const *paths, size_t count, bool recursive,
                  struct arena *arena, struct err *err);

/* Releases the list; the texts belong to the arena. */
void inputs_release(struct inputs *inputs);

#endif
