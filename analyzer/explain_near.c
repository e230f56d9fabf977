/*
 * explain_near.c: an account's name that was mistyped: which ones it may have been.
 */
#include "explain.h"

/* Bytes of a name that are compared: names are short, those of strangers may be long. */
#define COMPARED 48

/* Changes of more than every third letter are another name. */
#define FAR 3

static unsigned fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c | 0x20) : (unsigned char)c;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Letters to add, drop or change (Levenshtein 1966); one name within the other is as near as one
 * change. */
static unsigned distance(struct str a, struct str b)
{
    unsigned row[COMPARED + 1];
    size_t n = a.n < COMPARED ? a.n : COMPARED;
    size_t m = b.n < COMPARED ? b.n : COMPARED;

    if (n >= FAR && m >= FAR && (str_find(a, b) < a.n || str_find(b, a) < b.n))
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

uint32_t explain_find(const struct census *census, struct str name)
{
    uint32_t from = 0;
    uint32_t to = census->count[NAMES_ACCOUNT];

    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        int order = str_cmp(census->texts[NAMES_ACCOUNT][middle], name);

        if (order == 0)
            return middle;
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return NAME_NONE;
}

size_t explain_near(const struct census *census, struct str name, uint32_t ret[EXPLAIN_NEAR])
{
    unsigned distances[EXPLAIN_NEAR];
    unsigned most = (unsigned)((name.n < COMPARED ? name.n : COMPARED) / FAR + 1);
    size_t count = 0;

    for (uint32_t a = 0; a < census->count[NAMES_ACCOUNT]; a++) {
        unsigned d = distance(name, census->texts[NAMES_ACCOUNT][a]);
        size_t at = count;

        if (d > most || (count == EXPLAIN_NEAR && d >= distances[count - 1]))
            continue;
        count += count < EXPLAIN_NEAR;
        at = at < EXPLAIN_NEAR ? at : EXPLAIN_NEAR - 1;
        for (; at > 0 && distances[at - 1] > d; at--) {
            distances[at] = distances[at - 1];
            ret[at] = ret[at - 1];
        }
        distances[at] = d;
        ret[at] = a;
    }
    return count;
}
