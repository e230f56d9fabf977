/*
 * summary_rules.c: --stats of signatures: what each rule cost, the dearest first.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "scan.h"

/* Rules that are listed. */
#define LISTED 20

/* One rule and its cost. */
struct cost {
    const struct rule *rule;
    struct engine_stats stats;
    size_t number;
};

static int compare_costs(const void *x, const void *y)
{
    const struct cost *a = x;
    const struct cost *b = y;

    if (a->stats.ns != b->stats.ns)
        return a->stats.ns < b->stats.ns ? 1 : -1;
    if (a->stats.candidates != b->stats.candidates)
        return a->stats.candidates < b->stats.candidates ? 1 : -1;
    return a->number < b->number ? -1 : a->number > b->number;
}

void summary_rules(const struct scan *scan)
{
    const struct rule_set *set = &scan->watch.set;
    struct out *out = &scan->console->notes;
    struct cost *costs;

    if (!scan->alerts.stats)
        return;
    costs = mem_zero(set->count + 1, sizeof *costs);
    for (size_t r = 0; r < set->count; r++)
        costs[r] = (struct cost){&set->rules[r], scan->alerts.stats[r], r};
    qsort(costs, set->count, sizeof *costs, compare_costs);
    out_print(out, "rules        %8zu\n%12s %12s %10s  rule\n", set->count, "candidates", "hits",
              "ms");
    for (size_t i = 0; i < set->count && i < LISTED && costs[i].stats.candidates; i++) {
        out_print(out, "%12llu %12llu %10.1f  ", (unsigned long long)costs[i].stats.candidates,
                  (unsigned long long)costs[i].stats.hits, (double)costs[i].stats.ns / 1e6);
        out_terminal(out, costs[i].rule->title);
        out_print(out, "\n");
    }
    free(costs);
}
