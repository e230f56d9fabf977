/* Owns a scenario of ours after Weda, November 2025, where the account of a doctor who had left was
 * used (MacGeneration citing Le Monde): here the operator's own directory says since when accounts
 * are closed, and the portal lets one of them in all the same. Some shops close and stay silent;
 * one closes after the period. */
#include "sim_intruder.h"

enum { CLOSED_SHARE = 40 };

/* The account that comes alive: the same in both phases. */
static uint32_t choose(struct sim *sim, struct rng *r, int *last)
{
    rng_init(r, sim->params.seed, 921);
    uint32_t id = story_victim(sim, r, TRADE_COUNT, 1500);
    *last = story_day(sim, r, 10, 25);
    return id;
}

static void prepare(struct sim *sim)
{
    struct rng r;
    int last;
    uint32_t id = choose(sim, &r, &last);
    sim->closings = true;
    sim->accounts[id].odd.closes = last;
    sim->accounts[id].closed = last + 1 + (int)rng_below(&r, 3);
    for (unsigned i = 1 + sim->params.accounts / CLOSED_SHARE; i > 0; i--) {
        uint32_t other = story_victim(sim, &r, TRADE_COUNT, 0);
        struct account *a = &sim->accounts[other];
        if (other == id || a->closed != 0) {
            continue;
        }
        int day = sim->params.start_day + (int)rng_between(&r, 1, sim->params.days + 20);
        a->odd.closes = day - 1;
        a->closed = day;
    }
}

static void play(struct sim *sim)
{
    struct intruder b;
    struct hunt h;
    struct rng r;
    int last;
    uint32_t id = choose(sim, &r, &last);
    hunt_start(&h, sim, TARGET_LIST, 922);
    h.gone_permille = (unsigned)rng_between(&r, 30, 90);
    intruder_take(&b, sim, id, INT64_MAX, &h);
    b.who.address = network_address(sim, &r, rng_permille(&r, 500) ? NET_FRANCE : NET_ABROAD);
    b.who.agent = agent_draw(&r, AGENT_BROWSER);
    b.manner = (struct manner){9000, 40000, 60, 60000, 400000, true, 0};
    int day = story_day(sim, &r, 60, 80);
    sim_note(sim, "closed", "%d days before", day - b.victim->closed);
    for (unsigned evening = 2 + rng_below(&r, 2); evening > 0; evening--, day++) {
        int64_t t = day_start_ms(day) + rng_between(&r, 1080, 1200) * MS_MINUTE;
        intruder_work(&b, t, t + rng_between(&r, 120, 200) * MS_MINUTE, UINT32_MAX);
    }
    sim_note(sim, "attack_rate", "1 person in 9 to 40 s with pages, two or three evenings");
}

void scenario_closed(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_WORLD) {
        prepare(sim);
    } else {
        play(sim);
    }
}
