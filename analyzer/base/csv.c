/*
 * csv.c: one row at a time, its cells as spans; only cells with doubled quotes are copied.
 */
#include "base/csv.h"

void csv_begin(struct csv *csv, struct str text, const char *name)
{
    static const char separators[] = {',', ';', '\t'};
    size_t seen[sizeof separators] = {0};
    bool quoted = false;

    *csv = (struct csv){.name = name, .next_line = 1, .separator = ','};
    csv->rest = str_starts(text, STR("\xEF\xBB\xBF")) ? str_skip(text, 3) : text;
    text = str_trim(csv->rest);
    for (size_t i = 0; i < text.n && (quoted || text.p[i] != '\n'); i++) {
        quoted ^= text.p[i] == '"';
        for (size_t s = 0; !quoted && s < sizeof separators; s++)
            seen[s] += text.p[i] == separators[s];
    }
    for (size_t s = 1; s < sizeof separators; s++) {
        if (seen[s] > seen[0]) {
            seen[0] = seen[s];
            csv->separator = separators[s];
        }
    }
}

void csv_release(struct csv *csv)
{
    arena_release(&csv->scratch);
}

/* The inside of a quoted cell, with its doubled quotes made single. */
static struct str undouble(struct csv *csv, struct str inside, size_t doubled)
{
    char *to;
    size_t n = 0;

    if (doubled == 0)
        return inside;
    to = arena_alloc(&csv->scratch, inside.n);
    for (size_t i = 0; i < inside.n; i++) {
        to[n++] = inside.p[i];
        i += inside.p[i] == '"';
    }
    return (struct str){to, n};
}

/* A cell in quotes at the start of the rest, which is left behind its closing quote. 0 or -1. */
static int take_quoted(struct csv *csv, struct str *ret_cell, struct err *err)
{
    struct str rest = str_skip(csv->rest, 1);
    size_t doubled = 0;
    size_t i = 0;

    for (; i < rest.n; i++) {
        csv->next_line += rest.p[i] == '\n';
        if (rest.p[i] != '"')
            continue;
        if (i + 1 == rest.n || rest.p[i + 1] != '"')
            break;
        doubled++;
        i++;
    }
    if (i == rest.n)
        return err_usage(err, "%s:%u: a quote is opened in this row and never closed", csv->name,
                         csv->line);
    *ret_cell = undouble(csv, str_slice(rest, 0, i), doubled);
    csv->rest = str_skip(rest, i + 1);
    return 0;
}

/* Whether the rest begins with the end of a row; *ret_n: how many bytes that is. */
static bool at_end_of_row(const struct csv *csv, size_t *ret_n)
{
    *ret_n = csv->rest.n == 0 ? 0 : str_starts(csv->rest, STR("\r\n")) ? 2 : 1;
    return *ret_n != 1 || csv->rest.p[0] == '\n';
}

/* Leaves the rest behind a closing quote and its blanks, where the cell must end. */
static int end_quoted(struct csv *csv, struct err *err)
{
    size_t end;

    while (csv->rest.n && csv->rest.p[0] == ' ')
        csv->rest = str_skip(csv->rest, 1);
    if (at_end_of_row(csv, &end) || csv->rest.p[0] == csv->separator)
        return 0;
    return err_usage(err,
                     "%s:%u: text after a closing quote; a quote inside a quoted cell is written "
                     "twice",
                     csv->name, csv->next_line);
}

/* A cell without quotes; the CR of a row's end is trimmed with the blanks. */
static struct str take_plain(struct csv *csv)
{
    struct str rest = csv->rest;
    size_t end = 0;

    while (end < rest.n && rest.p[end] != '\n' && rest.p[end] != csv->separator)
        end++;
    csv->rest = str_skip(rest, end);
    return str_slice(rest, 0, end);
}

static int take_cell(struct csv *csv, struct err *err)
{
    struct str cell;
    size_t blanks = 0;

    while (blanks < csv->rest.n && csv->rest.p[blanks] == ' ')
        blanks++;
    if (blanks < csv->rest.n && csv->rest.p[blanks] == '"') {
        csv->rest = str_skip(csv->rest, blanks);
        if (take_quoted(csv, &cell, err) < 0 || end_quoted(csv, err) < 0)
            return -1;
    } else {
        cell = take_plain(csv);
    }
    if (csv->count == LIMIT_CSV_COLUMNS)
        return err_usage(err, "%s:%u: more than %d columns", csv->name, csv->line,
                         LIMIT_CSV_COLUMNS);
    csv->cells[csv->count++] = str_trim(cell);
    return 0;
}

static int take_row(struct csv *csv, struct err *err)
{
    struct str begin = csv->rest;
    size_t end;

    csv->count = 0;
    csv->line = csv->next_line;
    arena_reset(&csv->scratch);
    for (;;) {
        if (take_cell(csv, err) < 0)
            return -1;
        if (at_end_of_row(csv, &end))
            break;
        csv->rest = str_skip(csv->rest, 1);
    }
    begin.n -= csv->rest.n;
    csv->next_line += end > 0;
    csv->rest = str_skip(csv->rest, end);
    if (!str_is_utf8(begin))
        return err_usage(err, "%s:%u: not UTF-8: save the table as \"CSV UTF-8\"", csv->name,
                         csv->line);
    return 0;
}

int csv_next(struct csv *csv, struct err *err)
{
    while (csv->rest.n) {
        if (take_row(csv, err) < 0)
            return -1;
        for (size_t i = 0; i < csv->count; i++) {
            if (csv->cells[i].n)
                return 1;
        }
    }
    return 0;
}
