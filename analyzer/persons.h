/*
 * persons.h: how many distinct persons an account's attributed sessions showed, up to a moment and
 * in all. Exact, in bounded memory: acts know when their account was last shown their person, but
 * not in whose session, so that persons shown to both are told apart by sorting.
 */
#ifndef LIMIER_PERSONS_H
#define LIMIER_PERSONS_H

#include "judge.h"

/* What is counted, and with what. */
struct persons_options {
    int64_t moment_ns;   /* TIME_NONE: none */
    size_t memory_bytes; /* beyond it, rows go to an unnamed file */
    int directory;       /* of that file */
};

/* The counts, of distinct persons. */
struct persons {
    uint64_t then;    /* shown in the attacker's and unclear sessions up to and with the moment */
    uint64_t floor;   /* in the attacker's sessions */
    uint64_t ceiling; /* in the unclear ones as well */
    int64_t first_ns; /* acts of the attacker's sessions or, without any, of the unclear ones: the
                         first and the last; TIME_NONE: there are none */
    int64_t last_ns;
};

/* Counts over a ledger whose sessions are attributed. 0 or -1. */
int persons_count(const struct judge *judge, const struct ledger *ledger, uint32_t account,
                  const struct persons_options *options, struct persons *ret_persons,
                  struct err *err);

#endif
