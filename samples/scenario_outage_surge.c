/* Owns the outage: the portal is down for two or three days, then everybody catches up for two days
 * with new passwords. After 12 February 2024: "overloaded by forced password resets" (Acuité 13
 * February 2024). Nobody is compromised. */
#include "scenarios.h"

void scenario_outage_surge(struct sim *sim, enum phase phase)
{
    struct rng r;
    rng_init(&r, sim->params.seed, 701);
    int days = (int)sim->params.days;
    int down = days * (int)rng_between(&r, 45, 65) / 100;
    int length = days < 6 ? 1 : (int)rng_between(&r, 2, 3);
    if (phase != PHASE_WORLD) {
        return;
    }
    int64_t hour = rng_between(&r, 9, 16);
    sim->dark_from_ms = day_start_ms(sim->params.start_day + down) + hour * MS_HOUR;
    sim->dark_to_ms = day_start_ms(sim->params.start_day + down + length) + 7 * MS_HOUR;
    for (int d = down + length; d < days && d < down + length + 2; d++) {
        sim->day_pct[d] = (unsigned)rng_between(&r, 300, 400);
        sim->slip_permille[d] = 600;
    }
    sim_note(sim, "portal_down", "%d days from day %d", length, down);
}
