/*
 * summary_signatures.h: the parts of the terminal's summary that are about signatures.
 */
#ifndef LIMIER_SUMMARY_SIGNATURES_H
#define LIMIER_SUMMARY_SIGNATURES_H

#include "summary_text.h"

/* The line that says that no account is accused; and that signatures alerted, where they did. */
void summary_no_accusation(const struct summary *s);

/* The alerts that name the account of a finding, in one line; nothing where there are none. */
void summary_alerts_of(const struct summary *s, size_t finding);

/* A rule that alerted, in one line, with so many of its alerts. */
void summary_signature(const struct summary *s, const struct signature *signature, uint64_t alerts);

/* Which rules alerted, the highest levels first: a few, with -v all; and rules that could not be
 * used. Nothing without rules. */
void summary_signatures(const struct summary *s);

#endif
