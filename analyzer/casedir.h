/*
 * casedir.h: the case directory: made private, never mixed with an older case.
 */
#ifndef LIMIER_CASEDIR_H
#define LIMIER_CASEDIR_H

#include <stdbool.h>

#include "base/err.h"

/* An open case directory, mode 0700, with its traces/. Descriptors are −1 when absent. */
struct casedir {
    int directory;
    int traces;
};

/* Makes or, with `clobber`, empties the directory. A directory that holds something is refused
 * without `clobber`, and with it unless what it holds is a case. 0 or -1. */
int casedir_open(struct casedir *casedir, const char *path, bool clobber, bool keep_traces,
                 struct err *err);

/* Closes the descriptors. */
void casedir_close(struct casedir *casedir);

#endif
