/*
 * totals.h: what all findings on the lists come to, each person counted once: of each insurer, and
 * of all. Read from the sorted list of exposed persons, exact at any size, in bounded memory.
 */
#ifndef LIMIER_TOTALS_H
#define LIMIER_TOTALS_H

#include "model/dossier.h"

/* Where it is done: texts of insurers by number, the arena of what is found, and for sorting the
 * memory and the folder of a file. */
struct totals_options {
    const struct str *insurers;
    size_t insurer_count;
    struct arena *arena;
    size_t memory_bytes;
    int directory;
};

/* Fills dossier->total and dossier->totals. 0 or -1. */
int totals_count(struct dossier *dossier, const struct totals_options *options, struct err *err);

#endif
