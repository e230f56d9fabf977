/*
 * manifest_parts.h: the words of the file that its writer and its reader share. Private to them.
 */
#ifndef LIMIER_REPORT_MANIFEST_PARTS_H
#define LIMIER_REPORT_MANIFEST_PARTS_H

#include "report/manifest.h"

/* The first line without its end, the last one before and behind its digest, and the "previous" of
 * the first entry. */
#define MANIFEST_OPENING "{\"schema\": \"limier-manifest/2\", \"entries\": ["
#define MANIFEST_CLOSING "], \"head\": \""
#define MANIFEST_ENDING  "\"}\n"
#define MANIFEST_ZEROS   "0000000000000000000000000000000000000000000000000000000000000000"

/* By kind. */
extern const char *const manifest_kind_names[MANIFEST_KINDS];

#endif
