/*
 * correlate.h: one correlation over one group of events, in order of event time: exact sliding
 * windows [t − timespan, t], both ends included. Whoever calls it brings events in order, group by
 * group, so that state is one group's window and nothing is ever late (rows.h puts unordered events
 * in order).
 *
 * When: bounds from below (gt, gte, and ranges that have one) are looked at on every event: an
 * alert begins when they become true, lasts while each further event finds them true, and the next
 * one begins after an event that finds them false, or after a pause of more than timespan. Bounds
 * without one from below (lt, lte, eq, neq alone) are true of nearly every window's beginning, so
 * they are looked at when a window closes: it opens with a group's first event and holds what
 * happens within timespan; the next one opens with the first event after; each that is found true
 * is an alert. Boolean conditions with a `not` in them ask for an absence and close likewise.
 *
 * Order: temporal_ordered wants each step at a later time than the one before. Events of the same
 * instant have no order: most logs tell whole seconds, servers write their lines when a request
 * ends or a buffer is full, and the order of two files is ours.
 *
 * Percentiles are interpolated: that of n values in order x[0] … x[n − 1] is at (n − 1) × p / 100,
 * between its two neighbours in proportion, as percentile_cont of SQL has it (and type 7 of Hyndman
 * and Fan, The American Statistician 50, 1996); the median is that of 50. Sums count in billionths,
 * as whole numbers: what leaves a window leaves no trace in it. A number beyond ±2^60 counts as
 * that, one that is none (NaN) not at all.
 */
#ifndef LIMIER_SIGNATURES_CORRELATE_H
#define LIMIER_SIGNATURES_CORRELATE_H

#include "signatures/rule.h"

/* An event that a member of the correlation matched. */
struct correlate_event {
    int64_t time_ns;
    uint64_t value;  /* value_count: keyed hash of the field's value */
    double number;   /* value_sum and so on */
    uint32_t member; /* of the correlation */
    uint64_t place;  /* the caller's: where the event is; told back */
};

/* Places of the events that began an alert, kept with it; and how many of the last events of a
 * group they are taken from. */
#define CORRELATE_PLACES 8
#define CORRELATE_TRAIL  128

/* An alert. What a window holds of its events differs: of value_count the last one of each value,
 * of temporal ones the last one of each rule, otherwise all. */
struct correlate_alert {
    int64_t from_ns; /* earliest event that the window held when it began; the window's own
                        beginning where it closes, the chain's where it is ordered */
    int64_t at_ns;   /* when the condition became true; of one that closes: its last event */
    int64_t to_ns;   /* last event that found it true */
    uint64_t events; /* what the window held when it began, and each event after, to to_ns */
    double value;    /* what was counted, when the condition became true */
    double most;     /* and the most of it while it was */
    bool capped;     /* events had left the window early: counts are at least that */
    uint64_t at_place;
    uint64_t to_place;
    uint64_t places[CORRELATE_PLACES]; /* first ones since from_ns, of the last CORRELATE_TRAIL */
    int place_count;
};

/* `fire` is called for each event that finds the condition true, `began` for the first of an alert,
 * with the alert as it stands; of a window that closes: once, with its last event. `alert` is
 * called once for each alert, when it is over. Either may be NULL. */
struct correlate_sink {
    void (*fire)(void *context, const struct correlate_event *event,
                 const struct correlate_alert *alert, bool began);
    void (*alert)(void *context, const struct correlate_alert *alert);
    void *context;
};

struct correlator;

/* What a correlator holds at most, of one group; beyond it, the oldest events leave the window
 * early, which is counted. 0: the default of base/limits.h. Borrows the correlation. */
struct correlator *correlator_new(const struct correlation *correlation,
                                  const struct correlate_sink *sink, size_t most_events);
void correlator_free(struct correlator *correlator);

/* The next event of the group, not before the last one: if it is, it counts as of that time. */
void correlator_add(struct correlator *correlator, const struct correlate_event *event);

/* Ends the group: what is open is told; the next event is of another group. */
void correlator_end_group(struct correlator *correlator);

/* Events that left a window early since the beginning; bytes held now. */
uint64_t correlator_evicted(const struct correlator *correlator);
size_t correlator_bytes(const struct correlator *correlator);

#endif
