/* Owns the ordinary work of an account that uses a browser: plan all its days as an agenda, then
 * play the agenda in time order, opening sessions when needed. */
#include "sim.h"

#include <stdlib.h>

enum task { TASK_LOOK, TASK_PEC, TASK_CLAIM, TASK_EXPORT };

struct item {
    int64_t time_ms;
    uint32_t patient; /* index in the account's patients */
    uint32_t order;
    enum task task;
    bool at_home;
    bool machine; /* of a batch: no page around it */
};

struct agenda {
    struct item *items;
    size_t count, cap;
};

#define SESSION_MS (2 * MS_HOUR) /* idle time after which the portal asks to log in again */

static void plan(struct sim *sim, struct agenda *g, int64_t time_ms, enum task task,
                 uint32_t patient)
{
    if (time_ms < 0) {
        return;
    }
    if (g->count == g->cap) {
        size_t cap = g->cap ? g->cap * 2 : 512;
        struct item *grown = realloc(g->items, cap * sizeof *grown);
        if (grown == NULL) {
            sim->failed = true;
            return;
        }
        g->items = grown;
        g->cap = cap;
    }
    g->items[g->count] = (struct item){time_ms, patient, (uint32_t)g->count, task, false, false};
    g->count++;
}

/* What becomes of a case: a PEC within minutes or two days, and the claim 1 to 5 days later; trades
 * without PEC claim at once or within days. */
static void plan_follow_up(struct sim *sim, struct agenda *g, struct account *a, int64_t seen_ms,
                           uint32_t patient)
{
    const struct trade_rules *t = trade_rules(a->trade);
    struct rng *r = &a->rng;
    if (t->pec_permille == 0) {
        if (rng_permille(r, t->claim_permille)) {
            int64_t soon = seen_ms + rng_between(r, 3, 40) * MS_MINUTE;
            int64_t later = next_open_moment(a, seen_ms + rng_between(r, 8, 60) * MS_HOUR);
            plan(sim, g, rng_permille(r, 800) ? soon : later, TASK_CLAIM, patient);
        }
        return;
    }
    if (!rng_permille(r, t->pec_permille)) {
        return;
    }
    int64_t pec = seen_ms + rng_between(r, 60, 15 * 60) * MS_SECOND;
    if (rng_permille(r, 350)) {
        pec = next_open_moment(a, seen_ms + rng_between(r, 2, 40) * MS_HOUR);
    }
    plan(sim, g, pec, TASK_PEC, patient);
    if (pec >= 0 && rng_permille(r, t->claim_permille)) {
        int64_t wait = rng_between(r, 24, 4 * 24) * MS_HOUR;
        plan(sim, g, next_open_moment(a, pec + wait), TASK_CLAIM, patient);
    }
}

static void plan_case(struct sim *sim, struct agenda *g, struct account *a, int64_t t)
{
    uint32_t patient = (uint32_t)a->patient_count;
    if (patient > 0 && rng_permille(&a->rng, 250)) { /* an old customer with a new need */
        patient = rng_below(&a->rng, patient);
    } else {
        account_new_patient(sim, a);
    }
    plan(sim, g, t, TASK_LOOK, patient);
    if (rng_permille(&a->rng, 60)) { /* a child on the parent's number: same NIR, asked again */
        plan(sim, g, t + rng_between(&a->rng, 40, 200) * MS_SECOND, TASK_LOOK, patient);
    }
    plan_follow_up(sim, g, a, t, patient);
}

/* All known patients, one after the other, last ones first. */
static void plan_series(struct sim *sim, struct agenda *g, struct account *a, int day)
{
    int64_t t = open_moment(a, day, 0);
    for (size_t i = a->patient_count; i > 0 && t >= 0 && !sim->failed; i--) {
        plan(sim, g, t, TASK_LOOK, (uint32_t)i - 1);
        if (!sim->failed) {
            g->items[g->count - 1].machine = a->odd.series_high_ms < 5000;
        }
        t += rng_between(&a->rng, a->odd.series_low_ms, a->odd.series_high_ms);
    }
}

/* The night from that day to the next: new patients, from 20:00 to 8:00. */
static void plan_night(struct sim *sim, struct agenda *g, struct account *a, int day)
{
    unsigned cases = rng_poisson(&a->rng, a->cases_milli * 60 / 100);
    for (unsigned i = 0; i < cases; i++) {
        plan_case(sim, g, a, day_start_ms(day) + rng_between(&a->rng, 1200, 1920) * MS_MINUTE);
    }
}

/* A few persons again in the evening, from home. */
static void plan_evening(struct sim *sim, struct agenda *g, struct account *a, int day)
{
    if (a->stations[a->station_count - 1].at_home && rng_permille(&a->rng, 80) &&
        a->patient_count > 0) {
        int64_t t = day_start_ms(day) + rng_between(&a->rng, 1200, 1320) * MS_MINUTE;
        for (unsigned i = 1 + rng_below(&a->rng, 4); i > 0; i--, t += 3 * MS_MINUTE) {
            plan(sim, g, t, TASK_LOOK, rng_below(&a->rng, (uint32_t)a->patient_count));
            if (!sim->failed) {
                g->items[g->count - 1].at_home = true;
            }
        }
    }
}

static void plan_day(struct sim *sim, struct agenda *g, struct account *a, int day)
{
    unsigned minutes = open_minutes(a, day);
    if (on_duty(a, day)) {
        plan_night(sim, g, a, day);
    }
    if (minutes == 0) {
        return;
    }
    if (day == a->odd.series_day) {
        plan_series(sim, g, a, day);
    }
    int index = day - sim->params.start_day;
    unsigned level = index < 0 ? 100 : sim->day_pct[index];
    unsigned scale = (minutes > 480 ? 480 : minutes) * level / 480;
    unsigned cases =
        rng_poisson(&a->rng, a->cases_milli * scale / 100 * account_level(a, day) / 100);
    unsigned rechecks = rng_poisson(&a->rng, a->rechecks_milli * scale / 100);
    for (unsigned i = 0; i < cases; i++) {
        plan_case(sim, g, a, open_moment(a, day, 0));
    }
    for (unsigned i = 0; i < rechecks && a->patient_count > 0; i++) {
        uint32_t patient = rng_below(&a->rng, (uint32_t)a->patient_count);
        plan(sim, g, open_moment(a, day, 0), TASK_LOOK, patient);
    }
    if (weekday(day) == 2 && rng_permille(&a->rng, 200)) {
        plan(sim, g, open_moment(a, day, 0), TASK_EXPORT, 0);
    }
    plan_evening(sim, g, a, day);
}

static int by_time(const void *x, const void *y)
{
    const struct item *a = x;
    const struct item *b = y;
    if (a->time_ms != b->time_ms) {
        return a->time_ms < b->time_ms ? -1 : 1;
    }
    return a->order < b->order ? -1 : a->order > b->order;
}

static struct station *choose_station(struct account *a, const struct item *it)
{
    unsigned office = a->station_count - (a->stations[a->station_count - 1].at_home ? 1 : 0);
    return it->at_home ? &a->stations[a->station_count - 1]
                       : &a->stations[rng_below(&a->rng, office)];
}

static void open_session(struct sim *sim, struct account *a, uint32_t id, struct station *s,
                         int64_t now_ms)
{
    struct rng *r = &a->rng;
    if (now_ms - s->last_ms <= SESSION_MS) {
        return;
    }
    if (s->session != 0 && rng_permille(r, 300)) {
        struct actor old = account_actor(a, id, s);
        sim_emit(sim, &old, s->last_ms + rng_between(r, 1, 15) * MS_MINUTE, OP_LOGOUT, 302);
    }
    s->session = sim_new_session(sim);
    s->front_end = rng_below(r, sim->params.front_ends);
    struct actor who = account_actor(a, id, s);
    int day = day_of(now_ms) - sim->params.start_day;
    unsigned slips = day < 0 || day >= (int)sim->params.days ? 45 : sim->slip_permille[day];
    bool slip = rng_permille(r, slips); /* apart: C does not order arguments */
    int64_t t = now_ms - rng_between(r, 80, 150) * MS_SECOND;
    unsigned tries = slip && slips > 300 ? rng_below(r, 4) : 0; /* after a forced change */
    for (unsigned i = 0; i < tries; i++) {
        sim_emit(sim, &who, t - rng_between(r, 20, 300) * MS_SECOND, OP_LOGIN, 401);
    }
    flow_login(sim, &who, t, slip);
}

/* A slip of the keyboard: another digit, so that the key no longer fits. */
static void mistype(const struct account *a, struct event *e, struct rng *r)
{
    if (e != NULL) {
        size_t i = 7 + rng_below(r, 8);
        char right = e->nir[i];
        e->nir[i] = (char)('0' + ((unsigned)(right - '0') + 1 + rng_below(r, 8)) % 10);
        if (canary_is(
                a, e->nir)) { /* nobody meets one, not even by a slip: the key is wrong instead */
            e->nir[i] = right;
            e->nir[14] = (char)('0' + (e->nir[14] - '0' + 1) % 10);
        }
    }
}

static void play_look(struct sim *sim, const struct account *a, const struct actor *who, int64_t t,
                      const struct person *p)
{
    struct rng *r = who->rng;
    if (rng_permille(r, 700)) {
        unsigned assets = rng_permille(r, 300) ? 2 : 0;
        flow_page(sim, who, t - rng_between(r, 8, 40) * MS_SECOND, OP_SEARCH_PAGE, assets);
    }
    if (rng_permille(r, 30)) { /* without the NIR, by member number first */
        struct event *e =
            sim_emit_person(sim, who, t - rng_between(r, 3, 7) * MS_SECOND, OP_MEMBER, 200, p);
        if (e != NULL) {
            e->detail = 10000000 + rng_below(r, 80000000);
        }
    }
    unsigned x = rng_below(r, 10000);
    if (x < 260) {
        mistype(a,
                sim_emit_person(sim, who, t - rng_between(r, 9, 30) * MS_SECOND, OP_RIGHTS, 404, p),
                r);
    } else if (x < 330) { /* right person, wrong insurer chosen in the list */
        struct person wrong = *p;
        wrong.insurer = (p->insurer + 1 + rng_below(r, INSURER_COUNT - 1)) % INSURER_COUNT;
        sim_emit_person(sim, who, t - rng_between(r, 9, 30) * MS_SECOND, OP_RIGHTS, 404, &wrong);
    } else if (x < 345) {
        sim_emit_person(sim, who, t - rng_between(r, 2, 9) * MS_SECOND, OP_RIGHTS,
                        x < 338 ? 500 : 401, p);
    }
    sim_emit_person(sim, who, t, OP_RIGHTS, 200, p);
}

/* Files are numbered as they are opened, on the whole portal: 10 a minute. */
static uint32_t next_file(struct rng *r, int64_t time_ms)
{
    int year;
    unsigned month, dom;
    int day = day_of(time_ms);
    civil_from_day(day, &year, &month, &dom);
    int64_t minutes = (time_ms - day_start_ms(day_from_civil(year, 1, 1))) / MS_MINUTE;
    return (uint32_t)(year % 40) * 100000000u + (uint32_t)minutes * 10u + rng_below(r, 10);
}

/* The person's file, opened with the first PEC, looked at again before most later steps. */
static void play_file(struct sim *sim, const struct actor *who, const struct item *it,
                      struct person *p)
{
    if (!sim->files) {
        return;
    }
    if (p->file == 0) {
        int64_t ago = it->task == TASK_PEC ? 0 : rng_between(who->rng, 1, 5) * MS_DAY;
        p->file = next_file(who->rng, it->time_ms - ago);
    } else if (rng_permille(who->rng, 300)) {
        return;
    }
    sim_emit_file(sim, who, it->time_ms - rng_between(who->rng, 4, 12) * MS_SECOND, 200, p->file);
}

static void play_item(struct sim *sim, struct account *a, uint32_t id, const struct item *it)
{
    struct station *s = choose_station(a, it);
    struct rng *r = &a->rng;
    account_settle(sim, a, day_of(it->time_ms));
    open_session(sim, a, id, s, it->time_ms);
    struct actor who = account_actor(a, id, s);
    struct person *p = &a->patients[it->patient];
    if (it->machine) {
        unsigned status = rng_permille(r, 12) ? 404 : 200; /* the rights ended since */
        sim_emit_person(sim, &who, it->time_ms, OP_RIGHTS, status, p);
    } else if (it->task == TASK_LOOK) {
        play_look(sim, a, &who, it->time_ms, p);
    } else if (it->task == TASK_EXPORT) {
        sim_emit(sim, &who, it->time_ms, OP_EXPORT, 200);
    } else {
        if (rng_permille(r, 600)) {
            unsigned assets = rng_permille(r, 200) ? 1 : 0;
            flow_page(sim, &who, it->time_ms - rng_between(r, 15, 60) * MS_SECOND, OP_FILES_PAGE,
                      assets);
        }
        play_file(sim, &who, it, p);
        enum op op = it->task == TASK_PEC ? OP_PEC : OP_CLAIM;
        sim_emit_person(sim, &who, it->time_ms, op, rng_permille(r, 25) ? 422 : 201, p);
    }
    s->last_ms = it->time_ms;
}

void play_account(struct sim *sim, uint32_t id)
{
    struct account *a = &sim->accounts[id];
    struct agenda g = {NULL, 0, 0};
    int first = sim->params.start_day;
    int last = first + (int)sim->params.days;
    for (int day = first - WARM_UP_DAYS; day < last && !sim->failed; day++) {
        plan_day(sim, &g, a, day);
    }
    if (g.count > 0) {
        qsort(g.items, g.count, sizeof *g.items, by_time);
    }
    for (size_t i = 0; i < g.count && !sim->failed; i++) {
        if (g.items[i].time_ms >= day_start_ms(first) && g.items[i].time_ms < day_start_ms(last)) {
            play_item(sim, a, id, &g.items[i]);
        }
    }
    free(g.items);
}
