/*
 * state.c: the file of the state. Rows are written as they come and become true together.
 */
#define _GNU_SOURCE /* realpath */
#include "store/state.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "store/state_digest.h"
#include "store/state_options.h"
#include "store/state_parts.h"
#include "store/state_tables.h"

#define STATE_ID      1279872339 /* "LIMS" */
#define STATE_VERSION 1

/* How long another program may hold the file, such as a backup. */
#define BUSY_MS 5000

/* store/state.sql, with a NUL behind it; linked in by the build. */
extern const char state_schema[] __asm__("state_schema_start");

struct state {
    sqlite3 *db;
    char *path;
    bool changing; /* a transaction is open */
    bool looking;  /* in which nothing is written */
};

static int fail(const struct state *state, int status, struct err *err)
{
    return err_set(err, "%s: %s", state->path, sqlite3_errstr(status));
}

static int run(struct state *state, const char *sql, struct err *err)
{
    int status = sqlite3_exec(state->db, sql, NULL, NULL, NULL);

    return status == SQLITE_OK ? 0 : fail(state, status, err);
}

/* The number that a query gives first. */
static int ask(struct state *state, const char *sql, int64_t *ret_value, struct err *err)
{
    sqlite3_stmt *statement = NULL;
    int status = sqlite3_prepare_v2(state->db, sql, -1, &statement, NULL);

    if (status == SQLITE_OK)
        status = sqlite3_step(statement);
    if (status == SQLITE_ROW)
        *ret_value = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    return status == SQLITE_ROW ? 0 : fail(state, status, err);
}

/* Whether all is as the last run that finished has left it. */
static int check_content(struct state *state, struct err *err)
{
    char wanted[SHA256_TEXT] = "";
    char found[SHA256_TEXT];
    int64_t begun = 0;
    sqlite3_stmt *row = NULL;
    int status;

    if (ask(state, "SELECT count(*) FROM meta WHERE name = 'options'", &begun, err) < 0)
        return -1;
    status = sqlite3_prepare_v2(
        state->db, "SELECT text FROM meta WHERE name = '" STATE_DIGEST_NAME "'", -1, &row, NULL);
    if (status == SQLITE_OK)
        status = sqlite3_step(row);
    if (status == SQLITE_ROW && sqlite3_column_bytes(row, 0) == SHA256_TEXT - 1)
        memcpy(wanted, sqlite3_column_blob(row, 0), SHA256_TEXT - 1);
    (void)sqlite3_finalize(row);
    if (status != SQLITE_ROW && status != SQLITE_DONE)
        return fail(state, status, err);
    if (status == SQLITE_DONE && !begun)
        return 0;
    status = state_digest(state->db, found);
    if (status != SQLITE_OK)
        return fail(state, status, err);
    return strcmp(wanted, found) == 0 ? 0 : err_set(err, "%s: is damaged", state->path);
}

/* Before any row is asked for. */
static int check_tables(struct state *state, struct err *err)
{
    bool same;
    int status = state_tables(state->db, state_schema, &same);

    if (status != SQLITE_OK)
        return fail(state, status, err);
    return same ? 0
                : err_set(err, "%s: has other tables than a state of limier audit", state->path);
}

/* Whether the file is a sound state of this version; a new one becomes one. */
static int check(struct state *state, struct err *err)
{
    int64_t id = 0;
    int64_t version = 0;
    int64_t tables = 0;
    int64_t sound = 0;
    struct stat st;

    if (ask(state, "PRAGMA application_id", &id, err) < 0 ||
        ask(state, "PRAGMA user_version", &version, err) < 0 ||
        ask(state, "SELECT count(*) FROM sqlite_schema", &tables, err) < 0)
        return -1;
    if (tables == 0) {
        if (stat(state->path, &st) == 0 && st.st_size > 0) /* less of it than one page */
            return err_set(err, "%s: is damaged", state->path);
        if (run(state, "BEGIN IMMEDIATE", err) < 0 || run(state, state_schema, err) < 0)
            return -1;
        return run(state, "COMMIT", err);
    }
    if (id != STATE_ID)
        return err_usage(err, "%s: is not a state of limier audit", state->path);
    if (version > STATE_VERSION)
        return err_usage(err, "%s: was written by a newer version of limier (%lld, not %d)",
                         state->path, (long long)version, STATE_VERSION);
    if (check_tables(state, err) < 0 ||
        ask(state, "SELECT quick_check = 'ok' FROM pragma_quick_check LIMIT 1", &sound, err) < 0)
        return -1;
    return sound ? check_content(state, err) : err_set(err, "%s: is damaged", state->path);
}

/* One row being written: values are bound in the order of the columns. */
struct row {
    struct state *state;
    sqlite3_stmt *statement;
    int column;
    int status;
};

static void row_begin(struct row *row, struct state *state, const char *sql)
{
    *row = (struct row){.state = state, .status = SQLITE_OK};
    if (!state->changing)
        row->status = sqlite3_exec(state->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    state->changing = state->changing || row->status == SQLITE_OK;
    if (row->status == SQLITE_OK)
        row->status = sqlite3_prepare_v2(state->db, sql, -1, &row->statement, NULL);
}

static void row_number(struct row *row, int64_t value)
{
    if (row->status == SQLITE_OK)
        row->status = sqlite3_bind_int64(row->statement, ++row->column, value);
}

static void row_time(struct row *row, int64_t time_ns)
{
    if (time_ns != TIME_NONE)
        row_number(row, time_ns);
    else
        row->column++;
}

static void row_str(struct row *row, struct str text)
{
    if (row->status == SQLITE_OK)
        row->status = sqlite3_bind_text64(row->statement, ++row->column, text.p ? text.p : "",
                                          text.n, SQLITE_STATIC, SQLITE_UTF8);
}

static void row_blob(struct row *row, struct str bytes)
{
    if (row->status == SQLITE_OK)
        row->status = sqlite3_bind_blob64(row->statement, ++row->column, bytes.p ? bytes.p : "",
                                          bytes.n, SQLITE_STATIC);
}

static int row_end(struct row *row, struct err *err)
{
    if (row->status == SQLITE_OK)
        row->status = sqlite3_step(row->statement);
    (void)sqlite3_finalize(row->statement);
    return row->status == SQLITE_DONE ? 0 : fail(row->state, row->status, err);
}

/* Like all else, true with the first run that is finished. */
static int put_options(struct state *state, const char *options, struct err *err)
{
    struct row row;

    row_begin(&row, state, "INSERT INTO meta VALUES ('options', NULL, ?)");
    row_str(&row, str_of(options));
    return row_end(&row, err);
}

static int check_options(struct state *state, const char *options, struct err *err)
{
    char names[STATE_OPTIONS_NAMES];
    sqlite3_stmt *statement = NULL;
    bool same = true;
    int status = sqlite3_prepare_v2(state->db, "SELECT text FROM meta WHERE name = 'options'", -1,
                                    &statement, NULL);

    if (status == SQLITE_OK)
        status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);

        same = state_options_same(str_of(text ? text : ""), str_of(options), names);
    }
    (void)sqlite3_finalize(statement);
    if (status != SQLITE_ROW && status != SQLITE_DONE)
        return fail(state, status, err);
    if (!same)
        return err_usage(err,
                         "%s: was begun with other options that change what is counted (%s): give "
                         "the same, or begin another state",
                         state->path, names);
    return status == SQLITE_ROW ? 0 : put_options(state, options, err);
}

/* Opens the file; nothing of it is looked at yet. 0 or -1. */
static int open_file(struct state *state, const char *folder, int flags, struct err *err)
{
    char *real = realpath(folder, NULL); /* a link on the way is not one in place of the file */
    size_t room = strlen(real ? real : folder) + sizeof "/state.sqlite";
    int status;

    state->path = mem_zero(room, 1);
    (void)snprintf(state->path, room, "%s/state.sqlite", real ? real : folder);
    free(real);
    status = sqlite3_open_v2(state->path, &state->db,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | flags, NULL);
    if (status != SQLITE_OK)
        return fail(state, status, err);
    (void)sqlite3_busy_timeout(state->db, BUSY_MS);
    (void)sqlite3_db_config(state->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(state->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    (void)sqlite3_db_config(state->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    return 0;
}

int state_open(struct state **ret_state, const char *folder, const char *options, struct err *err)
{
    struct state *state = mem_zero(1, sizeof *state);

    /* EXTRA: also the folder's entry of the journal is synced, so that power may fail anywhere. */
    if (open_file(state, folder, SQLITE_OPEN_CREATE, err) < 0 ||
        run(state,
            "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON; "
            "PRAGMA trusted_schema = OFF",
            err) < 0 ||
        check(state, err) < 0 || (options && check_options(state, options, err) < 0)) {
        state_close(state);
        return -1;
    }
    *ret_state = state;
    return 0;
}

/* Whether a run has finished. */
static int check_begun(struct state *state, struct err *err)
{
    int64_t rows = 0;

    if (ask(state, "SELECT count(*) FROM sqlite_schema WHERE name = 'meta'", &rows, err) < 0)
        return -1;
    if (rows && ask(state, "SELECT count(*) FROM meta WHERE name = 'options'", &rows, err) < 0)
        return -1;
    return rows ? 0 : err_usage(err, "%s: no run of limier audit has finished yet", state->path);
}

int state_look(struct state **ret_state, const char *folder, const char *options, struct err *err)
{
    struct state *state = mem_zero(1, sizeof *state);

    /* For writing, so that what a killed run has left is put right; query_only forbids the rest. */
    if (open_file(state, folder, 0, err) < 0 ||
        run(state, "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; BEGIN", err) < 0 ||
        check_begun(state, err) < 0 || check(state, err) < 0 ||
        (options && check_options(state, options, err) < 0)) {
        state_close(state);
        return -1;
    }
    state->changing = state->looking = true; /* the transaction in which it is read */
    *ret_state = state;
    return 0;
}

void state_close(struct state *state)
{
    if (!state)
        return;
    (void)sqlite3_close(state->db); /* rolls back what is open */
    free(state->path);
    free(state);
}

int state_put_stream(struct state *state, const struct state_stream *s, struct err *err)
{
    struct row row;

    row_begin(&row, state, "INSERT OR REPLACE INTO streams VALUES (?,?,?,?,?,?,?,?,?)");
    row_number(&row, s->id);
    row_str(&row, s->name);
    row_str(&row, str_of(s->head));
    row_number(&row, (int64_t)s->head_bytes);
    row_number(&row, (int64_t)s->bytes);
    row_number(&row, (int64_t)s->lines);
    row_str(&row, str_of(s->text));
    row_number(&row, s->held);
    row_blob(&row, s->coverage);
    return row_end(&row, err);
}

int state_put_file(struct state *state, const struct state_file *file, struct err *err)
{
    struct row row;

    row_begin(&row, state, "INSERT OR REPLACE INTO files VALUES (?,?,?,?,?,?,?)");
    row_str(&row, file->path);
    row_number(&row, (int64_t)file->device);
    row_number(&row, (int64_t)file->inode);
    row_number(&row, (int64_t)file->bytes);
    row_number(&row, file->changed_ns);
    row_number(&row, file->held);
    if (file->stream != STATE_NO_STREAM)
        row_number(&row, file->stream);
    return row_end(&row, err);
}

int state_put_night(struct state *state, const struct state_night *night, struct err *err)
{
    struct row row;

    row_begin(&row, state, "INSERT OR REPLACE INTO nights VALUES (?,?,?,?,?,?,?)");
    row_number(&row, night->id);
    row_str(&row, night->name);
    row_number(&row, (int64_t)night->bytes);
    row_str(&row, str_of(night->sha256));
    row_time(&row, night->first_ns);
    row_time(&row, night->last_ns);
    row_number(&row, night->run_ns);
    return row_end(&row, err);
}

int state_put_finding(struct state *state, const struct state_finding *f, struct err *err)
{
    struct row row;

    row_begin(&row, state, "INSERT OR REPLACE INTO findings VALUES (?,?,?,?,?,?,?,?)");
    row_str(&row, f->account);
    row_number(&row, f->verdict);
    row_time(&row, f->first_ns);
    row_time(&row, f->last_ns);
    row_number(&row, (int64_t)f->floor);
    row_number(&row, (int64_t)f->ceiling);
    row_number(&row, (int64_t)f->insurers);
    row_number(&row, f->told_ns);
    return row_end(&row, err);
}

int state_drop_finding(struct state *state, struct str account, struct err *err)
{
    struct row row;

    row_begin(&row, state, "DELETE FROM findings WHERE account = ?");
    row_str(&row, account);
    return row_end(&row, err);
}

int state_drop_night(struct state *state, uint32_t id, struct err *err)
{
    struct row row;

    row_begin(&row, state, "DELETE FROM nights WHERE id = ?");
    row_number(&row, id);
    return row_end(&row, err);
}

int state_tell(struct state *state, const struct state_alert *alert, bool *ret_new, struct err *err)
{
    struct row row;

    row_begin(&row, state,
              "UPDATE alerts SET last_ns = max(last_ns, ?2) "
              "WHERE digest = ?3 AND first_ns <= ?2 AND last_ns >= ?1");
    row_number(&row, alert->first_ns);
    row_number(&row, alert->last_ns);
    row_str(&row, str_of(alert->digest));
    if (row_end(&row, err) < 0)
        return -1;
    *ret_new = sqlite3_changes(state->db) == 0;
    if (!*ret_new)
        return 0;
    row_begin(&row, state, "INSERT OR REPLACE INTO alerts VALUES (?,?,?,?)");
    row_str(&row, str_of(alert->digest));
    row_number(&row, alert->first_ns);
    row_number(&row, alert->last_ns);
    row_number(&row, alert->told_ns);
    return row_end(&row, err);
}

int state_forget_alerts(struct state *state, int64_t before_ns, struct err *err)
{
    struct row row;

    row_begin(&row, state, "DELETE FROM alerts WHERE last_ns < ?");
    row_number(&row, before_ns);
    return row_end(&row, err);
}

int state_put_number(struct state *state, const char *name, int64_t value, struct err *err)
{
    struct row row;

    row_begin(&row, state, "INSERT OR REPLACE INTO meta VALUES (?, ?, NULL)");
    row_str(&row, str_of(name));
    row_number(&row, value);
    return row_end(&row, err);
}

int state_number(struct state *state, const char *name, int64_t otherwise, int64_t *ret_value,
                 struct err *err)
{
    sqlite3_stmt *statement = NULL;
    int status = sqlite3_prepare_v2(state->db, "SELECT number FROM meta WHERE name = ?", -1,
                                    &statement, NULL);

    *ret_value = otherwise;
    if (status == SQLITE_OK)
        status = sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
    if (status == SQLITE_OK)
        status = sqlite3_step(statement);
    if (status == SQLITE_ROW)
        *ret_value = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    return status == SQLITE_ROW || status == SQLITE_DONE ? 0 : fail(state, status, err);
}

/* Notes what all of it comes to now. */
static int put_content(struct state *state, struct err *err)
{
    char text[SHA256_TEXT];
    struct row row;
    int status = state_digest(state->db, text);

    if (status != SQLITE_OK)
        return fail(state, status, err);
    row_begin(&row, state, "INSERT OR REPLACE INTO meta VALUES ('" STATE_DIGEST_NAME "', NULL, ?)");
    row_str(&row, str_of(text));
    return row_end(&row, err);
}

int state_commit(struct state *state, struct err *err)
{
    if (!state->changing)
        return 0;
    if (!state->looking && put_content(state, err) < 0)
        return -1;
    state->changing = false;
    return run(state, "COMMIT", err);
}

sqlite3 *state_db(const struct state *state)
{
    return state->db;
}

int state_begin(struct state *state)
{
    int status = SQLITE_OK;

    if (!state->changing)
        status = sqlite3_exec(state->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    state->changing = state->changing || status == SQLITE_OK;
    return status;
}

int state_fail(const struct state *state, int status, struct err *err)
{
    return fail(state, status, err);
}
