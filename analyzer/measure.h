/*
 * measure.h: the digests of a log file as ingest sees it: the file, and every text in it.
 */
#ifndef LIMIER_MEASURE_H
#define LIMIER_MEASURE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "input/stage.h"

/* One text: the file itself, or a member of the archive that it is. */
struct measured {
    struct str member; /* "logs/access.log", as inputs names it; absent for the file */
    char sha256[SHA256_TEXT];
    char sha256_text[SHA256_TEXT];
    uint64_t bytes;
};

/* A file. Zeroed: nothing. */
struct measure {
    bool archive;
    char sha256[SHA256_TEXT]; /* of the file */
    uint64_t bytes;
    struct measured *texts; /* in the arena, by name */
    size_t count;
};

/* Reads a regular file to its end. 0, or -1 when what is in it cannot be listed; what cannot be
 * read has the digest of what could. Texts live in the arena. */
int measure_file(const char *path, struct progress *progress, struct arena *arena,
                 struct measure *ret_measure, struct err *err);

/* Where a file may be by its name: under it, or below a folder to which files were moved (NULL:
 * none), with the folders of its name or without. NULL: nowhere; what is no regular file does not
 * count. The path is the name's or the arena's. */
const char *measure_locate(const char *folder, struct str name, struct arena *arena);

/* The text with this member's name (absent: the file's own); NULL when there is none. */
const struct measured *measure_find(const struct measure *measure, struct str member);

#endif
