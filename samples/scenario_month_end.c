/* Owns the end of the month: on the last two open days of the period most shops and all software
 * clients ask again for all the persons they know, in one batch. Nobody is compromised. */
#include "scenarios.h"

void scenario_month_end(struct sim *sim, enum phase phase)
{
    struct rng r;
    if (phase != PHASE_WORLD) {
        return;
    }
    rng_init(&r, sim->params.seed, 711);
    int last = sim->params.start_day + (int)sim->params.days - 1;
    unsigned shops = 0;
    for (unsigned i = 0; i < sim->params.accounts; i++) {
        struct account *a = &sim->accounts[i];
        bool joins = a->software || rng_permille(&r, 350);
        int day = last;
        for (int tries = 0; tries < 7 && open_minutes(a, day) == 0; tries++) {
            day--;
        }
        if (rng_permille(&r, 400)) {
            day--;
        }
        if (joins && day > sim->params.start_day) {
            a->odd.series_day = day;
            a->odd.series_low_ms = 900;
            a->odd.series_high_ms = 2600;
            shops += !a->software;
        }
    }
    sim_note(sim, "batches", "%u shops in browsers, one in 0.9 to 2.6 s; all software", shops);
}
