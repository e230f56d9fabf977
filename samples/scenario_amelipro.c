/* Owns the scenario of amelipro, March 2022: 19 accounts, mostly pharmacists', credentials probably
 * bought; a robot chains queries by NIR; 510,000 persons in under a week (CNAM via Quotidien du
 * médecin, 18 March 2022), so about 4,000 a day and account. Here each account is used on one or
 * two days. The credentials are tried first, all from one address. */
#include "sim_intruder.h"

enum { ACCOUNTS = 19, ADDRESSES = 3 };

struct raid {
    uint32_t tester;
    uint32_t addresses[ADDRESSES];
    unsigned agent;
    struct hunt hunt;
    int64_t test_ms;
    int day;
};

/* Bought credentials: most are stale, and a refused login names nobody. */
static void try_stale(struct sim *sim, struct rng *r, struct raid *raid)
{
    struct actor nobody = {
        .account = ACCOUNT_NONE, .address = raid->tester, .agent = raid->agent, .rng = r};
    for (unsigned i = (unsigned)rng_between(r, 1, 4); i > 0; i--) {
        sim_emit(sim, &nobody, raid->test_ms, OP_LOGIN, 401);
        raid->test_ms += rng_between(r, 1500, 9000);
    }
}

static void rob(struct sim *sim, struct rng *r, struct raid *raid, unsigned turn)
{
    struct intruder b;
    enum trade trade = turn % 3 != 2 ? TRADE_PHARMACY : TRADE_COUNT;
    intruder_take(&b, sim, story_victim(sim, r, trade, 0), INT64_MAX, &raid->hunt);
    b.who.agent = raid->agent;
    b.manner = (struct manner){700, 2100, 600, 20000, 300000, false, 0};
    raid->hunt.near = raid->hunt.near == NULL ? b.victim : raid->hunt.near;
    try_stale(sim, r, raid);
    b.who.address = raid->tester;
    intruder_enter(&b, raid->test_ms, 0);
    raid->test_ms += rng_between(r, 1500, 9000);
    for (unsigned k = 0, days = 1 + rng_below(r, 2); k < days; k++) {
        int day = raid->day + 1 + (int)rng_below(r, 3) + (int)k;
        int64_t t = day_start_ms(day) + rng_between(r, 0, 1290) * MS_MINUTE;
        b.who.address = raid->addresses[rng_below(r, ADDRESSES)];
        intruder_work(&b, t, t + 4 * MS_HOUR, (unsigned)rng_between(r, 2800, 4600));
    }
}

static void play(struct sim *sim)
{
    struct raid raid;
    struct rng r;
    rng_init(&r, sim->params.seed, 541);
    hunt_start(&raid.hunt, sim, TARGET_WALK, 542);
    raid.tester = network_address(sim, &r, NET_HOSTING);
    for (unsigned i = 0; i < ADDRESSES; i++) {
        raid.addresses[i] = network_address(sim, &r, i == 0 ? NET_HOSTING : NET_ABROAD);
    }
    raid.agent = agent_pick(AGENT_ROBOT, rng_below(&r, 4));
    raid.day = story_day(sim, &r, 55, 70);
    raid.test_ms = day_start_ms(raid.day) + rng_between(&r, 60, 900) * MS_MINUTE;
    unsigned accounts = story_count(sim, ACCOUNTS, 8);
    for (unsigned i = 0; i < accounts; i++) {
        rob(sim, &r, &raid, i);
    }
    sim_note(sim, "attack_rate", "1 request in 0.7 to 2.1 s, 2,800 to 4,600 a day and account");
    sim_note(sim, "shortened", "1 or 2 days of robot an account; passwords tried before");
}

void scenario_amelipro(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_PLAY) {
        play(sim);
    }
}
