/*
 * correlate_ordered.c: rules in the order in which they are listed. For each place of the list and
 * each number of rules left out before it, the latest time at which a chain that reached it began:
 * the chain that stays in the window longest. Each step is later than the one before, so what the
 * current instant has changed is kept apart from what was known before it.
 *
 * A boolean condition is a list of ways to fulfil it, each a chain of its own.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "signatures/correlate_window.h"

/* No chain. */
#define NEVER INT64_MIN

/* One place of a chain. */
struct step {
    uint32_t member;
    int64_t reached_ns; /* last event; `now` holds what it changed, `before` what was known then */
};

/* A chain: steps in order, of which `slack` may be left out. */
struct chain {
    size_t count;
    size_t slack;
    struct step *steps;
    int64_t *now; /* count × (slack + 1) times */
    int64_t *before;
};

/* A window. */
struct ordered {
    bool conditional; /* a whole chain fulfils the condition */
    int64_t since_ns;
    size_t chain_count;
    struct chain chains[ORDERED_WAYS];
};

/* Ways to fulfil all of the list that begins with `child`: those of one with those of the next. */
static size_t ways_and(const struct expr *child, uint64_t ways[ORDERED_WAYS])
{
    size_t count = 1;

    for (ways[0] = 0; child; child = child->next) {
        uint64_t more[ORDERED_WAYS];
        uint64_t both[ORDERED_WAYS];
        size_t n = ordered_ways(child, more);

        if (n == 0 || count * n > ORDERED_WAYS)
            return 0;
        for (size_t i = 0; i < count * n; i++)
            both[i] = ways[i / n] | more[i % n];
        count *= n;
        memcpy(ways, both, count * sizeof *both);
    }
    return count;
}

static size_t ways_or(const struct expr *child, uint64_t ways[ORDERED_WAYS])
{
    size_t count = 0;

    for (; child; child = child->next) {
        uint64_t more[ORDERED_WAYS];
        size_t n = ordered_ways(child, more);

        if (n == 0 || count + n > ORDERED_WAYS)
            return 0;
        memcpy(ways + count, more, n * sizeof *more);
        count += n;
    }
    return count;
}

size_t ordered_ways(const struct expr *expr, uint64_t ways[ORDERED_WAYS])
{
    switch (expr->kind) {
    case EXPR_MEMBER:
        if (expr->member >= LIMIT_CORRELATE_STEPS)
            return 0;
        ways[0] = (uint64_t)1 << expr->member;
        return 1;
    case EXPR_AND: return expr->first ? ways_and(expr->first, ways) : 0;
    case EXPR_OR: return ways_or(expr->first, ways);
    default: return 0;
    }
}

/* A chain of the members that `members` has a bit of. */
static void chain_init(struct chain *chain, uint64_t members, size_t slack)
{
    for (uint64_t left = members; left; left &= left - 1)
        chain->count++;
    chain->slack = slack < chain->count ? slack : chain->count - 1;
    chain->steps = mem_zero(chain->count, sizeof *chain->steps);
    chain->now = mem_zero(chain->count * (chain->slack + 1), sizeof *chain->now);
    chain->before = mem_zero(chain->count * (chain->slack + 1), sizeof *chain->before);
    for (size_t i = 0, bit = 0; i < chain->count; bit++)
        if (members >> bit & 1)
            chain->steps[i++].member = (uint32_t)bit;
}

/* How many of `all` steps a condition can do without: a chain shorter than the bound from below is
 * not looked for. */
static size_t slack_of(const struct bounds *bounds, size_t all)
{
    double least = 1;

    if (bounds->set & BOUND_GTE && bounds->gte > least)
        least = bounds->gte;
    if (bounds->set & BOUND_GT && bounds->gt >= least)
        least = bounds->gt;
    return least >= (double)all ? 0 : all - (size_t)least;
}

static void ordered_clear(void *state)
{
    struct ordered *window = state;

    for (size_t c = 0; c < window->chain_count; c++) {
        struct chain *chain = &window->chains[c];

        for (size_t i = 0; i < chain->count; i++)
            chain->steps[i].reached_ns = NEVER;
        for (size_t i = 0; i < chain->count * (chain->slack + 1); i++)
            chain->now[i] = chain->before[i] = NEVER;
    }
}

static void *ordered_create(const struct correlation *correlation, size_t most_events)
{
    struct ordered *window = mem_zero(1, sizeof *window);
    uint64_t ways[ORDERED_WAYS];
    size_t all = correlation->member_count < LIMIT_CORRELATE_STEPS ? correlation->member_count
                                                                   : LIMIT_CORRELATE_STEPS;

    (void)most_events; /* state follows the list of rules */
    if (correlation->temporal) {
        window->conditional = true;
        window->chain_count = ordered_ways(correlation->temporal, ways);
        for (size_t i = 0; i < window->chain_count; i++)
            chain_init(&window->chains[i], ways[i], 0);
    } else if (all) {
        window->chain_count = 1;
        chain_init(&window->chains[0], UINT64_MAX >> (64 - all),
                   slack_of(&correlation->bounds, all));
    }
    ordered_clear(window);
    return window;
}

static void ordered_release(void *state)
{
    struct ordered *window = state;

    for (size_t i = 0; i < window->chain_count; i++) {
        free(window->chains[i].steps);
        free(window->chains[i].now);
        free(window->chains[i].before);
    }
    free(window);
}

/* The latest beginning of a chain that reached step `at` before now_ns, `skipped` left out. */
static int64_t began(const struct chain *chain, size_t at, size_t skipped, int64_t now_ns)
{
    const int64_t *times = chain->steps[at].reached_ns < now_ns ? chain->now : chain->before;

    return times[at * (chain->slack + 1) + skipped];
}

/* An event of step `at`. */
static void advance(struct chain *chain, size_t at, int64_t now_ns)
{
    int64_t *now = chain->now + at * (chain->slack + 1);

    if (chain->steps[at].reached_ns < now_ns) {
        memcpy(chain->before + at * (chain->slack + 1), now, (chain->slack + 1) * sizeof *now);
        chain->steps[at].reached_ns = now_ns;
    }
    for (size_t skipped = 0; skipped <= chain->slack && skipped <= at; skipped++) {
        int64_t best = skipped == at ? now_ns : NEVER;

        /* From the step before, or the one before that with one more left out, and so on. */
        for (size_t left_out = 0; left_out <= skipped && left_out < at; left_out++) {
            int64_t before = began(chain, at - 1 - left_out, skipped - left_out, now_ns);

            best = before > best ? before : best;
        }
        now[skipped] = best > now[skipped] ? best : now[skipped];
    }
}

static void ordered_add(void *state, const struct correlate_event *event, int64_t since_ns,
                        struct window_loss *loss)
{
    struct ordered *window = state;

    (void)loss;
    window->since_ns = since_ns;
    for (size_t c = 0; c < window->chain_count; c++)
        for (size_t i = 0; i < window->chains[c].count; i++)
            if (window->chains[c].steps[i].member == event->member)
                advance(&window->chains[c], i, event->time_ns);
}

/* The longest chain in the window, or 0; of a condition, one that fulfils it. *ret_from_ns: its
 * beginning. */
static size_t longest(const struct ordered *window, int64_t *ret_from_ns)
{
    size_t most = 0;

    for (size_t c = 0; c < window->chain_count; c++) {
        const struct chain *chain = &window->chains[c];
        size_t first = window->conditional ? chain->count - 1 : 0;

        for (size_t i = first * (chain->slack + 1); i < chain->count * (chain->slack + 1); i++) {
            size_t at = i / (chain->slack + 1);
            size_t length = at + 1 - (i - at * (chain->slack + 1));

            if (chain->now[i] < window->since_ns || length < most ||
                (length == most && chain->now[i] <= *ret_from_ns))
                continue;
            most = length;
            *ret_from_ns = chain->now[i];
        }
    }
    return most;
}

static double ordered_value(const void *state)
{
    int64_t from_ns = NEVER;

    return (double)longest(state, &from_ns);
}

static bool ordered_holds(const void *state)
{
    return ordered_value(state) > 0;
}

static void ordered_tell(const void *state, int64_t *ret_from_ns, uint64_t *ret_events)
{
    int64_t from_ns = NEVER;

    *ret_events = longest(state, &from_ns);
    *ret_from_ns = from_ns;
}

static size_t ordered_bytes(const void *state)
{
    const struct ordered *window = state;
    size_t bytes = sizeof *window;

    for (size_t i = 0; i < window->chain_count; i++)
        bytes += window->chains[i].count *
                 (sizeof(struct step) + (window->chains[i].slack + 1) * 2 * sizeof(int64_t));
    return bytes;
}

const struct window_family window_ordered = {
    .create = ordered_create,
    .release = ordered_release,
    .clear = ordered_clear,
    .add = ordered_add,
    .value = ordered_value,
    .holds = ordered_holds,
    .tell = ordered_tell,
    .bytes = ordered_bytes,
};
