/* Owns the scenario of France Travail, February 2024: two advisers' accounts, 36.8 million persons
 * in four weeks (15 a second), noticed by requests in the evening and at weekends (LeMagIT 14 March
 * 2024). Bursts of minutes instead of hours keep a run small; the rate is the real one. */
#include "sim_intruder.h"

enum { MAX_SITTINGS = 8 };

/* Evenings from Monday to Friday, any hour by day at weekends. */
static int64_t sitting(struct rng *r, int day)
{
    bool weekend = weekday(day) >= 5;
    return day_start_ms(day) + rng_between(r, weekend ? 600 : 1170, 1340) * MS_MINUTE;
}

static void play(struct sim *sim)
{
    struct intruder b[2];
    struct hunt h;
    struct rng r;
    rng_init(&r, sim->params.seed, 521);
    hunt_start(&h, sim, TARGET_LIST, 522);
    h.gone_permille = 15;
    uint32_t address = network_address(sim, &r, NET_HOSTING);
    unsigned agent = agent_pick(AGENT_ROBOT, rng_below(&r, 4));
    unsigned accounts = story_count(sim, 2, 10);
    for (unsigned i = 0; i < accounts; i++) {
        intruder_take(&b[i], sim, story_victim(sim, &r, TRADE_COUNT, 1000), INT64_MAX, &h);
        b[i].who.address = i == 0 ? address : network_address(sim, &r, NET_HOSTING);
        b[i].who.agent = agent;
        b[i].manner = (struct manner){45, 88, 0, 0, 0, false, 0};
    }
    int last = sim->params.start_day + (int)sim->params.days - 1;
    unsigned sittings = 0;
    for (int day = story_day(sim, &r, 55, 70); day <= last && sittings < MAX_SITTINGS; day++) {
        if (weekday(day) < 5 && rng_permille(&r, 400)) {
            continue;
        }
        struct intruder *one = &b[sittings++ % accounts];
        int64_t t = sitting(&r, day);
        for (unsigned burst = (unsigned)rng_between(&r, 2, 4); burst > 0; burst--) {
            t = intruder_work(one, t, t + rng_between(&r, 70, 200) * MS_SECOND, UINT32_MAX);
            t += rng_between(&r, 4, 25) * MS_MINUTE;
        }
    }
    sim_note(sim, "attack_rate", "15 requests a second, in bursts of 1 to 3 minutes");
    sim_note(sim, "shortened", "%u evenings or weekend days of 2 to 4 bursts", sittings);
}

void scenario_francetravail(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_PLAY) {
        play(sim);
    }
}
