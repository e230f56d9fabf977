/* Owns the scenario of Weda, 10 November 2025: in the evening a peak on the account of a doctor who
 * had left the practice, opening patients who were not his; other accounts followed; all was shut
 * at 23:00 (MacGeneration 18 November 2025 citing Le Monde, LeMagIT 12 November). Here the three
 * accounts are cut, not the portal. */
#include "sim_intruder.h"

enum { FOLLOWERS = 2 };

/* The doctor who leaves: always the same for a seed, in both phases. */
static uint32_t choose_doctor(struct sim *sim, struct rng *r, int *left)
{
    rng_init(r, sim->params.seed, 531);
    uint32_t id = story_victim(sim, r, TRADE_CARE, 3000);
    *left = story_day(sim, r, 8, 20);
    return id;
}

static void play(struct sim *sim)
{
    struct intruder b;
    struct hunt h;
    struct rng r;
    int left;
    uint32_t doctor = choose_doctor(sim, &r, &left);
    int day = story_day(sim, &r, 62, 80);
    int64_t cut = day_start_ms(day) + 23 * MS_HOUR;
    int64_t start = day_start_ms(day) + rng_between(&r, 1110, 1200) * MS_MINUTE;
    uint32_t address = network_address(sim, &r, rng_permille(&r, 500) ? NET_ABROAD : NET_FRANCE);
    unsigned agent = agent_draw(&r, AGENT_BROWSER);
    hunt_start(&h, sim, TARGET_LIST, 532);
    unsigned accounts = 1 + story_count(sim, FOLLOWERS, 10);
    for (unsigned i = 0; i < accounts; i++) {
        uint32_t id = i == 0 ? doctor : story_victim(sim, &r, TRADE_CARE, 1000);
        intruder_take(&b, sim, id, cut, &h);
        b.who.address = address;
        b.who.agent = agent;
        b.manner = (struct manner){900, 2200, 400, 20000, 120000, false, 0};
        int64_t t = intruder_work(&b, start, cut, UINT32_MAX);
        intruder_refused(&b, t, 20);
        account_cut(sim, id, cut);
        start += rng_between(&r, 35, 75) * MS_MINUTE;
    }
    sim_note(sim, "attack_rate", "1 request in 0.9 to 2.2 s an account, until 23:00");
    sim_note(sim, "doctor_left", "%d days before", day - left);
}

void scenario_weda(struct sim *sim, enum phase phase)
{
    struct rng r;
    int left;
    if (phase == PHASE_WORLD) {
        uint32_t doctor = choose_doctor(sim, &r, &left);
        sim->accounts[doctor].odd.closes = left;
    } else {
        play(sim);
    }
}
