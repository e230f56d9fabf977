/*
 * store_row.h: one prepared INSERT, bound column by column. Private to store/.
 */
#ifndef LIMIER_STORE_STORE_ROW_H
#define LIMIER_STORE_STORE_ROW_H

#include <sqlite3.h>

#include "base/arena.h"
#include "model/dossier.h"

/* The database. `name` is what errors call it. */
struct store {
    sqlite3 *db;
    const char *name;
    unsigned char *bytes; /* once serialized */
};

/* An insertion that is bound from left to right. `failed` is the first SQLite error, which makes
 * the rest do nothing. */
struct store_row {
    struct store *store;
    sqlite3_stmt *statement;
    int column;
    int failed;
    struct arena scratch; /* texts that had to be made printable */
};

/* Prepares "INSERT INTO table VALUES (?, …)" with `columns` parameters. Always release. */
void store_row_init(struct store_row *row, struct store *store, const char *table, int columns);

/* The next column's value. Absent texts, TIME_NONE and numbers that are not finite are NULL. */
void store_row_str(struct store_row *row, struct str text); /* a stranger's text, made printable */
void store_row_text(struct store_row *row, const char *text); /* ours; must outlive the row */
void store_row_u64(struct store_row *row, uint64_t value);
void store_row_double(struct store_row *row, double value);
void store_row_null(struct store_row *row);

/* Two columns: RFC 3339 and nanoseconds. */
void store_row_time(struct store_row *row, int64_t time_ns);

/* Three columns: input, line and offset; NULLs when the input is not one of the dossier's. */
void store_row_place(struct store_row *row, const struct dossier *dossier,
                     const struct evidence *evidence);

/* Inserts what is bound and starts the next row. */
void store_row_end(struct store_row *row);

/* Ends the statement. 0, or -1 with what failed first. */
int store_row_release(struct store_row *row, struct err *err);

/* The sentence of an SQLite failure; returns -1. */
int store_err(const struct store *store, int status, struct err *err);

#endif
