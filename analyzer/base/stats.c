/*
 * stats.c: medians by selection, and the normal tail on a logarithmic scale.
 */
#include "base/stats.h"

#include <math.h>
#include <stdlib.h>

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return x < y ? -1 : x > y;
}

double stats_quantile(double *values, size_t n, double q)
{
    size_t rank;

    if (n == 0)
        return 0;
    qsort(values, n, sizeof *values, compare_doubles);
    rank = (size_t)(q * (double)(n - 1) + 0.5);
    return values[rank < n ? rank : n - 1];
}

double stats_median(double *values, size_t n)
{
    if (n == 0)
        return 0;
    qsort(values, n, sizeof *values, compare_doubles);
    return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

double stats_spread(double *values, size_t n, double center)
{
    for (size_t i = 0; i < n; i++)
        values[i] = fabs(values[i] - center);
    return 1.4826 * stats_median(values, n);
}

double stats_tail(double z)
{
    if (z < 6)
        return -log10(0.5 * erfc(z / sqrt(2.0)));
    /* Asymptotic expansion of Mills' ratio (Abramowitz and Stegun 26.2.12). */
    return (z * z / 2 + log(z * sqrt(2 * 3.14159265358979323846)) -
            log1p(-1 / (z * z) + 3 / (z * z * z * z))) /
           log(10.0);
}

double stats_z(double p)
{
    double low = -40;
    double high = 40;
    double wanted = -log10(p);

    for (int i = 0; i < 200; i++) {
        double mid = (low + high) / 2;

        if (stats_tail(mid) < wanted)
            low = mid;
        else
            high = mid;
    }
    return (low + high) / 2;
}

/* Stirling's series. */
static double far_log_gamma(double x)
{
    double inverse = 1 / x;
    double square = inverse * inverse;

    return (x - 0.5) * log(x) - x + 0.91893853320467274178 /* ln(2 pi) / 2 */ +
           inverse * (1.0 / 12 -
                      square * (1.0 / 360 -
                                square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188))));
}

double stats_log_gamma(double x)
{
    double product = 1;

    if (x >= 10) /* most are */
        return far_log_gamma(x);
    while (x < 10) {
        product *= x;
        x += 1;
    }
    return far_log_gamma(x) - log(product);
}

int stats_number(const char *text, double *ret_value)
{
    char *end = NULL;
    double value = strtod(text, &end);

    if (end == text || *end || !isfinite(value))
        return -1;
    *ret_value = value;
    return 0;
}
