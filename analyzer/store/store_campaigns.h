/*
 * store_campaigns.h: the tables about campaigns. Private to store/.
 */
#ifndef LIMIER_STORE_STORE_CAMPAIGNS_H
#define LIMIER_STORE_STORE_CAMPAIGNS_H

#include "store/store_row.h"

/* Writes campaigns and what hangs on them. Findings must be there. 0 or -1. */
int store_campaigns_write(struct store *store, const struct dossier *dossier, struct err *err);

#endif
