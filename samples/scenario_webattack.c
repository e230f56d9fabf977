/* Owns a scenario of ours: the portal itself is attacked. One address looks for files that were
 * left behind, then tries injections and paths out of the folder that is served. Days later a
 * second address, logged in with a stolen account, injects through the search by member number,
 * reads a file of settings, uploads a script, uses it, and at last looks at persons one by one.
 * What is tried are classics; that all of it happens to one portal is our choice. */
#include "sim_intruder.h"
#include "sim_probes.h"

enum { SERVED = 5 }; /* the traversal that works: as the parameter of an export */

struct visitor {
    struct actor who;
    int64_t now_ms;
};

static void ask(struct sim *sim, struct visitor *v, uint32_t probe, unsigned status)
{
    struct event *e = sim_emit(sim, &v->who, v->now_ms, OP_PROBE, status);
    if (e != NULL) {
        e->detail = probe;
    }
    v->now_ms += rng_between(v->who.rng, 120, 900);
}

/* Everything that a tool knows, one after the other. All is refused or unknown, but for what breaks
 * the search: one in twenty. */
static void sweep(struct sim *sim, struct visitor *v, enum probe_group group, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        unsigned status = group == PROBE_INJECTION ? 400 : 404;
        if (group == PROBE_INJECTION && rng_permille(v->who.rng, 50)) {
            status = 500;
        }
        ask(sim, v, probe_pick(group, i), status);
    }
}

static void knock(struct sim *sim, struct rng *r, int day)
{
    struct visitor v = {.who = {.account = ACCOUNT_NONE, .rng = r}};
    v.who.address = network_address(sim, r, NET_HOSTING);
    v.who.agent = agent_pick(AGENT_SCANNER, rng_below(r, 3));
    v.now_ms = day_start_ms(day) + rng_between(r, 60, 1200) * MS_MINUTE;
    sweep(sim, &v, PROBE_FILES, (unsigned)rng_between(r, 150, 280));
    v.who.agent = agent_draw(r, AGENT_TOOL);
    sweep(sim, &v, PROBE_INJECTION, (unsigned)rng_between(r, 90, 160));
    sweep(sim, &v, PROBE_TRAVERSAL, 8);
}

static void break_in(struct sim *sim, struct rng *r, int day)
{
    struct intruder b;
    struct hunt h;
    hunt_start(&h, sim, TARGET_LIST, 932);
    h.gone_permille = (unsigned)rng_between(r, 20, 80);
    intruder_take(&b, sim, story_victim(sim, r, TRADE_COUNT, 700), INT64_MAX, &h);
    b.who.address = network_address(sim, r, NET_ABROAD);
    b.who.agent = agent_draw(r, AGENT_BROWSER);
    b.manner = (struct manner){1800, 6000, 200, 30000, 200000, false, 0};
    int64_t start = day_start_ms(day) + rng_between(r, 0, 300) * MS_MINUTE;
    struct visitor v = {.now_ms = intruder_enter(&b, start, 1)};
    v.who = b.who;
    for (unsigned i = 0, count = (unsigned)rng_between(r, 30, 70); i < count; i++) {
        unsigned status = rng_permille(r, 300) ? 200 : 500;
        ask(sim, &v, probe_pick(PROBE_INJECTION, rng_below(r, 1000)), status);
    }
    ask(sim, &v, probe_pick(PROBE_TRAVERSAL, SERVED), 200);
    ask(sim, &v, probe_pick(PROBE_UPLOAD, 0), 201);
    for (unsigned i = 0, count = (unsigned)rng_between(r, 8, 25); i < count; i++) {
        ask(sim, &v, probe_pick(PROBE_SHELL, i), 200);
        v.now_ms += rng_between(r, 2, 40) * MS_SECOND;
    }
    intruder_go_on(&b, v.now_ms, v.now_ms + rng_between(r, 80, 160) * MS_MINUTE, UINT32_MAX);
}

void scenario_webattack(struct sim *sim, enum phase phase)
{
    struct rng r;
    if (phase != PHASE_PLAY) {
        return;
    }
    rng_init(&r, sim->params.seed, 931);
    int day = story_day(sim, &r, 50, 70);
    knock(sim, &r, day);
    break_in(sim, &r, story_day(sim, &r, 72, 85));
    sim_note(sim, "attack_rate", "1 probe in 0.1 to 0.9 s; then 1 request in 1.8 to 6 s");
}
