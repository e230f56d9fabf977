/*
 * csv.h: small tables that an operator wrote: RFC 4180, and what spreadsheets make of it: a byte
 * order mark, semicolons (the French Excel) or tabs, LF alone. Columns are known by the names in
 * the first row. What is wrong is an error with file and line; nothing is guessed.
 */
#ifndef LIMIER_BASE_CSV_H
#define LIMIER_BASE_CSV_H

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"

/* A table that is being read. Cells borrow from the text or from the arena. */
struct csv {
    const char *name; /* of the file, for errors */
    struct arena *arena;
    struct str rest; /* what is not read yet */
    uint32_t line;   /* from 1: where the current row begins */
    uint32_t next_line;
    uint32_t rows; /* read so far, without the header */
    char separator;
    int columns;
    struct str header[LIMIT_CSV_COLUMNS];
    struct str cells[LIMIT_CSV_COLUMNS];
};

/* Begins with a file of at most LIMIT_TABLE_BYTES, or with a text that outlives the table, and
 * reads the header. The separator is the one of comma, semicolon and tab that the first row has
 * most of. Bytes that are not UTF-8, a NUL, a name that stands twice: 0, or -1 with a usage error.
 */
int csv_load(struct csv *csv, const char *path, struct arena *arena, struct err *err);
int csv_read(struct csv *csv, struct str text, const char *name, struct arena *arena,
             struct err *err);

/* Number of the column of that name (letter case and blanks around it do not count), or -1. */
int csv_column(const struct csv *csv, const char *name);

/* The same; a table without it is an error. 0 or -1. */
int csv_need(const struct csv *csv, const char *name, int *ret_column, struct err *err);

/* Reads the next row that is not blank: 1, at the end 0, or -1 with a usage error. */
int csv_next(struct csv *csv, struct err *err);

/* A cell of the current row; blanks around an unquoted one are gone. Empty where the column is -1.
 */
struct str csv_cell(const struct csv *csv, int column);

/* Writes "file:line: " and the sentence about the current row. Returns -1. */
int csv_err(const struct csv *csv, struct err *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
