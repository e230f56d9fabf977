/*
 * legal_options.h: the options that say what a notification is for: --aware-at, --deadline, --phase
 * and --earlier.
 */
#ifndef LIMIER_LEGAL_OPTIONS_H
#define LIMIER_LEGAL_OPTIONS_H

#include "model/dossier.h"
#include "options.h"

/* Fills aware_ns, deadline_hours, phase and earlier of the dossier, whose offset_seconds is the
 * zone of a time that is given without one. An earlier case that was read already is kept; its
 * texts are the arena's. 0, or -1 with a usage error. */
int legal_options(const struct options *options, struct dossier *dossier, struct arena *arena,
                  struct err *err);

/* Reads dossier-cnil.json of a case folder that somebody hands in. NULL with a usage error. */
const struct earlier *legal_earlier(const char *folder, struct arena *arena, struct err *err);

#endif
