/*
 * state_digest.c: every table by name, every row in the order of its key, every column with its
 * type and length. Tables that come with later versions are part of it by themselves.
 */
#include "store/state_digest.h"

#include <stdio.h>

#define SQL_BYTES 160

static void add_column(struct sha256 *sha, sqlite3_stmt *row, int column)
{
    int type = sqlite3_column_type(row, column);
    int64_t number = type == SQLITE_INTEGER ? sqlite3_column_int64(row, column) : 0;
    const void *bytes = type == SQLITE_INTEGER ? NULL : sqlite3_column_blob(row, column);
    int n = bytes ? sqlite3_column_bytes(row, column) : 0;

    sha256_add(sha, &type, sizeof type);
    sha256_add(sha, &number, sizeof number);
    sha256_add(sha, &n, sizeof n);
    if (n)
        sha256_add(sha, bytes, (size_t)n);
}

/* All rows of a query. A status of SQLite. */
static int add_rows(sqlite3 *db, struct sha256 *sha, const char *sql)
{
    sqlite3_stmt *row = NULL;
    int status = sqlite3_prepare_v2(db, sql, -1, &row, NULL);

    while (status == SQLITE_OK || status == SQLITE_ROW) {
        status = sqlite3_step(row);
        if (status != SQLITE_ROW)
            break;
        for (int i = 0; i < sqlite3_column_count(row); i++)
            add_column(sha, row, i);
    }
    (void)sqlite3_finalize(row);
    return status == SQLITE_DONE ? SQLITE_OK : status;
}

static int add_tables(sqlite3 *db, struct sha256 *sha)
{
    static const char *const digest = STATE_DIGEST_NAME;
    sqlite3_stmt *row = NULL;
    int status =
        sqlite3_prepare_v2(db,
                           "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT "
                           "LIKE 'sqlite_%' ORDER BY name",
                           -1, &row, NULL);

    while (status == SQLITE_OK || status == SQLITE_ROW) {
        char sql[SQL_BYTES];
        const char *name;

        status = sqlite3_step(row);
        if (status != SQLITE_ROW)
            break;
        name = (const char *)sqlite3_column_text(row, 0);
        if (sqlite3_stricmp(name, "meta") == 0)
            (void)sqlite3_snprintf(sizeof sql, sql, "SELECT * FROM meta WHERE name <> %Q", digest);
        else
            (void)sqlite3_snprintf(sizeof sql, sql, "SELECT * FROM %Q", name);
        status = add_rows(db, sha, sql);
    }
    (void)sqlite3_finalize(row);
    return status == SQLITE_DONE ? SQLITE_OK : status;
}

int state_digest(sqlite3 *db, char ret_text[SHA256_TEXT])
{
    struct sha256 sha;
    int status;

    sha256_init(&sha);
    status =
        add_rows(db, &sha, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name");
    if (status == SQLITE_OK)
        status = add_tables(db, &sha);
    sha256_finish(&sha, ret_text);
    return status;
}
