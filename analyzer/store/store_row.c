/*
 * store_row.c: binds values. A text of the log becomes printable here, so that a terminal that
 * shows a table is safe.
 */
#include "store/store_row.h"

#include <math.h>

#include "base/out.h"

int store_err(const struct store *store, int status, struct err *err)
{
    return err_set(err, "%s: %s", store->name, sqlite3_errstr(status));
}

void store_row_init(struct store_row *row, struct store *store, const char *table, int columns)
{
    struct str sql;

    *row = (struct store_row){.store = store};
    sql = arena_print(&row->scratch, "INSERT INTO %s VALUES (?%.*s)", table, 2 * (columns - 1),
                      ",?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?");
    row->failed = sqlite3_prepare_v2(store->db, sql.p, (int)sql.n, &row->statement, NULL);
}

static void note(struct store_row *row, int status)
{
    if (row->failed == SQLITE_OK && status != SQLITE_OK)
        row->failed = status;
}

/* Printable ASCII needs no copy. */
static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (c < 0x20 || c >= 0x7f)
            return false;
    }
    return true;
}

void store_row_str(struct store_row *row, struct str text)
{
    row->column++;
    if (row->failed || !text.p)
        return;
    if (!is_plain(text)) {
        struct out printable;

        out_memory(&printable);
        out_terminal(&printable, text);
        text = arena_str(&row->scratch, (struct str){printable.buffer, printable.used});
        out_drop(&printable);
    }
    note(row, sqlite3_bind_text64(row->statement, row->column, text.p, text.n, SQLITE_STATIC,
                                  SQLITE_UTF8));
}

void store_row_text(struct store_row *row, const char *text)
{
    row->column++;
    if (!row->failed && text)
        note(row, sqlite3_bind_text(row->statement, row->column, text, -1, SQLITE_STATIC));
}

void store_row_u64(struct store_row *row, uint64_t value)
{
    row->column++;
    if (!row->failed)
        note(row, sqlite3_bind_int64(row->statement, row->column,
                                     value <= INT64_MAX ? (sqlite3_int64)value : INT64_MAX));
}

void store_row_double(struct store_row *row, double value)
{
    row->column++;
    if (!row->failed && isfinite(value))
        note(row, sqlite3_bind_double(row->statement, row->column, value));
}

void store_row_null(struct store_row *row)
{
    row->column++;
}

void store_row_time(struct store_row *row, int64_t time_ns)
{
    char text[CLOCK_TEXT];
    size_t n = clock_rfc3339(time_ns, text);

    row->column += 2;
    if (row->failed || n == 0)
        return;
    note(row, sqlite3_bind_text(row->statement, row->column - 1, text, (int)n, SQLITE_TRANSIENT));
    note(row, sqlite3_bind_int64(row->statement, row->column, time_ns));
}

void store_row_place(struct store_row *row, const struct dossier *dossier,
                     const struct evidence *evidence)
{
    if (evidence->line == 0 || evidence->input >= dossier->input_count) {
        row->column += 3;
        return;
    }
    store_row_u64(row, evidence->input);
    store_row_u64(row, evidence->line);
    store_row_u64(row, evidence->offset);
}

void store_row_end(struct store_row *row)
{
    if (!row->failed) {
        int status = sqlite3_step(row->statement);

        if (status != SQLITE_DONE)
            note(row, status);
        note(row, sqlite3_reset(row->statement));
        note(row, sqlite3_clear_bindings(row->statement));
    }
    row->column = 0;
    if (row->scratch.used_bytes > ((size_t)1 << 20))
        arena_release(&row->scratch);
}

int store_row_release(struct store_row *row, struct err *err)
{
    int status = row->failed;

    (void)sqlite3_finalize(row->statement);
    arena_release(&row->scratch);
    row->statement = NULL;
    return status == SQLITE_OK ? 0 : store_err(row->store, status, err);
}
