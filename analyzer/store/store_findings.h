/*
 * store_findings.h: the tables about flagged accounts. Private to store/.
 */
#ifndef LIMIER_STORE_STORE_FINDINGS_H
#define LIMIER_STORE_STORE_FINDINGS_H

#include "store/store_row.h"

/* Writes findings and everything that hangs on them. Inputs and accounts must be there. 0 or -1. */
int store_findings_write(struct store *store, const struct dossier *dossier, struct err *err);

#endif
