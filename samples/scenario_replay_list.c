/* Owns a scenario of ours: the robot replays a list of persons from an older leak. All exist: no
 * number is unknown, and they come from all of France. */
#include "sim_intruder.h"

static void play(struct sim *sim)
{
    struct intruder b;
    struct hunt h;
    struct rng r;
    rng_init(&r, sim->params.seed, 561);
    hunt_start(&h, sim, TARGET_LIST, 562);
    intruder_take(&b, sim, story_victim(sim, &r, TRADE_COUNT, 700), INT64_MAX, &h);
    b.who.address = network_address(sim, &r, rng_permille(&r, 400) ? NET_FRANCE : NET_HOSTING);
    b.who.agent = agent_draw(&r, AGENT_BROWSER);
    b.manner = (struct manner){2000, 4000, 300, 30000, 300000, false, 0};
    int day = story_day(sim, &r, 55, 75);
    unsigned days = (unsigned)rng_between(&r, 3, 5);
    for (unsigned i = 0; i < days; i++, day++) {
        int64_t t = day_start_ms(day) + rng_between(&r, 480, 1200) * MS_MINUTE;
        intruder_work(&b, t, t + rng_between(&r, 100, 220) * MS_MINUTE, UINT32_MAX);
    }
    sim_note(sim, "attack_rate", "1 request in 2 to 4 s, 2 to 4 h a day, %u days", days);
}

void scenario_replay_list(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_PLAY) {
        play(sim);
    }
}
