/*
 * store_signatures.h: the tables about signatures and their alerts. Private to store/.
 */
#ifndef LIMIER_STORE_STORE_SIGNATURES_H
#define LIMIER_STORE_STORE_SIGNATURES_H

#include "store/store_row.h"

/* Writes signatures, their alerts, and what hangs on them. Inputs and findings must be there. 0 or
 * -1. */
int store_signatures_write(struct store *store, const struct dossier *dossier, struct err *err);

#endif
