/*
 * summary_coverage.h: the parts of the terminal's summary that are about what is missing.
 */
#ifndef LIMIER_SUMMARY_COVERAGE_H
#define LIMIER_SUMMARY_COVERAGE_H

#include "base/out.h"
#include "base/text.h"
#include "model/dossier.h"

/* Inputs with the same content as another, and inputs that are damaged or cannot be read. */
void summary_damage(struct out *out, const struct dossier *dossier, enum lang lang);

/* The damage of one input, in one line. */
void summary_damaged(struct out *out, const struct dossier *dossier, const struct coverage *c,
                     enum lang lang);

/* One silence of a series, or of all inputs (a series without a name), in one line. */
void summary_silence(struct out *out, const struct dossier *dossier, const struct series *series,
                     const struct silence *silence, enum lang lang);

/* Silences, clocks that step back, inputs without a log. */
void summary_coverage(struct out *out, const struct dossier *dossier, enum lang lang);

/* With -v, below an input: lines out of order; nothing when there is none. */
void summary_disorder(struct out *out, const struct coverage *coverage, enum lang lang);

/* With -v: rejected lines, masked, each with a caret under the byte at which it stops making sense.
 */
void summary_samples(struct out *out, const struct dossier *dossier, enum lang lang);

#endif
