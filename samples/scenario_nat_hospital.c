/* Owns large hospitals: 30 to 44 computers of one account behind one address, at work at all hours
 * of all days. Nobody is compromised. */
#include "scenarios.h"

static void enlarge(struct account *a, struct rng *r)
{
    a->station_count = (unsigned)rng_between(r, 30, 44);
    for (unsigned i = 0; i < a->station_count; i++) {
        bool rare = rng_permille(r, 350);
        a->stations[i].agent =
            rare ? agent_newer(AGENT_BROWSER, rng_below(r, 100)) : agent_draw(r, AGENT_BROWSER);
        a->stations[i].at_home = false;
        a->stations[i].last_ms = INT64_MIN / 2;
    }
    for (unsigned day = 0; day < 7; day++) {
        const int16_t hours[2][2] = {{0, 720}, {720, 1440}};
        for (unsigned half = 0; half < 2; half++) {
            a->hours[day][half][0] = hours[half][0];
            a->hours[day][half][1] = hours[half][1];
        }
    }
}

void scenario_nat_hospital(struct sim *sim, enum phase phase)
{
    struct rng r;
    unsigned count = 0;
    if (phase != PHASE_WORLD) {
        return;
    }
    rng_init(&r, sim->params.seed, 771);
    for (unsigned i = 0; i < sim->params.accounts; i++) {
        if (sim->accounts[i].trade == TRADE_HOSPITAL) {
            enlarge(&sim->accounts[i], &r);
            count++;
        }
    }
    sim_note(sim, "hospitals", "%u, 30 to 44 computers each behind one address", count);
}
