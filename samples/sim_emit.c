/* Owns the making of events: every request of the simulated world passes here, so that sizes,
 * delays and the choice of a front-end are the same for owners and attackers. */
#include "sim.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct event *append(struct sim *sim)
{
    if (sim->event_count == sim->event_cap) {
        size_t cap = sim->event_cap ? sim->event_cap * 2 : 65536;
        struct event *grown = realloc(sim->events, cap * sizeof *grown);
        if (grown == NULL) {
            sim->failed = true;
            return NULL;
        }
        sim->events = grown;
        sim->event_cap = cap;
    }
    struct event *e = &sim->events[sim->event_count];
    memset(e, 0, sizeof *e);
    e->sequence = (uint32_t)sim->event_count++;
    return e;
}

/* Answer sizes: a page, a small JSON, an error page. */
static uint32_t answer_bytes(struct rng *r, enum op op, unsigned status)
{
    if (status == 304 || status == 302) {
        return 0;
    }
    if (status >= 400) {
        return 90 + rng_below(r, 80);
    }
    switch (op) {
    case OP_LOGIN_PAGE:
    case OP_HOME:
    case OP_SEARCH_PAGE:
    case OP_RESET_PAGE:
    case OP_FILES_PAGE: return 9000 + rng_below(r, 6000);
    case OP_FILE:
    case OP_RIGHTS: return 900 + rng_below(r, 700);
    case OP_MEMBER: return 300 + rng_below(r, 400);
    case OP_EXPORT: return 20000 + rng_below(r, 400000);
    case OP_ASSET: return 4000 + rng_below(r, 200000);
    case OP_HEALTH: return 2;
    default: return 200 + rng_below(r, 300);
    }
}

/* nginx writes a line when the request ends, with that time: nearly in order. Apache writes then
 * too, but with the time the request began (%t): lines overtake each other by the duration. */
static uint32_t write_delay(struct rng *r, unsigned front_end)
{
    if (front_end % 3 == 2) {
        return rng_permille(r, 12) ? 1000 + rng_below(r, 7000) : 15 + rng_below(r, 400);
    }
    return rng_permille(r, 50) ? rng_below(r, 1500) : 0;
}

/* Before or after the log, or while the portal is down. */
static bool is_outside(const struct sim *sim, int64_t time_ms)
{
    int64_t first = day_start_ms(sim->params.start_day);
    return time_ms < first || time_ms >= first + sim->params.days * MS_DAY ||
           (time_ms >= sim->dark_from_ms && time_ms < sim->dark_to_ms);
}

struct event *sim_emit(struct sim *sim, const struct actor *who, int64_t time_ms, enum op op,
                       unsigned status)
{
    struct event *e = append(sim);
    if (e == NULL) {
        return NULL;
    }
    unsigned fe = who->front_end;
    if (rng_permille(who->rng, 80)) { /* the balancer is sticky, not faithful */
        fe = rng_below(who->rng, sim->params.front_ends);
    }
    e->time_ms = time_ms;
    e->account = who->account;
    e->address = who->address;
    e->session = who->session;
    e->agent = (uint16_t)who->agent;
    e->attack = (uint8_t)who->attack;
    e->op = (uint8_t)op;
    e->status = (uint16_t)status;
    e->front_end = (uint8_t)fe;
    e->bytes = answer_bytes(who->rng, op, status);
    e->delay_ms = write_delay(who->rng, fe);
    bool nobody = op == OP_LOGIN_PAGE || (op >= OP_RESET_PAGE && op <= OP_RESET);
    if (status == 401 || nobody || who->account == ACCOUNT_NONE) {
        e->flags = EVENT_UNNAMED;
    }
    if (is_outside(sim, time_ms)) {
        e->flags |= EVENT_DROPPED;
    }
    return e;
}

struct event *sim_emit_person(struct sim *sim, const struct actor *who, int64_t time_ms, enum op op,
                              unsigned status, const struct person *p)
{
    struct event *e = sim_emit(sim, who, time_ms, op, status);
    if (e != NULL) {
        nir_write(&p->nir, e->nir);
        e->insurer = (uint8_t)p->insurer;
    }
    return e;
}

struct event *sim_emit_file(struct sim *sim, const struct actor *who, int64_t time_ms,
                            unsigned status, uint32_t file)
{
    struct event *e = sim_emit(sim, who, time_ms, OP_FILE, status);
    if (e != NULL) {
        snprintf(e->nir, sizeof e->nir, "%010lu", (unsigned long)file);
        e->insurer = INSURER_NONE;
    }
    return e;
}

uint32_t sim_new_session(struct sim *sim)
{
    return ++sim->session_count;
}

void sim_note(struct sim *sim, const char *name, const char *format, ...)
{
    if (sim->note_count == MAX_NOTES) {
        return;
    }
    struct note *n = &sim->notes[sim->note_count++];
    snprintf(n->name, sizeof n->name, "%s", name);
    va_list args;
    va_start(args, format);
    vsnprintf(n->value, sizeof n->value, format, args);
    va_end(args);
}

unsigned sim_compromise(struct sim *sim, uint32_t account, int64_t cut_ms)
{
    if (sim->compromised_count == MAX_COMPROMISED) {
        sim->failed = true;
        return 0;
    }
    sim->compromised[sim->compromised_count].account = account;
    sim->compromised[sim->compromised_count].cut_ms = cut_ms;
    return ++sim->compromised_count;
}

void account_cut(struct sim *sim, uint32_t account, int64_t cut_ms)
{
    unsigned refused = 0;
    for (size_t i = 0; i < sim->event_count; i++) {
        struct event *e = &sim->events[i];
        if (e->account != account || e->attack != 0 || e->time_ms < cut_ms) {
            continue;
        }
        if ((e->op == OP_LOGIN || e->op == OP_RIGHTS) && refused < 3) {
            e->status = e->op == OP_LOGIN ? 401 : 403; /* a session that was open keeps its name */
            e->flags |= e->op == OP_LOGIN ? EVENT_UNNAMED : 0;
            e->bytes = 120;
            refused++;
        } else if (e->op != OP_LOGIN_PAGE || refused >= 3) {
            e->flags |= EVENT_DROPPED;
        }
    }
}
