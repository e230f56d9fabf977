/*
 * casedir.h: the case directory: made private, never mixed with an older case.
 */
#ifndef LIMIER_CASEDIR_H
#define LIMIER_CASEDIR_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

/* An open case directory, mode 0700; traces/ from casedir_publish on. Descriptors are −1 when
 * absent. */
struct casedir {
    int directory;
    int traces;
};

/* Makes the directory, or takes the one that is there. One that holds something is refused without
 * `clobber`, and with it unless what it holds is a case. Nothing is removed yet. 0 or -1. */
int casedir_open(struct casedir *casedir, const char *path, bool clobber, struct err *err);

/* Removes the older case, now that the new one is ready to be written, and makes traces/ unless
 * `keep_traces` is false. 0 or -1. */
int casedir_publish(struct casedir *casedir, bool keep_traces, struct err *err);

/* Whether a file of a folder ("exposed/") is of this run. */
typedef bool casedir_keep(const void *context, const char *folder, struct str name);

/* Removes the files of a folder of reports that are ours by their names and that `keep` does not
 * keep: those of a run before, also of one that was killed and is in no manifest. No such folder:
 * nothing to do. 0 or -1. */
int casedir_sweep(int directory, const char *folder, casedir_keep *keep, const void *context,
                  struct err *err);

/* Closes the descriptors. */
void casedir_close(struct casedir *casedir);

#endif
