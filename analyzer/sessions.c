/*
 * sessions.c: splits acts into sessions in one pass, and measures each strand and the whole account
 * against the limits. It decides nothing about who used a session: that is attribute.c's.
 */
#include "sessions.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"

void sessions_init(struct sessions *s, const struct detect_context *context,
                   const struct use_limits *limits)
{
    *s = (struct sessions){.context = context, .limits = *limits, .slot_mask = 63};
    s->slots = mem_zero(64, sizeof *s->slots);
}

static uint32_t *strand_slot(const struct sessions *s, uint32_t source, uint32_t agent)
{
    uint32_t at = (uint32_t)hash_words(source, agent) & s->slot_mask;

    while (s->slots[at]) {
        const struct strand *strand = &s->strands[s->slots[at] - 1];

        if (strand->source == source && strand->agent == agent)
            break;
        at = (at + 1) & s->slot_mask;
    }
    return &s->slots[at];
}

static void grow_slots(struct sessions *s)
{
    free(s->slots);
    s->slot_mask = s->slot_mask * 2 + 1;
    s->slots = mem_zero(s->slot_mask + 1, sizeof *s->slots);
    for (uint32_t i = 0; i < s->strand_count; i++)
        *strand_slot(s, s->strands[i].source, s->strands[i].agent) = i + 1;
}

static uint32_t strand_of(struct sessions *s, const struct act *act)
{
    uint32_t *slot = strand_slot(s, act->t.source, act->t.agent);

    if (*slot)
        return *slot - 1;
    MEM_GROW(s->strands, s->strand_count, s->strand_room);
    s->strands[s->strand_count] = (struct strand){.source = act->t.source,
                                                  .agent = act->t.agent,
                                                  .open_session = UINT32_MAX,
                                                  .first_ns = act->t.time_ns,
                                                  .hot_ns = TIME_NONE,
                                                  .day_ns = TIME_NONE};
    *slot = ++s->strand_count;
    if (2 * s->strand_count > s->slot_mask)
        grow_slots(s);
    return s->strand_count - 1;
}

static void note_hot(struct sessions *s, const struct gauge *gauge, enum scale scale)
{
    MEM_GROW(s->hot, s->hot_count, s->hot_room);
    s->hot[s->hot_count++] = (struct hot_window){
        gauge->start_ns, gauge->start_ns + scale_length(scale), scale, gauge->count};
}

/* Counts a shown person in the window it falls in. True when the window has just ended and another
 * begun; *ended has the old one. */
static bool gauge_add(struct gauge *gauge, enum scale scale, const struct act *act,
                      int offset_seconds, struct gauge *ended)
{
    bool turned = false;

    if (gauge->count == 0 || act->t.time_ns >= gauge->start_ns + scale_length(scale)) {
        *ended = *gauge;
        turned = gauge->count > 0;
        gauge->start_ns = scale_start(scale, act->t.time_ns, offset_seconds);
        gauge->count = 0;
    }
    gauge->count += act->prev_ns == TIME_NONE || act->prev_ns < gauge->start_ns;
    return turned;
}

static bool beyond(const struct sessions *s, enum scale scale, uint64_t count)
{
    return s->limits.most[scale] > 0 && (double)count >= s->limits.most[scale];
}

static void measure(struct sessions *s, struct strand *strand, const struct act *act)
{
    int offset = s->context->offset_seconds;
    int64_t day = scale_start(SCALE_DAY, act->t.time_ns, offset);

    for (int k = 0; k < SCALE_ALL; k++) {
        enum scale scale = (enum scale)k;
        struct gauge ended;

        if (gauge_add(&s->gauge[k], scale, act, offset, &ended) && beyond(s, scale, ended.count))
            note_hot(s, &ended, scale);
        (void)gauge_add(&strand->gauge[k], scale, act, offset, &ended);
        if (strand->hot_ns == TIME_NONE && beyond(s, scale, strand->gauge[k].count))
            strand->hot_ns = strand->gauge[k].start_ns;
    }
    if (day != strand->day_ns) {
        strand->day_ns = day;
        strand->days++;
        strand->quiet_days += strand->hot_ns == TIME_NONE;
    }
}

static uint32_t open_session(struct sessions *s, struct strand *strand, uint32_t index,
                             const struct act *act)
{
    MEM_GROW(s->sessions, s->session_count, s->session_room);
    s->sessions[s->session_count] =
        (struct session){.strand = index, .first_ns = act->t.time_ns, .stamp = UINT64_MAX};
    strand->open_session = s->session_count;
    strand->session_id = act->t.session;
    return s->session_count++;
}

static bool continues(const struct sessions *s, const struct strand *strand, const struct act *act)
{
    return strand->open_session != UINT32_MAX && strand->session_id == act->t.session &&
           act->t.time_ns - s->sessions[strand->open_session].last_ns <= SESSION_PAUSE;
}

static void count_act(struct session *session, struct strand *strand, const struct act *act,
                      enum kind kind)
{
    bool follow_up =
        (kind == KIND_PEC || kind == KIND_CLAIM) && trace_outcome(&act->t) == OUTCOME_SUCCESS;

    session->last_ns = act->t.time_ns;
    session->last = (struct evidence){act->t.offset, act->t.time_ns, act->t.input, act->t.line};
    if (session->requests++ == 0)
        session->first = session->last;
    session->records += trace_shown(&act->t);
    session->not_found += person_tag(act->t.person) && trace_outcome(&act->t) == OUTCOME_NOT_FOUND;
    session->refused += trace_outcome(&act->t) == OUTCOME_REFUSED;
    session->follow_ups += follow_up;
    strand->last_ns = act->t.time_ns;
    strand->records += trace_shown(&act->t);
    strand->follow_ups += follow_up;
    strand->quiet_follow_ups += follow_up && strand->hot_ns == TIME_NONE;
}

uint32_t sessions_add(struct sessions *s, const struct act *act)
{
    uint32_t index = strand_of(s, act);
    struct strand *strand = &s->strands[index];
    enum kind kind = s->context->portal->operations[act->t.operation].kind;
    uint32_t session =
        continues(s, strand, act) ? strand->open_session : open_session(s, strand, index, act);

    if (trace_shown(&act->t))
        measure(s, strand, act);
    count_act(&s->sessions[session], strand, act, kind);
    return session;
}

static int compare_hot(const void *a, const void *b)
{
    const struct hot_window *x = a;
    const struct hot_window *y = b;

    if (x->from_ns != y->from_ns)
        return x->from_ns < y->from_ns ? -1 : 1;
    return (int)x->scale - (int)y->scale;
}

void sessions_end(struct sessions *s)
{
    for (int k = 0; k < SCALE_ALL; k++) {
        if (beyond(s, (enum scale)k, s->gauge[k].count))
            note_hot(s, &s->gauge[k], (enum scale)k);
    }
    if (s->hot_count)
        qsort(s->hot, s->hot_count, sizeof *s->hot, compare_hot);
}

/* Sessions of a strand follow each other in the list; the next one of a strand is the one that has
 * just become the walk's newest. */
uint32_t session_walk_next(struct session_walk *walk, const struct sessions *s,
                           const struct act *act)
{
    uint32_t index = *strand_slot(s, act->t.source, act->t.agent) - 1;

    if (!walk->current) {
        walk->current = mem_resize(NULL, s->strand_count, sizeof *walk->current);
        memset(walk->current, 255, s->strand_count * sizeof *walk->current);
    }
    /* A session opens exactly where sessions_add opened it: at the first act of the next session in
     * the list that is this strand's. */
    if (walk->next < s->session_count) {
        const struct session *next = &s->sessions[walk->next];

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

void sessions_release(struct sessions *s)
{
    free(s->sessions);
    free(s->strands);
    free(s->slots);
    free(s->hot);
    *s = (struct sessions){0};
}
