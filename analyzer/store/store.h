/*
 * store.h: the case as an SQLite database, for analysts and their tools. The only user of SQLite.
 * The database is built in memory and handed over as bytes, so that the file appears whole and is
 * the same on every run. Tables and views: store/schema.sql. It holds no beneficiary, not even a
 * token.
 */
#ifndef LIMIER_STORE_STORE_H
#define LIMIER_STORE_STORE_H

#include "model/dossier.h"

/* A database in memory. */
struct store;

/* An empty case. `name` is what errors call it ("case.sqlite"); it must outlive the store. 0 or -1.
 */
int store_open(struct store **ret_store, const char *name, struct err *err);

/* Writes everything that the dossier counts in thousands. Once for each store. 0 or -1. */
int store_write(struct store *store, const struct dossier *dossier, struct err *err);

/* The database file's bytes, valid until store_close. Nothing can be written afterwards. 0 or -1.
 */
int store_bytes(struct store *store, struct str *ret_bytes, struct err *err);

/* Releases it. NULL is harmless. */
void store_close(struct store *store);

/* Version of the library, "3.40.1". */
const char *store_library_version(void);

#endif
