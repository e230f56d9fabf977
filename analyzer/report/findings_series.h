/*
 * findings_series.h: what JSON documents say of a coverage, of its damage and in time:
 * findings.json and limier inspect --json alike.
 */
#ifndef LIMIER_REPORT_FINDINGS_SERIES_H
#define LIMIER_REPORT_FINDINGS_SERIES_H

#include "report/report.h"

/* Member of an input: damage, null for none. */
void findings_damage(struct json *json, const struct damage *damage);

/* Members of an input: steps, hours, last_good. */
void findings_steps(struct json *json, const struct coverage *input);

/* Members of the coverage: silences, together, series. */
void findings_series(struct json *json, const struct dossier *dossier);

#endif
