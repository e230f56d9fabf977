/*
 * dossier_codec.h: the dossier as bytes, so that a case can be reported again without being judged
 * again: what was said in January is what is said in March, whatever program reads it. Not in it:
 * the profile, the key, the texts behind numbers, which a case has elsewhere, and what was asked of
 * one run (language, outputs).
 */
#ifndef LIMIER_DOSSIER_CODEC_H
#define LIMIER_DOSSIER_CODEC_H

#include "base/codec.h"
#include "model/dossier.h"

/* Writes or reads all of it. */
void dossier_code(struct codec *codec, struct dossier *dossier);

/* Items that several parts have: a text in both languages, one text (struct str), a line of a log
 * (struct evidence). */
void dossier_code_texts(struct codec *codec, struct str texts[2]);
void dossier_code_str(struct codec *codec, void *item);
void dossier_code_evidence(struct codec *codec, void *item);

/* Inputs, series and damage: the part in dossier_codec_coverage.c. */
void dossier_code_coverage(struct codec *codec, struct dossier *dossier);

/* One input alone. What was read lies in the codec's arena, its hours as well: it is not released
 * with coverage_release. */
void dossier_code_input(struct codec *codec, struct coverage *input);

/* Findings and campaigns: the part in dossier_codec_findings.c. */
void dossier_code_findings(struct codec *codec, struct dossier *dossier);

/* Indicators that were given, and whether what was read of them can be: the part in
 * dossier_codec_indicators.c. */
void dossier_code_indicators(struct codec *codec, struct dossier *dossier);
bool dossier_indicators_good(const struct dossier *dossier);
/* Phase and earlier notification: the part in dossier_codec_earlier.c. */
void dossier_code_earlier(struct codec *codec, struct dossier *dossier);

/* What is wrong with a dossier that was read: an index that points nowhere, a moment that cannot
 * be. NULL: nothing. (dossier_check.c) */
const char *dossier_wrong(const struct dossier *dossier);

#endif
