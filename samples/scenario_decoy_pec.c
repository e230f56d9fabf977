/* Owns a scenario of ours: the robot knows that look-ups without a PEC are noticed, and files one
 * for 15 to 20 % of its views. */
#include "sim_intruder.h"

static void play(struct sim *sim)
{
    struct intruder b;
    struct hunt h;
    struct rng r;
    rng_init(&r, sim->params.seed, 611);
    hunt_start(&h, sim, rng_permille(&r, 300) ? TARGET_WALK : TARGET_LIST, 612);
    enum trade trade = rng_permille(&r, 700) ? TRADE_OPTICIAN : TRADE_AUDIO;
    intruder_take(&b, sim, story_victim(sim, &r, trade, 1000), INT64_MAX, &h);
    h.near = b.victim;
    b.who.address = network_address(sim, &r, rng_permille(&r, 500) ? NET_FRANCE : NET_HOSTING);
    b.who.agent = agent_draw(&r, AGENT_BROWSER);
    unsigned pec = (unsigned)rng_between(&r, 150, 200);
    b.manner = (struct manner){4000, 9000, 250, 60000, 900000, false, pec};
    int day = story_day(sim, &r, 55, 75);
    unsigned days = (unsigned)rng_between(&r, 3, 6);
    for (unsigned i = 0; i < days; i++, day++) {
        int64_t t = day_start_ms(day) + rng_between(&r, 500, 800) * MS_MINUTE;
        intruder_work(&b, t, t + rng_between(&r, 240, 420) * MS_MINUTE, UINT32_MAX);
    }
    sim_note(sim, "attack_rate", "1 look-up in 4 to 9 s, 4 to 7 h a day, %u days", days);
    sim_note(sim, "pec", "%u in 1,000 views", pec);
}

void scenario_decoy_pec(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_PLAY) {
        play(sim);
    }
}
