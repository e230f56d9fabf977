/* Owns a scenario of ours: identifiers and passwords of other leaks are tried against the portal
 * from one address; among hundreds one or two pairs are good. What they open is harvested at once
 * from the same address. That most pairs fail, and that accounts are taken all the same, is what
 * "credential stuffing" means (OWASP; MITRE ATT&CK T1110.004); the rates are our choice. */
#include "sim_intruder.h"

enum { ACCOUNTS = 2 };

struct trial {
    struct actor nobody;
    int64_t now_ms;
};

/* Pairs that are refused. Nobody is named. */
static void try_pairs(struct sim *sim, struct trial *trial, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        sim_emit(sim, &trial->nobody, trial->now_ms, OP_LOGIN, 401);
        trial->now_ms += rng_between(trial->nobody.rng, 350, 1900);
    }
}

static void play(struct sim *sim)
{
    struct intruder b;
    struct hunt h;
    struct rng r;
    struct trial trial = {.nobody = {.account = ACCOUNT_NONE, .rng = &r}};
    rng_init(&r, sim->params.seed, 901);
    hunt_start(&h, sim, TARGET_LIST, 902);
    h.gone_permille = (unsigned)rng_between(&r, 20, 80);
    trial.nobody.address = network_address(sim, &r, NET_HOSTING);
    trial.nobody.agent = agent_pick(AGENT_ROBOT, rng_below(&r, 4));
    int day = story_day(sim, &r, 55, 78);
    trial.now_ms = day_start_ms(day) + rng_between(&r, 0, 1200) * MS_MINUTE;
    unsigned accounts = 1 + rng_below(&r, story_count(sim, ACCOUNTS, 20));
    unsigned pairs = 0;
    for (unsigned i = 0; i < accounts; i++) {
        unsigned refused = (unsigned)rng_between(&r, 220, 420);
        try_pairs(sim, &trial, refused);
        pairs += refused;
        intruder_take(&b, sim, story_victim(sim, &r, TRADE_COUNT, 700), INT64_MAX, &h);
        b.who.address = trial.nobody.address;
        b.who.agent = trial.nobody.agent;
        b.manner = (struct manner){900, 2600, 500, 20000, 120000, false, 0};
        intruder_work(&b, trial.now_ms, trial.now_ms + rng_between(&r, 45, 110) * MS_MINUTE,
                      UINT32_MAX);
        trial.now_ms += rng_between(&r, 2, 6) * MS_SECOND;
    }
    try_pairs(sim, &trial, (unsigned)rng_between(&r, 60, 180));
    sim_note(sim, "attack_rate", "1 login in 0.4 to 1.9 s; then 1 request in 0.9 to 2.6 s");
    sim_note(sim, "pairs_refused", "more than %u", pairs);
}

void scenario_stuffing(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_PLAY) {
        play(sim);
    }
}
