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
    int last = late;

    for (int i = 0; i < DELAY_WORDS; i++)
        total += (double)lesson[i];
    for (int i = 0; i < DELAY_WORDS; i++) {
        sum += (double)lesson[i] + (i <= late ? PRIOR / (late + 1) : 0);
        d->come[i] = sum / total;
        last = lesson[i] && i > last ? i : last;
    }
    /* A second more: so much seconds may round to an earlier place. */
    d->last_seconds = exp2((last + 1) / 4.0) + 1;
}

double delays_ripe(const void *delays, int64_t age_ns)
{
    const struct delays *d = delays;
    double seconds;
    double place;
    int at;
    double before;

    if (age_ns < 0)
        return 0;
    seconds = (double)age_ns / NS_PER_SECOND;
    if (seconds >= d->last_seconds)
        return d->come[DELAY_WORDS - 2]; /* the last word is of all that is later */
    place = place_of(seconds);
    at = (int)place;
    before = at > 0 ? d->come[at - 1] : 0;
    return before + (d->come[at] - before) * (place - at);
}
