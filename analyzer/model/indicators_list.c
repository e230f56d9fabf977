/*
 * indicators_list.c: plain lists: one address, network, account, agent or STIX pattern a line, "#"
 * before what is a remark; and tables with named columns, such as the timeline.csv of another case.
 */
#include "base/csv.h"
#include "base/mem.h"
#include "model/indicators_read.h"
#include "model/stix_pattern.h"

#include <stdlib.h>

/* Names of columns that hold what is looked for. */
static const struct {
    const char *name;
    enum indicator_kind kind;
} columns[] = {{"address", INDICATOR_NETWORK},   {"source", INDICATOR_NETWORK},
               {"source_ip", INDICATOR_NETWORK}, {"ip", INDICATOR_NETWORK},
               {"account", INDICATOR_ACCOUNT},   {"user", INDICATOR_ACCOUNT},
               {"agent", INDICATOR_AGENT},       {"user_agent", INDICATOR_AGENT}};

#define COLUMNS (sizeof columns / sizeof columns[0])

/* The next line, without its end. */
static struct str next_line(struct str *rest)
{
    size_t n = str_index(*rest, '\n');
    struct str line = {rest->p, n};

    *rest = str_skip(*rest, n < rest->n ? n + 1 : n);
    return line;
}

/* Whether the text is a table: its first row names a column that is known, beside another. */
static bool is_table(struct str text)
{
    struct str line = str_trim(next_line(&text));
    bool known = false;
    size_t cells = 0;

    while (line.n) {
        size_t n = 0;
        struct str cell;

        while (n < line.n && !memchr(",;\t", line.p[n], 3))
            n++;
        cell = str_trim((struct str){line.p, n});
        if (cell.n >= 2 && cell.p[0] == '"')
            cell = str_slice(cell, 1, cell.n - 1);
        for (size_t i = 0; i < COLUMNS; i++)
            known = known || str_eq_nocase(cell, str_of(columns[i].name));
        line = str_skip(line, n < line.n ? n + 1 : n);
        cells++;
    }
    return known && cells > 1;
}

/* Of a case's own table only what the attacker did: owners are not looked for. */
static bool row_counts(const struct csv *csv, int attributed)
{
    return attributed < 0 || str_eq(csv_cell(csv, attributed), STR("attacker"));
}

static int read_table(struct indicator_reading *r, struct csv *csv, struct arena *arena)
{
    char name[1024];
    int attributed;
    int rc;

    str_copy(name, sizeof name, r->file->name);
    if (csv_read(csv, r->text, name, arena, r->err) < 0)
        return -1;
    attributed = csv_column(csv, "attributed");
    while ((rc = csv_next(csv, r->err)) > 0) {
        r->line = csv->line;
        for (size_t i = 0; row_counts(csv, attributed) && i < COLUMNS; i++) {
            struct str cell = csv_cell(csv, csv_column(csv, columns[i].name));
            int added = cell.n ? indicator_add(r, columns[i].kind, cell) : 0;

            if (added < 0)
                return -1;
            if (added)
                indicator_unknown(r, cell);
        }
    }
    return rc;
}

/* "account:…" and the like say what they are; addresses say it by their form. */
static int read_typed(struct indicator_reading *r, struct str line)
{
    static const struct {
        const char *prefix;
        enum indicator_kind kind;
    } prefixes[] = {{"address:", INDICATOR_NETWORK},
                    {"network:", INDICATOR_NETWORK},
                    {"account:", INDICATOR_ACCOUNT},
                    {"agent:", INDICATOR_AGENT}};
    struct network network;

    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        if (str_starts(line, str_of(prefixes[i].prefix)))
            return indicator_add(r, prefixes[i].kind, str_skip(line, strlen(prefixes[i].prefix)));
    }
    if (network_read(line, &network) || network_read(network_bare(line), &network))
        return indicator_add(r, INDICATOR_NETWORK, line);
    return indicator_add(r, INDICATOR_TEXT, line);
}

int indicator_pattern(struct indicator_reading *r, struct str text)
{
    struct stix_pattern pattern;
    size_t added = 0;

    stix_pattern_read(&pattern, text, &r->scratch);
    for (size_t i = 0; i < pattern.count; i++) {
        int rc = indicator_add(r, pattern.terms[i].kind, pattern.terms[i].value);

        if (rc < 0)
            return -1;
        added += rc == 0;
    }
    if (added == 0)
        return 1;
    r->file->partial += pattern.unknown || added < pattern.count;
    return 0;
}

static int read_line(struct indicator_reading *r, struct str line)
{
    size_t remark = str_find(line, STR(" #"));
    int rc;

    line = str_trim(str_slice(line, 0, remark));
    if (line.n == 0 || line.p[0] == '#')
        return 0;
    arena_reset(&r->scratch);
    rc = line.p[0] == '[' && line.p[line.n - 1] == ']' && str_index(line, '\'') < line.n
             ? indicator_pattern(r, line)
             : read_typed(r, line);
    if (rc > 0)
        indicator_unknown(r, line);
    return rc < 0 ? -1 : 0;
}

int indicators_read_list(struct indicator_reading *r)
{
    struct str rest = r->text;

    if (is_table(r->text)) {
        struct csv *csv = mem_zero(1, sizeof *csv);
        struct arena arena = {0};
        int rc = read_table(r, csv, &arena);

        arena_release(&arena);
        free(csv);
        return rc;
    }
    for (r->line = 1; rest.n; r->line++) {
        if (read_line(r, next_line(&rest)) < 0)
            return -1;
    }
    return 0;
}
