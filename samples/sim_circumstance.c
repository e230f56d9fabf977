/* Owns what changes in the life of an account from one day to the next: where it works, with which
 * program, how much. It plays nothing. */
#include "sim.h"

#include <limits.h>

static void upgrade(struct account *a)
{
    enum agent_group group = a->software ? AGENT_SOFTWARE : AGENT_BROWSER;
    for (unsigned i = 0; i < a->station_count; i++) {
        a->stations[i].agent = agent_newer(group, a->odd.upgrade_agent + i);
    }
    a->odd.upgraded = true;
}

/* By hash, so that accounts that share an office move together and no other draw changes. */
uint32_t account_address(struct sim *sim, struct account *a, int day)
{
    char text[ADDRESS_SIZE];
    struct rng r;
    if (!a->dynamic) {
        return a->office;
    }
    int week = (day + (int)(a->office % 7)) / 7;
    if (week != a->dynamic_week) {
        rng_init(&r, sim->params.seed, hash_u64(((uint64_t)a->office << 32) + (unsigned)week));
        city_address(&r, a->city, false, text);
        a->dynamic_address = sim_address(sim, text);
        a->dynamic_week = week;
    }
    return a->dynamic_address;
}

void account_settle(struct sim *sim, struct account *a, int day)
{
    char text[ADDRESS_SIZE];
    if (day == a->settled) {
        return;
    }
    uint32_t before = a->here;
    a->settled = day;
    a->here = is_away(a, day) ? a->odd.away_address : account_address(sim, a, day);
    if (a->odd.mobile) {
        city_address(&a->rng, a->city, false, text);
        a->here = sim_address(sim, text);
    }
    bool due = a->odd.upgrade_day != 0 && day >= a->odd.upgrade_day && !a->odd.upgraded;
    if (due) {
        upgrade(a);
    }
    for (unsigned i = 0; (due || a->here != before) && i < a->station_count; i++) {
        a->stations[i].last_ms = INT64_MIN / 2; /* whoever moves has no open session */
        a->stations[i].session = 0;
    }
}

unsigned account_level(const struct account *a, int day)
{
    bool surge = a->odd.surge_pct > 0 && day >= a->odd.surge_first && day <= a->odd.surge_last;
    return surge ? a->odd.surge_pct : 100;
}
