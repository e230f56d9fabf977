/*
 * attribute.c: tells the attacker's sessions from the owner's.
 *
 * What is known without doubt: the windows in which the account was beyond its limits (hot), and
 * which strands (address and agent) were beyond them alone. What speaks for the owner: a strand
 * with a past of quiet days, and follow-ups (PEC, claims), which a harvester has no reason to file.
 * In this order:
 *   1. a hot strand without a past is the attacker's, with all its sessions, the first quiet probes
 * included;
 *   2. a hot strand with a past is the owner's place, used by somebody else: its sessions inside
 * hot windows are the attacker's, those before are the owner's, those after are unclear;
 *   3. a strand that shares its address with an attacker's strand and has no past is the
 * attacker's;
 *   4. when the strands found so far do not explain a hot window, the strands without a past in it
 * share the work: they are the attacker's;
 *   5. what is left is the owner's, unless it has neither past nor follow-ups and lies within a day
 * of the attack: then it is unclear.
 */
#include "attribute.h"

#include <stdlib.h>

#include "base/mem.h"

/* Quiet days that make a past, and follow-ups that do. */
#define PAST_DAYS       3
#define PAST_FOLLOW_UPS 3

/* How far around the attack an unknown strand is unclear. */
#define AROUND NS_PER_DAY

static bool has_past(const struct strand *strand)
{
    return strand->quiet_days >= PAST_DAYS || strand->quiet_follow_ups >= PAST_FOLLOW_UPS;
}

static bool inside_hot(const struct sessions *s, const struct session *session)
{
    for (size_t i = 0; i < s->hot_count; i++) {
        if (session->first_ns < s->hot[i].to_ns && session->last_ns >= s->hot[i].from_ns)
            return true;
    }
    return false;
}

/* Steps 1 and 3: strands that belong to the attacker as a whole. */
static void mark_strands(struct sessions *s)
{
    uint32_t *sources = mem_resize(NULL, s->strand_count, sizeof *sources);
    uint32_t n = 0;

    for (uint32_t i = 0; i < s->strand_count; i++) {
        struct strand *strand = &s->strands[i];

        strand->attacker = strand->hot_ns != TIME_NONE && !has_past(strand);
        if (strand->attacker && strand->source != UINT32_MAX)
            sources[n++] = strand->source;
    }
    for (uint32_t i = 0; i < s->strand_count; i++) {
        struct strand *strand = &s->strands[i];

        for (uint32_t k = 0; k < n && !strand->attacker && !has_past(strand); k++)
            strand->attacker = sources[k] == strand->source;
    }
    free(sources);
}

/* Persons shown inside a window by sessions that are already the attacker's. Sessions are charged
 * whole: a bound from above. */
static uint64_t explained(const struct sessions *s, const struct hot_window *window)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < s->session_count; i++) {
        const struct session *session = &s->sessions[i];

        if (session->attributed == ATTRIBUTED_ATTACKER && session->first_ns < window->to_ns &&
            session->last_ns >= window->from_ns)
            sum += session->records;
    }
    return sum;
}

/* Step 4. */
static void share_the_rest(struct sessions *s)
{
    for (size_t w = 0; w < s->hot_count; w++) {
        const struct hot_window *window = &s->hot[w];
        uint64_t done = explained(s, window);

        if ((double)(window->count > done ? window->count - done : 0) <
            s->limits.most[window->scale])
            continue;
        for (uint32_t i = 0; i < s->session_count; i++) {
            struct session *session = &s->sessions[i];
            struct strand *strand = &s->strands[session->strand];

            if (session->first_ns < window->to_ns && session->last_ns >= window->from_ns &&
                !has_past(strand)) {
                strand->attacker = true;
                session->attributed = ATTRIBUTED_ATTACKER;
            }
        }
    }
}

static void bounds(const struct sessions *s, int64_t *ret_first, int64_t *ret_last)
{
    *ret_first = TIME_NONE;
    *ret_last = TIME_NONE;
    for (uint32_t i = 0; i < s->session_count; i++) {
        const struct session *session = &s->sessions[i];

        if (session->attributed != ATTRIBUTED_ATTACKER)
            continue;
        if (*ret_first == TIME_NONE || session->first_ns < *ret_first)
            *ret_first = session->first_ns;
        if (session->last_ns > *ret_last)
            *ret_last = session->last_ns;
    }
}

/* Steps 1 to 3 for one session. */
static enum attribution first_view(const struct sessions *s, const struct session *session)
{
    const struct strand *strand = &s->strands[session->strand];

    if (strand->attacker)
        return ATTRIBUTED_ATTACKER;
    if (strand->hot_ns == TIME_NONE)
        return ATTRIBUTED_OWNER;
    if (session->last_ns < strand->hot_ns)
        return ATTRIBUTED_OWNER;
    return inside_hot(s, session) ? ATTRIBUTED_ATTACKER : ATTRIBUTED_UNCLEAR;
}

/* Step 5. */
static void mark_unclear(struct sessions *s, int64_t first, int64_t last)
{
    for (uint32_t i = 0; i < s->session_count; i++) {
        struct session *session = &s->sessions[i];
        const struct strand *strand = &s->strands[session->strand];

        if (session->attributed == ATTRIBUTED_OWNER && !has_past(strand) &&
            strand->follow_ups == 0 && session->first_ns <= last + AROUND &&
            session->last_ns >= first - AROUND)
            session->attributed = ATTRIBUTED_UNCLEAR;
    }
}

void attribute_sessions(struct sessions *s, bool suspect)
{
    int64_t first;
    int64_t last;

    mark_strands(s);
    for (uint32_t i = 0; i < s->session_count; i++)
        s->sessions[i].attributed = first_view(s, &s->sessions[i]);
    share_the_rest(s);
    for (uint32_t i = 0; i < s->session_count; i++) {
        if (s->strands[s->sessions[i].strand].attacker)
            s->sessions[i].attributed = ATTRIBUTED_ATTACKER;
    }
    bounds(s, &first, &last);
    if (first != TIME_NONE) {
        mark_unclear(s, first, last);
        return;
    }
    for (uint32_t i = 0; suspect && i < s->session_count; i++) {
        if (s->hot_count == 0 || inside_hot(s, &s->sessions[i]))
            s->sessions[i].attributed = ATTRIBUTED_UNCLEAR;
    }
}
