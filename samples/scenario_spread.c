/* Owns a scenario of ours: the harvest is spread over 40 accounts, 15 to 25 persons a day each,
 * from a pool of eight addresses, so that no account alone is busy. */
#include "sim_intruder.h"

enum { ACCOUNTS = 40, ADDRESSES = 8, MAX_DAYS_OF_WORK = 14 };

struct pool {
    uint32_t addresses[ADDRESSES];
    unsigned agents[3];
    struct hunt hunt;
    int first, last;
};

static void rob(struct sim *sim, struct rng *r, struct pool *pool)
{
    struct intruder b;
    intruder_take(&b, sim, story_victim(sim, r, TRADE_COUNT, 0), INT64_MAX, &pool->hunt);
    b.manner = (struct manner){8000, 45000, 0, 0, 0, rng_permille(r, 500), 0};
    for (int day = pool->first; day <= pool->last; day++) {
        int64_t t = day_start_ms(day) + rng_between(r, 480, 1260) * MS_MINUTE;
        b.who.address = pool->addresses[rng_below(r, ADDRESSES)];
        b.who.agent = pool->agents[rng_below(r, 3)];
        intruder_work(&b, t, t + 3 * MS_HOUR, (unsigned)rng_between(r, 15, 25));
    }
}

static void play(struct sim *sim)
{
    struct pool pool;
    struct rng r;
    rng_init(&r, sim->params.seed, 591);
    hunt_start(&pool.hunt, sim, rng_permille(&r, 500) ? TARGET_WALK : TARGET_LIST, 592);
    for (unsigned i = 0; i < ADDRESSES; i++) {
        pool.addresses[i] = network_address(sim, &r, i % 2 == 0 ? NET_FRANCE : NET_HOSTING);
    }
    for (unsigned i = 0; i < 3; i++) {
        pool.agents[i] = agent_draw(&r, AGENT_BROWSER);
    }
    pool.first = story_day(sim, &r, 55, 65);
    pool.last = sim->params.start_day + (int)sim->params.days - 1;
    if (pool.last > pool.first + MAX_DAYS_OF_WORK - 1) {
        pool.last = pool.first + MAX_DAYS_OF_WORK - 1;
    }
    unsigned accounts = story_count(sim, ACCOUNTS, 5);
    for (unsigned i = 0; i < accounts; i++) {
        rob(sim, &r, &pool);
    }
    sim_note(sim, "attack_rate", "15 to 25 look-ups a day and account, %u accounts", accounts);
    sim_note(sim, "targets", pool.hunt.target == TARGET_WALK ? "NIR serials" : "list of persons");
}

void scenario_spread(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_PLAY) {
        play(sim);
    }
}
