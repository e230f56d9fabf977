/*
 * windows.c: stretches of time, ordered and disjoint once they are settled, so that one is found by
 * bisection: a log can be made to have as many stretches as sessions.
 */
#include "windows.h"

#include <stdlib.h>

#include "base/mem.h"

void windows_add(struct windows *w, int64_t from_ns, int64_t to_ns)
{
    MEM_GROW(w->list, w->count, w->room);
    w->list[w->count++] = (struct window){from_ns, to_ns};
}

static int compare_windows(const void *a, const void *b)
{
    const struct window *x = a;
    const struct window *y = b;

    if (x->from_ns != y->from_ns)
        return x->from_ns < y->from_ns ? -1 : 1;
    return x->to_ns < y->to_ns ? -1 : x->to_ns > y->to_ns;
}

void windows_settle(struct windows *w)
{
    size_t n = 0;

    if (w->count == 0)
        return;
    qsort(w->list, w->count, sizeof *w->list, compare_windows);
    for (size_t i = 1; i < w->count; i++) {
        if (w->list[i].from_ns > w->list[n].to_ns)
            w->list[++n] = w->list[i];
        else if (w->list[i].to_ns > w->list[n].to_ns)
            w->list[n].to_ns = w->list[i].to_ns;
    }
    w->count = n + 1;
}

bool windows_meet(const struct windows *w, int64_t from_ns, int64_t to_ns)
{
    size_t from = 0;

    /* The first that does not end before the stretch begins. */
    for (size_t to = w->count; from < to;) {
        size_t middle = from + (to - from) / 2;

        if (w->list[middle].to_ns < from_ns)
            from = middle + 1;
        else
            to = middle;
    }
    return from < w->count && w->list[from].from_ns <= to_ns;
}

void windows_release(struct windows *w)
{
    free(w->list);
    *w = (struct windows){0};
}
