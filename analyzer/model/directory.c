/*
 * directory.c: finds the columns, then keeps one entry for each account. A table that contradicts
 * itself is refused: whom it would accuse depends on which row is right.
 */
#include "model/directory.h"

#include <stdlib.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"

/* What is looked for in a table. */
enum column { COLUMN_ACCOUNT, COLUMN_TRADE, COLUMN_SHOP, COLUMN_CLOSED, COLUMN_COUNT };

/* Names of each, the best first; ASCII letters are folded, so accents are listed in both cases. */
#define COLUMN_NAMES 5
static const char *const column_names[COLUMN_COUNT][COLUMN_NAMES] = {
    [COLUMN_ACCOUNT] = {"account", "practitioner", "login", "rpps"},
    [COLUMN_TRADE] = {"trade", "profession", "metier", "métier", "mÉtier"},
    [COLUMN_SHOP] = {"shop", "structure", "finess", "cabinet"},
    [COLUMN_CLOSED] = {"closed", "closed_on", "fermeture", "cloture", "clôture"},
};

/* A table while it is read. */
struct reading {
    struct directory *directory;
    struct csv csv;
    struct names trades; /* by first appearance */
    struct arena arena;
    int at[COLUMN_COUNT]; /* number of each column; -1: none */
};

static int find_columns(struct reading *r, struct err *err)
{
    const struct csv *csv = &r->csv;

    for (int c = 0; c < COLUMN_COUNT; c++) {
        r->at[c] = -1;
        for (int i = 0; i < COLUMN_NAMES && column_names[c][i] && r->at[c] < 0; i++)
            r->at[c] = csv_column(csv, column_names[c][i]);
    }
    if (r->at[COLUMN_ACCOUNT] < 0)
        return csv_err(csv, err,
                       "no column is called account, practitioner, login or rpps; the first row "
                       "must name the columns");
    if (r->at[COLUMN_TRADE] < 0 && r->at[COLUMN_SHOP] < 0)
        return csv_err(csv, err,
                       "neither trades (trade, profession, metier) nor shops (shop, structure, "
                       "finess, cabinet) have a column");
    return 0;
}

/* The cell of a column; the absent span when it is blank or there is no such column. */
static struct str cell_of(const struct reading *r, enum column column)
{
    struct str cell = csv_cell(&r->csv, r->at[column]);

    return cell.n ? cell : STR_NONE;
}

static int check_row(const struct reading *r, struct err *err)
{
    for (int c = 0; c < COLUMN_COUNT; c++) {
        if (cell_of(r, (enum column)c).n > LIMIT_NAME_BYTES)
            return csv_err(&r->csv, err, "a cell of more than %d bytes", LIMIT_NAME_BYTES);
    }
    return 0;
}

/* Two rows about one account: the same again is harmless. */
static int check_repeated(const struct reading *r, const struct directory_entry *old,
                          const struct directory_entry *new, struct err *err)
{
    if (old->trade == new->trade && old->shop == new->shop && old->closed_ns == new->closed_ns)
        return 0;
    return err_usage(err, "%s:%u: the account of line %u again, with another %-s", r->csv.name,
                     new->line, old->line,
                     old->trade != new->trade ? N_("trade")
                     : old->shop != new->shop ? N_("shop")
                                              : N_("date of closure"));
}

/* The day from which an account is closed, in the zone of the logs (French time without summer
 * time: an hour does not matter here). */
static int take_closed(const struct reading *r, struct directory_entry *entry, struct err *err)
{
    struct str closed = cell_of(r, COLUMN_CLOSED);

    entry->closed_ns = TIME_NONE;
    if (!closed.p || clock_parse(closed, 3600, &entry->closed_ns) == 0)
        return 0;
    return csv_err(&r->csv, err, "the date of closure is not one such as 2024-01-29");
}

static int take_row(struct reading *r, struct err *err)
{
    struct directory *d = r->directory;
    struct str account = cell_of(r, COLUMN_ACCOUNT);
    struct str trade = cell_of(r, COLUMN_TRADE);
    struct str shop = cell_of(r, COLUMN_SHOP);
    struct directory_entry entry = {NAME_NONE, NAME_NONE, r->csv.line, TIME_NONE};
    uint32_t before = d->accounts.count;
    uint32_t number;

    if (check_row(r, err) < 0 || take_closed(r, &entry, err) < 0)
        return -1;
    if (!account.p) {
        d->nameless++;
        return 0;
    }
    if (trade.p)
        entry.trade = names_add(&r->trades, trade);
    if (shop.p)
        entry.shop = names_add(&d->shops, shop);
    number = names_add(&d->accounts, account);
    if (r->trades.refused)
        return err_usage(err, "%s:%u: more than %u different trades: is it the right column?",
                         r->csv.name, r->csv.line, LIMIT_TRADES);
    if (d->accounts.refused || d->shops.refused)
        return err_usage(err, "%s:%u: more than %u accounts", r->csv.name, r->csv.line,
                         LIMIT_TABLE_ROWS);
    if (number < before)
        return check_repeated(r, &d->entries[number], &entry, err);
    MEM_GROW(d->entries, number, d->entry_room);
    d->entries[number] = entry;
    return 0;
}

/* A trade and its number by first appearance. */
struct ranked {
    struct str text;
    uint32_t number;
};

static int compare_ranked(const void *a, const void *b)
{
    return str_cmp(((const struct ranked *)a)->text, ((const struct ranked *)b)->text);
}

/* Numbers the trades by the order of their bytes, so that the order of rows does not matter. */
static void rank_trades(struct reading *r)
{
    struct directory *d = r->directory;
    uint32_t n = r->trades.count;
    struct ranked *ranked = mem_zero(n, sizeof *ranked);
    uint32_t *rank = mem_zero(n, sizeof *rank);

    for (uint32_t i = 0; i < n; i++)
        ranked[i] = (struct ranked){r->trades.texts[i], i};
    qsort(ranked, n, sizeof *ranked, compare_ranked);
    d->trades = mem_zero(n, sizeof *d->trades);
    d->trade_count = n;
    for (uint32_t i = 0; i < n; i++) {
        /* with the shops' texts, whose lifetime is the same */
        d->trades[i] = arena_str(&d->shops.arena, ranked[i].text);
        rank[ranked[i].number] = i;
    }
    for (uint32_t i = 0; i < d->accounts.count; i++) {
        if (d->entries[i].trade != NAME_NONE)
            d->entries[i].trade = rank[d->entries[i].trade];
    }
    free(ranked);
    free(rank);
}

/* Takes a table whose header is read, or not (rc). */
static int take_table(struct reading *r, struct directory *directory, int rc, struct err *err)
{
    *directory = (struct directory){0};
    r->directory = directory;
    names_init(&r->trades, LIMIT_TRADES, LIMIT_TABLE_BYTES);
    names_init(&directory->shops, LIMIT_TABLE_ROWS, 2 * (size_t)LIMIT_TABLE_BYTES);
    names_init(&directory->accounts, LIMIT_TABLE_ROWS, 2 * (size_t)LIMIT_TABLE_BYTES);
    if (rc == 0)
        rc = find_columns(r, err) < 0 ? -1 : 1;
    while (rc > 0 && (rc = csv_next(&r->csv, err)) > 0) {
        if (take_row(r, err) < 0)
            rc = -1;
    }
    if (rc == 0)
        rank_trades(r);
    else
        directory_release(directory);
    names_release(&r->trades);
    arena_release(&r->arena);
    free(r);
    return rc;
}

int directory_read(struct directory *directory, struct str text, const char *name, struct err *err)
{
    struct reading *r = mem_zero(1, sizeof *r);

    return take_table(r, directory, csv_read(&r->csv, text, name, &r->arena, err), err);
}

int directory_load(struct directory *directory, const char *path, struct err *err)
{
    struct reading *r = mem_zero(1, sizeof *r);

    return take_table(r, directory, csv_load(&r->csv, path, &r->arena, err), err);
}

const struct directory_entry *directory_find(const struct directory *directory, struct str account)
{
    uint32_t number;

    if (!directory || !directory->entries || !account.p)
        return NULL;
    number = names_find(&directory->accounts, account);
    return number == NAME_NONE ? NULL : &directory->entries[number];
}

struct str directory_trade(const struct directory *directory, struct str account)
{
    const struct directory_entry *entry = directory_find(directory, account);

    return entry && entry->trade != NAME_NONE ? directory->trades[entry->trade] : STR_NONE;
}

struct str directory_shop(const struct directory *directory, struct str account)
{
    const struct directory_entry *entry = directory_find(directory, account);

    return entry ? names_text(&directory->shops, entry->shop) : STR_NONE;
}

struct str directory_home(const struct directory *directory, struct str account)
{
    struct str shop = directory_shop(directory, account);

    return shop.p ? shop : account;
}

uint32_t *directory_shops(const struct directory *directory, const struct str *accounts,
                          uint32_t count, uint32_t *ret_known)
{
    uint32_t known = 0;
    uint32_t *shops = NULL;

    if (directory)
        shops = mem_zero(count, sizeof *shops);
    for (uint32_t a = 0; shops && a < count; a++) {
        const struct directory_entry *entry = directory_find(directory, accounts[a]);

        known += entry != NULL;
        shops[a] = entry ? entry->shop : NAME_NONE;
    }
    if (ret_known)
        *ret_known = known;
    return shops;
}

uint32_t *directory_trades(const struct directory *directory, const struct str *accounts,
                           uint32_t count)
{
    uint32_t *trades;

    if (!directory || directory->trade_count == 0)
        return NULL;
    trades = mem_resize(NULL, (size_t)count + 1, sizeof *trades);
    for (uint32_t i = 0; i < count; i++) {
        const struct directory_entry *entry = directory_find(directory, accounts[i]);

        trades[i] = entry ? entry->trade : NAME_NONE;
    }
    return trades;
}

void directory_release(struct directory *directory)
{
    names_release(&directory->accounts);
    names_release(&directory->shops);
    free(directory->trades);
    free(directory->entries);
    *directory = (struct directory){0};
}
