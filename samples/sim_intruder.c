/* Owns the acts that attackers share; see sim_intruder.h. */
#include "sim_intruder.h"

#include <stdio.h>
#include <string.h>

enum { NEAR_PREFIXES = 20 }; /* an account knows at least 20 patients before the log begins */

int story_day(const struct sim *sim, struct rng *r, unsigned low_pct, unsigned high_pct)
{
    int days = (int)sim->params.days;
    int low = days * (int)low_pct / 100;
    int high = days * (int)high_pct / 100;
    low = low < 1 ? 1 : low;
    high = high > days - 1 ? days - 1 : high;
    return sim->params.start_day + (high > low ? (int)rng_between(r, low, high) : low);
}

unsigned story_count(const struct sim *sim, unsigned wanted, unsigned share)
{
    unsigned most = sim->params.accounts / share;
    return most < 1 ? 1 : wanted < most ? wanted : most;
}

static bool is_taken(const struct sim *sim, uint32_t account)
{
    for (unsigned i = 0; i < sim->compromised_count; i++) {
        if (sim->compromised[i].account == account) {
            return true;
        }
    }
    return false;
}

static uint32_t nth_candidate(const struct sim *sim, enum trade trade, uint32_t cases_milli,
                              uint32_t *count, uint32_t n)
{
    *count = 0;
    for (uint32_t i = 0; i < sim->params.accounts; i++) {
        const struct account *a = &sim->accounts[i];
        bool fits = trade == TRADE_COUNT ? a->trade != TRADE_HOSPITAL : a->trade == trade;
        if (fits && !a->software && a->cases_milli >= cases_milli && !is_taken(sim, i) &&
            (*count)++ == n) {
            return i;
        }
    }
    return ACCOUNT_NONE;
}

uint32_t story_victim(const struct sim *sim, struct rng *r, enum trade trade, uint32_t cases_milli)
{
    const struct {
        enum trade trade;
        uint32_t cases;
    } wishes[] = {{trade, cases_milli}, {trade, 0}, {TRADE_COUNT, cases_milli}, {TRADE_COUNT, 0}};
    uint32_t count;
    for (unsigned i = 0; i < 4; i++) {
        nth_candidate(sim, wishes[i].trade, wishes[i].cases, &count, ACCOUNT_NONE);
        if (count > 0) {
            uint32_t n = rng_below(r, count);
            return nth_candidate(sim, wishes[i].trade, wishes[i].cases, &count, n);
        }
    }
    return 0;
}

bool story_open(const struct account *a, int64_t time_ms)
{
    int day = day_of(time_ms);
    int minute = (int)((time_ms - day_start_ms(day)) / MS_MINUTE);
    for (int half = 0; half < 2 && open_minutes(a, day) > 0; half++) {
        const int16_t *h = a->hours[weekday(day)][half];
        if (h[0] >= 0 && minute >= h[0] && minute < h[1]) {
            return true;
        }
    }
    return false;
}

uint32_t network_address(struct sim *sim, struct rng *r, enum network network)
{
    char text[ADDRESS_SIZE];
    if (network == NET_FRANCE) {
        unsigned city = rng_below(r, CITY_COUNT - 3); /* on the mainland */
        city_address(r, city, rng_permille(r, 300), text);
    } else {
        const char *hosting = rng_permille(r, 500) ? "198.51.100." : "203.0.113.";
        const char *range = network == NET_ABROAD ? "192.0.2." : hosting;
        snprintf(text, sizeof text, "%s%u", range, 10 + rng_below(r, 170));
    }
    for (size_t i = 0; i < sim->address_count; i++) {
        if (strcmp(sim->addresses[i], text) == 0) {
            return (uint32_t)i;
        }
    }
    return sim_address(sim, text);
}

void hunt_start(struct hunt *h, const struct sim *sim, enum target target, uint64_t stream)
{
    memset(h, 0, sizeof *h);
    h->target = target;
    h->last_known = true;
    rng_init(&h->rng, sim->params.seed, stream);
}

/* Somebody of all France, of any age that the insurers know. */
static void draw_listed(struct hunt *h, struct person *p)
{
    struct rng *r = &h->rng;
    struct nir *n = &p->nir;
    do {
        n->sex = (unsigned char)(1 + rng_below(r, 2));
        n->year = (unsigned char)(rng_between(r, 1930, 2016) % 100);
        n->month = (unsigned char)(1 + rng_below(r, 12));
        n->place = (unsigned char)place_draw(r);
        n->commune = (unsigned short)registry_commune(n->place, rng_below(r, MAIN_COMMUNES));
        n->serial = (unsigned short)(1 + rng_below(r, registry_births(n)));
    } while (!registry_find(n, &p->insurer));
}

/* The next file number. Of the old ones a few were deleted. */
static bool next_file(struct hunt *h, struct person *out)
{
    out->file = ++h->file;
    return hash_u64(h->file) % 100 < 93;
}

bool hunt_next(struct hunt *h, struct person *out)
{
    if (h->target == TARGET_FILES) {
        return next_file(h, out);
    }
    if (h->target == TARGET_LIST) {
        draw_listed(h, out);
        return h->gone_permille == 0 || !rng_permille(&h->rng, h->gone_permille);
    }
    bool begun = h->started > 0;
    while (!begun || !walk_next(&h->walk, &out->nir, h->last_known)) {
        bool near =
            h->near != NULL && h->started < NEAR_PREFIXES && h->started < h->near->patient_count;
        walk_start(&h->walk, &h->rng, near ? &h->near->patients[h->started].nir : NULL);
        h->started++;
        h->last_known = true;
        begun = true;
    }
    h->last_known = registry_find(&out->nir, &out->insurer);
    if (!h->last_known) {
        out->insurer = registry_insurer_draw(rng_u32(&h->rng));
    }
    return h->last_known;
}

void intruder_take(struct intruder *b, struct sim *sim, uint32_t account, int64_t cut_ms,
                   struct hunt *hunt)
{
    memset(b, 0, sizeof *b);
    b->sim = sim;
    b->victim = &sim->accounts[account];
    b->hunt = hunt;
    b->cut_ms = cut_ms;
    b->who = (struct actor){.account = account, .rng = &b->rng};
    b->who.attack = sim_compromise(sim, account, cut_ms);
    rng_init(&b->rng, sim->params.seed, 600000 + b->who.attack);
    b->who.front_end = rng_below(&b->rng, sim->params.front_ends);
}

int64_t intruder_enter(struct intruder *b, int64_t time_ms, unsigned failures)
{
    int64_t t = time_ms;
    b->who.session = sim_new_session(b->sim);
    b->who.front_end = rng_below(&b->rng, b->sim->params.front_ends);
    for (unsigned i = 0; i < failures; i++) {
        sim_emit(b->sim, &b->who, t, OP_LOGIN, 401);
        t += rng_between(&b->rng, 2, 15) * MS_SECOND;
    }
    if (b->manner.pages) {
        return flow_login(b->sim, &b->who, t, false) + rng_between(&b->rng, 6, 30) * MS_SECOND;
    }
    sim_emit(b->sim, &b->who, t, OP_LOGIN, 302);
    return t + rng_between(&b->rng, 400, 1500);
}

void intruder_look(struct intruder *b, int64_t time_ms)
{
    struct rng *r = &b->rng;
    struct person p;
    bool known = hunt_next(b->hunt, &p);
    if (b->manner.pages && rng_permille(r, 700)) {
        int64_t lead = b->manner.gap_low / 2 + 1000;
        unsigned assets = rng_permille(r, 300) ? 2 : 0;
        flow_page(b->sim, &b->who, time_ms - rng_between(r, 900, lead), OP_SEARCH_PAGE, assets);
    }
    unsigned status = known ? 200 : 404;
    if (rng_permille(r, 2)) {
        status = 500;
    }
    if (b->hunt->target == TARGET_FILES) {
        sim_emit_file(b->sim, &b->who, time_ms, status, p.file);
        return;
    }
    sim_emit_person(b->sim, &b->who, time_ms, OP_RIGHTS, status, &p);
    if (status == 200 && b->manner.pec_permille > 0 && rng_permille(r, b->manner.pec_permille)) {
        int64_t later = time_ms + rng_between(r, 20, 240) * MS_SECOND;
        unsigned answer = rng_permille(r, 25) ? 422 : 201; /* apart: no order of arguments */
        sim_emit_person(b->sim, &b->who, later, OP_PEC, answer, &p);
    }
}

static unsigned until_pause(struct intruder *b)
{
    unsigned n = b->manner.pause_after;
    return n == 0 ? 0 : (unsigned)rng_between(&b->rng, n / 2 + 1, n * 3 / 2 + 1);
}

int64_t intruder_go_on(struct intruder *b, int64_t from, int64_t to, unsigned most)
{
    int64_t t = from;
    int64_t again = t + rng_between(&b->rng, 50, 170) * MS_MINUTE;
    unsigned left = until_pause(b);
    for (unsigned n = 0; n < most && t < to && t < b->cut_ms && !b->sim->failed; n++) {
        if (t >= again && b->who.session != 0) {
            t = intruder_enter(b, t, 0);
            again = t + rng_between(&b->rng, 50, 170) * MS_MINUTE;
        }
        intruder_look(b, t);
        t += rng_between(&b->rng, b->manner.gap_low, b->manner.gap_high);
        if (left > 0 && --left == 0) {
            t += rng_between(&b->rng, b->manner.pause_low, b->manner.pause_high);
            left = until_pause(b);
        }
    }
    return t;
}

int64_t intruder_work(struct intruder *b, int64_t from, int64_t to, unsigned most)
{
    if (from >= b->cut_ms || from >= to) {
        return from;
    }
    return intruder_go_on(b, intruder_enter(b, from, 0), to, most);
}

void intruder_refused(struct intruder *b, int64_t time_ms, unsigned looks)
{
    int64_t t = time_ms;
    for (unsigned i = 0; i < looks; i++) {
        struct person p;
        hunt_next(b->hunt, &p);
        sim_emit_person(b->sim, &b->who, t, OP_RIGHTS, 403, &p);
        t += rng_between(&b->rng, b->manner.gap_low, b->manner.gap_high);
    }
    for (unsigned i = 0; i < 4; i++) {
        t += rng_between(&b->rng, 5, 40) * MS_SECOND;
        sim_emit(b->sim, &b->who, t, OP_LOGIN, 401);
    }
}
