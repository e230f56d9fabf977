/*
 * findings_totals.h: the part of findings.json about what was shown in all.
 */
#ifndef LIMIER_REPORT_FINDINGS_TOTALS_H
#define LIMIER_REPORT_FINDINGS_TOTALS_H

#include "base/json.h"
#include "model/dossier.h"

/* The member "shown": persons by category of data, those that were shown at all. */
void findings_shown(struct json *json, const struct extent shown[DATA_COUNT]);

/* The member "total". */
void findings_totals(struct json *json, const struct dossier *dossier);

#endif
