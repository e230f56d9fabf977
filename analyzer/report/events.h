/*
 * events.h: what a timeline tells beside single acts: the period, decisive moments, sessions of
 * flagged accounts, alerts of signatures, and what was read. In order of time; there are always at
 * least three (importers refuse fewer).
 */
#ifndef LIMIER_REPORT_EVENTS_H
#define LIMIER_REPORT_EVENTS_H

#include "model/dossier.h"

/* Ranks decide between events of one time, and between events and acts: a session starts before its
 * first act and ends after its last; an alert follows the act that it began with. */
enum event_kind {
    EVENT_PERIOD_START,
    EVENT_SESSION_START,
    EVENT_MOMENT,
    EVENT_ACT, /* the place of acts in this order; no event has it */
    EVENT_ALERT,
    EVENT_SESSION_END,
    EVENT_PERIOD_END,
    EVENT_COVERAGE,
    EVENT_KIND_COUNT
};

/* One event. `finding` and `index` (of the moment or session in it) where the kind has them; of an
 * alert, `index` is its own in the dossier. */
struct event {
    int64_t time_ns;
    enum event_kind kind;
    uint32_t finding;
    uint32_t index;
};

/* All events, sorted. Those without a time are left out; a period without one takes the clock of
 * the run. The caller frees the list. Returns how many. */
size_t events_list(const struct dossier *dossier, struct event **ret_events);

/* Whether the event is told before an act of that time. */
static inline bool event_precedes(const struct event *event, int64_t act_ns)
{
    return event->time_ns < act_ns || (event->time_ns == act_ns && event->kind < EVENT_ACT);
}

/* What the time of an event means, in the importer's English ("Session Started"), and its type
 * ("limier:session"). */
const char *event_description(const struct event *event);
const char *event_type(const struct event *event);

/* The sentence of an event in the language of the report, raw: it may hold bytes of the log. In the
 * arena. */
struct str event_message(const struct dossier *dossier, const struct event *event,
                         struct arena *arena);

/* Parts of an event, absent where it has none: account, address, agent, evidence (NULL),
 * attribution (-1).
 */
struct str event_account(const struct dossier *dossier, const struct event *event);
struct str event_source(const struct dossier *dossier, const struct event *event);
struct str event_agent(const struct dossier *dossier, const struct event *event);
const struct evidence *event_evidence(const struct dossier *dossier, const struct event *event);
int event_attribution(const struct dossier *dossier, const struct event *event);

/* The finding that an event is part of, or NULL. An alert is part of none, whatever its account:
 * what a signature saw need not be the attacker's. */
const struct finding *event_finding(const struct dossier *dossier, const struct event *event);

/* The alert of an event and its signature, or NULL. */
const struct alert *event_alert(const struct dossier *dossier, const struct event *event);
const struct signature *event_signature(const struct dossier *dossier, const struct event *event);

#endif
