/* Owns new shops: some accounts open in the middle of the period, busier than most, and have no
 * known patient yet. Nobody is compromised. */
#include "scenarios.h"

void scenario_new_shop(struct sim *sim, enum phase phase)
{
    struct rng r;
    if (phase != PHASE_WORLD) {
        return;
    }
    rng_init(&r, sim->params.seed, 721);
    unsigned shops = (unsigned)rng_between(&r, 3, 6);
    for (unsigned i = 0; i < shops; i++) {
        struct account *a = &sim->accounts[rng_below(&r, sim->params.accounts)];
        int day = sim->params.start_day;
        day += (int)sim->params.days * (int)rng_between(&r, 35, 65) / 100;
        if (a->trade == TRADE_HOSPITAL || a->odd.opens != 0) {
            continue;
        }
        a->odd.opens = day;
        a->patient_count = 0;
        a->cases_milli = a->cases_milli * 2 + 4000;
        a->batch_size /= 3;
    }
    sim_note(sim, "shops_opened", "%u at most", shops);
}
