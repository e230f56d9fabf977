/* Owns the scenario of FICOBA, January and February 2026: one official's credentials, about 1.2 of
 * 300 million files in three weeks (x-pression.media, Que Choisir): 43,000 to 60,000 a day, 0.5 to
 * 0.7 a second, slow enough for any limit on requests a second. Hours a day are cut to 6 to 8 and
 * days to 21, so that a run stays small; the rate is the real one. */
#include "sim_intruder.h"

static void play(struct sim *sim)
{
    struct intruder b;
    struct hunt h;
    struct rng r;
    rng_init(&r, sim->params.seed, 511);
    hunt_start(&h, sim, TARGET_LIST, 512);
    h.gone_permille = (unsigned)rng_between(&r, 20, 80);
    intruder_take(&b, sim, story_victim(sim, &r, TRADE_COUNT, 700), INT64_MAX, &h);
    b.who.address = network_address(sim, &r, rng_permille(&r, 500) ? NET_FRANCE : NET_ABROAD);
    b.who.agent = rng_permille(&r, 500) ? agent_pick(AGENT_ROBOT, rng_below(&r, 4))
                                        : agent_draw(&r, AGENT_BROWSER);
    b.manner = (struct manner){1600, 2400, 700, 30000, 400000, false, 0};
    int first = story_day(sim, &r, 50, 60);
    int last = sim->params.start_day + (int)sim->params.days - 1;
    last = last > first + 20 ? first + 20 : last;
    for (int day = first; day <= last && !sim->failed; day++) {
        for (unsigned block = 0; block < 2; block++) { /* one at night, one by day */
            int64_t t =
                day_start_ms(day) + block * 12 * MS_HOUR + rng_between(&r, 5, 420) * MS_MINUTE;
            intruder_work(&b, t, t + rng_between(&r, 180, 240) * MS_MINUTE, UINT32_MAX);
        }
    }
    sim_note(sim, "attack_rate", "0.5 requests a second, 6 to 8 h a day by day and night");
    sim_note(sim, "shortened", "the real one went on all day: hours cut, rate kept");
}

void scenario_ficoba(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_PLAY) {
        play(sim);
    }
}
