/*
 * state_purge.c: rows that are deleted because they are old, or because all are.
 */
#include "store/state_purge.h"

#include <stdio.h>

#include "store/state_parts.h"

#define TABLES_MOST 64
#define SQL_BYTES   256

/* What is old, by table. */
static const struct {
    const char *table;
    const char *old;
} parts[] = {
    {"findings", "last_ns < ?1"},
    {"alerts", "last_ns < ?1"},
    {"outbox", "made_ns < ?1"}, /* a later one is news that nobody has heard */
};

/* Runs a statement about a moment; what it gives first is *ret_value. */
static int run(struct state *state, const char *sql, int64_t moment_ns, int64_t *ret_value,
               struct err *err)
{
    sqlite3_stmt *statement = NULL;
    int status = sqlite3_prepare_v2(state_db(state), sql, -1, &statement, NULL);

    if (status == SQLITE_OK && sqlite3_bind_parameter_count(statement))
        status = sqlite3_bind_int64(statement, 1, moment_ns);
    if (status == SQLITE_OK)
        status = sqlite3_step(statement);
    if (status == SQLITE_ROW && ret_value)
        *ret_value = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    return status == SQLITE_ROW || status == SQLITE_DONE ? 0 : state_fail(state, status, err);
}

int state_purge_count(struct state *state, int64_t before_ns, struct state_purged *ret,
                      struct err *err)
{
    uint64_t *counts[] = {&ret->findings, &ret->alerts, &ret->messages};
    char sql[SQL_BYTES];

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        int64_t count = 0;

        (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM %s WHERE %s", parts[i].table,
                       parts[i].old);
        if (run(state, sql, before_ns, &count, err) < 0)
            return -1;
        *counts[i] = (uint64_t)count;
    }
    return 0;
}

static int begin(struct state *state, struct err *err)
{
    int status = state_begin(state);

    return status == SQLITE_OK ? 0 : state_fail(state, status, err);
}

int state_purge(struct state *state, int64_t before_ns, struct err *err)
{
    char sql[SQL_BYTES];

    if (begin(state, err) < 0)
        return -1;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        (void)snprintf(sql, sizeof sql, "DELETE FROM %s WHERE %s", parts[i].table, parts[i].old);
        if (run(state, sql, before_ns, NULL, err) < 0)
            return -1;
    }
    return 0;
}

/* The names of all tables: whatever a later version adds goes too. */
static int list_tables(struct state *state, char names[TABLES_MOST][64], size_t *ret_count,
                       struct err *err)
{
    sqlite3_stmt *statement = NULL;
    int status = sqlite3_prepare_v2(state_db(state),
                                    "SELECT name FROM sqlite_schema WHERE type = 'table' AND "
                                    "name NOT LIKE 'sqlite_%'",
                                    -1, &statement, NULL);

    *ret_count = 0;
    while (status == SQLITE_OK || status == SQLITE_ROW) {
        status = sqlite3_step(statement);
        if (status != SQLITE_ROW || *ret_count == TABLES_MOST)
            break;
        (void)str_copy(names[(*ret_count)++], sizeof names[0],
                       str_of((const char *)sqlite3_column_text(statement, 0)));
    }
    (void)sqlite3_finalize(statement);
    return status == SQLITE_DONE ? 0 : state_fail(state, status, err);
}

int state_empty(struct state *state, struct err *err)
{
    char names[TABLES_MOST][64];
    char sql[SQL_BYTES];
    size_t count;

    if (list_tables(state, names, &count, err) < 0 || begin(state, err) < 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        (void)sqlite3_snprintf(sizeof sql, sql, "DELETE FROM %Q", names[i]);
        if (run(state, sql, 0, NULL, err) < 0)
            return -1;
    }
    return 0;
}
