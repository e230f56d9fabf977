/* Owns the pharmacies' night duty: in rotation each works one night, 20:00 to 8:00, with new
 * patients and their claims. A third of the software clients are browsers here. Nobody is
 * compromised. */
#include "scenarios.h"

void scenario_night_duty(struct sim *sim, enum phase phase)
{
    struct rng r;
    unsigned count = 0;
    if (phase != PHASE_WORLD) {
        return;
    }
    rng_init(&r, sim->params.seed, 781);
    for (unsigned i = 0; i < sim->params.accounts; i++) {
        struct account *a = &sim->accounts[i];
        bool browser = rng_permille(&r, 330);
        unsigned agent = agent_draw(&r, AGENT_BROWSER);
        int first = (int)rng_below(&r, sim->params.days);
        if (a->trade != TRADE_PHARMACY) {
            continue;
        }
        if (a->software && browser) {
            a->software = false;
            a->stations[0].agent = agent;
        }
        a->odd.duty_first = sim->params.start_day + first;
        a->odd.duty_every = (unsigned)rng_between(&r, 13, 30);
        count++;
    }
    sim_note(sim, "pharmacies_on_duty", "%u, one night in 13 to 30", count);
}
