/*
 * findings_indicators.h: the part of findings.json that says what was looked for on somebody else's
 * behalf, and where it was seen.
 */
#ifndef LIMIER_REPORT_FINDINGS_INDICATORS_H
#define LIMIER_REPORT_FINDINGS_INDICATORS_H

#include "base/json.h"
#include "model/dossier.h"

/* The member "indicators"; nothing when none were given. */
void findings_indicators(struct json *json, const struct dossier *dossier);

#endif
