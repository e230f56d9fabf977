/*
 * numbers.h: the numbers that an attacker asked for, in the order in which he did: how they follow
 * each other, and a sample that a figure can draw. Which of them are evidence is for
 * detect/enumeration.c.
 */
#ifndef LIMIER_NUMBERS_H
#define LIMIER_NUMBERS_H

#include "base/arena.h"
#include "model/finding.h"
#include "model/trace.h"

/* Numbers asked for last, to which the next one is compared: several robots may walk side by side.
 */
#define NUMBERS_LAST 16

/* One of them in the sample. */
struct numbers_number {
    int64_t time_ns;
    uint64_t at; /* how many differing ones came before */
    uint64_t number;
    bool unclear;
};

/* Numbers of one kind. The sample has one in `every`, a power of two, by a hash of its place in the
 * order: even, the same however the log was read, and not in step with robots that take turns. When
 * it is full, half of it goes. */
struct numbers_kind {
    struct finding_walk walk;
    uint64_t last[NUMBERS_LAST];
    uint64_t differing; /* numbers that differ from the one before */
    uint64_t every;
    struct numbers_number *list;
    size_t count;
    size_t room;
    struct numbers_number run[LIMIT_FINDING_RUN]; /* the last in a row, not in the sample … */
    size_t run_count;
    uint64_t run_near;                             /* … of them, steps to a neighbour */
    struct numbers_number best[LIMIT_FINDING_RUN]; /* the run that has most of them */
    size_t best_count;
    uint64_t best_near;
};

/* NIR, and other numbers. Zeroed before the first. */
struct numbers {
    struct numbers_kind kinds[2];
};

/* Takes one act, in order of time. Acts about nobody, and about who has no number, pass. */
void numbers_take(struct numbers *numbers, const struct trace *trace, bool unclear);

/* Fills `numbers`, `run` and `walk` of the finding from the kind that was asked for most. */
void numbers_finish(struct numbers *numbers, struct arena *arena, struct finding *finding);

/* Frees what was gathered. */
void numbers_release(struct numbers *numbers);

#endif
