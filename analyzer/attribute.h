/*
 * attribute.h: who used each session of an account: the attacker, the owner, or unclear.
 */
#ifndef LIMIER_ATTRIBUTE_H
#define LIMIER_ATTRIBUTE_H

#include "trial.h"

/* Sets .attributed of every session of the trial's ledger, from the evidence of the sessions, of
 * their strands and of the stretches that they lie in. `accused`: the account is beyond the
 * threshold, so somebody must be at least unclear. */
void attribute_sessions(struct trial *trial, bool accused);

/* Who a view of a session goes to: in a session of the attacker at the owner's own place, what has
 * a reason is the owner's work. */
enum attribution attribute_view(const struct ledger *ledger, uint32_t session,
                                const struct act *act);

#endif
