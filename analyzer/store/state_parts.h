/*
 * state_parts.h: what the other files of store/ need to write into an open state.
 */
#ifndef LIMIER_STORE_STATE_PARTS_H
#define LIMIER_STORE_STATE_PARTS_H

#include <sqlite3.h>

#include "store/state.h"

/* The state's connection; it stays the state's. */
sqlite3 *state_db(const struct state *state);

/* Begins the run's transaction, if it has not begun. A status of SQLite. */
int state_begin(struct state *state);

/* Notes a status of SQLite as the error that it is. -1. */
int state_fail(const struct state *state, int status, struct err *err);

#endif
