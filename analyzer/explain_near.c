/*
 * explain_near.c: an account's name that was mistyped: which ones it may have been.
 */
#include "explain.h"

/* Changes of more than every third letter are another name. */
#define FAR 3

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
    unsigned most = (unsigned)((name.n < STR_COMPARED ? name.n : STR_COMPARED) / FAR + 1);
    size_t count = 0;

    for (uint32_t a = 0; a < census->count[NAMES_ACCOUNT]; a++) {
        unsigned d = str_distance(name, census->texts[NAMES_ACCOUNT][a]);
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
