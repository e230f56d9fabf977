/*
 * state_digest.h: one digest of all that a state says. SQLite finds pages that are not as they must
 * be, but not another figure in a sound page.
 */
#ifndef LIMIER_STORE_STATE_DIGEST_H
#define LIMIER_STORE_STATE_DIGEST_H

#include <sqlite3.h>

#include "base/hash.h"

/* The row of meta that keeps it, and is not part of it. */
#define STATE_DIGEST_NAME "digest"

/* Digests all tables and what they are made of. A status of SQLite; SQLITE_OK: it is there. */
int state_digest(sqlite3 *db, char ret_text[SHA256_TEXT]);

#endif
