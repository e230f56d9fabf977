/*
 * recount.c: see recount.h. Everything is found by looking at all events of the window.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "recount.h"

uint32_t draw(uint64_t *state, uint32_t n)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * 0x2545f4914f6cdd1du) >> 33) % n;
}

void told_clear(struct told *told)
{
    told->alert_count = told->fire_count = 0;
    told->evicted = 0;
}

void told_release(struct told *told)
{
    free(told->alerts);
    free(told->fires);
    *told = (struct told){0};
}

static void keep_fire(void *context, const struct correlate_event *event,
                      const struct correlate_alert *alert, bool began)
{
    struct told *told = context;

    MEM_GROW(told->fires, told->fire_count, told->fire_room);
    told->fires[told->fire_count].place = event->place;
    told->fires[told->fire_count].value = began ? alert->value : 0;
    told->fires[told->fire_count++].began = began;
    assert_int_equal(alert->to_place, event->place);
}

static void keep_alert(void *context, const struct correlate_alert *alert)
{
    struct told *told = context;

    MEM_GROW(told->alerts, told->alert_count, told->alert_room);
    told->alerts[told->alert_count++] = *alert;
}

struct correlate_sink told_sink(struct told *told)
{
    return (struct correlate_sink){keep_fire, keep_alert, told};
}

void told_same(const struct told *a, const struct told *b)
{
    assert_int_equal(a->fire_count, b->fire_count);
    for (size_t i = 0; i < a->fire_count; i++) {
        assert_int_equal(a->fires[i].place, b->fires[i].place);
        assert_int_equal(a->fires[i].began, b->fires[i].began);
        assert_true(a->fires[i].value == b->fires[i].value);
    }
    assert_int_equal(a->alert_count, b->alert_count);
    for (size_t i = 0; i < a->alert_count; i++) {
        const struct correlate_alert *x = &a->alerts[i];
        const struct correlate_alert *y = &b->alerts[i];

        assert_int_equal(x->from_ns, y->from_ns);
        assert_int_equal(x->at_ns, y->at_ns);
        assert_int_equal(x->to_ns, y->to_ns);
        assert_int_equal(x->events, y->events);
        assert_true(x->value == y->value);
        assert_true(x->most == y->most);
        assert_int_equal(x->capped, y->capped);
        assert_int_equal(x->at_place, y->at_place);
        assert_int_equal(x->to_place, y->to_place);
        assert_int_equal(x->place_count, y->place_count);
        for (int k = 0; k < x->place_count; k++)
            assert_int_equal(x->places[k], y->places[k]);
    }
    assert_int_equal(a->evicted, b->evicted);
}

/* --- one window: events first to last, both included, that may be looked at --- */

/* What a window says. */
struct reading {
    double value;
    bool holds; /* of a boolean condition */
    int64_t from_ns;
    uint64_t events;
};

static bool expr_true(const struct expr *expr, unsigned seen)
{
    const struct expr *child = expr->first;

    switch (expr->kind) {
    case EXPR_MEMBER: return (seen & 1u << expr->member) != 0;
    case EXPR_NOT: return !expr_true(child, seen);
    case EXPR_AND:
        while (child && expr_true(child, seen))
            child = child->next;
        return child == NULL;
    default:
        while (child && !expr_true(child, seen))
            child = child->next;
        return child != NULL;
    }
}

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static double percentile(const struct correlate_event *events, size_t n, double p)
{
    double *sorted = mem_resize(NULL, n, sizeof *sorted);
    double place = (double)(n - 1) * p / 100;
    double value;

    for (size_t i = 0; i < n; i++)
        sorted[i] = events[i].number;
    qsort(sorted, n, sizeof *sorted, compare_numbers);
    value = sorted[(size_t)place];
    if ((size_t)place + 1 < n)
        value += (place - floor(place)) * (sorted[(size_t)place + 1] - value);
    free(sorted);
    return value;
}

/* Numbers of random streams are whole thousandths, of which sums are exact. */
static double thousandths(const struct correlate_event *events, size_t n)
{
    long long sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += llround(events[i].number * 1000);
    return (double)sum;
}

static struct reading read_numbers(const struct correlation *correlation,
                                   const struct correlate_event *events, size_t n)
{
    struct reading reading = {.from_ns = events[0].time_ns, .events = n};

    switch (correlation->kind) {
    case CORRELATION_EVENT_COUNT: reading.value = (double)n; break;
    case CORRELATION_VALUE_SUM: reading.value = thousandths(events, n) / 1000; break;
    case CORRELATION_VALUE_AVG: reading.value = thousandths(events, n) / (1000 * (double)n); break;
    case CORRELATION_VALUE_MEDIAN: reading.value = percentile(events, n, 50); break;
    default: reading.value = percentile(events, n, correlation->percentile); break;
    }
    return reading;
}

/* Distinct values, or members: those that do not come again later in the window. */
static struct reading read_distinct(const struct correlation *correlation,
                                    const struct correlate_event *events, size_t n)
{
    struct reading reading = {.from_ns = INT64_MAX};
    unsigned seen = 0;

    for (size_t i = 0; i < n; i++) {
        bool again = false;

        for (size_t k = i + 1; k < n; k++)
            again |= correlation->kind == CORRELATION_VALUE_COUNT
                         ? events[k].value == events[i].value
                         : events[k].member == events[i].member;
        seen |= 1u << (events[i].member & 7);
        if (again)
            continue;
        reading.events++;
        if (events[i].time_ns < reading.from_ns)
            reading.from_ns = events[i].time_ns;
    }
    reading.value = (double)reading.events;
    reading.holds = correlation->temporal && expr_true(correlation->temporal, seen);
    return reading;
}

/* Whether the members of `wanted` follow upon each other, each later than the one before, the first
 * of them at event `first`: the earliest that fits is as good as any. */
static bool follows(const struct correlate_event *events, size_t n, size_t first, unsigned wanted)
{
    int64_t last_ns = events[first].time_ns;
    size_t i = first;

    if (!(wanted & 1u << events[first].member) || wanted & ((1u << events[first].member) - 1))
        return false;
    wanted &= wanted - 1;
    for (; wanted; wanted &= wanted - 1) {
        while (i < n &&
               !(events[i].time_ns > last_ns && (wanted & ~(wanted - 1)) == 1u << events[i].member))
            i++;
        if (i == n)
            return false;
        last_ns = events[i].time_ns;
    }
    return true;
}

/* Whether these members make a condition true, and none of them could be left out. */
static bool is_way(const struct expr *expr, unsigned members)
{
    for (unsigned left = members; left; left &= left - 1)
        if (expr_true(expr, members & ~(left & ~(left - 1))))
            return false;
    return expr_true(expr, members);
}

/* The longest chain, and of these the one that began last; of a condition, among those whose
 * members make it true and none of which could be left out. */
static struct reading read_ordered(const struct correlation *correlation,
                                   const struct correlate_event *events, size_t n)
{
    struct reading reading = {.from_ns = INT64_MIN};

    for (unsigned wanted = 1; wanted < 1u << correlation->member_count; wanted++) {
        uint64_t length = (uint64_t)__builtin_popcount(wanted);

        if (correlation->temporal && !is_way(correlation->temporal, wanted))
            continue;
        for (size_t first = 0; first < n; first++) {
            if (!follows(events, n, first, wanted))
                continue;
            reading.holds = true;
            if (length > reading.events) {
                reading.events = length;
                reading.from_ns = INT64_MIN;
            }
            if (length == reading.events && events[first].time_ns > reading.from_ns)
                reading.from_ns = events[first].time_ns;
        }
    }
    reading.value = (double)reading.events;
    return reading;
}

/* --- windows --- */

static bool is_distinct(const struct correlation *correlation)
{
    return correlation->kind == CORRELATION_VALUE_COUNT;
}

/* The first event from `first` on that is kept where `most` are, as of the last one. */
static size_t first_kept(const struct correlation *correlation,
                         const struct correlate_event *events, size_t first, size_t last,
                         size_t most)
{
    size_t kept = 0;
    size_t i = last + 1;

    if (correlation->kind == CORRELATION_TEMPORAL ||
        correlation->kind == CORRELATION_TEMPORAL_ORDERED)
        return first;
    while (i > first) {
        bool again = false;

        for (size_t k = i; is_distinct(correlation) && k <= last; k++)
            again |= events[k].value == events[i - 1].value;
        if (!again && kept++ == most)
            break;
        i--;
    }
    return i;
}

/* Whether the last event drives out another. */
static bool drives_out(const struct correlation *correlation, const struct correlate_event *events,
                       size_t first, size_t last, size_t most)
{
    struct reading before;
    size_t kept;

    if (last == first || correlation->kind == CORRELATION_TEMPORAL ||
        correlation->kind == CORRELATION_TEMPORAL_ORDERED)
        return false;
    kept = first_kept(correlation, events, first, last - 1, most);
    if (!is_distinct(correlation))
        return last - kept == most;
    before = read_distinct(correlation, events + kept, last - kept);
    for (size_t i = kept; i < last; i++)
        if (events[i].value == events[last].value)
            return false;
    return before.events == most;
}

static struct reading read_window(const struct correlation *correlation,
                                  const struct correlate_event *events, size_t first, size_t last,
                                  size_t most)
{
    size_t kept = first_kept(correlation, events, first, last, most);

    switch (correlation->kind) {
    case CORRELATION_VALUE_COUNT:
    case CORRELATION_TEMPORAL: return read_distinct(correlation, events + kept, last + 1 - kept);
    case CORRELATION_TEMPORAL_ORDERED:
        return read_ordered(correlation, events + kept, last + 1 - kept);
    default: return read_numbers(correlation, events + kept, last + 1 - kept);
    }
}

static bool holds(const struct correlation *correlation, const struct reading *reading)
{
    const struct bounds *b = &correlation->bounds;
    double v = reading->value;

    if (correlation->temporal)
        return reading->holds;
    return !((b->set & BOUND_GT && !(v > b->gt)) || (b->set & BOUND_GTE && !(v >= b->gte)) ||
             (b->set & BOUND_LT && !(v < b->lt)) || (b->set & BOUND_LTE && !(v <= b->lte)) ||
             (b->set & BOUND_EQ && v != b->eq) || (b->set & BOUND_NEQ && v == b->neq));
}

static struct correlate_alert make_alert(const struct correlate_event *events, size_t last,
                                         const struct reading *reading, int64_t from_ns,
                                         bool capped)
{
    struct correlate_alert alert = {.from_ns = from_ns,
                                    .at_ns = events[last].time_ns,
                                    .to_ns = events[last].time_ns,
                                    .events = reading->events,
                                    .value = reading->value,
                                    .most = reading->value,
                                    .capped = capped,
                                    .at_place = events[last].place,
                                    .to_place = events[last].place};
    size_t trail = last + 1 > CORRELATE_TRAIL ? last + 1 - CORRELATE_TRAIL : 0;

    for (size_t i = trail; i <= last && alert.place_count < CORRELATE_PLACES; i++)
        if (events[i].time_ns >= from_ns)
            alert.places[alert.place_count++] = events[i].place;
    return alert;
}

static bool expr_negates(const struct expr *expr)
{
    bool negates = expr->kind == EXPR_NOT;

    for (const struct expr *child = expr->first; child; child = child->next)
        negates |= expr_negates(child);
    return negates;
}

/* Windows that close: from an event to the last one within timespan. */
static void recount_closing(const struct correlation *correlation,
                            const struct correlate_event *events, size_t n, size_t most,
                            struct told *told)
{
    size_t first = 0;

    while (first < n) {
        size_t last = first;
        bool capped = drives_out(correlation, events, first, first, most);
        struct reading reading;

        while (last + 1 < n &&
               events[last + 1].time_ns - events[first].time_ns <= correlation->timespan_ns) {
            last++;
            if (drives_out(correlation, events, first, last, most)) {
                capped = true;
                told->evicted++;
            }
        }
        reading = read_window(correlation, events, first, last, most);
        if (holds(correlation, &reading)) {
            struct correlate_alert alert =
                make_alert(events, last, &reading, events[first].time_ns, capped);

            keep_fire(told, &events[last], &alert, true);
            keep_alert(told, &alert);
        }
        first = last + 1;
    }
}

void recount(const struct correlation *correlation, const struct correlate_event *events, size_t n,
             size_t most, struct told *told)
{
    struct correlate_alert alert;
    bool open = false;

    told_clear(told);
    if (correlation->temporal ? expr_negates(correlation->temporal)
                              : !(correlation->bounds.set & (BOUND_GT | BOUND_GTE))) {
        recount_closing(correlation, events, n, most, told);
        return;
    }
    for (size_t last = 0; last < n; last++) {
        size_t first = 0;
        struct reading reading;
        bool began;
        bool capped;

        while (events[last].time_ns - events[first].time_ns > correlation->timespan_ns)
            first++;
        told->evicted += drives_out(correlation, events, first, last, most);
        capped = first_kept(correlation, events, first, last, most) > first;
        reading = read_window(correlation, events, first, last, most);
        if (open && (!holds(correlation, &reading) ||
                     events[last].time_ns - events[last - 1].time_ns > correlation->timespan_ns)) {
            keep_alert(told, &alert);
            open = false;
        }
        if (!holds(correlation, &reading))
            continue;
        began = !open;
        if (began) {
            alert = make_alert(events, last, &reading, reading.from_ns, capped);
            open = true;
        } else {
            alert.to_ns = events[last].time_ns;
            alert.to_place = events[last].place;
            alert.events++;
            alert.most = reading.value > alert.most ? reading.value : alert.most;
            alert.capped |= capped;
        }
        keep_fire(told, &events[last], &alert, began);
    }
    if (open)
        keep_alert(told, &alert);
}

/* --- random streams --- */

void random_events(uint64_t *state, const struct correlation *correlation,
                   struct correlate_event *events, size_t n)
{
    int64_t now = (int64_t)draw(state, 1000) - 500;
    uint32_t span = (uint32_t)correlation->timespan_ns;
    uint32_t domain = 2 + draw(state, 12);
    uint32_t pace = 1 + draw(state, 4);

    for (size_t i = 0; i < n; i++) {
        uint32_t kind = draw(state, 20);

        if (kind == 0)
            now += (int64_t)span + (int64_t)draw(state, 3) - 1; /* around the edge */
        else if (kind < 14)
            now += (int64_t)draw(state, pace + 1);
        events[i] = (struct correlate_event){
            .time_ns = now,
            .value = draw(state, domain),
            .number = ((double)draw(state, 20001) - 5000) / 1000,
            .member = draw(state, (uint32_t)correlation->member_count),
            .place = i,
        };
    }
}

static double random_bound(uint64_t *state, const struct correlation *correlation)
{
    switch (correlation->kind) {
    case CORRELATION_TEMPORAL:
    case CORRELATION_TEMPORAL_ORDERED: return 1 + draw(state, (uint32_t)correlation->member_count);
    case CORRELATION_EVENT_COUNT:
    case CORRELATION_VALUE_COUNT: return 1 + draw(state, 12);
    case CORRELATION_VALUE_SUM: return (double)draw(state, 60000) / 1000;
    default: return (double)draw(state, 10000) / 1000;
    }
}

static void random_bounds(uint64_t *state, struct correlation *correlation)
{
    struct bounds *b = &correlation->bounds;
    double low = random_bound(state, correlation);
    double high = low + random_bound(state, correlation);

    *b = (struct bounds){.gt = low, .gte = low, .lt = high, .lte = high, .eq = low, .neq = low};
    switch (draw(state, 10)) {
    case 0: b->set = BOUND_GT; break;
    case 1: b->set = BOUND_GT | BOUND_LTE; break;
    case 2: b->set = BOUND_GTE | BOUND_LT; break;
    case 3: b->set = BOUND_GTE | BOUND_NEQ; break;
    case 4: b->set = BOUND_LT; break;
    case 5: b->set = BOUND_LTE; break;
    case 6: b->set = BOUND_EQ; break;
    case 7: b->set = BOUND_NEQ; break;
    default: b->set = BOUND_GTE; break;
    }
}

/* "(a or b) and c", "not a and b", "a or b and c" … of the first members. */
static struct expr *random_condition(uint64_t *state, bool ordered, struct expr nodes[8])
{
    struct expr *outer = &nodes[0];
    struct expr *inner = &nodes[1];
    bool negated = !ordered && draw(state, 2);

    memset(nodes, 0, 8 * sizeof *nodes);
    for (uint32_t i = 0; i < 3; i++) {
        nodes[2 + i].kind = EXPR_MEMBER;
        nodes[2 + i].member = i;
    }
    outer->kind = draw(state, 2) ? EXPR_AND : EXPR_OR;
    inner->kind = outer->kind == EXPR_AND ? EXPR_OR : EXPR_AND;
    inner->first = &nodes[2];
    nodes[2].next = &nodes[3];
    inner->next = &nodes[4];
    outer->first = inner;
    if (negated) {
        nodes[5].kind = EXPR_NOT;
        nodes[5].first = &nodes[4];
        inner->next = &nodes[5];
    }
    return outer;
}

void random_correlation(uint64_t *state, enum correlation_kind kind,
                        struct correlation *correlation, struct expr nodes[8])
{
    *correlation = (struct correlation){.kind = kind,
                                        .member_count = 2 + draw(state, 3),
                                        .timespan_ns = 1 + draw(state, 40),
                                        .percentile = draw(state, 101)};
    random_bounds(state, correlation);
    if ((kind == CORRELATION_TEMPORAL || kind == CORRELATION_TEMPORAL_ORDERED) &&
        correlation->member_count >= 3 && draw(state, 3) == 0) {
        correlation->temporal =
            random_condition(state, kind == CORRELATION_TEMPORAL_ORDERED, nodes);
        correlation->bounds.set = 0;
    }
}
