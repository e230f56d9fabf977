/* Owns the scenario of Itelis, November 2025: a professional's identity is usurped; at least five
 * million persons, only those with an optical quote or PEC of 2020 to early 2022 (Acuité 18
 * November 2025), which is what a walk over consecutive file numbers leaves. Here practitioners
 * open their own files by number, numbers begin with the year, and the attacker asks for rising
 * ones of those years. The rate is our choice. */
#include "sim_intruder.h"

static void play(struct sim *sim)
{
    struct intruder b;
    struct hunt h;
    struct rng r;
    rng_init(&r, sim->params.seed, 651);
    hunt_start(&h, sim, TARGET_FILES, 652);
    h.file = (uint32_t)rng_between(&r, 20, 22) * 100000000u;
    h.file += rng_below(&r, 1000000);
    intruder_take(&b, sim, story_victim(sim, &r, TRADE_OPTICIAN, 3000), INT64_MAX, &h);
    b.who.address = network_address(sim, &r, rng_permille(&r, 500) ? NET_FRANCE : NET_HOSTING);
    b.who.agent = agent_draw(&r, AGENT_BROWSER);
    b.manner = (struct manner){4000, 12000, 150, 60000, 600000, false, 0};
    int day = story_day(sim, &r, 55, 75);
    unsigned days = (unsigned)rng_between(&r, 4, 7);
    for (unsigned i = 0; i < days; i++, day++) {
        int64_t t = day_start_ms(day) + rng_between(&r, 420, 900) * MS_MINUTE;
        intruder_work(&b, t, t + rng_between(&r, 180, 420) * MS_MINUTE, UINT32_MAX);
    }
    sim_note(sim, "attack_rate", "1 file in 4 to 12 s, 3 to 7 h a day, %u days", days);
}

void scenario_itelis(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_WORLD) {
        sim->files = true;
    } else {
        play(sim);
    }
}
