/*
 * lists_note.h: tells the operator which insurers got no list.
 */
#ifndef LIMIER_LISTS_NOTE_H
#define LIMIER_LISTS_NOTE_H

#include "base/out.h"
#include "base/text.h"
#include "model/dossier.h"

/* With --recipients: one sentence that names the insurers without a key, whose lists were therefore
 * not written. Nothing when all have one. */
void lists_note(const struct dossier *dossier, struct out *out, enum lang lang);

#endif
