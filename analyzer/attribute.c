/*
 * attribute.c: tells the attacker's sessions from the owner's.
 *
 * Each session has evidence of its own. Its strand (address and agent) adds to it: the owner's own
 * place speaks for the owner, any other one says what it says as a whole. So does the company: a
 * session in a stretch that speaks against the account is likelier the attacker's, one that the past
 * does not know in a crowd of strangers that does, more so. The sum are the odds, in bans, that the
 * session is not the owner's: beyond ten to one it is the attacker's, below even it is the owner's,
 * in between it is unclear. A strand that is not the owner's and speaks against the account is the
 * attacker's with all its sessions, the first quiet looks included, and so is what comes from the
 * same address, or from an address that tried passwords.
 */
#include "attribute.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

#define ATTACKER_BANS 1.0
#define OWNER_BANS    0.0

/* Evidence of one session or strand counts at most so much: models are not believed farther. */
#define BANS_MOST 3.0

/* What lying in a stretch that speaks against the account adds, and lying in none takes. */
#define INSIDE_BANS    0.5
#define OUTSIDE_BANS   (-1.0)
#define STRANGERS_BANS 1.5

/* What the owner's own place takes. */
#define OWNERS_BANS (-1.5)

/* Refused logins from one address that are no slips. */
#define REFUSED_LEAST 5

/* Whether a session lies in a stretch that speaks against the account; of strangers only, or of any
 * kind. */
static bool inside_hot(const struct trial *t, const struct session *session, bool strangers)
{
    for (size_t i = 0; i < t->hot_count; i++) {
        if ((!strangers || t->hot[i].stretch == STRETCH_STRANGERS) &&
            session->first_ns <= t->hot[i].to_ns && session->last_ns >= t->hot[i].from_ns)
            return true;
    }
    return false;
}

static double clamp(double bans)
{
    return fmin(fmax(bans, -BANS_MOST), BANS_MOST);
}

static double odds_of(const struct trial *t, const struct session *session)
{
    const struct strand *strand = &t->ledger.strands[session->strand];
    double odds = clamp(session->bans) +
                  (strand_is_owners(strand) ? OWNERS_BANS : clamp(strand->bans));

    if (!strand->familiar && inside_hot(t, session, true))
        return odds + STRANGERS_BANS;
    return odds + (inside_hot(t, session, false) ? INSIDE_BANS : OUTSIDE_BANS);
}

static bool tried_passwords(const struct trial *t, const struct strand *strand)
{
    return strand->strange_source && t->context.refused &&
           t->context.refused[strand->source] >= REFUSED_LEAST;
}

/* Strands that are the attacker's as a whole. */
static void mark_strands(struct trial *t, bool *attackers)
{
    struct ledger *l = &t->ledger;
    uint32_t *sources = mem_zero((size_t)l->strand_count + 1, sizeof *sources);
    bool *hot = mem_zero((size_t)l->strand_count + 1, sizeof *hot);
    uint32_t n = 0;

    for (uint32_t i = 0; i < l->session_count; i++)
        hot[l->sessions[i].strand] = hot[l->sessions[i].strand] || inside_hot(t, &l->sessions[i], false);
    for (uint32_t i = 0; i < l->strand_count; i++) {
        const struct strand *strand = &l->strands[i];

        attackers[i] = !strand_is_owners(strand) &&
                       ((hot[i] && strand->bans >= ATTACKER_BANS) || tried_passwords(t, strand));
        if (attackers[i] && strand->source != UINT32_MAX)
            sources[n++] = strand->source;
    }
    for (uint32_t i = 0; i < l->strand_count; i++) {
        for (uint32_t k = 0; k < n && !attackers[i] && !strand_is_owners(&l->strands[i]); k++)
            attackers[i] = sources[k] == l->strands[i].source;
    }
    free(sources);
    free(hot);
}

void attribute_sessions(struct trial *t, bool accused)
{
    struct ledger *l = &t->ledger;
    bool *attackers = mem_zero((size_t)l->strand_count + 1, sizeof *attackers);
    bool any = false;

    mark_strands(t, attackers);
    for (uint32_t i = 0; i < l->session_count; i++) {
        struct session *session = &l->sessions[i];
        double odds = odds_of(t, session);

        session->odds = odds;
        session->attributed = ATTRIBUTED_OWNER;
        if (attackers[session->strand] || odds >= ATTACKER_BANS)
            session->attributed = ATTRIBUTED_ATTACKER;
        else if (odds > OWNER_BANS && session->about_ns != TIME_NONE)
            session->attributed = ATTRIBUTED_UNCLEAR;
        any = any || session->attributed == ATTRIBUTED_ATTACKER;
    }
    for (uint32_t i = 0; accused && !any && i < l->session_count; i++) {
        if (t->hot_count == 0 || inside_hot(t, &l->sessions[i], false))
            l->sessions[i].attributed = ATTRIBUTED_UNCLEAR;
    }
    free(attackers);
}

enum attribution attribute_view(const struct ledger *l, uint32_t index, const struct act *act)
{
    const struct session *session = &l->sessions[index];

    if (session->attributed == ATTRIBUTED_ATTACKER && strand_is_owners(&l->strands[session->strand]) &&
        (act->known_s != SECONDS_NEVER || act->follow_s != SECONDS_NEVER))
        return ATTRIBUTED_OWNER;
    return session->attributed;
}
