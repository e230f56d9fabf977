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

void account_settle(struct sim *sim, struct account *a, int day)
{
    char text[ADDRESS_SIZE];
    if (day == a->settled) {
        return;
    }
    uint32_t before = a->here;
    a->settled = day;
    a->here = is_away(a, day) ? a->odd.away_address : a->office;
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
