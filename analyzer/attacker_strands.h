/*
 * attacker_strands.h: which addresses and programs an attacker used, account by account: what
 * siblings are looked for by, and campaigns joined by.
 */
#ifndef LIMIER_ATTACKER_STRANDS_H
#define LIMIER_ATTACKER_STRANDS_H

#include "detect/ledger.h"

/* What a strand may have in common with an attacker's, the strongest first. */
enum pivot_kind { PIVOT_ADDRESS, PIVOT_NETWORK, PIVOT_AGENT, PIVOT_KINDS };

/* A strand with sessions of an attacker. */
struct attacker_strand {
    uint32_t account;
    uint32_t source; /* UINT32_MAX: not known */
    uint32_t agent;
    uint64_t network;
    int64_t first_ns; /* of those sessions */
    int64_t last_ns;
    uint32_t hours; /* of the day (UTC), as bits */
    bool strange;   /* the account had a past without it */
};

/* A list of them. */
struct attacker_strands {
    struct attacker_strand *list;
    size_t count;
    size_t room;
};

/* Adds the strands of a ledger whose sessions are attributed. */
void attacker_strands_add(struct attacker_strands *strands, const struct ledger *ledger,
                          uint32_t account);

/* Adds those that were new to an accused account, and whose sessions nothing else speaks against.
 */
void attacker_strands_add_strangers(struct attacker_strands *strands, const struct ledger *ledger,
                                    uint32_t account);

/* Sorts by source, then account. */
void attacker_strands_sort(struct attacker_strands *strands);

/* The value of a strand in the respect of a pivot; false: it has none. */
bool attacker_strand_value(const struct attacker_strand *strand, enum pivot_kind kind,
                           uint64_t *ret_value);

#endif
