/* Owns an aggregator: one software account that asks for the patients of many shops from a hosting
 * network, thousands a day, with claims; in the last third of the period it has 60 % more
 * customers. Nobody is compromised. */
#include "sim_intruder.h"

void scenario_aggregator(struct sim *sim, enum phase phase)
{
    struct rng r;
    if (phase != PHASE_WORLD) {
        return;
    }
    rng_init(&r, sim->params.seed, 761);
    uint32_t id = story_victim(sim, &r, TRADE_PHARMACY, 0);
    struct account *a = &sim->accounts[id];
    a->software = true;
    a->odd.national = true;
    a->station_count = 1;
    a->stations[0].at_home = false;
    a->stations[0].agent = agent_draw(&r, AGENT_SOFTWARE);
    a->office = network_address(sim, &r, NET_HOSTING);
    a->here = a->office;
    a->cases_milli = 600000 + rng_below(&r, 500000); /* 1,800 to 3,300 look-ups a day */
    a->batch_minute = (unsigned)rng_between(&r, 90, 300);
    a->batch_size = (unsigned)rng_between(&r, 800, 1500);
    a->patient_count = 0;
    for (unsigned i = 0; i < 4000 && !sim->failed; i++) {
        account_new_patient(sim, a);
    }
    a->odd.surge_first = sim->params.start_day + (int)sim->params.days * 2 / 3;
    a->odd.surge_last = a->odd.closes;
    a->odd.surge_pct = 160;
    sim_note(sim, "aggregator", "%s, about %u look-ups a day, then 60 %% more", a->name,
             a->cases_milli * 3 / 1000 + a->batch_size);
}
