/*
 * writers.h: runs the report writers that are wanted over one dossier, several at a time, and the
 * manifest when all others are done.
 */
#ifndef LIMIER_WRITERS_H
#define LIMIER_WRITERS_H

#include "options.h"
#include "report/report.h"

/* One run. Zeroed but for directory, dossier and jobs; release it when the dossier's outputs are no
 * longer needed, whose names live here. */
struct writers {
    int directory;           /* of the case */
    struct dossier *dossier; /* its outputs are extended, and sorted by name */
    unsigned jobs;
    /* NULL, or what is done when all reports stand, before the manifest: 0 or -1. */
    int (*settle)(void *context, struct err *err);
    void *context;        /* of it */
    bool *wanted;         /* by place in the table */
    struct arena *arenas; /* one for each writer */
};

/* Says which writers are wanted: those that --format names, with `always` also those that every
 * case has. 0, or -1 with a usage error. */
int writers_select(struct writers *writers, const struct options *options, bool always,
                   struct err *err);

/* Writes. 0 or -1. */
int writers_run(struct writers *writers, struct err *err);

/* Frees all. */
void writers_release(struct writers *writers);

#endif
