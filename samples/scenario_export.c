/* Owns a scenario of ours: a stolen account takes lists instead of persons: the payments of each
 * month, as far back as the portal goes, again and again until all are there; and looks at some
 * persons by hand on the way. Bank details and whole months of persons are in one answer of such an
 * endpoint (data of professionals at Viamedis, 2024: FSPF); the rate is our choice. */
#include "sim_intruder.h"

static void take_months(struct sim *sim, const struct intruder *b, int64_t time_ms, unsigned count)
{
    int year;
    unsigned month, dom;
    int64_t t = time_ms;
    civil_from_day(day_of(time_ms), &year, &month, &dom);
    for (unsigned i = 0; i < count; i++) {
        month = month == 1 ? 12 : month - 1;
        year -= month == 12;
        struct event *e = sim_emit(sim, &b->who, t, OP_EXPORT, 200);
        if (e != NULL) {
            e->detail = (uint32_t)year * 100 + month;
        }
        t += rng_between(b->who.rng, 3, 20) * MS_SECOND;
    }
}

static void play(struct sim *sim)
{
    struct intruder b;
    struct hunt h;
    struct rng r;
    rng_init(&r, sim->params.seed, 941);
    hunt_start(&h, sim, TARGET_LIST, 942);
    h.gone_permille = (unsigned)rng_between(&r, 20, 80);
    intruder_take(&b, sim, story_victim(sim, &r, TRADE_COUNT, 1000), INT64_MAX, &h);
    b.who.address = network_address(sim, &r, rng_permille(&r, 500) ? NET_ABROAD : NET_HOSTING);
    b.who.agent = agent_draw(&r, AGENT_BROWSER);
    b.manner = (struct manner){6000, 24000, 60, 60000, 300000, true, 0};
    int day = story_day(sim, &r, 58, 80);
    unsigned exports = 0;
    for (unsigned evening = 2 + rng_below(&r, 2); evening > 0; evening--, day++) {
        int64_t t = day_start_ms(day) + rng_between(&r, 1140, 1230) * MS_MINUTE;
        unsigned months = (unsigned)rng_between(&r, 28, 60);
        t = intruder_work(&b, t, t + rng_between(&r, 70, 130) * MS_MINUTE, UINT32_MAX);
        take_months(sim, &b, t, months);
        exports += months;
    }
    sim_note(sim, "attack_rate", "1 person in 6 to 24 s with pages; then 1 month in 3 to 20 s");
    sim_note(sim, "exports", "%u", exports);
}

void scenario_export(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_PLAY) {
        play(sim);
    }
}
