/*
 * habit.h: how many lines a series usually has at an hour of the day, so that a silence can be told
 * from a night. Says what may be expected at least; the judgement is in silences.c.
 *
 * The expectation of an hour is low on purpose: the smaller of
 *   - the lower quartile of the same hour on the days of its kind (working day, Saturday, Sunday or
 *     public holiday) on which the series has any line, and
 *   - the upper median of the same hour on the same weekday, all weeks counted, those before its
 *     first and after its last line as well when others have lines then,
 * both without the span that is being judged, and not more than the hour before and the hour after
 * would let expect: clocks change by an hour in March and in October, and doors do not open to the
 * minute. With fewer than three other days of the kind it is
 * the least of all other days, if these are three and one of them is of the kind, or a Sunday where
 * a Saturday is judged. There is none (0) when more than one in four of the other days has no line
 * at all: then to be silent is part of the habit. Public holidays are those of the French Code du
 * travail, article L3133-1.
 */
#ifndef LIMIER_HABIT_H
#define LIMIER_HABIT_H

#include "model/series.h"

/* Days that are alike; public holidays are Sundays. */
enum day_kind { DAY_WORKING, DAY_SATURDAY, DAY_SUNDAY, DAY_KINDS };

/* Lines of one hour of the day, on all days of a kind. */
struct habit_slot {
    double *values; /* those above 0, in order */
    size_t count;
    size_t room;
    size_t total; /* days, those with 0 lines counted */
};

/* One series' habit. Hours are local: UTC hours shifted by `shift`. */
struct habit {
    int64_t shift;
    int64_t first; /* local hours of the first and the last line */
    int64_t last;
    int64_t from; /* hours around these, in which others have lines, that weekdays count too */
    int64_t to;
    struct habit_slot kinds[DAY_KINDS][24];
    struct habit_slot weekdays[7][24]; /* without public holidays */
    uint64_t alive[DAY_KINDS];         /* days with a line */
    uint64_t dead[DAY_KINDS];          /* days without */
    double shape;                      /* of the gamma distribution of hours around their mean */
};

/* What a span takes away from the days that it is compared with. */
struct habit_span {
    uint32_t kinds[DAY_KINDS][24];
    uint32_t weekdays[7][24];
    uint64_t dead[DAY_KINDS];
};

/* The kind of a local day (days since 1970-01-01). */
enum day_kind habit_day_kind(int64_t day);

/* Learns; false, and nothing to release, when there are too few days to speak of a habit. `from`
 * and `to` are the first and the last UTC hour in which siblings of the series have lines. */
bool habit_learn(struct habit *habit, const struct hours *hours, int offset_seconds, int64_t from,
                 int64_t to);

/* What the local hours [from, to), all without a line, take away. */
void habit_leave_out(const struct habit *habit, int64_t from, int64_t to, struct habit_span *span);

/* Whether every day outside of the span has a line. */
bool habit_is_daily(const struct habit *habit, const struct habit_span *span);

/* Lines to expect at least in a local hour of the span; *ret_days are the days compared with. */
double habit_expect(const struct habit *habit, const struct habit_span *span, int64_t hour,
                    size_t *ret_days);

/* Frees. */
void habit_release(struct habit *habit);

#endif
