/*
 * verify_report.h: what a verification found, for people and for programs.
 */
#ifndef LIMIER_VERIFY_REPORT_H
#define LIMIER_VERIFY_REPORT_H

#include "base/out.h"
#include "base/text.h"
#include "verify.h"

/* A table: what was verified, then each thing that was not, and how it differs; `all` also those
 * that are as they were. (verify_text.c) */
void verify_write_text(struct out *out, enum lang lang, const struct verify *verify, bool all);

/* The same as tests/schema/verify.schema.json has it. (verify_json.c) */
void verify_write_json(struct out *out, const struct verify *verify);

#endif
