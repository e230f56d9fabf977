/*
 * store_series.h: the tables about time. Private to store/.
 */
#ifndef LIMIER_STORE_STORE_SERIES_H
#define LIMIER_STORE_STORE_SERIES_H

#include "store/store.h"

/* Fills input_times, series, series_hours and silences. 0 or -1. */
int store_series_write(struct store *store, const struct dossier *dossier, struct err *err);

#endif
