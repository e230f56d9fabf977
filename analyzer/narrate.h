/*
 * narrate.h: the sentences of a finding, in both languages. They speak of the use of an account,
 * never of a practitioner.
 */
#ifndef LIMIER_NARRATE_H
#define LIMIER_NARRATE_H

#include "base/arena.h"
#include "model/finding.h"

/* Fills finding->text: what, against what normal, since when, how many persons, what to do next. */
void narrate_finding(struct finding *finding, int offset_seconds, struct arena *arena);

/* "203.0.113.7 (Riga, Latvia)". */
struct str narrate_place(enum lang lang, struct str address, const struct place *place,
                         struct arena *arena);

#endif
