/*
 * attribute.c: tells the attacker's sessions from the owner's.
 *
 * Each session has evidence of its own. Its strand (address and agent) adds to it: the owner's own
 * place speaks for the owner, any other one says what it says as a whole. So does the company: a
 * session in a stretch that speaks against the account is likelier the attacker's, one that the
 * past does not know in a crowd of strangers that does, more so. The sum are the odds, in bans,
 * that the session is not the owner's: beyond ten to one it is the attacker's, below even it is the
 * owner's, in between it is unclear. A strand that is not the owner's and speaks against the
 * account is the attacker's with all its sessions, the first quiet looks included, and so is what
 * comes from the same address, or from an address that tried passwords.
 */
#include "attribute.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "windows.h"

#define ATTACKER_BANS 1.0
#define OWNER_BANS    0.0

/* Evidence of one session or strand counts at most so much: models are not believed farther. */
#define BANS_MOST 3.0

/* What lying in a stretch that speaks against the account adds, and lying in none takes. */
#define INSIDE_BANS    0.5
#define OUTSIDE_BANS   (-1.0)
#define FAR_BANS       (-3.0)
#define STRANGERS_BANS 1.5

/* What the owner's own place takes. */
#define OWNERS_BANS (-1.5)

/* Refused logins from one address that are no slips. */
#define REFUSED_LEAST 5
/* Passwords that work are used, or sold and used, within so long. */
#define PASSWORD_TIME (7 * NS_PER_DAY)

/* Whoever tries an account first, before the harvest, does so shortly before. */
#define PROBE_TIME (2 * NS_PER_DAY)

/* Stretches that speak against the account, other than a strand's whole life, which is no stretch
 * to lie in: its evidence counts by itself. */
struct company {
    struct windows all;
    struct windows strangers; /* of strangers only */
};

static void find_company(struct company *company, const struct trial *t)
{
    *company = (struct company){.all = {0}};
    for (size_t i = 0; i < t->hot_count; i++) {
        const struct hot_window *hot = &t->hot[i];

        if (hot->stretch == STRETCH_STRAND)
            continue;
        windows_add(&company->all, hot->from_ns, hot->to_ns);
        if (hot->stretch == STRETCH_STRANGERS)
            windows_add(&company->strangers, hot->from_ns, hot->to_ns);
    }
    windows_settle(&company->all);
    windows_settle(&company->strangers);
}

static bool lies_in(const struct windows *windows, const struct session *session)
{
    return windows_meet(windows, session->first_ns, session->last_ns);
}

static double clamp(double bans)
{
    return fmin(fmax(bans, -BANS_MOST), BANS_MOST);
}

static double odds_of(const struct trial *t, const struct company *company,
                      const struct session *session)
{
    const struct strand *strand = &t->ledger.strands[session->strand];
    double odds = strand_is_owners(strand) ? clamp(session->bans) + OWNERS_BANS
                                           : clamp(fmax(session->bans, strand->bans));

    if (!strand->familiar && lies_in(&company->strangers, session))
        return odds + STRANGERS_BANS;
    if (lies_in(&company->all, session))
        return odds + INSIDE_BANS;
    return odds + (windows_meet(&company->all, session->first_ns - PROBE_TIME,
                                session->last_ns + PROBE_TIME)
                       ? OUTSIDE_BANS
                       : FAR_BANS);
}

static bool tried_passwords(const struct trial *t, const struct company *company,
                            const struct strand *strand)
{
    return strand->strange_source && !strand->familiar && t->context.refused &&
           t->context.refused[strand->source] >= REFUSED_LEAST &&
           windows_meet(&company->all, strand->first_ns, strand->last_ns + PASSWORD_TIME);
}

/* An address of the attacker, from when on. */
struct hostile_source {
    uint32_t source;
    int64_t first_ns;
};

static int compare_sources(const void *a, const void *b)
{
    const struct hostile_source *x = a;
    const struct hostile_source *y = b;

    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    return x->first_ns < y->first_ns ? -1 : x->first_ns > y->first_ns;
}

/* Whether a strand came with the attacker: from his address, and nobody had used it long before.
 * Quiet first looks may have become part of the past. */
static bool came_along(const struct strand *strand, const struct hostile_source *sources, size_t n)
{
    size_t from = 0;

    for (size_t to = n; from < to;) {
        size_t middle = (from + to) / 2;

        if (sources[middle].source < strand->source)
            from = middle + 1;
        else
            to = middle;
    }
    if (from == n || sources[from].source != strand->source)
        return false;
    return !strand_is_owners(strand) || strand->first_ns >= sources[from].first_ns - PROBE_TIME;
}

/* Strands that are the attacker's as a whole. */
static void mark_strands(struct trial *t, const struct company *company, bool *attackers)
{
    struct ledger *l = &t->ledger;
    struct hostile_source *sources = mem_zero((size_t)l->strand_count + 1, sizeof *sources);
    bool *hot = mem_zero((size_t)l->strand_count + 1, sizeof *hot);
    size_t n = 0;

    for (uint32_t i = 0; i < l->session_count; i++)
        hot[l->sessions[i].strand] =
            hot[l->sessions[i].strand] || lies_in(&company->all, &l->sessions[i]);
    for (uint32_t i = 0; i < l->strand_count; i++) {
        const struct strand *strand = &l->strands[i];

        attackers[i] =
            !strand_is_owners(strand) &&
            (((hot[i] || strand->bans >= t->hot_bans) && strand->bans >= ATTACKER_BANS) ||
             tried_passwords(t, company, strand));
        if (attackers[i] && strand->source != UINT32_MAX)
            sources[n++] = (struct hostile_source){strand->source, strand->first_ns};
    }
    qsort(sources, n, sizeof *sources, compare_sources);
    for (uint32_t i = 0; i < l->strand_count; i++) {
        attackers[i] = attackers[i] || came_along(&l->strands[i], sources, n);
        /* Nothing in it is the owner's (attribute_view). */
        l->strands[i].familiar = l->strands[i].familiar && !attackers[i];
    }
    free(sources);
    free(hot);
}

void attribute_sessions(struct trial *t, bool accused)
{
    struct ledger *l = &t->ledger;
    bool *attackers = mem_zero((size_t)l->strand_count + 1, sizeof *attackers);
    struct company company;
    bool any = false;

    find_company(&company, t);
    mark_strands(t, &company, attackers);
    for (uint32_t i = 0; i < l->session_count; i++) {
        struct session *session = &l->sessions[i];
        double odds = odds_of(t, &company, session);

        session->odds = odds;
        session->attributed = ATTRIBUTED_OWNER;
        if (attackers[session->strand] || odds >= ATTACKER_BANS)
            session->attributed = ATTRIBUTED_ATTACKER;
        else if (odds > OWNER_BANS && session->about_ns != TIME_NONE)
            session->attributed = ATTRIBUTED_UNCLEAR;
        any = any || session->attributed == ATTRIBUTED_ATTACKER;
    }
    for (uint32_t i = 0; accused && !any && i < l->session_count; i++) {
        if (t->hot_count == 0 || lies_in(&company.all, &l->sessions[i]))
            l->sessions[i].attributed = ATTRIBUTED_UNCLEAR;
    }
    windows_release(&company.all);
    windows_release(&company.strangers);
    free(attackers);
}

enum attribution attribute_view(const struct ledger *l, uint32_t index, const struct act *act)
{
    const struct session *session = &l->sessions[index];

    if (session->attributed == ATTRIBUTED_ATTACKER &&
        strand_is_owners(&l->strands[session->strand]) &&
        (act->known_s != SECONDS_NEVER || act->follow_s != SECONDS_NEVER))
        return ATTRIBUTED_OWNER;
    return session->attributed;
}
