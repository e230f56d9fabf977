/* Owns a scenario of ours: somebody in the shop, or on its Wi-Fi, uses its account from another
 * computer behind the same address, at lunch and after closing. */
#include "sim_intruder.h"

static void play(struct sim *sim)
{
    struct intruder b;
    struct hunt h;
    struct rng r;
    rng_init(&r, sim->params.seed, 641);
    hunt_start(&h, sim, TARGET_LIST, 642);
    h.gone_permille = (unsigned)rng_between(&r, 0, 80);
    intruder_take(&b, sim, story_victim(sim, &r, TRADE_COUNT, 3500), INT64_MAX, &h);
    do {
        b.who.agent = agent_draw(&r, AGENT_BROWSER);
    } while (b.who.agent == b.victim->stations[0].agent);
    b.manner = (struct manner){10000, 25000, 60, 30000, 200000, true, 0};
    int last = sim->params.start_day + (int)sim->params.days - 1;
    int day = story_day(sim, &r, 55, 70);
    unsigned worked = 0;
    unsigned wanted = (unsigned)rng_between(&r, 5, 9);
    for (; day <= last && worked < wanted; day++) {
        const int16_t *afternoon = b.victim->hours[weekday(day)][1];
        if (open_minutes(b.victim, day) == 0 || afternoon[0] < 0) {
            continue;
        }
        int64_t lunch = day_start_ms(day) + (afternoon[0] - 60) * MS_MINUTE;
        int64_t evening = day_start_ms(day) + (afternoon[1] + rng_between(&r, 10, 40)) * MS_MINUTE;
        b.who.address = account_address(sim, b.victim, day);
        intruder_work(&b, lunch, lunch + rng_between(&r, 35, 50) * MS_MINUTE, UINT32_MAX);
        intruder_work(&b, evening, evening + rng_between(&r, 45, 90) * MS_MINUTE, UINT32_MAX);
        worked++;
    }
    sim_note(sim, "attack_rate", "1 look-up in 10 to 25 s at lunch and after closing, %u days",
             worked);
}

void scenario_insider_network(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_PLAY) {
        play(sim);
    }
}
