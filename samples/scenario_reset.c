/* Owns a scenario of ours after amelipro, March 2022, whose accounts were taken through compromised
 * mailboxes (CNAM via Quotidien du médecin): who reads the mail asks for a new password, logs in
 * with it and harvests. One in twelve honest accounts forgets its password in the period too, and
 * goes back to work. Rates are our choice. */
#include "sim_intruder.h"

enum { FORGETFUL = 12 };

/* The first login that an account has on or after a moment; NULL: none. */
static const struct event *next_login(const struct sim *sim, uint32_t account, int64_t from)
{
    const struct event *best = NULL;
    for (size_t i = 0; i < sim->event_count; i++) {
        const struct event *e = &sim->events[i];
        if (e->account == account && e->op == OP_LOGIN && e->status == 302 && e->attack == 0 &&
            e->time_ms >= from && (best == NULL || e->time_ms < best->time_ms)) {
            best = e;
        }
    }
    return best;
}

/* Before an ordinary login, at the same desk. */
static void forget(struct sim *sim, struct rng *r, uint32_t account)
{
    int64_t from = day_start_ms(story_day(sim, r, 10, 90));
    const struct event *login = next_login(sim, account, from);
    if (login == NULL) {
        return;
    }
    struct actor who = {.account = account,
                        .address = login->address,
                        .session = sim_new_session(sim),
                        .agent = login->agent,
                        .front_end = login->front_end,
                        .rng = r};
    flow_reset(sim, &who, login->time_ms - rng_between(r, 330, 900) * MS_SECOND);
}

static void play(struct sim *sim)
{
    struct intruder b;
    struct hunt h;
    struct rng r;
    rng_init(&r, sim->params.seed, 911);
    for (uint32_t i = 0; i < sim->params.accounts; i++) {
        if (!sim->accounts[i].software && rng_below(&r, FORGETFUL) == 0) {
            forget(sim, &r, i);
        }
    }
    hunt_start(&h, sim, TARGET_LIST, 912);
    h.gone_permille = (unsigned)rng_between(&r, 20, 60);
    intruder_take(&b, sim, story_victim(sim, &r, TRADE_COUNT, 700), INT64_MAX, &h);
    b.who.address = network_address(sim, &r, rng_permille(&r, 600) ? NET_ABROAD : NET_HOSTING);
    b.who.agent = agent_draw(&r, AGENT_BROWSER);
    b.manner = (struct manner){1500, 4500, 300, 30000, 240000, false, 0};
    int day = story_day(sim, &r, 55, 78);
    for (unsigned i = 2 + rng_below(&r, 2), n = 0; n < i; n++, day++) {
        int64_t t = day_start_ms(day) + rng_between(&r, 600, 1260) * MS_MINUTE;
        if (n == 0) {
            b.who.session = sim_new_session(sim);
            t = flow_reset(sim, &b.who, t);
        }
        intruder_work(&b, t, t + rng_between(&r, 60, 150) * MS_MINUTE, UINT32_MAX);
    }
    sim_note(sim, "attack_rate", "1 request in 1.5 to 4.5 s, 1 to 2.5 h a day, 2 or 3 days");
}

void scenario_reset(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_PLAY) {
        play(sim);
    }
}
