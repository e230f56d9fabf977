/*
 * store_totals.h: the tables totals and total_shown. Part of store.c.
 */
#ifndef LIMIER_STORE_STORE_TOTALS_H
#define LIMIER_STORE_STORE_TOTALS_H

#include "store/store_row.h"

/* Writes the rows. 0 or -1. */
int store_totals_write(struct store *store, const struct dossier *dossier, struct err *err);

#endif
