/*
 * csv.c: rows and cells. What columns mean is the business of whoever reads them.
 */
#include "base/csv.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/file.h"

int csv_err(const struct csv *csv, struct err *err, const char *format, ...)
{
    bool first = err->kind == ERR_NONE;
    va_list args;

    va_start(args, format);
    (void)err_vusage(err, format, args);
    va_end(args);
    if (first)
        err_place(err, "%s:%u: ", csv->name, csv->line);
    return -1;
}

/* A cell between quotes, which *rest starts with: its text, with doubled quotes made one. Leaves
 * *rest behind the closing quote. */
static int quoted_cell(struct csv *csv, struct str *rest, struct str *ret_cell, struct err *err)
{
    const char *from = rest->p + 1;
    size_t n = 0;
    size_t doubled = 0;
    char *text;

    *rest = str_skip(*rest, 1);
    for (;; n++) {
        if (n >= rest->n)
            return csv_err(csv, err, "a quote opens in this row and never closes");
        csv->next_line += rest->p[n] == '\n';
        if (rest->p[n] != '"')
            continue;
        if (n + 1 >= rest->n || rest->p[n + 1] != '"')
            break;
        n++;
        doubled++;
    }
    *rest = str_skip(*rest, n + 1);
    *ret_cell = (struct str){from, n};
    if (doubled == 0)
        return 0;
    text = arena_alloc(csv->arena, n - doubled + 1);
    *ret_cell = (struct str){text, n - doubled};
    for (size_t i = 0; i < n; i++) {
        *text++ = from[i];
        i += from[i] == '"';
    }
    return 0;
}

static struct str plain_cell(const struct csv *csv, struct str *rest)
{
    size_t n = 0;

    while (n < rest->n && rest->p[n] != csv->separator && rest->p[n] != '\n')
        n++;
    *rest = str_skip(*rest, n);
    return str_trim((struct str){rest->p - n, n});
}

/* Blanks around quotes; a tab that separates is none. */
static void skip_blanks(const struct csv *csv, struct str *rest)
{
    while (rest->n && rest->p[0] != csv->separator && memchr(" \t\r", rest->p[0], 3))
        *rest = str_skip(*rest, 1);
}

/* Reads one row into csv->cells. *ret_count: its cells; one empty cell: a blank line. */
static int read_row(struct csv *csv, int *ret_count, struct err *err)
{
    struct str rest = csv->rest;
    int n = 0;

    csv->line = csv->next_line;
    for (;;) {
        struct str cell = STR("");
        struct str quote = rest;

        skip_blanks(csv, &quote);
        if (n == LIMIT_CSV_COLUMNS)
            return csv_err(csv, err, "more than %d columns", LIMIT_CSV_COLUMNS);
        if (quote.n && quote.p[0] == '"') {
            rest = quote;
            if (quoted_cell(csv, &rest, &cell, err) < 0)
                return -1;
            skip_blanks(csv, &rest);
            if (rest.n && rest.p[0] != csv->separator && rest.p[0] != '\n')
                return csv_err(csv, err, "text follows the closing quote of a cell");
        } else {
            cell = plain_cell(csv, &rest);
        }
        if (cell.n > LIMIT_CSV_CELL_BYTES)
            return csv_err(csv, err, "a cell is longer than %u bytes", LIMIT_CSV_CELL_BYTES);
        csv->cells[n++] = cell;
        if (rest.n == 0 || rest.p[0] == '\n')
            break;
        rest = str_skip(rest, 1);
    }
    if (rest.n) {
        rest = str_skip(rest, 1);
        csv->next_line++;
    }
    csv->rest = rest;
    *ret_count = n;
    return 0;
}

/* The candidate that the first row has most of, outside quotes; a comma when it has none. */
static char choose_separator(struct str text)
{
    static const char candidates[] = {',', ';', '\t'};
    size_t counts[sizeof candidates] = {0};
    size_t best = 0;
    bool quoted = false;

    for (size_t i = 0; i < text.n && (quoted || text.p[i] != '\n'); i++) {
        quoted ^= text.p[i] == '"';
        for (size_t k = 0; !quoted && k < sizeof candidates; k++)
            counts[k] += text.p[i] == candidates[k];
    }
    for (size_t k = 1; k < sizeof candidates; k++)
        best = counts[k] > counts[best] ? k : best;
    return candidates[best];
}

/* Text that a spreadsheet saved in another encoding would turn accounts into other accounts. */
static int check_bytes(struct csv *csv, struct err *err)
{
    struct str rest = csv->rest;

    for (csv->line = 1; rest.n; csv->line++) {
        struct str line = {rest.p, str_index(rest, '\n')};

        if (str_index(line, '\0') < line.n)
            return csv_err(csv, err, "a NUL byte: this is not UTF-8 text (save it as CSV UTF-8)");
        if (!str_is_utf8(line))
            return csv_err(csv, err, "bytes that are not UTF-8 (save it as CSV UTF-8)");
        rest = str_skip(rest, line.n < rest.n ? line.n + 1 : line.n);
    }
    return 0;
}

static int read_header(struct csv *csv, struct err *err)
{
    csv->separator = choose_separator(csv->rest);
    if (read_row(csv, &csv->columns, err) < 0)
        return -1;
    for (int i = 0; i < csv->columns; i++) {
        csv->header[i] = str_trim(csv->cells[i]);
        for (int k = 0; k < i; k++) {
            if (csv->header[i].n && str_eq_nocase(csv->header[i], csv->header[k]))
                return csv_err(csv, err, "two columns are named \"%.*s\"",
                               (int)(csv->header[i].n < 60 ? csv->header[i].n : 60),
                               csv->header[i].p);
        }
    }
    return 0;
}

int csv_read(struct csv *csv, struct str text, const char *name, struct arena *arena,
             struct err *err)
{
    static const struct str mark = {"\xEF\xBB\xBF", 3};

    *csv = (struct csv){.name = name, .arena = arena, .rest = text, .line = 1, .next_line = 1};
    if (text.n == 0)
        csv->rest = STR("");
    else if (str_starts(text, mark))
        csv->rest = str_skip(text, mark.n);
    if (check_bytes(csv, err) < 0)
        return -1;
    return read_header(csv, err);
}

int csv_load(struct csv *csv, const char *path, struct arena *arena, struct err *err)
{
    struct str text;

    if (file_read(path, LIMIT_TABLE_BYTES, arena, &text, err) < 0)
        return -1;
    return csv_read(csv, text, path, arena, err);
}

int csv_column(const struct csv *csv, const char *name)
{
    int i = 0;

    while (i < csv->columns && !str_eq_nocase(csv->header[i], str_of(name)))
        i++;
    return i < csv->columns ? i : -1;
}

int csv_need(const struct csv *csv, const char *name, int *ret_column, struct err *err)
{
    *ret_column = csv_column(csv, name);
    if (*ret_column < 0)
        return err_usage(err, "%s: the first row names no column \"%s\"", csv->name, name);
    return 0;
}

int csv_next(struct csv *csv, struct err *err)
{
    int n;

    do {
        if (csv->rest.n == 0)
            return 0;
        if (read_row(csv, &n, err) < 0)
            return -1;
    } while (n == 1 && csv->cells[0].n == 0);
    if (n != csv->columns)
        return csv_err(csv, err, "cells: %d, and the first row names %d columns", n, csv->columns);
    if (++csv->rows > LIMIT_TABLE_ROWS)
        return csv_err(csv, err, "more than %u rows", LIMIT_TABLE_ROWS);
    return 1;
}

struct str csv_cell(const struct csv *csv, int column)
{
    return column >= 0 && column < csv->columns ? csv->cells[column] : STR("");
}
