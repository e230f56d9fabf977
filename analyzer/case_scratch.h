/*
 * case_scratch.h: where files without names lie while a case is read.
 */
#ifndef LIMIER_CASE_SCRATCH_H
#define LIMIER_CASE_SCRATCH_H

#include "base/err.h"

/* A descriptor of a folder for temporary files: the case's own, which is private, or, where nothing
 * can be written there, $TMPDIR. The caller closes it. -1 with a sentence. */
int case_scratch(int directory, struct err *err);

#endif
