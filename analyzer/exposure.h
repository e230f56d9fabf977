/*
 * exposure.h: exactly whose records were shown. Views of the accounts under suspicion are sorted by
 * person, so that every count of persons is a count of neighbours: exact at any size, in bounded
 * memory.
 */
#ifndef LIMIER_EXPOSURE_H
#define LIMIER_EXPOSURE_H

#include "input/sorter.h"
#include "model/dossier.h"
#include "judge.h"

/* Points of the cumulative figure. */
#define EXPOSURE_POINTS 400

/* A view of one person through one account. */
struct view {
    struct person person;
    int64_t time_ns;
    uint32_t session;
    uint32_t insurer;
    uint16_t data; /* bits of DATA_… that it showed */
    uint8_t attributed;
    uint8_t reserved[5];
};

/* Views of one account, and what they come to. */
struct exposure {
    struct sorter views;
    struct ledger *ledger;
    int offset_seconds;
    int64_t from_ns; /* span of the figure */
    int64_t to_ns;
    uint64_t floor;
    uint64_t ceiling;
    uint64_t also_owner;              /* persons of the floor whom the owner was shown as well */
    struct extent shown[DATA_COUNT];  /* persons of whom each category was shown */
    struct finding_insurer *insurers; /* by number; .insurer is left to the caller */
    size_t insurer_count;             /* numbers, the last one for INSURER_NONE */
    struct finding_day *days;         /* from the account's first day to its last */
    size_t day_count;
    struct finding_point points[EXPOSURE_POINTS];
};

/* Starts, for an account that acted from first_ns to last_ns; the figure spans figure_from_ns to
 * figure_to_ns. */
void exposure_init(struct exposure *x, struct ledger *ledger, const struct account_summary *account,
                   size_t insurers, size_t memory_bytes, int directory);

/* Adds a view of a session, and whose it is. 0 or -1. */
int exposure_add(struct exposure *x, const struct act *act, uint32_t session,
                 enum attribution attributed, struct err *err);

/* Counts. Each person shown to the attacker or in an unclear session goes to `rows` (struct
 * exposed_row; .finding = `account`), once for each insurer; `rows` NULL: to nowhere. 0 or -1. */
int exposure_count(struct exposure *x, uint32_t account, struct sorter *rows, struct err *err);

/* Frees all but what the caller took. */
void exposure_release(struct exposure *x);

#endif
