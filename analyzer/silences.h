/*
 * silences.h: finds the hours in which a series has no line though it should: a rotated file that
 * is missing, a front-end that fell silent while the others went on, a log that begins late.
 */
#ifndef LIMIER_SILENCES_H
#define LIMIER_SILENCES_H

#include "model/series.h"

/* A span is improbable when its probability, multiplied by the number of spans, is below
 * 10^−SILENCE_BOUND: one false gap in a million scans of logs that follow the model. */
#define SILENCE_BOUND 6.0

/* Fewer expected lines are never a gap: a log this small proves nothing. */
#define SILENCE_LINES 100

/* Beginnings and ends that others do not share are told from this many hours on, improbable or not,
 * of a series that has as many itself: a log of an hour says nothing about the days around it. */
#define SILENCE_TOLD_HOURS 24

/* What the run asked for. */
struct silence_options {
    int offset_seconds; /* zone of the portal: habits follow its days */
    int64_t since_ns;   /* silences outside do not matter; TIME_NONE: no bound */
    int64_t until_ns;
};

/* Fills the silences of every series and of all together. */
void silences_find(struct series_set *set, const struct silence_options *options);

#endif
