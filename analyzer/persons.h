/*
 * persons.h: how many distinct persons an account's attributed sessions showed, up to a moment and
 * in all. Exact, in bounded memory: acts know when their account was last shown their person, but
 * not in whose session, so that persons shown to both are told apart by sorting.
 */
#ifndef LIMIER_PERSONS_H
#define LIMIER_PERSONS_H

#include "judge.h"

/* Counts over a ledger whose sessions are attributed. `then`: persons of the attacker's and unclear
 * sessions up to and with a moment (TIME_NONE: none). 0 or -1. */
int persons_count(const struct judge *judge, const struct ledger *ledger, uint32_t account,
                  int64_t moment_ns, uint64_t *ret_then, uint64_t *ret_floor, uint64_t *ret_ceiling,
                  struct err *err);

#endif
