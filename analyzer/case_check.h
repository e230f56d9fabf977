/*
 * case_check.h: reads the sorted acts of a case once and believes nothing. Private to case_read.c.
 */
#ifndef LIMIER_CASE_CHECK_H
#define LIMIER_CASE_CHECK_H

#include "case_read.h"

/* Checks digest, order and ranges of every partition. The first partition that is wrong is told,
 * whatever the number of threads. 0 or -1. */
int case_check_acts(const struct case_read *from, unsigned jobs, struct err *err);

#endif
