/*
 * state_tables.h: whether a file that claims to be a state has the tables of one, and nothing else:
 * a view without end, a trigger, or a column that is computed would run as ours.
 */
#ifndef LIMIER_STORE_STATE_TABLES_H
#define LIMIER_STORE_STATE_TABLES_H

#include <sqlite3.h>
#include <stdbool.h>

/* Compares the schema of an open file with a text. Nothing of the file but its schema is read. A
 * status of SQLite. */
int state_tables(sqlite3 *db, const char *schema, bool *ret_same);

#endif
