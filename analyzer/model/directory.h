/*
 * directory.h: who the accounts are, as the portal's operator knows it: the trade of each, and the
 * shop (pharmacy, practice, health centre) that it works in. A table in CSV, given with
 * --directory. Read-only once loaded; shared by all threads.
 */
#ifndef LIMIER_MODEL_DIRECTORY_H
#define LIMIER_MODEL_DIRECTORY_H

#include "base/clock.h"
#include "base/err.h"
#include "base/names.h"

/* What is known of one account. Numbers of `trades` and `shops`, NAME_NONE where the table says
 * nothing. */
struct directory_entry {
    uint32_t trade;
    uint32_t shop;
    uint32_t line;     /* in the table */
    int64_t closed_ns; /* from when on nobody should use it; TIME_NONE: it is not closed */
};

/* A directory. Zeroed: nobody is known. */
struct directory {
    struct names accounts;
    struct names shops;
    struct str *trades; /* in the order of their bytes */
    uint32_t trade_count;
    struct directory_entry *entries; /* by number in `accounts` */
    uint32_t entry_room;
    uint64_t nameless; /* rows whose account is blank: they are not used */
};

/* Reads a table: a row of column names, then a row for each account. Columns are found by name,
 * whatever the case: account (practitioner, login, rpps), trade (profession, metier), shop
 * (structure, finess, cabinet), closed (closed_on, fermeture, cloture: a date); the first name of
 * each list wins; others are not looked at.
 * On failure nothing needs releasing. 0, or -1 with a usage error that names file and line. */
int directory_load(struct directory *directory, const char *path, struct err *err);

/* The same from text. */
int directory_read(struct directory *directory, struct str text, const char *name, struct err *err);

/* What is known of an account; NULL: it is not in the table, or there is none (NULL). */
const struct directory_entry *directory_find(const struct directory *directory, struct str account);

/* Trade and shop of an account; the absent span when the table does not say. */
struct str directory_trade(const struct directory *directory, struct str account);
struct str directory_shop(const struct directory *directory, struct str account);

/* The text that chooses the partition of an account, so that one shop is in one: that of its shop,
 * or its own. */
struct str directory_home(const struct directory *directory, struct str account);

/* Shops of a list of accounts, NAME_NONE for none; *ret_known, when wanted, counts those that are
 * in the table. The caller frees the list; NULL without a directory. */
uint32_t *directory_shops(const struct directory *directory, const struct str *accounts,
                          uint32_t count, uint32_t *ret_known);

/* Trades of a list of accounts, by number of `trades`, NAME_NONE for none. The caller frees the
 * list; NULL without a directory, or when it says no trades. */
uint32_t *directory_trades(const struct directory *directory, const struct str *accounts,
                           uint32_t count);

/* Frees all. Harmless on a zeroed one. */
void directory_release(struct directory *directory);

#endif
