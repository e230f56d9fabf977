/* Owns what belongs to no account: health checks, scanners, crawlers of static files, and lines
 * that are not what their format promises. */
#include "sim.h"

#include <stdio.h>

static void health_checks(struct sim *sim, struct actor who)
{
    who.address = sim_address(sim, "10.0.0.5");
    who.agent = agent_pick(AGENT_PROBE, 0);
    int64_t first = day_start_ms(sim->params.start_day);
    int64_t last = first + sim->params.days * MS_DAY;
    for (unsigned fe = 0; fe < sim->params.front_ends; fe++) {
        for (int64_t t = first + fe * 7 * MS_SECOND; t < last; t += 5 * MS_MINUTE) {
            who.front_end = fe;
            struct event *e = sim_emit(sim, &who, t, OP_HEALTH, 200);
            if (e != NULL) {
                e->front_end = (uint8_t)fe;
            }
        }
    }
}

/* Scanners come from the same three foreign ranges as attackers do, from other hosts (200-250). */
static uint32_t scanner_address(struct sim *sim, struct rng *r)
{
    static const char *const ranges[] = {"192.0.2.", "198.51.100.", "203.0.113."};
    char text[ADDRESS_SIZE];
    if (rng_permille(r, 100)) {
        unsigned group = rng_below(r, 4096);
        snprintf(text, sizeof text, "2001:db8:e%03x::%x", group, 1 + rng_below(r, 99));
    } else {
        const char *range = ranges[rng_below(r, 3)];
        snprintf(text, sizeof text, "%s%u", range, 200 + rng_below(r, 51));
    }
    return sim_address(sim, text);
}

static void scanners(struct sim *sim, struct actor who)
{
    struct rng *r = who.rng;
    for (unsigned day = 0; day < sim->params.days; day++) {
        int64_t midnight = day_start_ms(sim->params.start_day + (int)day);
        unsigned visits = rng_poisson(r, 14000);
        for (unsigned v = 0; v < visits; v++) {
            who.address = scanner_address(sim, r);
            who.agent = agent_draw(r, AGENT_SCANNER);
            who.front_end = rng_below(r, sim->params.front_ends);
            int64_t t = midnight + rng_below(r, (uint32_t)MS_DAY - 120000);
            unsigned paths = rng_permille(r, 120) ? 30 : 1 + rng_below(r, 3);
            for (unsigned i = 0; i < paths; i++) {
                struct event *e = sim_emit(sim, &who, t, OP_SCAN, 404);
                if (e != NULL) {
                    e->detail = rng_below(r, 1000);
                }
                t += 100 + rng_below(r, 1500);
            }
        }
    }
}

/* The insured and the curious who read the public pages of the portal. */
static void strollers(struct sim *sim, struct actor who)
{
    struct rng *r = who.rng;
    for (unsigned day = 0; day < sim->params.days; day++) {
        int64_t midnight = day_start_ms(sim->params.start_day + (int)day);
        unsigned visits = rng_poisson(r, 500 * 1000 / 10);
        for (unsigned v = 0; v < visits; v++) {
            char text[ADDRESS_SIZE];
            unsigned city = city_draw(r);
            city_address(r, city, rng_permille(r, 300), text);
            who.address = sim_address(sim, text);
            who.agent = agent_draw(r, AGENT_BROWSER);
            who.front_end = rng_below(r, sim->params.front_ends);
            int64_t t = midnight + 7 * MS_HOUR + rng_below(r, 15 * 3600 * 1000);
            flow_page(sim, &who, t, OP_LOGIN_PAGE, rng_below(r, 5));
        }
    }
}

/* One line at a random moment, from a scanner. */
static void stray_line(struct sim *sim, struct actor *who, enum op op)
{
    struct rng *r = who->rng;
    int64_t span = sim->params.days * MS_DAY;
    int64_t t = day_start_ms(sim->params.start_day);
    t += (int64_t)(((uint64_t)rng_u32(r) << 8) % (uint64_t)span);
    who->address = scanner_address(sim, r);
    who->agent = agent_draw(r, AGENT_SCANNER);
    who->front_end = rng_below(r, sim->params.front_ends);
    struct event *e = sim_emit(sim, who, t, op, 400);
    if (e != NULL) {
        e->detail = rng_u32(r);
    }
}

/* 0.025 % of lines are well-formed around a request that is not HTTP (a TLS client hello sent to
 * the plain port); others, as many as asked for, are broken (cut by a full disk or a crash). */
static void broken_lines(struct sim *sim, struct actor who)
{
    size_t odd = sim->event_count / 4000;
    size_t broken = (size_t)((uint64_t)sim->event_count * sim->params.broken / 100000);
    for (size_t i = 0; i < odd; i++) {
        stray_line(sim, &who, OP_ODD);
    }
    for (size_t i = 0; i < broken; i++) {
        stray_line(sim, &who, OP_BROKEN);
    }
}

void play_noise(struct sim *sim)
{
    struct rng r;
    rng_init(&r, sim->params.seed, 2);
    struct actor nobody = {.account = ACCOUNT_NONE, .rng = &r};
    health_checks(sim, nobody);
    scanners(sim, nobody);
    strollers(sim, nobody);
    broken_lines(sim, nobody);
}
