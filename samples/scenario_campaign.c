/* Owns a campaign (vaccination, screening): for a week pharmacies meet 6 to 10 times as many new
 * persons, and claim for them as always. Nobody is compromised. */
#include "scenarios.h"

void scenario_campaign(struct sim *sim, enum phase phase)
{
    struct rng r;
    if (phase != PHASE_WORLD) {
        return;
    }
    rng_init(&r, sim->params.seed, 731);
    int day = sim->params.start_day;
    day += (int)sim->params.days * (int)rng_between(&r, 50, 70) / 100;
    for (unsigned i = 0; i < sim->params.accounts; i++) {
        struct account *a = &sim->accounts[i];
        unsigned level = (unsigned)rng_between(&r, 600, 1000);
        if (a->trade == TRADE_PHARMACY) {
            a->odd.surge_first = day;
            a->odd.surge_last = day + 6;
            a->odd.surge_pct = level;
        }
    }
    sim_note(sim, "pharmacies", "6 to 10 times as many new persons for seven days");
}
