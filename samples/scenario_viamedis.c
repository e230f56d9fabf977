/* Owns the scenario of January 2024: one account, one night and day, one robot. What is known of
 * the real case is short: a professional's account was phished (Viamedis's director, AFP), the
 * portal was cut on Monday 29 January at 15:00 (FSPF), a robot aspired display pages and came from
 * very few addresses (said of Almerys, AFP/RFI 9 February 2024). Rates, prefixes and the share of
 * unknown numbers are choices of this file. */
#include "scenarios.h"

#include <stdio.h>

enum {
    CUT_HOUR = 15,
    ADDRESS_TOTAL = 3,
    KNOWN_PREFIXES = 20, /* an account knows at least 20 patients before the log begins */
    PROBE_LOOKS = 5,
    OWNER_LOOKS = 7
};

struct robot {
    struct sim *sim;
    struct account *victim;
    struct actor who;
    struct rng rng;
    struct walk walk;
    uint32_t addresses[ADDRESS_TOTAL];
    unsigned prefixes;
    bool last_known;
    int64_t cut_ms;
};

/* The last Monday of the period that has a day before it, else the last day. */
static int attack_day(const struct params *p)
{
    int last = p->start_day + (int)p->days - 1;
    int day = last - (int)weekday(last);
    return day > p->start_day ? day : last;
}

/* An active optician (6.5 cases a day is the upper third) that nobody would call a machine. */
static uint32_t choose_victim(const struct sim *sim)
{
    uint32_t best = 0;
    uint32_t best_gap = UINT32_MAX;
    for (uint32_t i = 0; i < sim->params.accounts; i++) {
        const struct account *a = &sim->accounts[i];
        uint32_t gap = a->cases_milli > 6500 ? a->cases_milli - 6500 : 6500 - a->cases_milli;
        if (a->trade == TRADE_OPTICIAN && !a->software && gap < best_gap) {
            best = i;
            best_gap = gap;
        }
    }
    return best;
}

/* The owner works on Monday afternoon, so that owner and robot overlap until the cut. */
static void prepare(struct sim *sim)
{
    uint32_t id = choose_victim(sim);
    struct account *a = &sim->accounts[id];
    int day = attack_day(&sim->params);
    unsigned w = weekday(day);
    a->hours[w][1][0] = 810;
    a->hours[w][1][1] = 1140;
    sim_compromise(sim, id, day_start_ms(day) + CUT_HOUR * MS_HOUR);
}

static void draw_addresses(struct robot *b)
{
    static const char *const ranges[ADDRESS_TOTAL] = {"203.0.113.", "198.51.100.", "192.0.2."};
    for (unsigned i = 0; i < ADDRESS_TOTAL; i++) {
        char text[ADDRESS_SIZE];
        snprintf(text, sizeof text, "%s%u", ranges[i], 10 + rng_below(&b->rng, 170));
        b->addresses[i] = sim_address(b->sim, text);
    }
}

/* By hand, in a browser: does the password work, what can be seen? Returns the end. */
static int64_t probe(struct robot *b, int64_t t)
{
    b->who.address = b->addresses[0];
    b->who.agent = agent_pick(AGENT_BROWSER, 6);
    b->who.session = sim_new_session(b->sim);
    t = flow_login(b->sim, &b->who, t, true);
    flow_page(b->sim, &b->who, t + 40 * MS_SECOND, OP_FILES_PAGE, 1);
    t += 80 * MS_SECOND;
    for (unsigned i = 0; i < PROBE_LOOKS; i++) {
        flow_page(b->sim, &b->who, t, OP_SEARCH_PAGE, 0);
        t += rng_between(&b->rng, 12, 40) * MS_SECOND;
        struct person p = b->victim->patients[i];
        if (i > 2) { /* the idea: the next serial */
            p.nir.serial = (unsigned short)(p.nir.serial % 999 + 1);
        }
        bool known = registry_find(&p.nir, &p.insurer);
        sim_emit_person(b->sim, &b->who, t, OP_RIGHTS, known ? 200 : 404, &p);
        t += rng_between(&b->rng, 10, 50) * MS_SECOND;
    }
    return t;
}

/* The number to ask next: first around the patients seen in the shop's files, then anywhere. */
static void next_person(struct robot *b, struct person *p)
{
    while (!walk_next(&b->walk, &p->nir, b->last_known)) {
        const struct nir *near = NULL;
        if (b->prefixes < KNOWN_PREFIXES) {
            near = &b->victim->patients[b->prefixes].nir;
        }
        walk_start(&b->walk, &b->rng, near);
        b->prefixes++;
        b->last_known = true;
    }
    b->last_known = registry_find(&p->nir, &p->insurer);
    if (!b->last_known) {
        p->insurer = registry_insurer_draw(rng_u32(&b->rng));
    }
}

/* One session of the robot from one address, until `end` or the cut. Returns its last moment. */
static int64_t robot_session(struct robot *b, int64_t t, int64_t end)
{
    b->who.session = sim_new_session(b->sim);
    sim_emit(b->sim, &b->who, t, OP_LOGIN, 302);
    t += rng_between(&b->rng, 400, 1500);
    int64_t rest = rng_between(&b->rng, 600, 1800);
    while (t < end && t < b->cut_ms && !b->sim->failed) {
        struct person p;
        next_person(b, &p);
        unsigned status = b->last_known ? 200 : 404;
        if (rng_permille(&b->rng, 2)) {
            status = 500;
        }
        sim_emit_person(b->sim, &b->who, t, OP_RIGHTS, status, &p);
        t += rng_between(&b->rng, 620, 1380);
        if (--rest == 0) {
            t += rng_between(&b->rng, 60, 420) * MS_SECOND;
            rest = rng_between(&b->rng, 600, 1800);
        }
    }
    return t;
}

/* The owner at work while the robot is, on patients it also meets. The ordinary days may
 * leave this afternoon empty by chance, so it is played here. */
static void owner_afternoon(struct sim *sim, uint32_t id, int64_t cut_ms)
{
    struct account *a = &sim->accounts[id];
    struct station *s = &a->stations[0];
    s->session = sim_new_session(sim);
    struct actor who = account_actor(a, id, s);
    int64_t t = flow_login(sim, &who, cut_ms - 80 * MS_MINUTE, false);
    for (unsigned i = 0; i < OWNER_LOOKS; i++) {
        t += rng_between(&a->rng, 4, 10) * MS_MINUTE;
        const struct person *p = &a->patients[i * 2];
        flow_page(sim, &who, t - 20 * MS_SECOND, OP_SEARCH_PAGE, i % 2);
        sim_emit_person(sim, &who, t, OP_RIGHTS, 200, p);
        if (i % 2 == 0) {
            sim_emit_person(sim, &who, t + 100 * MS_SECOND, OP_PEC, 201, p);
        }
    }
}

/* After the cut the robot insists for a few minutes. */
static void refused(struct robot *b, int64_t t)
{
    for (unsigned i = 0; i < 60; i++) {
        struct person p;
        next_person(b, &p);
        sim_emit_person(b->sim, &b->who, t, OP_RIGHTS, 403, &p);
        t += rng_between(&b->rng, 620, 1380);
    }
    for (unsigned i = 0; i < 4; i++) {
        t += rng_between(&b->rng, 5, 40) * MS_SECOND;
        sim_emit(b->sim, &b->who, t, OP_LOGIN, 401);
    }
}

static void play(struct sim *sim)
{
    struct robot b = {.sim = sim};
    uint32_t id = sim->compromised[0].account;
    rng_init(&b.rng, sim->params.seed, 7);
    b.victim = &sim->accounts[id];
    b.cut_ms = sim->compromised[0].cut_ms;
    b.last_known = true;
    b.who = (struct actor){.account = id, .attack = 1, .rng = &b.rng};
    draw_addresses(&b);
    int64_t midnight = day_start_ms(day_of(b.cut_ms));
    int64_t start = midnight + 130 * MS_MINUTE + rng_between(&b.rng, 0, 540) * MS_SECOND;
    int64_t t = probe(&b, start);
    t += rng_between(&b.rng, 8, 20) * MS_MINUTE;
    for (unsigned turn = 0; t < b.cut_ms && !sim->failed; turn++) {
        unsigned k = turn < 2 ? 0 : turn % ADDRESS_TOTAL;
        b.who.address = b.addresses[k];
        b.who.agent = agent_pick(AGENT_ROBOT, k == 2 ? 1 : 0);
        b.who.front_end = rng_below(&b.rng, sim->params.front_ends);
        t = robot_session(&b, t, t + rng_between(&b.rng, 35, 100) * MS_MINUTE);
        t += t < b.cut_ms ? rng_between(&b.rng, 5, 240) * MS_SECOND : 0;
    }
    refused(&b, t);
    owner_afternoon(sim, id, b.cut_ms);
    account_cut(sim, id, b.cut_ms);
    sim_note(sim, "attack_rate", "1 request a second (0.62 to 1.38 s), pauses of 1 to 7 min");
    sim_note(sim, "registry_known_pct", "%d", REGISTRY_KNOWN_PCT);
    sim_note(sim, "cut_local_hour", "%d:00", CUT_HOUR);
    sim_note(sim, "owner_works_meanwhile", "13:30 to the cut");
}

void scenario_viamedis(struct sim *sim, enum phase phase)
{
    if (phase == PHASE_WORLD) {
        prepare(sim);
    } else {
        play(sim);
    }
}
