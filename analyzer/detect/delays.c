/*
 * delays.c: the distribution of follow-up delays, as a histogram on a scale of logarithms.
 */
#include "detect/delays.h"

#include <math.h>

#include "base/clock.h"

/* Beside the delays that were seen, as many follow-ups as this come late: within ten days, evenly
 * by factors. A short log shows only the quick ones. */
#define PRIOR 2.0

static double place_of(double seconds)
{
    double place = 4 * log2(seconds + 1);

    return place < DELAY_WORDS - 1 ? place : DELAY_WORDS - 1;
}

void delays_learn(uint64_t lesson[DELAY_WORDS], uint32_t seconds)
{
    lesson[(int)place_of(seconds)]++;
}

void delays_fit(struct delays *d, const uint64_t lesson[DELAY_WORDS])
{
    int late = (int)place_of(864000);
    double total = PRIOR;
    double sum = 0;

    for (int i = 0; i < DELAY_WORDS; i++)
        total += (double)lesson[i];
    for (int i = 0; i < DELAY_WORDS; i++) {
        sum += (double)lesson[i] + (i <= late ? PRIOR / (late + 1) : 0);
        d->come[i] = sum / total;
    }
}

double delays_ripe(const void *delays, int64_t age_ns)
{
    const struct delays *d = delays;
    double place;
    int at;
    double before;

    if (age_ns < 0)
        return 0;
    place = place_of((double)age_ns / NS_PER_SECOND);
    at = (int)place;
    before = at > 0 ? d->come[at - 1] : 0;
    return before + (d->come[at] - before) * (place - at);
}
