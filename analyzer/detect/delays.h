/*
 * delays.h: how long a PEC or claim takes to come after the look-up, learnt from all that came.
 */
#ifndef LIMIER_DETECT_DELAYS_H
#define LIMIER_DETECT_DELAYS_H

#include <stdint.h>

/* Counters by delay: four for each factor of two of seconds. */
#define DELAY_WORDS 112

/* The share of follow-ups that came within each delay. */
struct delays {
    double come[DELAY_WORDS];
    double last_seconds; /* from here on no more come */
};

/* Counts one follow-up. */
void delays_learn(uint64_t lesson[DELAY_WORDS], uint32_t seconds);

/* What the counts come to. */
void delays_fit(struct delays *delays, const uint64_t lesson[DELAY_WORDS]);

/* Share of follow-ups that come within a time; 0 for a time below zero. `delays` is a struct
 * delays. */
double delays_ripe(const void *delays, int64_t age_ns);

#endif
