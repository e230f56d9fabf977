/*
 * str.h: text as a span of bytes, passed by value. Owns nothing: a span borrows from a buffer.
 * Bytes may be anything, NUL included. An absent text has .p == NULL; an empty one has .n == 0.
 */
#ifndef LIMIER_BASE_STR_H
#define LIMIER_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A borrowed span of bytes. */
struct str {
    const char *p;
    size_t n;
};

/* A span over a string literal. */
#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})

/* The absent span. */
#define STR_NONE ((struct str){NULL, 0})

/* A span over a NUL-terminated string; NULL gives the absent span. */
static inline struct str str_of(const char *text)
{
    return (struct str){text, text ? strlen(text) : 0};
}

/* The same bytes. An absent span equals an empty one. */
static inline bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Whether a starts with prefix. */
static inline bool str_starts(struct str a, struct str prefix)
{
    return a.n >= prefix.n && (prefix.n == 0 || memcmp(a.p, prefix.p, prefix.n) == 0);
}

/* Whether a ends with suffix. */
static inline bool str_ends(struct str a, struct str suffix)
{
    return a.n >= suffix.n &&
           (suffix.n == 0 || memcmp(a.p + a.n - suffix.n, suffix.p, suffix.n) == 0);
}

/* a without its first n bytes; n is at most a.n. */
static inline struct str str_skip(struct str a, size_t n)
{
    return (struct str){a.p + n, a.n - n};
}

/* Bytes of a from position `from` up to, not including, `to`. */
static inline struct str str_slice(struct str a, size_t from, size_t to)
{
    return (struct str){a.p + from, to - from};
}

/* Position of the first byte c in a, or a.n. */
static inline size_t str_index(struct str a, char c)
{
    const char *hit = a.n ? memchr(a.p, c, a.n) : NULL;

    return hit ? (size_t)(hit - a.p) : a.n;
}

/* Value of a hexadecimal digit, or -1. */
static inline int str_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Order by bytes, a prefix first: <0, 0, >0. */
int str_cmp(struct str a, struct str b);

/* Equal when ASCII letters are folded. */
bool str_eq_nocase(struct str a, struct str b);

/* Position of the first occurrence of needle in a, or a.n when there is none. */
size_t str_find(struct str a, struct str needle);

/* Writes a character as UTF-8, at most four bytes, and returns how many. */
size_t str_put_utf8(char *to, unsigned code);

/* a without leading and trailing blanks (space, tab, CR, LF). */
struct str str_trim(struct str a);

/* Reads the whole span as an unsigned decimal number. False, and *ret_value untouched, when it is
 * empty, holds another byte than a digit, or exceeds max. */
bool str_to_u64(struct str a, uint64_t max, uint64_t *ret_value);

/* Copies at most cap - 1 bytes and ends them with NUL. Returns the bytes copied. */
size_t str_copy(char *to, size_t cap, struct str a);

/* Whether the span is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms). */
bool str_is_utf8(struct str a);

/* Characters of a text on a terminal, taken as one column each: continuation bytes of UTF-8 do not
 * count. */
static inline size_t str_columns(struct str a)
{
    size_t columns = 0;

    for (size_t i = 0; i < a.n; i++)
        columns += ((unsigned char)a.p[i] & 0xC0) != 0x80;
    return columns;
}

/* Bytes of a name that str_distance compares: names are short, those of strangers may be long. */
#define STR_COMPARED 48

/* How far two names are from each other: letters to add, drop or change (Levenshtein 1966), case
 * aside; one within the other is as near as one change. */
unsigned str_distance(struct str a, struct str b);

/* Length in bytes of the well-formed UTF-8 sequence at a.p, or 0 when there is none. */
size_t str_utf8_length(struct str a);

#endif
