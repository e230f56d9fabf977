/*
 * siblings.h: from the accounts that are accused to those that alone are not: who newly has an
 * attacker's address, network or rare program in common with them, and took persons' records there.
 * It accuses nobody for the company alone: what was done from there is weighed as well.
 */
#ifndef LIMIER_SIBLINGS_H
#define LIMIER_SIBLINGS_H

#include "attacker_strands.h"
#include "cohort.h"

/* Fewer persons than this, never dealt with before and without a reason, say nothing, whatever the
 * company. */
#define SIBLING_PERSONS_LEAST 5

/* Something that attackers used and that nobody's past has. */
struct pivot {
    uint64_t value; /* source, network or agent */
    enum pivot_kind kind;
    uint32_t accused;   /* accounts through which an attacker took records with it */
    uint32_t users;     /* accounts that used it */
    uint32_t strangers; /* of these, those to which it was new (address and network) */
    uint32_t quiet;     /* of these, those that did nothing there that speaks against them */
    double bans;        /* weight of having it in common */
};

/* An account that is accused for its company and its use together. */
struct sibling {
    uint32_t account;
    struct pivot pivot;       /* the strongest that it shares */
    struct evidence_sum best; /* of the sessions from there, without what `pivot` stands for */
};

/* Work and result. Release with siblings_release. */
struct siblings {
    const struct judge *judge;
    const struct cohort *cohort;
    struct attacker_strands strands;
    struct pivot *pivots; /* by kind, then value */
    size_t pivot_count;
    size_t pivot_room;
    uint8_t *sources; /* by source: 1 << kind of its pivots */
    uint8_t *agents;
    struct sibling *raised; /* by account */
    size_t count;
    size_t room;
    uint32_t tried;
    double threshold;
    uint32_t standing; /* account that `trial` tried last, as it would try it again; NAME_NONE */
};

/* Tries the accused accounts again, to see whose sessions are the attacker's, then the accounts
 * that share something with these. `sources` and `agents`: how many there are. `trial` is one of
 * the cohort; afterwards it knows the attackers' strands. 0 or -1. */
int siblings_find(struct siblings *siblings, const struct judge *judge, const struct cohort *cohort,
                  uint32_t sources, uint32_t agents, struct trial *trial, struct err *err);

/* In an accused account, or a sibling (NULL: it is none): sessions that come from an attacker's
 * address of other accounts, and are new to this one, are the attacker's. After
 * attribute_sessions. */
void siblings_attribute(const struct siblings *siblings, const struct sibling *sibling,
                        struct trial *trial);

/* Adds to a sibling's finding, as its first reason, what it shares; there is room for one more. */
void siblings_explain(const struct siblings *siblings, const struct sibling *sibling,
                      const struct ledger *ledger, const struct census *census, struct arena *arena,
                      struct finding *finding);

/* Whether nobody but attackers has it. */
bool siblings_is_pivot(const struct siblings *siblings, enum pivot_kind kind, uint64_t value);

/* Frees. */
void siblings_release(struct siblings *siblings);

#endif
