/*
 * findings_parts.h: small objects that several parts of findings.json hold.
 */
#ifndef LIMIER_REPORT_FINDINGS_PARTS_H
#define LIMIER_REPORT_FINDINGS_PARTS_H

#include "report/report.h"

/* Where a line stands: the input's path as given, the line from 1, its first byte in the
 * decompressed stream. Nothing when the input is not one of the dossier's. */
void findings_evidence(struct json *json, const struct dossier *dossier,
                       const struct evidence *evidence);

/* A text in both languages: {"fr": …, "en": …}; one that is absent is empty. */
void findings_texts(struct json *json, const char *name, const struct str text[2]);

#endif
