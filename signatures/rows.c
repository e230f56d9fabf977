/*
 * rows.c: one sorter for each level of chains, since the events of a level are not complete before
 * the levels below it are done; one more for alerts, whose order must not show how groups are
 * hashed. Owns no windows (correlate.h) and no fields: what a chained correlation groups by is the
 * caller's to say.
 */
#include "signatures/rows.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "input/sorter.h"

/* Rows of the group that are kept: a correlator tells places of the last CORRELATE_TRAIL events
 * before the one that it was last given. */
#define RECENT 256

_Static_assert(RECENT > CORRELATE_TRAIL + 1, "places that are told are still there");

/* An alert on its way to the taker. */
struct alert_row {
    uint32_t rule;
    int first_count;
    struct correlate_alert alert;
    struct correlation_row at;
    struct correlation_row to;
    struct correlation_row first[CORRELATE_PLACES];
};

/* `outer` has the correlation `inner` among its rules. */
struct link {
    uint32_t inner;
    uint32_t outer;
    uint32_t member;
};

/* See rows.h. */
struct correlation_run {
    const struct rule_set *set;
    struct sorter *levels;
    size_t level_count;
    struct sorter alerts;
    struct link *links; /* by inner, outer, member */
    size_t link_count;
    size_t link_room;
    uint64_t *evicted; /* by rule */

    /* while it runs */
    const struct correlation_taker *taker;
    correlation_rechain rechain;
    void *rechain_context;
    struct err *err;
    bool failed;
    uint32_t rule; /* whose rows they are */
    struct correlator *correlator;
    uint64_t group;
    uint64_t row_count; /* so far */
    struct correlation_row recent[RECENT];
    struct alert_row alert; /* that is open */
};

#define COMPARE(a, b)                                                                              \
    if ((a) != (b))                                                                                \
    return (a) < (b) ? -1 : 1

static int compare_rows(const void *a, const void *b)
{
    const struct correlation_row *x = a;
    const struct correlation_row *y = b;

    COMPARE(x->correlation, y->correlation);
    COMPARE(x->group, y->group);
    COMPARE(x->time_ns, y->time_ns);
    COMPARE(x->input, y->input);
    COMPARE(x->offset, y->offset);
    COMPARE(x->member, y->member);
    COMPARE(x->value, y->value);
    COMPARE(x->place, y->place);
    return 0;
}

static int compare_alerts(const void *a, const void *b)
{
    const struct alert_row *x = a;
    const struct alert_row *y = b;

    COMPARE(x->rule, y->rule);
    COMPARE(x->alert.at_ns, y->alert.at_ns);
    COMPARE(x->at.input, y->at.input);
    COMPARE(x->at.offset, y->at.offset);
    COMPARE(x->alert.to_ns, y->alert.to_ns);
    COMPARE(x->to.input, y->to.input);
    COMPARE(x->to.offset, y->to.offset);
    COMPARE(x->at.member, y->at.member);
    COMPARE(x->alert.from_ns, y->alert.from_ns);
    COMPARE(x->alert.events, y->alert.events);
    COMPARE(x->at.group, y->at.group);
    COMPARE(x->at.place, y->at.place);
    return 0;
}

static int compare_links(const void *a, const void *b)
{
    const struct link *x = a;
    const struct link *y = b;

    COMPARE(x->inner, y->inner);
    COMPARE(x->outer, y->outer);
    COMPARE(x->member, y->member);
    return 0;
}

const struct correlation *correlation_for(const struct rule *rule)
{
    static const struct correlation hits = {.kind = CORRELATION_EVENT_COUNT,
                                            .timespan_ns = 30 * NS_PER_MINUTE,
                                            .bounds = {.set = BOUND_GTE, .gte = 1}};

    return rule->correlation ? rule->correlation : &hits;
}

static const struct correlation *correlation_of(const struct correlation_run *run, uint32_t rule)
{
    return rule < run->set->count ? run->set->rules[rule].correlation : NULL;
}

/* Chains go upwards: the loader has refused cycles. */
static void find_links(struct correlation_run *run, uint32_t outer)
{
    const struct correlation *correlation = correlation_of(run, outer);

    for (uint32_t m = 0; m < correlation->member_count; m++) {
        uint32_t inner = correlation->members[m].rule;
        const struct correlation *below = correlation_of(run, inner);

        if (!below || below->depth >= correlation->depth)
            continue;
        MEM_GROW(run->links, run->link_count, run->link_room);
        run->links[run->link_count++] = (struct link){inner, outer, m};
    }
}

struct correlation_run *correlation_run_new(const struct rule_set *set, size_t memory_bytes,
                                            int directory)
{
    struct correlation_run *run = mem_zero(1, sizeof *run);
    size_t share;

    run->set = set;
    run->evicted = mem_zero(set->count, sizeof *run->evicted);
    run->level_count = 1;
    for (uint32_t i = 0; i < set->count; i++) {
        if (!set->rules[i].correlation)
            continue;
        if (set->rules[i].correlation->depth >= run->level_count)
            run->level_count = set->rules[i].correlation->depth + (size_t)1;
        find_links(run, i);
    }
    if (run->link_count)
        qsort(run->links, run->link_count, sizeof *run->links, compare_links);
    share = memory_bytes / (run->level_count + 1);
    run->levels = mem_zero(run->level_count, sizeof *run->levels);
    for (size_t i = 0; i < run->level_count; i++)
        sorter_init(&run->levels[i], sizeof(struct correlation_row), compare_rows, share,
                    directory);
    sorter_init(&run->alerts, sizeof(struct alert_row), compare_alerts, share, directory);
    return run;
}

int correlation_run_add(struct correlation_run *run, const struct correlation_row *row,
                        struct err *err)
{
    const struct correlation *correlation =
        row->correlation < run->set->count ? correlation_for(&run->set->rules[row->correlation])
                                           : NULL;

    return correlation ? sorter_add(&run->levels[correlation->depth], row, err) : 0;
}

/* The first link of a correlation; those that follow may be another's. */
static size_t links_of(const struct correlation_run *run, uint32_t inner)
{
    size_t low = 0;
    size_t high = run->link_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (run->links[middle].inner < inner)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Hands an event of the current correlation to those that refer to it and count as `temporal` says.
 */
static void chain(struct correlation_run *run, const struct correlation_row *row, bool temporal)
{
    for (size_t i = links_of(run, run->rule);
         i < run->link_count && run->links[i].inner == run->rule; i++) {
        const struct link *link = &run->links[i];
        enum correlation_kind kind = correlation_of(run, link->outer)->kind;
        struct correlation_row next = *row;

        if ((kind == CORRELATION_TEMPORAL || kind == CORRELATION_TEMPORAL_ORDERED) != temporal ||
            !run->rechain ||
            !run->rechain(run->rechain_context, link->outer, link->member, row, &next))
            continue;
        next.correlation = link->outer;
        next.member = link->member;
        if (correlation_run_add(run, &next, run->err) < 0)
            run->failed = true;
    }
}

static const struct correlation_row *recent_row(const struct correlation_run *run, uint64_t place)
{
    return &run->recent[place % RECENT];
}

static void emit(struct correlation_run *run, const struct correlate_alert *alert)
{
    run->alert.alert = *alert;
    chain(run, &run->alert.at, false);
    if (sorter_add(&run->alerts, &run->alert, run->err) < 0)
        run->failed = true;
}

static void on_fire(void *context, const struct correlate_event *event,
                    const struct correlate_alert *alert, bool began)
{
    struct correlation_run *run = context;
    const struct correlation_row *row = recent_row(run, event->place);

    if (began) {
        /* Zeroed: what is written to disk is the same in each run. */
        memset(&run->alert, 0, sizeof run->alert);
        run->alert.rule = run->rule;
        run->alert.first_count = alert->place_count;
        for (int i = 0; i < alert->place_count; i++)
            run->alert.first[i] = *recent_row(run, alert->places[i]);
        run->alert.at = *row;
    }
    run->alert.to = *row;
    chain(run, row, true);
    if (run->taker->each) {
        struct correlate_alert one = *alert;

        one.at_ns = event->time_ns;
        run->alert.at = *row;
        emit(run, &one);
    }
}

static void on_alert(void *context, const struct correlate_alert *alert)
{
    struct correlation_run *run = context;

    if (!run->taker->each)
        emit(run, alert);
}

/* The rows of the current correlation are over. */
static void end_rule(struct correlation_run *run)
{
    if (!run->correlator)
        return;
    correlator_end_group(run->correlator);
    run->evicted[run->rule] += correlator_evicted(run->correlator);
    correlator_free(run->correlator);
    run->correlator = NULL;
}

static void begin_rule(struct correlation_run *run, uint32_t rule)
{
    struct correlate_sink sink = {on_fire, on_alert, run};

    run->rule = rule;
    run->correlator = correlator_new(correlation_for(&run->set->rules[rule]), &sink, 0);
}

static void feed(struct correlation_run *run, const struct correlation_row *row)
{
    struct correlate_event event = {
        .time_ns = row->time_ns, .member = row->member, .place = run->row_count};
    const struct correlation *correlation = correlation_for(&run->set->rules[row->correlation]);

    if (!run->correlator || row->correlation != run->rule) {
        end_rule(run);
        begin_rule(run, row->correlation);
    } else if (row->group != run->group) {
        correlator_end_group(run->correlator);
    }
    run->group = row->group;
    if (correlation->kind == CORRELATION_VALUE_COUNT)
        event.value = row->value;
    else if (correlation->kind >= CORRELATION_VALUE_SUM)
        event.number = row->number;
    run->recent[run->row_count++ % RECENT] = *row;
    correlator_add(run->correlator, &event);
}

static int run_level(struct correlation_run *run, struct sorter *level, struct err *err)
{
    const struct correlation_row *row;
    bool failed = false;

    if (sorter_finish(level, err) < 0)
        return -1;
    while (!run->failed && (row = sorter_next(level, &failed, err)) != NULL)
        feed(run, row);
    end_rule(run);
    sorter_release(level);
    return failed || run->failed ? -1 : 0;
}

static int hand_over(struct correlation_run *run, struct err *err)
{
    const struct correlation_taker *taker = run->taker;
    const struct alert_row *alert;
    bool failed = false;

    if (sorter_finish(&run->alerts, err) < 0)
        return -1;
    while ((alert = sorter_next(&run->alerts, &failed, err)) != NULL)
        if (taker->take(taker->context, alert->rule, &alert->alert, &alert->at, &alert->to,
                        alert->first, alert->first_count, err) < 0)
            return -1;
    return failed ? -1 : 0;
}

int correlation_run_all(struct correlation_run *run, const struct correlation_taker *taker,
                        correlation_rechain rechain, void *rechain_context, struct err *err)
{
    run->taker = taker;
    run->rechain = rechain;
    run->rechain_context = rechain_context;
    run->err = err;
    for (size_t i = 0; i < run->level_count; i++)
        if (run_level(run, &run->levels[i], err) < 0)
            return -1;
    return hand_over(run, err);
}

uint64_t correlation_run_evicted(const struct correlation_run *run, uint32_t rule)
{
    return rule < run->set->count ? run->evicted[rule] : 0;
}

void correlation_run_free(struct correlation_run *run)
{
    if (!run)
        return;
    correlator_free(run->correlator);
    for (size_t i = 0; i < run->level_count; i++)
        sorter_release(&run->levels[i]);
    sorter_release(&run->alerts);
    free(run->levels);
    free(run->links);
    free(run->evicted);
    free(run);
}
