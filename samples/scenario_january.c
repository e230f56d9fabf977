/* Owns the renewal of rights: from 2 to 4 January every shop asks again for all the persons it
 * knows, one after the other, by hand. A period without a 2 January is moved, so that there is a
 * past. Nobody is compromised. */
#include "scenarios.h"

/* The first 2 January that has four days before it and two after; 0: none. */
static int renewal(const struct params *p)
{
    for (int d = 4; d + 3 <= (int)p->days; d++) {
        int year;
        unsigned month, dom;
        civil_from_day(p->start_day + d, &year, &month, &dom);
        if (month == 1 && dom == 2) {
            return p->start_day + d;
        }
    }
    return 0;
}

static int moved(struct params *p)
{
    int year;
    unsigned month, dom;
    civil_from_day(p->start_day, &year, &month, &dom);
    int day = day_from_civil(year + (month > 6), 1, 2);
    p->start_day = day - (int)p->days * 2 / 3;
    return day;
}

void scenario_january(struct sim *sim, enum phase phase)
{
    struct rng r;
    if (phase != PHASE_WORLD) {
        return;
    }
    rng_init(&r, sim->params.seed, 751);
    int second = renewal(&sim->params);
    sim_note(sim, "period", second == 0 ? "moved to contain 2 January" : "as asked for");
    second = second == 0 ? moved(&sim->params) : second;
    for (unsigned i = 0; i < sim->params.accounts; i++) {
        struct account *a = &sim->accounts[i];
        int day = second + (int)rng_below(&r, 3);
        for (int tries = 0; tries < 7 && open_minutes(a, day) == 0; tries++) {
            day++;
        }
        a->odd.series_day = day;
        a->odd.series_low_ms = 15000;
        a->odd.series_high_ms = 50000;
    }
}
