/*
 * str.c: operations on spans that are too long to be inline. Allocates nothing.
 */
#define _GNU_SOURCE
#include "base/str.h"

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;

    if (order != 0)
        return order;
    return a.n < b.n ? -1 : a.n > b.n;
}

static char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++) {
        if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
            return false;
    }
    return true;
}

size_t str_find(struct str a, struct str needle)
{
    const char *hit;

    if (needle.n == 0)
        return 0;
    if (a.n < needle.n)
        return a.n;
    hit = memmem(a.p, a.n, needle.p, needle.n);
    return hit ? (size_t)(hit - a.p) : a.n;
}

size_t str_put_utf8(char *to, unsigned code)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = (char)(0xC0 | code >> 6);
        to[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        to[0] = (char)(0xE0 | code >> 12);
        to[1] = (char)(0x80 | (code >> 6 & 0x3F));
        to[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    to[0] = (char)(0xF0 | code >> 18);
    to[1] = (char)(0x80 | (code >> 12 & 0x3F));
    to[2] = (char)(0x80 | (code >> 6 & 0x3F));
    to[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str a)
{
    while (a.n && is_blank(a.p[0]))
        a = str_skip(a, 1);
    while (a.n && is_blank(a.p[a.n - 1]))
        a.n--;
    return a;
}

bool str_to_u64(struct str a, uint64_t max, uint64_t *ret_value)
{
    uint64_t value = 0;

    if (a.n == 0 || a.n > 20)
        return false;
    for (size_t i = 0; i < a.n; i++) {
        unsigned digit = (unsigned)(unsigned char)a.p[i] - '0';

        if (digit > 9 || digit > max || value > (max - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *ret_value = value;
    return true;
}

size_t str_copy(char *to, size_t cap, struct str a)
{
    size_t n = a.n < cap ? a.n : cap - 1;

    if (n)
        memcpy(to, a.p, n);
    to[n] = '\0';
    return n;
}

static bool is_tail(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* Three bytes: no overlong form of two, no surrogate. */
static bool is_three(const unsigned char *b)
{
    bool overlong = b[0] == 0xE0 && b[1] < 0xA0;
    bool surrogate = b[0] == 0xED && b[1] > 0x9F;

    return is_tail(b[1]) && is_tail(b[2]) && !overlong && !surrogate;
}

/* Four bytes: no overlong form of three, nothing beyond U+10FFFF. */
static bool is_four(const unsigned char *b)
{
    bool overlong = b[0] == 0xF0 && b[1] < 0x90;
    bool beyond = b[0] == 0xF4 && b[1] > 0x8F;

    return is_tail(b[1]) && is_tail(b[2]) && is_tail(b[3]) && !overlong && !beyond;
}

size_t str_utf8_length(struct str a)
{
    const unsigned char *b = (const unsigned char *)a.p;

    if (a.n == 0)
        return 0;
    if (b[0] < 0x80)
        return 1;
    if (a.n >= 2 && b[0] >= 0xC2 && b[0] <= 0xDF)
        return is_tail(b[1]) ? 2 : 0;
    if (a.n >= 3 && (b[0] & 0xF0) == 0xE0)
        return is_three(b) ? 3 : 0;
    if (a.n >= 4 && b[0] >= 0xF0 && b[0] <= 0xF4)
        return is_four(b) ? 4 : 0;
    return 0;
}

bool str_is_utf8(struct str a)
{
    while (a.n) {
        size_t n = str_utf8_length(a);

        if (n == 0)
            return false;
        a = str_skip(a, n);
    }
    return true;
}

/* Shorter names stand within others by chance. */
#define WITHIN_LEAST 3

static unsigned fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c | 0x20) : (unsigned char)c;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned str_distance(struct str a, struct str b)
{
    unsigned row[STR_COMPARED + 1];
    size_t n = a.n < STR_COMPARED ? a.n : STR_COMPARED;
    size_t m = b.n < STR_COMPARED ? b.n : STR_COMPARED;

    if (n >= WITHIN_LEAST && m >= WITHIN_LEAST && (str_find(a, b) < a.n || str_find(b, a) < b.n))
        return 1;
    for (size_t j = 0; j <= m; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned corner = row[0];

        row[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            unsigned change = corner + (fold(a.p[i - 1]) != fold(b.p[j - 1]));

            corner = row[j];
            row[j] = least(change, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[m];
}
