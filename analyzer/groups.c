/*
 * groups.c: groups from the data and from trades.
 *
 * Without a directory, accounts are alike when they work alike: by program or by browser (pages and
 * assets beside the look-ups), on weekends or not, and with a similar volume. The first two are
 * shares of days, which an attack of a few days does not change (a program must be one in both
 * halves of its days, so that a longer attack does not make one either); volume is a band of powers
 * of four around the account's own median day. Trades come in two groups each, programs and
 * browsers: a program is more like other trades' programs than like its trade's browsers.
 */
#include "groups.h"

#include <math.h>

#define BANDS       8
#define CLASSES     4
#define GROUP_LEAST 8u
/* Programs, or browsers, of a log that are a kind of their own. */
#define KIND_LEAST 4u

/* Groups of trades come behind the others. */
#define TRADES_FROM (BANDS * CLASSES)
#define TRADES_MOST ((GROUPS_MOST - TRADES_FROM) / 2)

/* Days of history that make a median of its own. */
#define HISTORY_DAYS 5

/* The band of an account whose past is short. */
#define BAND_COMMON 2

/* Volume band: powers of four of persons per active day. */
static int band_of(const struct account_summary *s)
{
    double day = s->day_median;
    int band = day >= 1 ? (int)(log(day) / log(4.0)) + 1 : 0;

    if (s->active_days < HISTORY_DAYS)
        return BAND_COMMON;
    return band < BANDS ? band : BANDS - 1;
}

int32_t group_of(const struct account_summary *s, uint32_t trade)
{
    bool weekends = s->active_days >= 7 && s->weekend_days * 7 > s->active_days;

    if (s->active_days == 0)
        return -1;
    if (trade != NAME_NONE)
        return TRADES_FROM + 2 * (int32_t)(trade % TRADES_MOST) + s->by_program;
    return ((weekends ? 2 : 0) + s->by_program) * BANDS + band_of(s);
}

/* Joins bands from the rim towards the most common one until each has enough accounts. */
static void join_bands(uint32_t *count, int32_t *joined)
{
    int middle = 0;

    for (int b = 1; b < BANDS; b++) {
        if (count[b] > count[middle])
            middle = b;
    }
    for (int b = 0; b < middle; b++) {
        if (count[b] < GROUP_LEAST) {
            count[b + 1] += count[b];
            joined[b] = joined[b + 1];
        }
    }
    for (int b = BANDS - 1; b > middle; b--) {
        if (count[b] < GROUP_LEAST) {
            count[b - 1] += count[b];
            joined[b] = joined[b - 1];
        }
    }
}

bool group_by_program(int32_t group)
{
    return group < TRADES_FROM ? group / BANDS & 1 : group & 1;
}

/* The largest group of programs or of browsers; when all of them are too few, of both. */
static int32_t largest(const uint32_t *count, const int32_t *joined, bool program)
{
    int32_t best = -1;
    int32_t any = 0;
    uint32_t all = 0;

    for (int32_t g = 0; g < GROUPS_MOST; g++) {
        if (joined[g] != g)
            continue;
        if (group_by_program(g) == program) {
            all += count[g];
            if (best < 0 || count[g] > count[best])
                best = g;
        }
        if (count[g] > count[any])
            any = g;
    }
    return all >= KIND_LEAST ? best : any;
}

/* Where a group ends up that points on. */
static int32_t end_of(const int32_t *joined, int32_t group)
{
    while (joined[group] != group)
        group = joined[group];
    return group;
}

void groups_join(struct population *p, int32_t joined[GROUPS_MOST])
{
    uint32_t count[GROUPS_MOST] = {0};
    int32_t to[2];

    for (uint32_t a = 0; a < p->accounts; a++) {
        if (p->group[a] >= 0)
            count[p->group[a]]++;
    }
    for (int32_t g = 0; g < GROUPS_MOST; g++)
        joined[g] = g;
    for (int c = 0; c < CLASSES; c++)
        join_bands(count + c * BANDS, joined + c * BANDS);
    for (int32_t g = 0; g < GROUPS_MOST; g++)
        joined[g] = end_of(joined, g);
    to[0] = largest(count, joined, false);
    to[1] = largest(count, joined, true);
    for (int32_t g = 0; g < GROUPS_MOST; g++) {
        if (joined[g] == g && count[g] < GROUP_LEAST)
            joined[g] = to[group_by_program(g)];
    }
    for (int32_t g = 0; g < GROUPS_MOST; g++)
        joined[g] = end_of(joined, g);
    for (uint32_t a = 0; a < p->accounts; a++) {
        if (p->group[a] >= 0)
            p->group[a] = joined[p->group[a]];
    }
}
