/*
 * stats.h: robust statistics: medians, deviations, tails of the normal distribution. Pure
 * functions.
 */
#ifndef LIMIER_BASE_STATS_H
#define LIMIER_BASE_STATS_H

#include <stddef.h>
#include <stdint.h>

/* The median of n values, which are reordered; 0 for none. */
double stats_median(double *values, size_t n);

/* The q-quantile (0 to 1) of n values, which are reordered; 0 for none. Nearest rank. */
double stats_quantile(double *values, size_t n, double q);

/* A robust standard deviation around `center`: the median of absolute deviations × 1.4826, which is
 * the standard deviation where the values are normal (Hampel 1974). `values` are overwritten. */
double stats_spread(double *values, size_t n, double center);

/* −log10 of the probability that a standard normal exceeds z. Exact far into the tail, where the
 * probability itself underflows. */
double stats_tail(double z);

/* The z whose upper tail has probability p, for 0 < p < 1. */
double stats_z(double p);

/* The natural logarithm of gamma(x), for x > 0, to 1e-12: without the variable that lgamma() shares
 * between threads, and faster. Stirling's series above 10, reached by gamma(x + 1) = x gamma(x). */
double stats_log_gamma(double x);

/* Reads the whole text as a decimal number, "." being the point. 0, or -1 and *ret_value untouched.
 */
int stats_number(const char *text, double *ret_value);

#endif
