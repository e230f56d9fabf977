/*
 * assemble.h: one finding from one account's sessions, views and reasons.
 */
#ifndef LIMIER_ASSEMBLE_H
#define LIMIER_ASSEMBLE_H

#include "exposure.h"
#include "investigate.h"

/* A finding while it is put together. */
struct assembly;

/* Starts, once sessions are attributed. Never NULL. */
struct assembly *assembly_new(const struct investigation *in, const struct suspect *suspect,
                              const struct ledger *ledger, struct finding *finding);

/* Takes every act of the account, in order of time, with its attribution. */
void assembly_act(struct assembly *assembly, const struct act *act, enum attribution attributed);

/* Fills the finding. */
void assembly_finish(struct assembly *assembly, const struct exposure *exposure);

/* Frees the working state; the finding lives in the investigation's arena. */
void assembly_free(struct assembly *assembly);

#endif
