/* Owns a scenario of ours: the cookie of the owner's open session is stolen and used from another
 * address while the owner works. There is no second login. */
#include "sim_intruder.h"

struct session {
    uint32_t id;
    unsigned agent;
    int64_t from_ms; /* when the owner used it first */
};

/* The owner's first session from that day on that begins while the shop is open. */
static bool find_session(const struct sim *sim, uint32_t account, int day, struct session *out)
{
    bool found = false;
    for (size_t i = 0; i < sim->event_count; i++) {
        const struct event *e = &sim->events[i];
        bool opens = e->account == account && e->op == OP_LOGIN && e->status == 302 &&
                     e->attack == 0 && (e->flags & EVENT_DROPPED) == 0;
        if (opens && e->time_ms >= day_start_ms(day) &&
            story_open(&sim->accounts[account], e->time_ms) &&
            (!found || e->time_ms < out->from_ms)) {
            *out = (struct session){e->session, e->agent, e->time_ms};
            found = true;
        }
    }
    return found;
}

static void play(struct sim *sim)
{
    struct intruder b;
    struct hunt h;
    struct session s = {0, 0, 0};
    struct rng r;
    rng_init(&r, sim->params.seed, 621);
    hunt_start(&h, sim, TARGET_LIST, 622);
    h.gone_permille = (unsigned)rng_between(&r, 0, 50);
    int day = story_day(sim, &r, 55, 75);
    bool own_agent = rng_permille(&r, 500);
    unsigned other = agent_draw(&r, AGENT_BROWSER);
    uint32_t id = 0;
    for (unsigned tries = 0; tries < 40 && s.id == 0; tries++) {
        id = story_victim(sim, &r, TRADE_COUNT, 5000);
        find_session(sim, id, day, &s);
    }
    if (s.id == 0) { /* a world where nobody works any more: the attack begins with a login */
        s.from_ms = day_start_ms(day) + 10 * MS_HOUR;
        s.id = sim_new_session(sim);
        s.agent = other;
    }
    intruder_take(&b, sim, id, INT64_MAX, &h);
    b.who.address = network_address(sim, &r, rng_permille(&r, 600) ? NET_FRANCE : NET_ABROAD);
    b.who.agent = own_agent ? s.agent : other;
    b.who.session = s.id;
    b.manner = (struct manner){2000, 3000, 400, 10000, 60000, false, 0};
    int64_t t = s.from_ms + rng_between(&r, 8, 25) * MS_MINUTE;
    int64_t end = t + rng_between(&r, 60, 120) * MS_MINUTE;
    while (t < end) { /* one session to the end: intruder_go_on would log in again */
        intruder_look(&b, t);
        t += rng_between(&b.rng, 2000, 3000);
    }
    sim_note(sim, "attack_rate", "1 request in 2 to 3 s for 1 to 2 h, in the owner's session");
    sim_note(sim, "agent", own_agent ? "the owner's" : "another");
}

void scenario_hijack(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_PLAY) {
        play(sim);
    }
}
