/* Owns a scenario of ours: the same list of persons is sold several times. Every buyer has an
 * account of his own, of shops that have nothing to do with each other, and asks for the list from
 * its beginning, so that persons are asked for by many shops within days. That a person seen by
 * unrelated practices is a sign follows Fabbri and LeFevre (explanation-based auditing, 2011): no
 * row explains such an access. Rates are our choice. */
#include "sim_intruder.h"

enum { BUYERS = 9 };

static void play(struct sim *sim)
{
    struct intruder b;
    struct hunt h;
    struct rng r;
    rng_init(&r, sim->params.seed, 951);
    int day = story_day(sim, &r, 50, 62);
    unsigned buyers = story_count(sim, BUYERS, 8);
    unsigned wanted = (unsigned)rng_between(&r, 350, 700);
    for (unsigned i = 0; i < buyers; i++) {
        hunt_start(&h, sim, TARGET_LIST, 952); /* from its beginning */
        intruder_take(&b, sim, story_victim(sim, &r, TRADE_COUNT, 500), INT64_MAX, &h);
        b.who.address = network_address(sim, &r, (enum network)rng_below(&r, 3));
        b.who.agent = agent_draw(&r, AGENT_BROWSER);
        b.manner = (struct manner){2500, 9000, 150, 30000, 300000, rng_permille(&r, 500), 0};
        int64_t t = day_start_ms(day + (int)rng_below(&r, 5));
        t += rng_between(&r, 480, 1260) * MS_MINUTE;
        intruder_work(&b, t, t + 8 * MS_HOUR, wanted);
    }
    sim_note(sim, "attack_rate", "1 request in 2.5 to 9 s, %u persons, within five days", wanted);
    sim_note(sim, "buyers", "%u", buyers);
}

void scenario_resold(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_PLAY) {
        play(sim);
    }
}
