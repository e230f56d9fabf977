/*
 * correlate.c: when an alert begins, lasts and ends. What is counted is the windows' business
 * (correlate_window.h); a table says which family counts what.
 */
#include "signatures/correlate.h"

#include <math.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "signatures/correlate_window.h"

/* The last events of a group, for the places of an alert: a window keeps times and values only. */
struct trail {
    struct {
        int64_t time_ns;
        uint64_t place;
    } events[CORRELATE_TRAIL];
    uint64_t count; /* since the group began; the last CORRELATE_TRAIL are kept */
};

/* One correlation's state. */
struct correlator {
    const struct correlation *correlation;
    struct correlate_sink sink;
    const struct window_family *family;
    void *window;
    bool numbers;                /* are counted: events without one are passed over */
    bool closes;                 /* looked at when a window closes */
    bool any;                    /* the group, or the window that closes, has an event */
    bool open;                   /* an alert is */
    int64_t opened_ns;           /* first event of a window that closes */
    struct correlate_event last; /* event of the group, if any */
    struct correlate_alert alert;
    struct window_loss loss; /* of the group */
    uint64_t evicted;        /* of the groups before */
    struct trail trail;
};

/* Who counts what. */
static const struct window_family *const families[] = {
    [CORRELATION_EVENT_COUNT] = &window_numbers,
    [CORRELATION_VALUE_COUNT] = &window_values,
    [CORRELATION_TEMPORAL] = &window_seen,
    [CORRELATION_TEMPORAL_ORDERED] = &window_ordered,
    [CORRELATION_VALUE_SUM] = &window_numbers,
    [CORRELATION_VALUE_AVG] = &window_numbers,
    [CORRELATION_VALUE_PERCENTILE] = &window_numbers,
    [CORRELATION_VALUE_MEDIAN] = &window_numbers,
};

static bool bounds_hold(const struct bounds *bounds, double value)
{
    return (!(bounds->set & BOUND_GT) || value > bounds->gt) &&
           (!(bounds->set & BOUND_GTE) || value >= bounds->gte) &&
           (!(bounds->set & BOUND_LT) || value < bounds->lt) &&
           (!(bounds->set & BOUND_LTE) || value <= bounds->lte) &&
           (!(bounds->set & BOUND_EQ) || value == bounds->eq) &&
           (!(bounds->set & BOUND_NEQ) || value != bounds->neq);
}

static bool window_closes(const struct correlation *correlation)
{
    if (correlation->temporal)
        return seen_negates(correlation->temporal);
    return !(correlation->bounds.set & (BOUND_GT | BOUND_GTE));
}

struct correlator *correlator_new(const struct correlation *correlation,
                                  const struct correlate_sink *sink, size_t most_events)
{
    struct correlator *correlator = mem_zero(1, sizeof *correlator);

    correlator->correlation = correlation;
    correlator->sink = *sink;
    correlator->family = families[correlation->kind];
    correlator->numbers = correlation->kind >= CORRELATION_VALUE_SUM;
    correlator->closes = window_closes(correlation);
    correlator->window =
        correlator->family->create(correlation, most_events ? most_events : LIMIT_CORRELATE_EVENTS);
    return correlator;
}

void correlator_free(struct correlator *correlator)
{
    if (!correlator)
        return;
    correlator->family->release(correlator->window);
    free(correlator);
}

static void trail_add(struct trail *trail, const struct correlate_event *event)
{
    uint64_t at = trail->count++ % CORRELATE_TRAIL;

    trail->events[at].time_ns = event->time_ns;
    trail->events[at].place = event->place;
}

/* The first places that are kept since from_ns. */
static void trail_tell(const struct trail *trail, struct correlate_alert *alert)
{
    uint64_t i = trail->count > CORRELATE_TRAIL ? trail->count - CORRELATE_TRAIL : 0;

    while (i < trail->count && trail->events[i % CORRELATE_TRAIL].time_ns < alert->from_ns)
        i++;
    for (; i < trail->count && alert->place_count < CORRELATE_PLACES; i++)
        alert->places[alert->place_count++] = trail->events[i % CORRELATE_TRAIL].place;
}

/* Whether the condition holds of the window, and its value. */
static bool judge(const struct correlator *correlator, double *ret_value)
{
    const struct correlation *correlation = correlator->correlation;

    *ret_value = correlator->family->value(correlator->window);
    return correlation->temporal ? correlator->family->holds(correlator->window)
                                 : bounds_hold(&correlation->bounds, *ret_value);
}

static void begin_alert(struct correlator *correlator, double value, int64_t since_ns)
{
    struct correlate_alert *alert = &correlator->alert;

    *alert = (struct correlate_alert){.at_ns = correlator->last.time_ns,
                                      .to_ns = correlator->last.time_ns,
                                      .value = value,
                                      .most = value,
                                      .at_place = correlator->last.place,
                                      .to_place = correlator->last.place};
    correlator->family->tell(correlator->window, &alert->from_ns, &alert->events);
    if (correlator->closes)
        alert->from_ns = correlator->opened_ns;
    alert->capped = correlator->loss.count && correlator->loss.newest_ns >= since_ns;
    trail_tell(&correlator->trail, alert);
    correlator->open = true;
}

static void end_alert(struct correlator *correlator)
{
    if (correlator->open && correlator->sink.alert)
        correlator->sink.alert(correlator->sink.context, &correlator->alert);
    correlator->open = false;
}

static void fire(const struct correlator *correlator, bool began)
{
    if (correlator->sink.fire)
        correlator->sink.fire(correlator->sink.context, &correlator->last, &correlator->alert,
                              began);
}

/* A window that closes is judged as its last event left it. */
static void close_window(struct correlator *correlator)
{
    double value;

    if (correlator->any && judge(correlator, &value)) {
        begin_alert(correlator, value, correlator->opened_ns);
        fire(correlator, true);
        end_alert(correlator);
    }
    correlator->family->clear(correlator->window);
    correlator->any = false;
}

/* The last event found the condition true, or false. */
static void look(struct correlator *correlator, int64_t since_ns)
{
    struct correlate_alert *alert = &correlator->alert;
    bool began = !correlator->open;
    double value;

    if (!judge(correlator, &value)) {
        end_alert(correlator);
        return;
    }
    if (began) {
        begin_alert(correlator, value, since_ns);
    } else {
        alert->to_ns = correlator->last.time_ns;
        alert->to_place = correlator->last.place;
        alert->events++;
        if (value > alert->most)
            alert->most = value;
        if (correlator->loss.count && correlator->loss.newest_ns >= since_ns)
            alert->capped = true;
    }
    fire(correlator, began);
}

/* Times may be far apart, and before 1970. */
static uint64_t since(int64_t from_ns, int64_t to_ns)
{
    return (uint64_t)to_ns - (uint64_t)from_ns;
}

void correlator_add(struct correlator *correlator, const struct correlate_event *event)
{
    uint64_t timespan = (uint64_t)correlator->correlation->timespan_ns;
    struct correlate_event now = *event;
    int64_t since_ns;

    if (correlator->numbers && isnan(now.number))
        return;
    /* The least time of all stands for none. */
    if (now.time_ns == INT64_MIN)
        now.time_ns++;
    if (correlator->trail.count && now.time_ns < correlator->last.time_ns)
        now.time_ns = correlator->last.time_ns;
    if (correlator->closes) {
        if (correlator->any && since(correlator->opened_ns, now.time_ns) > timespan)
            close_window(correlator);
        if (!correlator->any)
            correlator->opened_ns = now.time_ns;
        since_ns = correlator->opened_ns;
    } else {
        if (correlator->any && since(correlator->last.time_ns, now.time_ns) > timespan)
            end_alert(correlator);
        since_ns = since(INT64_MIN, now.time_ns) > timespan ? now.time_ns - (int64_t)timespan
                                                            : INT64_MIN + 1;
    }
    correlator->any = true;
    correlator->last = now;
    trail_add(&correlator->trail, &now);
    correlator->family->add(correlator->window, &now, since_ns, &correlator->loss);
    if (!correlator->closes)
        look(correlator, since_ns);
}

void correlator_end_group(struct correlator *correlator)
{
    if (correlator->closes)
        close_window(correlator);
    else
        end_alert(correlator);
    correlator->family->clear(correlator->window);
    correlator->any = false;
    correlator->trail.count = 0;
    correlator->evicted += correlator->loss.count;
    correlator->loss = (struct window_loss){0};
}

uint64_t correlator_evicted(const struct correlator *correlator)
{
    return correlator->evicted + correlator->loss.count;
}

size_t correlator_bytes(const struct correlator *correlator)
{
    return sizeof *correlator + correlator->family->bytes(correlator->window);
}
