/*
 * state_tables.c: the two schemas, row by row, in the order of their names.
 */
#include "store/state_tables.h"

#include <string.h>

/* The next row of each. A status of SQLite; *ret_same: both have ended, or are alike. */
static int next_pair(sqlite3_stmt *ours, sqlite3_stmt *theirs, bool *ret_same)
{
    int status = sqlite3_step(ours);
    int its = sqlite3_step(theirs);

    if (status != SQLITE_ROW && status != SQLITE_DONE)
        return status;
    if (its != SQLITE_ROW && its != SQLITE_DONE)
        return its;
    *ret_same = status == its;
    for (int i = 0; *ret_same && status == SQLITE_ROW && i < sqlite3_column_count(ours); i++) {
        const char *a = (const char *)sqlite3_column_text(ours, i);
        const char *b = (const char *)sqlite3_column_text(theirs, i);

        *ret_same = a && b ? strcmp(a, b) == 0 : a == b; /* a key's index has no text */
    }
    return status;
}

static int compare(sqlite3 *wanted, sqlite3 *db, bool *ret_same)
{
    static const char sql[] = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name";
    sqlite3_stmt *ours = NULL;
    sqlite3_stmt *theirs = NULL;
    int status = sqlite3_prepare_v2(wanted, sql, -1, &ours, NULL);

    if (status == SQLITE_OK)
        status = sqlite3_prepare_v2(db, sql, -1, &theirs, NULL);
    *ret_same = true;
    if (status == SQLITE_OK) {
        do
            status = next_pair(ours, theirs, ret_same);
        while (status == SQLITE_ROW && *ret_same);
    }
    (void)sqlite3_finalize(ours);
    (void)sqlite3_finalize(theirs);
    return status == SQLITE_DONE || status == SQLITE_ROW ? SQLITE_OK : status;
}

int state_tables(sqlite3 *db, const char *schema, bool *ret_same)
{
    sqlite3 *wanted = NULL;
    int status = sqlite3_open(":memory:", &wanted);

    *ret_same = false;
    if (status == SQLITE_OK)
        status = sqlite3_exec(wanted, schema, NULL, NULL, NULL);
    if (status == SQLITE_OK)
        status = compare(wanted, db, ret_same);
    (void)sqlite3_close(wanted);
    return status;
}
