/* Owns a scenario of ours: one look-up every four to six minutes, by day and night, from one
 * foreign address, to the end of the period. */
#include "sim_intruder.h"

static void play(struct sim *sim)
{
    struct intruder b;
    struct hunt h;
    struct rng r;
    rng_init(&r, sim->params.seed, 631);
    hunt_start(&h, sim, rng_permille(&r, 500) ? TARGET_WALK : TARGET_LIST, 632);
    h.gone_permille = 30;
    intruder_take(&b, sim, story_victim(sim, &r, TRADE_COUNT, 2500), INT64_MAX, &h);
    h.near = b.victim;
    b.who.address = network_address(sim, &r, rng_permille(&r, 500) ? NET_ABROAD : NET_HOSTING);
    b.who.agent = agent_draw(&r, AGENT_BROWSER);
    b.manner = (struct manner){240000, 360000, 0, 0, 0, false, 0};
    int64_t t = day_start_ms(story_day(sim, &r, 48, 55)) + rng_between(&r, 0, 1400) * MS_MINUTE;
    int64_t end = day_start_ms(sim->params.start_day + (int)sim->params.days);
    intruder_work(&b, t, end, UINT32_MAX);
    sim_note(sim, "attack_rate", "1 look-up in 4 to 6 min by day and night: about 290 a day");
    sim_note(sim, "targets", h.target == TARGET_WALK ? "NIR serials" : "list of persons");
}

void scenario_drip(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_PLAY) {
        play(sim);
    }
}
