/*
 * read_value.c: numbers without regard to the locale, and addresses as 128 bits.
 */
#include "signatures/read_value.h"

#include <arpa/inet.h>

#include <math.h>

#include "base/stats.h"

#define NUMBER_BYTES 400 /* a double written out in full has 309 digits before its point */
#define EXACT_DIGITS 15  /* integers of so many digits are exact in a double */
#define EXACT_POWER  22  /* and so are powers of ten up to this one */
#define V4_BITS      96  /* what stands before an IPv4 address in ::ffff:0:0/96 */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A number taken apart: ±digits × 10^power. */
struct decimal {
    bool negative;
    uint64_t digits;
    size_t count; /* of digits, without leading zeros */
    long power;
};

static bool take_digits(struct str text, size_t *at, struct decimal *d, bool fraction)
{
    size_t start = *at;

    for (; *at < text.n && is_digit(text.p[*at]); ++*at) {
        d->power -= fraction;
        if (d->count == 0 && text.p[*at] == '0')
            continue;
        if (d->count++ < EXACT_DIGITS)
            d->digits = d->digits * 10 + (uint64_t)(text.p[*at] - '0');
    }
    return *at > start;
}

static bool take_exponent(struct str text, size_t *at, struct decimal *d)
{
    bool negative = false;
    long power = 0;
    size_t start;

    if (*at == text.n || (text.p[*at] | 0x20) != 'e')
        return true;
    ++*at;
    if (*at < text.n && (text.p[*at] == '+' || text.p[*at] == '-'))
        negative = text.p[(*at)++] == '-';
    start = *at;
    for (; *at < text.n && is_digit(text.p[*at]); ++*at) {
        if (power < 10000)
            power = power * 10 + (text.p[*at] - '0');
    }
    d->power += negative ? -power : power;
    return *at > start;
}

static bool take_apart(struct str text, struct decimal *d)
{
    size_t at = 0;
    bool some;

    *d = (struct decimal){0};
    if (text.n && (text.p[0] == '-' || text.p[0] == '+'))
        d->negative = text.p[at++] == '-';
    some = take_digits(text, &at, d, false);
    if (at < text.n && text.p[at] == '.') {
        at++;
        some = take_digits(text, &at, d, true) || some;
    }
    return some && take_exponent(text, &at, d) && at == text.n;
}

/* An integer and a power of ten that are both exact give the nearest double with one operation
 * (Clinger, "How to read floating point numbers accurately", 1990). */
static double exact_value(const struct decimal *d)
{
    static const double powers[EXACT_POWER + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    double value = (double)d->digits;

    value = d->power < 0 ? value / powers[-d->power] : value * powers[d->power];
    return d->negative ? -value : value;
}

bool read_number(struct str text, double *ret_number)
{
    char copy[NUMBER_BYTES];
    struct decimal d;

    if (text.n == 0 || text.n >= sizeof copy || !take_apart(text, &d))
        return false;
    if (d.count <= EXACT_DIGITS && d.power <= EXACT_POWER && d.power >= -EXACT_POWER) {
        *ret_number = exact_value(&d);
        return true;
    }
    str_copy(copy, sizeof copy, text);
    return stats_number(copy, ret_number) == 0;
}

/* An integer without its sign and leading zeros. */
static bool take_integer(struct str text, struct str *ret_digits, bool *ret_negative)
{
    size_t at = text.n && (text.p[0] == '-' || text.p[0] == '+');
    size_t start;

    *ret_negative = at && text.p[0] == '-';
    if (at == text.n)
        return false;
    for (size_t i = at; i < text.n; i++) {
        if (!is_digit(text.p[i]))
            return false;
    }
    start = at;
    while (start < text.n && text.p[start] == '0')
        start++;
    *ret_digits = str_skip(text, start);
    *ret_negative = *ret_negative && ret_digits->n;
    return true;
}

bool same_integer(struct str a, struct str b, bool *ret_same)
{
    struct str digits[2];
    bool negative[2];

    if (!take_integer(a, &digits[0], &negative[0]) || !take_integer(b, &digits[1], &negative[1]))
        return false;
    *ret_same = negative[0] == negative[1] && str_eq(digits[0], digits[1]);
    return true;
}

static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

/* *ret_v4: written as IPv4. */
static bool read_either(struct str text, unsigned char address[16], bool *ret_v4)
{
    char copy[INET6_ADDRSTRLEN];

    if (text.n == 0 || text.n >= sizeof copy)
        return false;
    str_copy(copy, sizeof copy, text);
    *ret_v4 = inet_pton(AF_INET, copy, address + 12) == 1;
    if (*ret_v4)
        memcpy(address, mapped, sizeof mapped);
    return *ret_v4 || inet_pton(AF_INET6, copy, address) == 1;
}

bool read_address(struct str text, unsigned char address[16])
{
    bool v4;

    return read_either(text, address, &v4);
}

bool read_network(struct str text, unsigned char network[16], unsigned *ret_bits, bool *ret_loose)
{
    size_t slash = str_index(text, '/');
    uint64_t bits;
    bool v4;

    if (!read_either((struct str){text.p, slash}, network, &v4))
        return false;
    bits = v4 ? 32 : 128;
    if (slash < text.n && !str_to_u64(str_skip(text, slash + 1), bits, &bits))
        return false;
    *ret_bits = (unsigned)bits + (v4 ? V4_BITS : 0);
    *ret_loose = false;
    for (unsigned bit = *ret_bits; bit < 128; bit++) {
        unsigned char mask = (unsigned char)(0x80u >> bit % 8);

        *ret_loose = *ret_loose || (network[bit / 8] & mask);
        network[bit / 8] &= (unsigned char)~mask;
    }
    return true;
}

bool network_holds(const unsigned char network[16], unsigned bits, const unsigned char address[16])
{
    unsigned whole = bits / 8;
    unsigned rest = bits % 8;

    if (bits < V4_BITS && memcmp(address, mapped, sizeof mapped) == 0)
        return false;
    if (memcmp(network, address, whole) != 0)
        return false;
    return rest == 0 || (network[whole] ^ address[whole]) >> (8 - rest) == 0;
}
