/*
 * recount.h: correlations counted anew for each event, from all events before it: slow, without any
 * state, and so obviously right. What correlate.h tells must be the same.
 */
#ifndef LIMIER_TESTS_UNIT_RECOUNT_H
#define LIMIER_TESTS_UNIT_RECOUNT_H

#include "signatures/correlate.h"

/* Alerts and fires, as told or as recounted. */
struct told {
    struct correlate_alert *alerts;
    size_t alert_count;
    size_t alert_room;
    struct {
        uint64_t place;
        double value;
        bool began;
    } * fires;
    size_t fire_count;
    size_t fire_room;
    uint64_t evicted;
};

/* Empties, and frees. */
void told_clear(struct told *told);
void told_release(struct told *told);

/* A sink that keeps everything in `told`. */
struct correlate_sink told_sink(struct told *told);

/* Recounts the events of one group, in order, where at most `most` are kept. Members at most 8. */
void recount(const struct correlation *correlation, const struct correlate_event *events, size_t n,
             size_t most, struct told *told);

/* Fails the test unless both tell the same, place by place. */
void told_same(const struct told *a, const struct told *b);

/* xorshift64*, for streams that are the same everywhere: below n. */
uint32_t draw(uint64_t *state, uint32_t n);

/* A stream of n events with ties, bursts and pauses around the timespan; places from 0. */
void random_events(uint64_t *state, const struct correlation *correlation,
                   struct correlate_event *events, size_t n);

/* A correlation of a kind with random bounds; expressions of temporal ones in `nodes` (room for
 * 8); members 2 to 4. */
void random_correlation(uint64_t *state, enum correlation_kind kind,
                        struct correlation *correlation, struct expr nodes[8]);

#endif
