/* Owns a scenario of ours: somebody hides in the owner's opening hours, from another French
 * network, in a browser, with twice the owner's daily volume, to the end of the period. */
#include "sim_intruder.h"

#include <stdlib.h>

enum { MAX_LOOKS = 400, IDLE_MINUTES = 100 };

static int by_time(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x;
    int64_t b = *(const int64_t *)y;
    return a < b ? -1 : a > b;
}

/* One open day: moments by chance, in order, a session after each long silence. */
static void work_day(struct intruder *b, int day)
{
    int64_t moments[MAX_LOOKS];
    uint32_t usual = b->victim->cases_milli + b->victim->rechecks_milli;
    unsigned looks = rng_poisson(&b->rng, usual * 2 / 480 * open_minutes(b->victim, day));
    looks = looks > MAX_LOOKS ? MAX_LOOKS : looks;
    for (unsigned i = 0; i < looks; i++) {
        moments[i] = open_moment(b->victim, day, 0);
    }
    qsort(moments, looks, sizeof *moments, by_time);
    int64_t last = 0;
    for (unsigned i = 0; i < looks; i++) {
        if (moments[i] - last > IDLE_MINUTES * MS_MINUTE) {
            intruder_enter(b, moments[i] - rng_between(&b->rng, 70, 120) * MS_SECOND, 0);
        }
        intruder_look(b, moments[i]);
        last = moments[i];
    }
}

static void play(struct sim *sim)
{
    struct intruder b;
    struct hunt h;
    struct rng r;
    rng_init(&r, sim->params.seed, 581);
    hunt_start(&h, sim, TARGET_LIST, 582);
    h.gone_permille = (unsigned)rng_between(&r, 0, 40);
    intruder_take(&b, sim, story_victim(sim, &r, TRADE_COUNT, 5000), INT64_MAX, &h);
    b.who.address = network_address(sim, &r, NET_FRANCE);
    b.who.agent = agent_draw(&r, AGENT_BROWSER);
    b.manner = (struct manner){12000, 30000, 0, 0, 0, true, 0};
    int last = sim->params.start_day + (int)sim->params.days;
    for (int day = story_day(sim, &r, 50, 60); day < last && !sim->failed; day++) {
        if (open_minutes(b.victim, day) > 0) {
            work_day(&b, day);
        }
    }
    sim_note(sim, "attack_rate", "twice the owner's daily volume (%u), in opening hours",
             (b.victim->cases_milli + b.victim->rechecks_milli) / 1000);
}

void scenario_office_hours(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_PLAY) {
        play(sim);
    }
}
