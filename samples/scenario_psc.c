/* Owns the scenario of the e-CPS frauds, October 2025: fake customer service, approved push
 * notifications, so that the strong login succeeds at once (Quotidien du pharmacien 10 October
 * 2025). Somebody then works by hand: rate and hours are choices of this file. */
#include "sim_intruder.h"

static void play(struct sim *sim)
{
    struct intruder b;
    struct hunt h;
    struct rng r;
    rng_init(&r, sim->params.seed, 551);
    hunt_start(&h, sim, TARGET_LIST, 552);
    h.gone_permille = (unsigned)rng_between(&r, 40, 120);
    intruder_take(&b, sim, story_victim(sim, &r, TRADE_COUNT, 2000), INT64_MAX, &h);
    b.who.address = network_address(sim, &r, NET_FRANCE);
    b.who.agent = agent_draw(&r, AGENT_BROWSER);
    b.manner = (struct manner){18000, 72000, 40, 120000, 600000, true, 0};
    int day = story_day(sim, &r, 60, 80);
    for (unsigned evening = 0; evening < 2; evening++) {
        int64_t t = day_start_ms(day) + rng_between(&r, 1140, 1200) * MS_MINUTE;
        intruder_work(&b, t, t + rng_between(&r, 150, 220) * MS_MINUTE, UINT32_MAX);
        day += (int)rng_between(&r, 1, 2);
    }
    sim_note(sim, "attack_rate", "about 70 persons an hour by hand, two evenings");
}

void scenario_psc(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_PLAY) {
        play(sim);
    }
}
