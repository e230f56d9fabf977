/*
 * legal_options.h: the options that say what a notification is for: --aware-at, --deadline, --phase
 * and --earlier.
 */
#ifndef LIMIER_LEGAL_OPTIONS_H
#define LIMIER_LEGAL_OPTIONS_H

#include "model/dossier.h"
#include "options.h"

/* Fills what an option says; the rest stays: so give the dossier TIME_NONE and DEADLINE_HOURS, or
 * what the case knows, before. Its offset_seconds is the zone of a time that is given without one.
 * Texts of the earlier case are the arena's. 0, or -1 with a usage error. */
int legal_options(const struct options *options, struct dossier *dossier, struct arena *arena,
                  struct err *err);

/* The moment of awareness alone, once the zone of the logs is known. 0 or -1. */
int legal_aware(const struct options *options, struct dossier *dossier, struct err *err);

/* Reads dossier-cnil.json of a case folder that somebody hands in. NULL with a usage error. */
const struct earlier *legal_earlier(const char *folder, struct arena *arena, struct err *err);

#endif
