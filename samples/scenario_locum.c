/* Owns travel: some owners (or their locums) work for one to two weeks from La Réunion or
 * Guadeloupe, with another computer, at the hours of there, as much as always. Nobody is
 * compromised. */
#include "scenarios.h"

static void leave(struct sim *sim, struct account *a, struct rng *r)
{
    char text[ADDRESS_SIZE];
    bool east = rng_permille(r, 500);
    int days = (int)sim->params.days;
    city_address(r, east ? CITY_COUNT - 2 : CITY_COUNT - 1, rng_permille(r, 200), text);
    a->odd.away_address = sim_address(sim, text);
    a->odd.away_agent = agent_draw(r, AGENT_BROWSER);
    a->odd.away_shift = east ? -180 : 300; /* UTC+4 and UTC-4 against UTC+1 */
    a->odd.away_first = sim->params.start_day + days * (int)rng_between(r, 40, 65) / 100;
    a->odd.away_last = a->odd.away_first + (int)rng_between(r, 6, 14);
}

void scenario_locum(struct sim *sim, enum phase phase)
{
    struct rng r;
    unsigned count = 0;
    if (phase != PHASE_WORLD) {
        return;
    }
    rng_init(&r, sim->params.seed, 791);
    unsigned first = rng_below(&r, sim->params.accounts);
    unsigned wanted = 2 + sim->params.accounts / 50;
    for (unsigned k = 0; k < sim->params.accounts && count < wanted; k++) {
        struct account *a = &sim->accounts[(first + k * 7) % sim->params.accounts];
        if (!a->software && a->trade != TRADE_HOSPITAL && a->city < CITY_COUNT - 2 &&
            a->odd.away_address == 0 && a->cases_milli > 1500) {
            leave(sim, a, &r);
            count++;
        }
    }
    sim_note(sim, "travellers", "%u for 7 to 15 days, at local hours", count);
}
