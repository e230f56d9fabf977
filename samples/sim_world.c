/* Owns the making of the world: who the practitioners are, where and when they work, whom they
 * already know. It does not play any day. */
#include "sim.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DYNAMIC_PERMILLE = 40 }; /* offices whose address changes every week */

/* Optician: equipments per open day are log-normal with mu 0.963 and sigma 0.814, the only law that
 * has the three published figures at once: mean 3.7 (here 3.65), 37 % under 2, 5 % above 10
 * (CNAM/Sniiram via frequenceoptic.fr). Look-ups come on top: quotes that lead to nothing, and
 * persons already known. Cases = equipments / 0.70, hence mu + 0.357. Audio: 5 to 30 and 1 to 5
 * beneficiaries a day are inferences from the same source and audiologie-demain.com. */
static const struct trade_rules rules[TRADE_COUNT] = {
    {"optician", 560, 1320, 814, 70, 2000, 700, 930, 1935, 2018, 1, 2, 700, 25},
    {"audio", 160, -150, 450, 40, 1000, 600, 850, 1928, 1968, 1, 2, 700, 0},
    {"pharmacy", 90, 2700, 350, 50, 4000, 0, 780, 1930, 2022, 1, 2, 900, 720},
    {"care", 180, 2100, 500, 20, 500, 0, 800, 1932, 2016, 1, 2, 150, 0},
    {"hospital", 10, 4850, 250, 30, 5000, 700, 900, 1928, 2023, 6, 12, 1000, 0},
};

const struct trade_rules *trade_rules(enum trade trade)
{
    return &rules[trade];
}

uint32_t sim_address(struct sim *sim, const char *text)
{
    if (sim->address_count == sim->address_cap) {
        size_t cap = sim->address_cap ? sim->address_cap * 2 : 1024;
        char(*grown)[ADDRESS_SIZE] = realloc(sim->addresses, cap * sizeof *grown);
        if (grown == NULL) {
            sim->failed = true;
            return 0;
        }
        sim->addresses = grown;
        sim->address_cap = cap;
    }
    snprintf(sim->addresses[sim->address_count], ADDRESS_SIZE, "%s", text);
    return (uint32_t)sim->address_count++;
}

static void set_half(struct account *a, unsigned day, unsigned half, int opens, int closes)
{
    a->hours[day][half][0] = (int16_t)opens;
    a->hours[day][half][1] = (int16_t)closes;
}

static void set_days(struct account *a, unsigned first, unsigned last, const int h[4])
{
    for (unsigned d = first; d <= last; d++) {
        set_half(a, d, 0, h[0], h[1]);
        set_half(a, d, 1, h[2], h[3]);
    }
}

/* Hours in minutes after midnight: morning, afternoon. */
static void draw_hours(struct account *a)
{
    struct rng *r = &a->rng;
    int early = (int)rng_below(r, 3) * 15;
    int late = (int)rng_below(r, 4) * 15;
    const int optician[4] = {570 + early, 750, 840, 1125 + late};
    const int mall[4] = {600, 780, 780, 1200};
    const int audio[4] = {540 + early, 750, 840, 1080};
    const int pharmacy[4] = {510 + early, 750, 840, 1155 + late};
    const int care[4] = {480 + early, 720, 810, 1080 + late};
    const int hospital[4] = {450, 750, 750, 1200};
    memset(a->hours, -1, sizeof a->hours);
    switch (a->trade) {
    case TRADE_OPTICIAN:
        set_days(a, 1, 5, rng_permille(r, 180) ? mall : optician);
        if (!rng_permille(r, 600)) {
            set_half(a, 0, 1, 840, optician[3]);
        }
        break;
    case TRADE_AUDIO: set_days(a, 0, 4, audio); break;
    case TRADE_PHARMACY: set_days(a, 0, 5, pharmacy); break;
    case TRADE_CARE:
        set_days(a, 0, 4, care);
        if (rng_permille(r, 300)) {
            set_half(a, 5, 0, 510, 720);
        }
        break;
    default:
        set_days(a, 0, 4, hospital);
        set_half(a, 5, 0, 540, 720);
        set_half(a, 6, 0, 600, 690);
        break;
    }
}

static bool name_taken(const struct sim *sim, uint32_t id)
{
    for (uint32_t i = 0; i < id; i++) {
        if (strcmp(sim->accounts[i].name, sim->accounts[id].name) == 0) {
            return true;
        }
    }
    return false;
}

static void draw_name(const struct sim *sim, uint32_t id, struct account *a)
{
    bool shop = rng_permille(&a->rng, rules[a->trade].finess_permille);
    do {
        if (shop) {
            finess_draw(&a->rng, a->place, a->name);
        } else {
            rpps_draw(&a->rng, a->name);
        }
    } while (name_taken(sim, id));
}

static void draw_place(struct sim *sim, uint32_t id, struct account *a)
{
    struct rng *r = &a->rng;
    char text[ADDRESS_SIZE];
    a->city = city_draw(r);
    if (id > 0 && rng_permille(r, 40)) { /* a second account of the same shop, behind one NAT */
        const struct account *other = &sim->accounts[rng_below(r, id)];
        a->city = other->city;
        a->office = other->office;
    } else {
        city_address(r, a->city, rng_permille(r, 90), text);
        a->office = sim_address(sim, text);
    }
    a->place = place_find(city_get(a->city)->code);
    a->here = a->office;
    a->dynamic = hash_u64(hash_u64(sim->params.seed) + a->office) % 1000 < DYNAMIC_PERMILLE &&
                 !a->software && a->trade != TRADE_HOSPITAL;
    city_address(r, a->city, rng_permille(r, 400), text);
    a->home = sim_address(sim, text);
}

static void draw_stations(struct account *a)
{
    struct rng *r = &a->rng;
    const struct trade_rules *t = &rules[a->trade];
    a->station_count = (unsigned)rng_between(r, t->stations_low, t->stations_high);
    enum agent_group group = a->software ? AGENT_SOFTWARE : AGENT_BROWSER;
    if (a->software) {
        a->station_count = 1;
    } else if (a->trade != TRADE_HOSPITAL && rng_permille(r, 80)) {
        a->stations[a->station_count].at_home = true;
        a->station_count++;
    }
    for (unsigned i = 0; i < a->station_count; i++) {
        a->stations[i].agent = agent_draw(r, group);
        a->stations[i].last_ms = INT64_MIN / 2;
    }
}

static bool meets_canary(const struct account *a, const struct nir *n)
{
    char text[NIR_SIZE];
    if (a->canary_count == 0) {
        return false;
    }
    nir_write(n, text);
    return canary_is(a, text);
}

static void draw_number(struct account *a, struct nir *n)
{
    struct rng *r = &a->rng;
    const struct trade_rules *t = &rules[a->trade];
    unsigned x = rng_below(r, 1000);
    n->sex = (unsigned char)(1 + rng_below(r, 2));
    if (rng_permille(r, 3)) {
        n->sex = (unsigned char)(n->sex + (rng_permille(r, 500) ? 2 : 6));
    }
    int year = (int)rng_between(r, t->birth_year_low, t->birth_year_high);
    n->year = (unsigned char)(year % 100);
    n->month = (unsigned char)(1 + rng_below(r, 12));
    n->place = (unsigned char)(x < (a->odd.national ? 0 : 700) ? a->place
                               : x < 930                       ? place_draw(r)
                                                               : PLACE_ABROAD);
    if (n->place == PLACE_ABROAD) { /* INSEE country codes of the Maghreb and of Portugal */
        static const unsigned short countries[] = {350, 351, 352, 139};
        n->commune = countries[rng_below(r, 4)];
    } else if (rng_permille(r, 850)) {
        n->commune = (unsigned short)registry_commune(n->place, rng_below(r, MAIN_COMMUNES));
    } else {
        n->commune = (unsigned short)(1 + rng_below(r, 40));
    }
    unsigned births = registry_births(n);
    n->serial = (unsigned short)(births == 0 ? 0 : 1 + rng_below(r, births));
}

/* An account's patients are mostly born around it, mostly of its trade's ages, mostly insured with
 * a few insurers: the local mix that a robot's walk does not have. */
void account_draw_person(struct account *a, struct person *out)
{
    struct rng *r = &a->rng;
    for (int attempt = 0;; attempt++) {
        draw_number(a, &out->nir);
        if (!registry_find(&out->nir, &out->insurer) || meets_canary(a, &out->nir)) {
            continue;
        }
        bool favourite = a->odd.national;
        for (unsigned i = 0; i < FAVOURITE_INSURERS; i++) {
            favourite |= a->favourites[i] == out->insurer;
        }
        if (favourite || attempt > 60 || rng_permille(r, 300)) {
            return;
        }
    }
}

struct person *account_new_patient(struct sim *sim, struct account *a)
{
    if (a->patient_count == a->patient_cap) {
        size_t cap = a->patient_cap ? a->patient_cap * 2 : 64;
        struct person *grown = realloc(a->patients, cap * sizeof *grown);
        if (grown == NULL) {
            sim->failed = true;
            return a->patients;
        }
        a->patients = grown;
        a->patient_cap = cap;
    }
    struct person *p = &a->patients[a->patient_count++];
    account_draw_person(a, p);
    p->file = 0;
    return p;
}

static void draw_activity(struct sim *sim, struct account *a)
{
    struct rng *r = &a->rng;
    const struct trade_rules *t = &rules[a->trade];
    uint32_t cases = rng_lognormal(r, t->cases_mu, t->cases_sigma);
    uint32_t most = 30000u + (a->trade == TRADE_HOSPITAL ? 160000u : 0u);
    cases = cases < 250 ? 250 : cases > most ? most : cases;
    a->cases_milli = cases;
    a->rechecks_milli = cases * t->recheck_pct / 100 + t->recheck_milli;
    for (unsigned i = 0; i < FAVOURITE_INSURERS; i++) {
        struct person p;
        do {
            p.nir = (struct nir){1, 60, 6, (unsigned char)a->place, 0, 0};
            p.nir.commune = (unsigned short)registry_commune(a->place, i % MAIN_COMMUNES);
            p.nir.serial = (unsigned short)(1 + rng_below(r, 50));
        } while (!registry_find(&p.nir, &a->favourites[i]));
    }
    size_t known = 20 + cases * 12 / 1000;
    if (a->software) {
        known += 600;
        a->batch_minute = (unsigned)rng_between(r, 90, 300);
        a->batch_size = (unsigned)rng_between(r, 30, 150);
    }
    for (size_t i = 0; i < known && !sim->failed; i++) {
        account_new_patient(sim, a);
    }
}

static enum trade trade_of(unsigned id, unsigned accounts)
{
    unsigned x = 0;
    for (enum trade t = TRADE_HOSPITAL; t > TRADE_OPTICIAN; t--) {
        unsigned quota = accounts * rules[t].share_permille / 1000;
        x += quota == 0 ? 1 : quota; /* even a small world has one of each */
        if (id < x) {
            return t;
        }
    }
    return TRADE_OPTICIAN;
}

void world_build(struct sim *sim)
{
    const struct params *p = &sim->params;
    sim->accounts = calloc(p->accounts, sizeof *sim->accounts);
    if (sim->accounts == NULL) {
        sim->failed = true;
        return;
    }
    for (unsigned i = 0; i < p->accounts && !sim->failed; i++) {
        struct account *a = &sim->accounts[i];
        rng_init(&a->rng, p->seed, 1000 + i);
        a->trade = trade_of(i, p->accounts);
        a->software = rng_permille(&a->rng, rules[a->trade].software_permille);
        a->odd.closes = INT_MAX;
        a->settled = INT_MIN;
        draw_place(sim, i, a);
        draw_name(sim, i, a);
        draw_stations(a);
        draw_hours(a);
        draw_activity(sim, a);
    }
    for (unsigned d = 0; d < MAX_DAYS; d++) {
        sim->day_pct[d] = 100;
        sim->slip_permille[d] = 45;
    }
}

void world_release(struct sim *sim)
{
    for (unsigned i = 0; sim->accounts != NULL && i < sim->params.accounts; i++) {
        free(sim->accounts[i].patients);
    }
    free(sim->accounts);
    free(sim->canaries);
    free(sim->addresses);
    free(sim->events);
}
