/*
 * case_dossier.h: what a case said, read back: the dossier as the scan made it, with its lists
 * open, for reports that are written again and for questions about persons. Nothing is judged.
 * Anybody may have written the case: what is altered, or points nowhere, is refused.
 */
#ifndef LIMIER_CASE_DOSSIER_H
#define LIMIER_CASE_DOSSIER_H

#include "case_read.h"
#include "model/dossier.h"

/* An open case and its dossier, whose portal, sources, agents and insurers are the case's. The key,
 * the language and what is asked of this run are the caller's to set. Release with
 * case_dossier_close, whatever case_dossier_open returned. */
struct case_dossier {
    struct case_read from;
    struct dossier dossier;
    struct arena arena;
    struct str text; /* of dossier.bin, from which the dossier borrows */
};

/* Opens. 0, or -1: a usage error when it is no case, one without traces/ or one of another version,
 * a failure when it was altered or cannot be read. */
int case_dossier_open(struct case_dossier *ret_case, const char *path, struct err *err);

/* What the scan said, without its lists, of a case that is open already. *ret_text is the caller's
 * to free; the dossier borrows from it and from the arena. 0, or -1 when it was altered. */
int case_dossier_read(const struct case_read *from, struct dossier *ret_dossier,
                      struct str *ret_text, struct arena *arena, struct err *err);

/* What the dossier holds now, beside the one that the case has; only case_dossier_commit puts it in
 * its place. The caller ends it with that or out_drop. 0 or -1. */
int case_dossier_keep(struct case_dossier *c, struct out *ret_out, struct err *err);

/* Replaces dossier.bin by it in one step, and notes that for the manifest, which must follow. The
 * writer is released, also on failure. 0 or -1. */
int case_dossier_commit(struct case_dossier *c, struct out *out, struct err *err);

/* Frees all. */
void case_dossier_close(struct case_dossier *c);

#endif
