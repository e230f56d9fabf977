/* Owns a scenario of ours: one account through a pool of 500 rented addresses, each used for one to
 * five requests at a time, with five agents in turn. The cookie stays. */
#include "sim_intruder.h"

enum { ADDRESSES = 500, AGENTS = 5 };

struct wheel {
    uint32_t addresses[ADDRESSES];
    unsigned agents[AGENTS];
};

static void make_wheel(struct sim *sim, struct rng *r, struct wheel *w)
{
    for (unsigned i = 0; i < ADDRESSES; i++) {
        enum network network = rng_permille(r, 650)   ? NET_FRANCE
                               : rng_permille(r, 500) ? NET_ABROAD
                                                      : NET_HOSTING;
        w->addresses[i] = network_address(sim, r, network);
    }
    for (unsigned i = 0; i < AGENTS; i++) {
        w->agents[i] = agent_draw(r, AGENT_BROWSER);
    }
}

static void sit(struct intruder *b, struct wheel *w, int64_t t, int64_t end)
{
    for (unsigned turn = 0; t < end && !b->sim->failed; turn++) {
        b->who.address = w->addresses[rng_below(&b->rng, ADDRESSES)];
        b->who.agent = w->agents[rng_below(&b->rng, AGENTS)];
        if (turn % 150 == 0) {
            t = intruder_enter(b, t, 0);
        }
        t = intruder_go_on(b, t, end, (unsigned)rng_between(&b->rng, 1, 5));
    }
}

static void play(struct sim *sim)
{
    struct intruder b;
    struct hunt h;
    struct wheel w;
    struct rng r;
    rng_init(&r, sim->params.seed, 601);
    hunt_start(&h, sim, rng_permille(&r, 500) ? TARGET_WALK : TARGET_LIST, 602);
    h.gone_permille = 40;
    intruder_take(&b, sim, story_victim(sim, &r, TRADE_COUNT, 2500), INT64_MAX, &h);
    h.near = b.victim;
    b.manner = (struct manner){2000, 5000, 0, 0, 0, false, 0};
    make_wheel(sim, &r, &w);
    int day = story_day(sim, &r, 55, 75);
    unsigned days = (unsigned)rng_between(&r, 3, 4);
    for (unsigned i = 0; i < days; i++, day++) {
        int64_t t = day_start_ms(day) + rng_between(&r, 480, 1080) * MS_MINUTE;
        sit(&b, &w, t, t + rng_between(&r, 150, 280) * MS_MINUTE);
    }
    sim_note(sim, "attack_rate", "1 request in 2 to 5 s, 3 to 5 h a day, %u days", days);
    sim_note(sim, "addresses", "%d, 1 to 5 requests at a time; %d agents", ADDRESSES, AGENTS);
    sim_note(sim, "targets", h.target == TARGET_WALK ? "NIR serials" : "list of persons");
}

void scenario_rotating(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_PLAY) {
        play(sim);
    }
}
