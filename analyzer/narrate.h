/*
 * narrate.h: the sentences of a finding, in both languages. They speak of the use of an account,
 * never of a practitioner.
 */
#ifndef LIMIER_NARRATE_H
#define LIMIER_NARRATE_H

#include "base/arena.h"
#include "model/dossier.h"

/* Fills the text and stretch_text of every finding - what, against what normal, since when, how
 * many persons, why, what is not known, what to do next - and the dossier's `cleared`. Called when
 * nothing about a finding changes any more. Texts live in the arena. */
void narrate_dossier(struct dossier *dossier, struct arena *arena);

/* "203.0.113.7 (Riga, Latvia)". Its .p ends with a NUL. */
struct str narrate_place(enum lang lang, struct str address, const struct place *place,
                         struct arena *arena);

#endif
