/*
 * versions.h: what this program is made of, for --version and the manifest.
 */
#ifndef LIMIER_VERSIONS_H
#define LIMIER_VERSIONS_H

#include "base/arena.h"
#include "model/dossier.h"

#define VERSIONS_MOST 8

/* limier and its libraries, as they run now. Texts live in the arena. Returns how many. */
size_t versions_list(struct dossier_pair pairs[VERSIONS_MOST], struct arena *arena);

#endif
