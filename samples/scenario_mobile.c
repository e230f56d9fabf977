/* Owns mobile work: a tenth of the accounts come from another address of their city every day.
 * Nobody is compromised. */
#include "scenarios.h"

void scenario_mobile(struct sim *sim, enum phase phase)
{
    struct rng r;
    unsigned count = 0;
    if (phase != PHASE_WORLD) {
        return;
    }
    rng_init(&r, sim->params.seed, 801);
    for (unsigned i = 0; i < sim->params.accounts; i++) {
        struct account *a = &sim->accounts[i];
        bool joins = rng_permille(&r, 100);
        if (joins && !a->software && a->trade != TRADE_HOSPITAL) {
            a->odd.mobile = true;
            count++;
        }
    }
    sim_note(sim, "mobile_accounts", "%u, another address every day", count);
}
