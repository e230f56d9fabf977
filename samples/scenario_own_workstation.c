/* Owns a scenario of ours: the owner's own computer is remote-controlled at night, while the shop
 * is shut: same address, same browser. */
#include "sim_intruder.h"

static void play(struct sim *sim)
{
    struct intruder b;
    struct hunt h;
    struct rng r;
    rng_init(&r, sim->params.seed, 571);
    hunt_start(&h, sim, TARGET_LIST, 572);
    h.gone_permille = (unsigned)rng_between(&r, 0, 60);
    uint32_t id = story_victim(sim, &r, TRADE_COUNT, 700);
    intruder_take(&b, sim, id, INT64_MAX, &h);
    b.who.agent = b.victim->stations[0].agent;
    b.manner = (struct manner){3000, 8000, 200, 30000, 200000, false, 0};
    int day = story_day(sim, &r, 55, 72);
    unsigned nights = (unsigned)rng_between(&r, 3, 6);
    for (unsigned i = 0; i < nights; i++, day += (int)rng_between(&r, 1, 2)) {
        b.who.address = account_address(sim, b.victim, day);
        int64_t t = day_start_ms(day) + rng_between(&r, 30, 180) * MS_MINUTE;
        intruder_work(&b, t, t + rng_between(&r, 100, 140) * MS_MINUTE, UINT32_MAX);
    }
    sim_note(sim, "attack_rate", "1 request in 3 to 8 s, about 2 h on %u nights", nights);
}

void scenario_own_workstation(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_PLAY) {
        play(sim);
    }
}
