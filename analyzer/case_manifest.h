/*
 * case_manifest.h: what the manifest of a case says of traces/. Private to case_read.c.
 */
#ifndef LIMIER_CASE_MANIFEST_H
#define LIMIER_CASE_MANIFEST_H

#include "case_read.h"

/* Fills partial and the files of a case, all of which must be listed. 0 or -1. */
int case_manifest_read(struct case_read *to, struct str text, struct err *err);

#endif
