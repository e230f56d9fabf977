/*
 * findings_series.h: the parts of findings.json's coverage that are about time. Private to the
 * writer in findings.c.
 */
#ifndef LIMIER_REPORT_FINDINGS_SERIES_H
#define LIMIER_REPORT_FINDINGS_SERIES_H

#include "report/report.h"

/* Members of an input: steps, hours, last_good. */
void findings_steps(struct json *json, const struct coverage *input);

/* Members of the coverage: silences, together, series. */
void findings_series(struct json *json, const struct dossier *dossier);

#endif
