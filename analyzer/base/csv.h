/*
 * csv.h: rows of a table in text: RFC 4180, with a semicolon or a tab where those separate (French
 * spreadsheets write semicolons, as the comma is in their numbers). What the columns mean is the
 * reader's business.
 */
#ifndef LIMIER_BASE_CSV_H
#define LIMIER_BASE_CSV_H

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"

/* A table while it is read. Cells borrow from the text or from `scratch`, until the next row. */
struct csv {
    const char *name; /* of the file, for errors */
    struct str rest;
    uint32_t next_line; /* from 1 */
    char separator;
    uint32_t line; /* of the row's first byte */
    struct str cells[LIMIT_CSV_COLUMNS];
    size_t count;
    struct arena scratch;
};

/* Begins with the first row, which must hold the columns' names: the separator is what it has most
 * of. A byte order mark is skipped. Release with csv_release. */
void csv_begin(struct csv *csv, struct str text, const char *name);

/* The next row that is not blank into `cells`, without the blanks around them. 1, 0 at the end, or
 * -1 with a usage error that names file and line. */
int csv_next(struct csv *csv, struct err *err);

/* Frees the scratch. */
void csv_release(struct csv *csv);

#endif
