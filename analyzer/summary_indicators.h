/*
 * summary_indicators.h: the part of the terminal's summary that answers "were we visited by the
 * same attacker?".
 */
#ifndef LIMIER_SUMMARY_INDICATORS_H
#define LIMIER_SUMMARY_INDICATORS_H

#include "summary_text.h"

/* Which indicators were seen, and what of the files was not understood; nothing when none were
 * given. */
void summary_indicators(const struct summary *s);

#endif
