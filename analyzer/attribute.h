/*
 * attribute.h: who used each session of an account: the attacker, the owner, or unclear.
 */
#ifndef LIMIER_ATTRIBUTE_H
#define LIMIER_ATTRIBUTE_H

#include "sessions.h"

/* Sets .attributed of every session. `suspect`: the account is beyond the threshold, so somebody
 * must be at least unclear. */
void attribute_sessions(struct sessions *s, bool suspect);

#endif
