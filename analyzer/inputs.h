/*
 * inputs.h: from the paths of the command line to the list of inputs: folders are opened, the order
 * made canonical.
 */
#ifndef LIMIER_INPUTS_H
#define LIMIER_INPUTS_H

#include "base/arena.h"
#include "base/err.h"

/* Paths of files ("-" is standard input), sorted by bytes. `bytes_total` is their size where it is
 * known. */
struct inputs {
    const char **paths;
    size_t count;
    size_t room;
    uint64_t bytes_total;
};

/* Expands the paths. A folder gives its files, with `recursive` also those of its folders; hidden
 * files are left out. A path that does not exist is a usage error; one that cannot be read is left
 * to the reader, which reports it as damage. 0 or -1. */
int inputs_expand(struct inputs *inputs, char *const *paths, size_t count, bool recursive,
                  struct arena *arena, struct err *err);

/* Releases the list; the texts belong to the arena. */
void inputs_release(struct inputs *inputs);

#endif
