/*
 * findings_signatures.h: the part of findings.json that is about signatures.
 */
#ifndef LIMIER_REPORT_FINDINGS_SIGNATURES_H
#define LIMIER_REPORT_FINDINGS_SIGNATURES_H

#include "report/report.h"

/* Members of the document: signatures, each with the alerts that the dossier lists, and rules: what
 * was looked for, and what could not be. */
void findings_signatures(struct json *json, const struct dossier *dossier);

#endif
