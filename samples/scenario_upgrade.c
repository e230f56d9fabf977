/* Owns an upgrade: on one day all software clients and half of the browsers change agent, and the
 * software becomes three times as fast. Nobody is compromised. */
#include "scenarios.h"

void scenario_upgrade(struct sim *sim, enum phase phase)
{
    struct rng r;
    if (phase != PHASE_WORLD) {
        return;
    }
    rng_init(&r, sim->params.seed, 741);
    int day = sim->params.start_day;
    day += (int)sim->params.days * (int)rng_between(&r, 50, 70) / 100;
    for (unsigned i = 0; i < sim->params.accounts; i++) {
        struct account *a = &sim->accounts[i];
        bool joins = a->software || rng_permille(&r, 500);
        unsigned agent = rng_below(&r, 100);
        if (joins) {
            a->odd.upgrade_day = day;
            a->odd.upgrade_agent = agent;
        }
    }
    sim_note(sim, "upgrade", "all software (three times as fast), half of the browsers");
}
