/*
 * correlate.h: one correlation over one group of events, in order of event time: exact sliding
 * windows [t − timespan, t]. Whoever calls it brings events in order, group by group, so that state
 * is one group's window and nothing is ever late (rows.h puts unordered events in order).
 *
 * When: bounds from below (gt, gte, and ranges that have one) are looked at on every event: an
 * alert begins when they become true, lasts while each further event finds them true, and the next
 * one begins after an event that finds them false, or after a pause of more than timespan. Bounds
 * without one from below (lt, lte, eq, neq alone) are looked at when a window closes: it opens with
 * a group's first event and holds what happens within timespan; the next one opens with the first
 * event after.
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

/* Places of the events that began an alert, kept with it. */
#define CORRELATE_PLACES 8

/* An alert. */
struct correlate_alert {
    int64_t from_ns; /* first event of the window in which it began, as far as it is kept */
    int64_t at_ns;   /* when the condition became true */
    int64_t to_ns;   /* last event that found it true */
    uint64_t events; /* from the beginning of that window to to_ns */
    double value;    /* what was counted, when the condition became true */
    double most;     /* and its extreme while it was */
    uint64_t at_place;
    uint64_t to_place;
    uint64_t places[CORRELATE_PLACES]; /* of the window in which it began: first ones, in order */
    int place_count;
};

/* Called for each event that finds the condition true, `began` for the first of an alert; and once
 * for each alert when it is over. Either may be NULL. */
struct correlate_sink {
    void (*fire)(void *context, const struct correlate_event *event, bool began);
    void (*alert)(void *context, const struct correlate_alert *alert);
    void *context;
};

struct correlator;

/* What a correlator holds at most, of one group; beyond it, the oldest events leave the window
 * early, which is counted. 0: the default of base/limits.h. */
struct correlator *correlator_new(const struct correlation *correlation,
                                  const struct correlate_sink *sink, size_t most_events);
void correlator_free(struct correlator *correlator);

/* The next event of the group, not before the last one. */
void correlator_add(struct correlator *correlator, const struct correlate_event *event);

/* Ends the group: what is open is told; the next event is of another group. */
void correlator_end_group(struct correlator *correlator);

/* Events that left a window early since the beginning; bytes held now. */
uint64_t correlator_evicted(const struct correlator *correlator);
size_t correlator_bytes(const struct correlator *correlator);

#endif
