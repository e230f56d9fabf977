/* Owns the scenario of Almerys, February 2024: several professionals' accounts with usurped
 * passwords, a robot that aspires display pages, two addresses identified afterwards (AFP/RFI 9
 * February 2024). Which persons it asked for and how fast are choices of this file. */
#include "sim_intruder.h"

struct gang {
    uint32_t addresses[2];
    unsigned agent;
    struct hunt hunt;
    int day; /* the first night */
};

static void rob(struct sim *sim, struct rng *r, struct gang *g, unsigned turn)
{
    struct intruder b;
    enum trade trade = turn % 2 == 0 ? TRADE_COUNT : turn % 4 == 1 ? TRADE_CARE : TRADE_OPTICIAN;
    intruder_take(&b, sim, story_victim(sim, r, trade, 1500), INT64_MAX, &g->hunt);
    b.who.agent = g->agent;
    b.manner = (struct manner){
        rng_between(r, 500, 900), rng_between(r, 1000, 1600), 900, 20000, 240000, false, 0};
    for (unsigned night = 0; night < 2; night++) {
        int64_t t = day_start_ms(g->day + (int)night) + rng_between(r, 20, 330) * MS_MINUTE;
        b.who.address = g->addresses[(turn + night) % 2];
        intruder_work(&b, t, t + rng_between(r, 60, 130) * MS_MINUTE, UINT32_MAX);
    }
}

static void play(struct sim *sim)
{
    struct gang g;
    struct rng r;
    rng_init(&r, sim->params.seed, 501);
    g.addresses[0] = network_address(sim, &r, NET_HOSTING);
    g.addresses[1] = network_address(sim, &r, NET_ABROAD);
    g.agent = agent_pick(AGENT_ROBOT, rng_below(&r, 4));
    g.day = story_day(sim, &r, 55, 80);
    hunt_start(&g.hunt, sim, rng_permille(&r, 500) ? TARGET_WALK : TARGET_LIST, 502);
    g.hunt.gone_permille = 30;
    unsigned accounts = story_count(sim, (unsigned)rng_between(&r, 3, 5), 12);
    for (unsigned i = 0; i < accounts; i++) {
        rob(sim, &r, &g, i);
    }
    sim_note(sim, "attack_rate", "1 request in 0.5 to 1.6 s an account, 1 to 2 h on two nights");
    sim_note(sim, "targets", g.hunt.target == TARGET_WALK ? "NIR serials" : "list of persons");
}

void scenario_almerys(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_PLAY) {
        play(sim);
    }
}
