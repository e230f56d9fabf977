/*
 * alert_texts.h: what stands at a place that a lookout noted: the account, address, program and so
 * on of an event, as reports may show them. Persons and sessions become tokens, texts of requests
 * are masked.
 */
#ifndef LIMIER_ALERT_TEXTS_H
#define LIMIER_ALERT_TEXTS_H

#include "alerts.h"

/* An event found again. Texts are raw until they are shown; they live in the arena of the call. */
struct alert_event {
    struct act act; /* of an act */
    bool is_act;
    uint32_t use;                 /* of a line: what it was left for */
    struct str text[WATCH_TEXTS]; /* of a line; absent ones are absent */
};

/* Finds the event at a place. 0, or -1 when the disk refuses. */
int alert_event_find(const struct alerts_options *options, uint64_t place, struct arena *arena,
                     struct alert_event *ret_event, struct err *err);

/* Its account: the text, absent when it names none. */
struct str alert_event_account(const struct alerts_options *options,
                               const struct alert_event *event);

/* The value of a field of the taxonomy, raw, as far as the event keeps it. */
struct str alert_event_value(const struct alerts_options *options, const struct alert_event *event,
                             int field, struct arena *arena);

/* Fills account, source, agent, request and group of an alert, as they may be shown. */
void alert_event_show(const struct alerts_options *options, const struct alert_event *event,
                      uint32_t rule, struct arena *arena, struct alert *alert);

#endif
