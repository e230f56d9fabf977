/*
 * ledger.c: splits acts into sessions in one pass and says of each what the past says about it. It
 * decides nothing about who used a session.
 */
#include "detect/ledger.h"

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"

/* Days of work from which the past speaks of networks and computers, and of hours. */
#define PAST_DAYS      3
#define PAST_HOUR_DAYS 8

/* PEC and claims that make a place the owner's, and evidence that leaves it in doubt. */
#define OWNER_FOLLOW_UPS 3
#define OWNER_BANS       2.0
/* Days of work, of a place that was there when the account's past began, that do the same. */
#define OWNER_DAYS 3

/* What is in the set of known things. */
enum known { MET_SOURCE, KNOWN_NETWORK, KNOWN_AGENT, KNOWN_COUNTRY, MET_AGENT };

/* Networks that use an account in turns within this time use it at once. */
#define OVERLAP (10 * NS_PER_MINUTE)

/* Beyond the speed of an airliner nobody travels, km/h; nearer than this, databases are wrong. */
#define SPEED_MOST     1000.0
#define DISTANCE_LEAST 150.0

void ledger_init(struct ledger *l, const struct detect_context *context,
                 void (*closed)(void *caller, struct ledger *ledger, uint32_t session),
                 void *caller)
{
    *l = (struct ledger){.context = context,
                         .closed = closed,
                         .caller = caller,
                         .slot_mask = 63,
                         .expiry_ns = INT64_MAX,
                         .last_ns = TIME_NONE,
                         .here_strand = UINT32_MAX};
    l->epoch_ns = scale_start(SCALE_DAY, context->first_ns, context->offset_seconds);
    l->day_ns = l->epoch_ns;
    l->slots = mem_zero(64, sizeof *l->slots);
    l->past.known_room = 64;
    l->past.known = mem_zero(64, sizeof *l->past.known);
}

void ledger_clear(struct ledger *l)
{
    uint64_t *known = l->past.known;
    uint32_t room = l->past.known_room;

    memset(l->slots, 0, (l->slot_mask + 1) * sizeof *l->slots);
    memset(known, 0, room * sizeof *known);
    l->past = (struct past){.known = known, .known_room = room};
    l->session_count = l->strand_count = l->open_count = 0;
    l->expiry_ns = INT64_MAX;
    l->last_ns = TIME_NONE;
    l->here_network = l->there_network = 0;
    l->here_strand = UINT32_MAX;
    l->neighbours = (struct neighbours){0};
}

void ledger_release(struct ledger *l)
{
    free(l->sessions);
    free(l->strands);
    free(l->slots);
    free(l->open);
    free(l->past.known);
    *l = (struct ledger){0};
}

/* The slot of a known thing, or the free one where it belongs. */
static uint64_t *known_slot(const struct past *past, uint64_t value)
{
    uint32_t at = (uint32_t)hash_words(value, 7) & (past->known_room - 1);

    while (past->known[at] && past->known[at] != value)
        at = (at + 1) & (past->known_room - 1);
    return &past->known[at];
}

static uint64_t tagged(enum known kind, uint64_t value)
{
    return value << 3 | (uint64_t)kind;
}

static bool knows(const struct past *past, enum known kind, uint64_t value)
{
    return *known_slot(past, tagged(kind, value)) != 0;
}

static void remember(struct past *past, enum known kind, uint64_t value)
{
    uint64_t *slot = known_slot(past, tagged(kind, value));

    if (*slot)
        return;
    *slot = tagged(kind, value);
    if (2 * ++past->known_count > past->known_room) {
        uint64_t *old = past->known;
        uint32_t room = past->known_room;

        past->known_room *= 2;
        past->known = mem_zero(past->known_room, sizeof *past->known);
        for (uint32_t i = 0; i < room; i++) {
            if (old[i])
                *known_slot(past, old[i]) = old[i];
        }
        free(old);
    }
}

static uint32_t *strand_slot(const struct ledger *l, uint32_t source, uint32_t agent)
{
    uint32_t at = (uint32_t)hash_words(source, agent) & l->slot_mask;

    while (l->slots[at]) {
        const struct strand *strand = &l->strands[l->slots[at] - 1];

        if (strand->source == source && strand->agent == agent)
            break;
        at = (at + 1) & l->slot_mask;
    }
    return &l->slots[at];
}

static void grow_slots(struct ledger *l)
{
    free(l->slots);
    l->slot_mask = l->slot_mask * 2 + 1;
    l->slots = mem_zero(l->slot_mask + 1, sizeof *l->slots);
    for (uint32_t i = 0; i < l->strand_count; i++)
        *strand_slot(l, l->strands[i].source, l->strands[i].agent) = i + 1;
}

/* The network of a source: itself, where nothing more is known. */
static uint64_t network_of(const struct ledger *l, uint32_t source)
{
    if (source == UINT32_MAX)
        return 0;
    return l->context->networks ? l->context->networks[source] : (uint64_t)source + 1;
}

static void meet_strand(struct ledger *l, struct strand *s)
{
    struct past *past = &l->past;
    bool speaks = past->active_days >= PAST_DAYS;
    const struct whereabouts *where = NULL;

    if (l->context->where && s->source != UINT32_MAX)
        where = l->context->where(l->context->where_context, s->source);
    s->network = network_of(l, s->source);
    s->strange_source = speaks && s->network && !knows(past, KNOWN_NETWORK, s->network);
    s->strange_agent =
        speaks && s->agent != UINT32_MAX && !knows(past, KNOWN_AGENT, (uint64_t)s->agent + 1);
    s->first_of_source =
        s->source != UINT32_MAX && !knows(past, MET_SOURCE, (uint64_t)s->source + 1);
    if (s->first_of_source)
        remember(past, MET_SOURCE, (uint64_t)s->source + 1);
    s->first_of_agent = s->agent != UINT32_MAX && !knows(past, MET_AGENT, (uint64_t)s->agent + 1);
    if (s->first_of_agent)
        remember(past, MET_AGENT, (uint64_t)s->agent + 1);
    s->hosting = where && where->hosting;
    s->strange_country =
        s->strange_source && where && where->country && !knows(past, KNOWN_COUNTRY, where->country);
}

static uint32_t strand_of(struct ledger *l, const struct act *act)
{
    uint32_t *slot;

    if (l->here_strand != UINT32_MAX && l->strands[l->here_strand].source == act->t.source &&
        l->strands[l->here_strand].agent == act->t.agent)
        return l->here_strand;
    slot = strand_slot(l, act->t.source, act->t.agent);
    if (!*slot) {
        MEM_GROW(l->strands, l->strand_count, l->strand_room);
        l->strands[l->strand_count] = (struct strand){.source = act->t.source,
                                                      .agent = act->t.agent,
                                                      .open_session = UINT32_MAX,
                                                      .first_ns = act->t.time_ns};
        meet_strand(l, &l->strands[l->strand_count]);
        *slot = ++l->strand_count;
        l->here_strand = l->strand_count - 1;
        if (2 * l->strand_count > l->slot_mask)
            grow_slots(l);
        return l->here_strand;
    }
    l->here_strand = *slot - 1;
    return l->here_strand;
}

static void close_session(struct ledger *l, uint32_t session)
{
    struct strand *strand = &l->strands[l->sessions[session].strand];

    if (strand->open_session == session)
        strand->open_session = UINT32_MAX;
    l->closed(l->caller, l, session);
}

/* Closes the open sessions without an act since `before_ns`, in order of their beginnings. */
static void close_idle(struct ledger *l, int64_t before_ns)
{
    uint32_t left = 0;
    int64_t expiry = INT64_MAX;

    for (uint32_t i = 0; i < l->open_count; i++) {
        uint32_t index = l->open[i];
        int64_t last = l->sessions[index].last_ns;

        if (last < before_ns) {
            close_session(l, index);
        } else {
            l->open[left++] = index;
            expiry = last < expiry ? last : expiry;
        }
    }
    l->open_count = left;
    l->expiry_ns = expiry == INT64_MAX ? INT64_MAX : expiry + SESSION_PAUSE;
}

static void close_one(struct ledger *l, uint32_t index)
{
    uint32_t left = 0;

    for (uint32_t i = 0; i < l->open_count; i++) {
        if (l->open[i] != index)
            l->open[left++] = l->open[i];
    }
    l->open_count = left;
    close_session(l, index);
}

static uint32_t session_of(struct ledger *l, uint32_t index, const struct act *act)
{
    struct strand *strand = &l->strands[index];

    if (strand->open_session != UINT32_MAX) {
        if (strand->session_id == act->t.session)
            return strand->open_session;
        close_one(l, strand->open_session);
        strand = &l->strands[index];
    }
    MEM_GROW(l->sessions, l->session_count, l->session_room);
    l->sessions[l->session_count] = (struct session){
        .strand = index, .first_ns = act->t.time_ns, .about_ns = TIME_NONE, .stamp = UINT64_MAX};
    MEM_GROW(l->open, l->open_count, l->open_room);
    l->open[l->open_count++] = l->session_count;
    if (l->expiry_ns == INT64_MAX)
        l->expiry_ns = act->t.time_ns + SESSION_PAUSE;
    strand->open_session = l->session_count;
    strand->session_id = act->t.session;
    return l->session_count++;
}

static double distance_km(const struct whereabouts *a, const struct whereabouts *b)
{
    double rad = 3.14159265358979323846 / 180;
    double la = (double)a->latitude * rad;
    double lb = (double)b->latitude * rad;
    double dx = ((double)a->longitude - (double)b->longitude) * rad;
    double h =
        sin((la - lb) / 2) * sin((la - lb) / 2) + cos(la) * cos(lb) * sin(dx / 2) * sin(dx / 2);

    return 2 * 6371 * asin(sqrt(fmin(h, 1)));
}

/* Whether nobody can have come from the last place in the time there was. */
static bool is_too_far(const struct ledger *l, uint32_t from, uint32_t to, int64_t between_ns)
{
    const struct whereabouts *a;
    const struct whereabouts *b;
    double km;

    if (!l->context->where || from == UINT32_MAX || to == UINT32_MAX || from == to)
        return false;
    a = l->context->where(l->context->where_context, from);
    b = l->context->where(l->context->where_context, to);
    if (!a->located || !b->located)
        return false;
    km = distance_km(a, b) - (double)a->accuracy_km - (double)b->accuracy_km;
    return km > DISTANCE_LEAST &&
           km > SPEED_MOST * ((double)between_ns / NS_PER_HOUR + 0.25); /* clocks, databases */
}

/* Networks in turns. */
static void note_network(struct ledger *l, const struct strand *strand, const struct act *act,
                         struct step *step)
{
    int64_t now = act->t.time_ns;

    if (strand->network != l->here_network) {
        step->overlap = l->there_network == strand->network && l->here_network &&
                        now - l->there_last_ns <= OVERLAP;
        l->there_network = l->here_network;
        l->there_last_ns = l->last_ns;
        l->here_network = strand->network;
    } else {
        step->overlap = l->there_network && now - l->there_last_ns <= OVERLAP &&
                        l->here_since_ns > l->there_last_ns;
    }
    if (!step->overlap)
        l->here_since_ns = now;
}

static int slot_of(int64_t time_ns, int offset_seconds)
{
    int64_t hours = clock_floor(time_ns + offset_seconds * NS_PER_SECOND, NS_PER_HOUR);
    int64_t weekday = (hours / 24 + 3) % 7; /* 1970-01-01 was a Thursday; Monday is 0 */

    return (int)(hours % 24) + (weekday >= 5 ? 24 : 0);
}

static bool is_closed(const struct past *past, int slot)
{
    int base = slot >= 24 ? 24 : 0;
    int hour = slot - base;

    return past->active_days >= PAST_HOUR_DAYS && past->slot_days[slot] == 0 &&
           past->slot_days[base + (hour + 1) % 24] == 0 &&
           past->slot_days[base + (hour + 23) % 24] == 0;
}

static void about_person(struct ledger *l, const struct act *act, struct session *session,
                         struct step *step)
{
    const struct detect_context *c = l->context;
    int64_t left = c->end_ns - act->t.time_ns;
    bool was_page = session->paged;

    step->shown = trace_shown(&act->t);
    step->missed = trace_outcome(&act->t) == OUTCOME_NOT_FOUND;
    step->about = step->shown || step->missed;
    if (!step->about)
        return;
    step->fresh = step->shown && act->known_s == SECONDS_NEVER;
    step->again =
        step->shown && !step->fresh && (act->prev_ns == TIME_NONE || act->prev_ns < l->day_ns);
    step->followed = !c->live && act->follow_s != SECONDS_NEVER &&
                     (int64_t)act->follow_s * NS_PER_SECOND <= left;
    step->ripe = c->ripe ? c->ripe(c->delays, left) : 1;
    step->gap_ns = session->about_ns == TIME_NONE ? TIME_NONE : act->t.time_ns - session->about_ns;
    step->opens = session->about_ns == TIME_NONE;
    step->bare = !was_page;
    step->neighbour = neighbours_take(&l->neighbours, act->t.person);
    session->about_ns = act->t.time_ns;
    session->paged = false;
    session->fresh += step->fresh;
    session->unreasoned += step->fresh && !step->followed;
}

static void count_session(struct session *session, const struct act *act, const struct step *step)
{
    session->last_ns = act->t.time_ns;
    session->last = (struct evidence){act->t.offset, act->t.time_ns, act->t.input, act->t.line};
    if (session->requests++ == 0)
        session->first = session->last;
    session->records += step->shown;
    session->not_found += person_tag(act->t.person) && trace_outcome(&act->t) == OUTCOME_NOT_FOUND;
    session->refused += trace_outcome(&act->t) == OUTCOME_REFUSED;
    session->follow_ups += (step->kind == KIND_PEC || step->kind == KIND_CLAIM) &&
                           trace_outcome(&act->t) == OUTCOME_SUCCESS;
    session->slots |= UINT64_C(1) << step->slot;
    session->paged = session->paged || step->kind == KIND_ASSET || step->kind == KIND_SEARCH ||
                     step->kind == KIND_OTHER;
}

static void say_origin(const struct ledger *l, const struct strand *strand, struct step *step)
{
    const struct detect_context *c = l->context;

    step->has_past = l->past.active_days >= PAST_DAYS;
    step->closed_hour = is_closed(&l->past, step->slot);
    step->strange_source = strand->strange_source && !strand->familiar;
    step->strange_agent = strand->strange_agent && !strand->familiar;
    step->strange_country = strand->strange_country && !strand->familiar;
    step->hosting = strand->hosting;
    if (strand->source != UINT32_MAX) {
        step->logins_refused = c->refused ? c->refused[strand->source] : 0;
        step->strangers_here = c->strangers ? c->strangers[strand->source] : 0;
        step->strangers_here -= step->strangers_here > 0 && strand->strange_source;
    }
}

/* When it happens: local day and hour, after how long a silence, after what journey. */
static void say_when(struct ledger *l, const struct act *act, uint32_t last_source,
                     bool first_of_all, struct step *step)
{
    const struct detect_context *c = l->context;
    int64_t now = act->t.time_ns;

    if (now - l->day_ns >= NS_PER_DAY || now < l->day_ns)
        l->day_ns = scale_start(SCALE_DAY, now, c->offset_seconds);
    step->day = (uint32_t)((l->day_ns - l->epoch_ns) / NS_PER_DAY);
    step->day_ns = l->day_ns;
    step->slot = slot_of(now, c->offset_seconds);
    if (l->last_ns == TIME_NONE)
        return;
    if (first_of_all && l->open_count == 1)
        step->asleep_days = (uint32_t)((now - l->last_ns) / NS_PER_DAY);
    step->too_far =
        last_source != act->t.source && is_too_far(l, last_source, act->t.source, now - l->last_ns);
}

/* Whom it is about. */
static void say_whom(struct ledger *l, const struct act *act, struct session *session,
                     struct step *step)
{
    const struct detect_context *c = l->context;

    if (!person_tag(act->t.person))
        return;
    step->canary = c->canary && c->canary(c->canaries, act->t.person);
    if (step->kind != KIND_PEC && step->kind != KIND_CLAIM)
        about_person(l, act, session, step);
    else
        step->settles =
            c->live && trace_outcome(&act->t) == OUTCOME_SUCCESS && act->known_s != SECONDS_NEVER;
}

static unsigned matters_to(const struct step *step)
{
    bool rare = step->canary || step->asleep_days || step->too_far || step->alerted > 0;

    return (step->about ? STEP_ABOUT : 0u) | (step->shown ? STEP_SHOWN : 0u) |
           (step->fresh || step->settles ? STEP_FRESH : 0u) | (step->opens ? STEP_OPENS : 0u) |
           (rare ? STEP_RARE : 0u);
}

uint32_t ledger_take(struct ledger *l, const struct act *act, struct step *step)
{
    const struct detect_context *c = l->context;
    uint32_t last_source =
        l->here_strand != UINT32_MAX ? l->strands[l->here_strand].source : UINT32_MAX;
    uint32_t strand;
    uint32_t session;

    if (act->t.time_ns > l->expiry_ns)
        close_idle(l, act->t.time_ns - SESSION_PAUSE);
    strand = strand_of(l, act);
    session = session_of(l, strand, act);
    *step = (struct step){.act = act,
                          .kind = c->portal->operations[act->t.operation].kind,
                          .gap_ns = TIME_NONE,
                          .live = c->live,
                          .offset_seconds = c->offset_seconds};
    if (c->alerted)
        step->alerted = c->alerted(c->alerts, &act->t);
    say_when(l, act, last_source,
             session + 1 == l->session_count && l->sessions[session].requests == 0, step);
    note_network(l, &l->strands[strand], act, step);
    say_whom(l, act, &l->sessions[session], step);
    say_origin(l, &l->strands[strand], step);
    step->what = matters_to(step);
    count_session(&l->sessions[session], act, step);
    l->strands[strand].last_ns = l->last_ns = act->t.time_ns;
    return session;
}

void ledger_end(struct ledger *l)
{
    close_idle(l, INT64_MAX);
}

void ledger_learn(struct ledger *l, uint32_t index)
{
    struct session *session = &l->sessions[index];
    struct strand *strand = &l->strands[session->strand];
    const struct detect_context *c = l->context;
    uint32_t day = (uint32_t)((session->last_ns - c->first_ns) / NS_PER_DAY) + 2;

    if (session->about_ns == TIME_NONE)
        return; /* a visit without work says nothing about work */
    session->learnt = strand->familiar = true;
    strand->learnt_follow_ups += session->follow_ups;
    strand->learnt_days += strand->learnt_last != day;
    strand->learnt_last = day;
    if (strand->network)
        remember(&l->past, KNOWN_NETWORK, strand->network);
    if (strand->agent != UINT32_MAX)
        remember(&l->past, KNOWN_AGENT, (uint64_t)strand->agent + 1);
    if (c->where && strand->source != UINT32_MAX) {
        const struct whereabouts *where = c->where(c->where_context, strand->source);

        if (where->country)
            remember(&l->past, KNOWN_COUNTRY, where->country);
    }
    if (l->past.day_last < day) {
        l->past.day_last = day;
        l->past.active_days++;
    }
    for (uint64_t slots = session->slots; slots; slots &= slots - 1) {
        int slot = __builtin_ctzll(slots);

        if (l->past.slot_last[slot] < day) {
            l->past.slot_last[slot] = day;
            l->past.slot_days[slot]++;
        }
    }
}

bool strand_is_owners(const struct strand *strand)
{
    return strand->familiar && (strand->bans <= OWNER_BANS || strand_is_settled(strand));
}

bool strand_is_settled(const struct strand *strand)
{
    return strand->familiar && (strand->learnt_follow_ups >= OWNER_FOLLOW_UPS ||
                                (strand->learnt_days >= OWNER_DAYS && !strand->strange_source &&
                                 !strand->strange_agent));
}

/* Sessions of a strand follow each other in the list; the next one of a strand is the one that has
 * just become the walk's newest. */
uint32_t session_walk_next(struct session_walk *walk, const struct ledger *l, const struct act *act)
{
    uint32_t index = *strand_slot(l, act->t.source, act->t.agent) - 1;

    if (!walk->current) {
        walk->current = mem_resize(NULL, l->strand_count, sizeof *walk->current);
        memset(walk->current, 255, l->strand_count * sizeof *walk->current);
    }
    /* A session opens exactly where ledger_take opened it: at the first act of the next session in
     * the list that is this strand's. */
    if (walk->next < l->session_count) {
        const struct session *next = &l->sessions[walk->next];

        if (next->strand == index && next->first.offset == act->t.offset &&
            next->first.input == act->t.input)
            walk->current[index] = walk->next++;
    }
    return walk->current[index];
}

void session_walk_release(struct session_walk *walk)
{
    free(walk->current);
    *walk = (struct session_walk){0};
}
