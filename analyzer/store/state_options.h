/*
 * state_options.h: the options that a state was begun with against those of a run. As text:
 * NAME=DIGEST for each, with a blank between.
 */
#ifndef LIMIER_STORE_STATE_OPTIONS_H
#define LIMIER_STORE_STATE_OPTIONS_H

#include "base/str.h"

/* Bytes of a list of names. */
#define STATE_OPTIONS_NAMES 256

/* Whether the two say the same. Otherwise the names of the run's options that the state does not
 * have so: "--portal, --tz"; the state's own names may be anybody's, so none of them is told, and
 * the list may be empty. */
bool state_options_same(struct str state, struct str run, char ret_names[STATE_OPTIONS_NAMES]);

#endif
