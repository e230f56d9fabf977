/* Owns the small scenes of a browser on the portal: login, a page with its files. Attackers who use
 * a browser play the same scenes. */
#include "sim.h"

struct actor account_actor(struct account *a, uint32_t id, const struct station *s)
{
    bool away = a->odd.away_address != 0 && a->here == a->odd.away_address;
    struct actor who = {
        .account = id,
        .address = s->at_home && !away ? a->home : a->here,
        .session = s->session,
        .agent = away ? a->odd.away_agent : s->agent,
        .front_end = s->front_end,
        .rng = &a->rng,
    };
    return who;
}

/* Files come a few tenths of a second after their page; a warm cache asks again and gets 304. */
static void flow_assets(struct sim *sim, const struct actor *who, int64_t time_ms, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        unsigned status = rng_permille(who->rng, 350) ? 304 : 200;
        int64_t t = time_ms + 80 + rng_below(who->rng, 600);
        struct event *e = sim_emit(sim, who, t, OP_ASSET, status);
        if (e != NULL) {
            e->detail = i;
        }
    }
}

void flow_page(struct sim *sim, const struct actor *who, int64_t time_ms, enum op page,
               unsigned assets)
{
    sim_emit(sim, who, time_ms, page, 200);
    flow_assets(sim, who, time_ms, assets);
}

int64_t flow_login(struct sim *sim, const struct actor *who, int64_t time_ms, bool with_failure)
{
    int64_t t = time_ms;
    struct actor nobody = *who;
    flow_page(sim, &nobody, t, OP_LOGIN_PAGE, 0);
    t += rng_between(who->rng, 6, 25) * MS_SECOND;
    if (with_failure) {
        sim_emit(sim, who, t, OP_LOGIN, 401);
        t += rng_between(who->rng, 5, 20) * MS_SECOND;
    }
    sim_emit(sim, who, t, OP_LOGIN, 302);
    t += 150 + rng_below(who->rng, 500);
    flow_page(sim, who, t, OP_HOME, 4);
    return t;
}

int64_t flow_reset(struct sim *sim, const struct actor *who, int64_t time_ms)
{
    int64_t t = time_ms;
    flow_page(sim, who, t, OP_RESET_PAGE, 1);
    t += rng_between(who->rng, 8, 30) * MS_SECOND;
    sim_emit(sim, who, t, OP_RESET_ASK, 202);
    t += rng_between(who->rng, 40, 240) * MS_SECOND; /* the mail */
    struct event *e = sim_emit(sim, who, t, OP_RESET, 302);
    if (e != NULL) {
        e->detail = 10000000 + rng_below(who->rng, 80000000);
    }
    return t + rng_between(who->rng, 2, 10) * MS_SECOND;
}
