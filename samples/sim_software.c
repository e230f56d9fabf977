/* Owns the ordinary work of an account that asks through its own software (EDI): no pages, bursts
 * at the same minute of each hour, a batch of re-checks every night. All of it is legitimate, and
 * all of it looks like a machine. */
#include "sim.h"

/* Whom the i-th of `count` questions is about. A batch as large as the clientele asks for each. */
static uint32_t choose(struct sim *sim, struct rng *r, enum op op, struct account *a, unsigned i,
                       unsigned count, unsigned new_permille)
{
    uint32_t known = (uint32_t)a->patient_count;
    uint32_t patient = known == 0 ? 0 : rng_below(r, known);
    if (known == 0 || rng_permille(r, new_permille)) {
        account_new_patient(sim, a);
        return known;
    }
    if (op == OP_CLAIM) { /* invoices are for those seen last */
        uint32_t last = count < 100 ? 120 : count * 6 / 5;
        return known - 1 - rng_below(r, known < last ? known : last);
    }
    return new_permille == 0 && count >= known ? i % known : patient;
}

/* A burst: the same question for several persons, at the rhythm of the software. */
static int64_t burst(struct sim *sim, const struct actor *who, int64_t t, enum op op,
                     struct account *a, unsigned count, unsigned new_permille)
{
    for (unsigned i = 0; i < count && !sim->failed; i++) {
        uint32_t patient = choose(sim, who->rng, op, a, i, count, new_permille);
        unsigned status = op == OP_RIGHTS ? 200 : 201;
        unsigned x = rng_below(who->rng, 1000);
        if (op == OP_RIGHTS && x < 14) { /* rights ended or the insurer changed since */
            status = 404;
        } else if (x == 999) {
            status = 503;
        }
        sim_emit_person(sim, who, t, op, status, &a->patients[patient]);
        if (status == 503) { /* the software tries again */
            t += rng_between(who->rng, 1500, 5000);
            sim_emit_person(sim, who, t, op, op == OP_RIGHTS ? 200 : 201, &a->patients[patient]);
        }
        t += rng_between(who->rng, 280, 620) / (a->odd.upgraded ? 3 : 1);
    }
    return t;
}

static void play_day(struct sim *sim, struct account *a, uint32_t id, int day)
{
    struct rng *r = &a->rng;
    unsigned minutes = open_minutes(a, day);
    uint64_t level =
        (uint64_t)sim->day_pct[day - sim->params.start_day] * account_level(a, day) / 100;
    uint32_t day_mean = (uint32_t)(a->cases_milli * level * minutes / (100 * 480));
    int64_t midnight = day_start_ms(day);
    if (day < a->odd.opens || day > a->odd.closes) {
        return;
    }
    account_settle(sim, a, day);
    struct actor who = account_actor(a, id, &a->stations[0]);
    bool series = day == a->odd.series_day;
    if (weekday(day) != 6 || series) {
        who.session = sim_new_session(sim);
        int64_t t = midnight + a->batch_minute * MS_MINUTE + rng_below(r, 4000);
        burst(sim, &who, t, OP_RIGHTS, a, series ? (unsigned)a->patient_count : a->batch_size, 0);
    }
    for (int hour = 20; on_duty(a, day) && hour < 32; hour++) {
        unsigned asked = rng_poisson(r, a->cases_milli / 20);
        int64_t t = midnight + hour * MS_HOUR + rng_below(r, 3000000);
        t = burst(sim, &who, t, OP_RIGHTS, a, asked, 900);
        burst(sim, &who, t + rng_below(r, 600000), OP_CLAIM, a, asked, 0);
    }
    if (minutes == 0) {
        return;
    }
    who.session = sim_new_session(sim);
    for (int hour = 8; hour < 20; hour++) {
        int64_t t = midnight + hour * MS_HOUR + (a->batch_minute % 60) * MS_MINUTE;
        unsigned asked = rng_poisson(r, day_mean / 4);
        burst(sim, &who, t + rng_below(r, 2500), OP_RIGHTS, a, asked, 620);
    }
    unsigned claims = rng_poisson(r, day_mean * 2);
    burst(sim, &who, midnight + 1230 * MS_MINUTE + a->batch_minute * MS_SECOND, OP_CLAIM, a, claims,
          0);
}

void play_software(struct sim *sim, uint32_t id)
{
    struct account *a = &sim->accounts[id];
    int first = sim->params.start_day;
    a->stations[0].front_end = rng_below(&a->rng, sim->params.front_ends);
    for (int day = first; day < first + (int)sim->params.days && !sim->failed; day++) {
        play_day(sim, a, id, day);
    }
}
