/*
 * rows.h: unordered events of many correlations and groups, brought in order and through their
 * correlators, level by level of the chains. The state is one group's window at a time; everything
 * else is a sorted file. What comes out is a function of the set of rows: neither their order nor
 * the number of threads can be seen in it.
 */
#ifndef LIMIER_SIGNATURES_ROWS_H
#define LIMIER_SIGNATURES_ROWS_H

#include "signatures/correlate.h"

/* One event for one correlation. 56 bytes. Order: correlation, group, time, input, offset, member,
 * value. Rows that are equal up to there are events in their own right, in any order. */
struct correlation_row {
    uint64_t group; /* keyed hash of the values grouped by */
    int64_t time_ns;
    uint64_t offset; /* evidence: of the line's first byte */
    uint64_t place;  /* the caller's: where the rest of the event is */
    union {
        uint64_t value;
        double number;
    };
    uint32_t line;
    uint32_t input;
    uint32_t correlation; /* rule of the set */
    uint32_t member;
};

/* What events of a rule go through: its correlation; or, of a detection rule that alerts on its
 * own, one that makes one alert of all hits of a group without a pause of half an hour, as sessions
 * of web analysis end (W3C WCA, 1999). Rows of either may be added. */
const struct correlation *correlation_for(const struct rule *rule);

/* What rules over unordered events hold. */
struct correlation_run;

/* Who takes the alerts, all of them after the last level: in order of rule, time at which the
 * condition became true, input and offset of the line that made it so; then by the line that ended
 * it, and by group where a line is in several. Alerts of correlations that are `silent` are among
 * them. `at`, `to` and `first` are the rows of the alert's places (the places themselves are
 * without meaning here). Borrowed. Returns 0, or -1 to stop. */
struct correlation_taker {
    int (*take)(void *context, uint32_t rule, const struct correlate_alert *alert,
                const struct correlation_row *at, const struct correlation_row *to,
                const struct correlation_row *first, int first_count, struct err *err);
    void *context;
    bool each; /* every event that finds the condition true is an alert of its own (tests) */
};

/* Starts; memory_bytes for sorting, directory for files without names. Borrows the set. */
struct correlation_run *correlation_run_new(const struct rule_set *set, size_t memory_bytes,
                                            int directory);

/* Adds a row. 0, or -1 when the disk refuses. Not for several threads at once. */
int correlation_run_add(struct correlation_run *run, const struct correlation_row *row,
                        struct err *err);

/* A correlation that finds its condition true is an event of those that refer to it: of a temporal
 * one at each event that does, since it waits for the last; of one that counts once for each alert,
 * when it began. `row` is the row of that moment, *ret_row a copy of it for the correlation `outer`
 * as its `member`: the caller sets its group, and value or number, and may set what else is his.
 * false: a field is missing, there is no such event. NULL instead of a function: no chains. */
typedef bool (*correlation_rechain)(void *context, uint32_t outer, uint32_t member,
                                    const struct correlation_row *row,
                                    struct correlation_row *ret_row);

/* Orders, correlates, chains; each level in turn. 0 or -1. To be called once. */
int correlation_run_all(struct correlation_run *run, const struct correlation_taker *taker,
                        correlation_rechain rechain, void *rechain_context, struct err *err);

/* Events that left a window early, by rule of the set. */
uint64_t correlation_run_evicted(const struct correlation_run *run, uint32_t rule);
void correlation_run_free(struct correlation_run *run);

#endif
