/*
 * file.h: small files read whole (profiles, configuration, keys), with a cap.
 */
#ifndef LIMIER_BASE_FILE_H
#define LIMIER_BASE_FILE_H

#include "base/arena.h"
#include "base/err.h"

/* The contents of a regular file of at most `cap` bytes, in the arena. 0, or -1 with a usage error
 * that names it. */
int file_read(const char *path, size_t cap, struct arena *arena, struct str *ret_text,
              struct err *err);

#endif
