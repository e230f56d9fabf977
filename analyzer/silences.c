/*
 * silences.c: judges every span without lines against the habit of its series (habit.h).
 *
 * Model: lines of a day are Poisson around the expected number, times a factor common to the whole
 * day that follows a gamma distribution of mean 1 and shape r (Greenwood and Yule, "An inquiry into
 * the nature of frequency distributions", Journal of the Royal Statistical Society 83, 1920), so a
 * quiet day is quiet from morning to evening. The probability of no line where M were expected is
 * (1 + M/r)^−r for each day, and the product of these over days. r is measured (habit.c). The
 * probability is multiplied by the number of spans that were looked at (Bonferroni). Where a series
 * has only two other days of the kind, the lines of the other series at the same hours, times the
 * smallest share that it had of them on these days, stand for its habit; if it has lines every day,
 * and for at least twice as long as the span. No habit reaches farther before a series begins or
 * after it ends than the series is long.
 */
#include "silences.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "habit.h"

/* Hours of a span that are looked at: eight weeks decide, whatever follows. */
#define HOURS_JUDGED (8 * 7 * 24)

/* Hours that two series share at least to be siblings; or half of the shorter. */
#define HOURS_SHARED 24

/* One series among its siblings; hours are UTC, as in struct hour. */
struct kin {
    struct series *series;
    int64_t first; /* its own first and last hour */
    int64_t last;
    int64_t from; /* those of its siblings together */
    int64_t to;
};

/* What a span is judged with. */
struct judge_span {
    const struct silence_options *options;
    const struct kin *kin;
    const struct hours *all; /* NULL: nobody to compare with */
    const struct habit *habit;
    struct habit_span out;
    bool by_share; /* the share of all lines may stand for the habit */
};

static int compare_kin(const void *a, const void *b)
{
    const struct kin *x = a;
    const struct kin *y = b;

    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (x->series > y->series) - (x->series < y->series);
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Series whose times overlap are siblings, and so are the siblings of siblings: logs of January and
 * of March say nothing about each other. */
static void find_siblings(struct kin *kin, size_t count)
{
    size_t begin = 0;
    int64_t to = 0;

    qsort(kin, count, sizeof *kin, compare_kin);
    for (size_t i = 0; i <= count; i++) {
        if (i < count && i > begin) {
            int64_t shared = least(to, kin[i].last) - kin[i].first + 1;
            int64_t shorter = least(kin[i].last - kin[i].first, to - kin[begin].first) + 1;

            if (shared >= HOURS_SHARED || shared * 2 >= shorter) {
                to = kin[i].last > to ? kin[i].last : to;
                continue;
            }
        }
        for (size_t k = begin; k < i; k++) {
            kin[k].from = kin[begin].first;
            kin[k].to = to;
        }
        begin = i;
        to = i < count ? kin[i].last : 0;
    }
}

/* Whether all of an hour is asked for, and others have the hour whole. */
static bool is_judged(const struct judge_span *j, int64_t hour)
{
    const struct silence_options *o = j->options;

    if (hour <= j->kin->from || hour >= j->kin->to)
        return false;
    return (o->since_ns == TIME_NONE || hour * NS_PER_HOUR >= o->since_ns) &&
           (o->until_ns == TIME_NONE || (hour + 1) * NS_PER_HOUR <= o->until_ns);
}

/* Lines to expect from the share that the series had of all lines at this hour, on its other days
 * of the kind. `hour` is UTC. */
static double expect_share(const struct judge_span *j, int64_t hour)
{
    const struct hours *own = &j->kin->series->hours;
    int64_t day = clock_floor(hour + j->habit->shift, 24);
    double share = 1;
    int days = 0;

    for (int64_t at = hour - (hour - j->kin->first) / 24 * 24; at <= j->kin->last; at += 24) {
        uint64_t mine = at < j->kin->first ? 0 : hours_at(own, at);
        uint64_t all = hours_at(j->all, at);
        int64_t other = clock_floor(at + j->habit->shift, 24);

        if (at < j->kin->first || other == day || all == 0 ||
            habit_day_kind(other) != habit_day_kind(day))
            continue;
        days++;
        share = fmin(share, (double)mine / (double)all);
    }
    if (days < 2 || share >= 1)
        return 0;
    return share / (1 - share) * (double)hours_at(j->all, hour);
}

static double expect(const struct judge_span *j, int64_t hour)
{
    size_t days;
    double lines;

    if (!is_judged(j, hour))
        return 0;
    lines = habit_expect(j->habit, &j->out, hour + j->habit->shift, &days);
    return days == 2 && j->by_share ? expect_share(j, hour) : lines;
}

/* −log10 of the probability that M lines were expected of a day and none came. */
static double surprise_of(const struct judge_span *j, double lines)
{
    return j->habit->shape * log10(1 + lines / j->habit->shape);
}

/* Judges the hours [from, to). */
static struct silence judge(struct judge_span *j, enum silence_kind kind, int64_t from, int64_t to)
{
    struct silence silence = {
        .kind = kind, .from_ns = from * NS_PER_HOUR, .to_ns = to * NS_PER_HOUR};
    int64_t end = least(to, from + HOURS_JUDGED);
    int64_t life = j->kin->last - j->kin->first + 1;
    double day_lines = 0;
    double lines;

    if (!j->habit || (kind != SILENCE_INSIDE && to - from > life))
        return silence;
    habit_leave_out(j->habit, from + j->habit->shift, to + j->habit->shift, &j->out);
    j->by_share = j->all && (to - from) * 2 <= life && habit_is_daily(j->habit, &j->out);
    for (int64_t hour = from; hour < end; hour++) {
        if ((hour + j->habit->shift) % 24 == 0) {
            silence.surprise += surprise_of(j, day_lines);
            day_lines = 0;
        }
        lines = expect(j, hour);
        day_lines += lines;
        silence.expected += lines;
    }
    silence.surprise += surprise_of(j, day_lines);
    return silence;
}

/* Keeps a silence that is improbable, or told anyway. */
static void keep(struct series *series, struct silence silence, double correction, size_t *room)
{
    uint64_t hours = (uint64_t)((silence.to_ns - silence.from_ns) / NS_PER_HOUR);

    silence.surprise = fmax(silence.surprise - correction, 0);
    silence.improbable = silence.surprise > SILENCE_BOUND && silence.expected >= SILENCE_LINES;
    if (!silence.improbable &&
        (silence.kind == SILENCE_INSIDE || hours < SILENCE_TOLD_HOURS ||
         series->last_ns - series->first_ns < SILENCE_TOLD_HOURS * NS_PER_HOUR))
        return;
    series->improbable += silence.improbable;
    series->silent_hours += silence.improbable ? hours : 0;
    if (series->silence_count == LIMIT_SILENCES) {
        series->silences_omitted++;
        return;
    }
    MEM_GROW(series->silences, series->silence_count, *room);
    series->silences[series->silence_count++] = silence;
}

static void judge_series(const struct kin *kin, const struct hours *all,
                         const struct silence_options *options, double correction)
{
    struct series *series = kin->series;
    const struct hours *hours = &series->hours;
    struct habit habit;
    struct judge_span j = {.options = options, .kin = kin, .all = all};
    size_t room = 0;
    size_t begin;
    size_t end;

    if (habit_learn(&habit, hours, options->offset_seconds, kin->from, kin->to))
        j.habit = &habit;
    hours_life(hours, &begin, &end);
    if (kin->from < kin->first)
        keep(series, judge(&j, SILENCE_BEGINS, kin->from, kin->first), correction, &room);
    for (size_t i = begin + 1; i < end; i++) {
        if (hours->list[i].number > hours->list[i - 1].number + 1)
            keep(series,
                 judge(&j, SILENCE_INSIDE, hours->list[i - 1].number + 1, hours->list[i].number),
                 correction, &room);
    }
    if (kin->to > kin->last)
        keep(series, judge(&j, SILENCE_ENDS, kin->last + 1, kin->to + 1), correction, &room);
    if (j.habit)
        habit_release(&habit);
}

/* Adds a series that has a time; how many spans it has without lines goes to *spans. */
static void add_kin(struct kin *kin, size_t *count, struct series *series, uint64_t *spans)
{
    const struct hours *hours = &series->hours;
    size_t begin;
    size_t end;

    hours_life(hours, &begin, &end);
    if (begin == end)
        return;
    kin[(*count)++] = (struct kin){.series = series,
                                   .first = hours->list[begin].number,
                                   .last = hours->list[end - 1].number,
                                   .from = hours->list[begin].number,
                                   .to = hours->list[end - 1].number};
    for (size_t i = begin + 1; i < end; i++)
        *spans += hours->list[i].number > hours->list[i - 1].number + 1;
}

void silences_find(struct series_set *set, const struct silence_options *options)
{
    struct kin *kin = mem_zero(set->count + 1, sizeof *kin);
    uint64_t spans = 0;
    size_t count = 0;
    double correction;

    for (size_t i = 0; i < set->count; i++)
        add_kin(kin, &count, &set->list[i], &spans);
    find_siblings(kin, count);
    for (size_t i = 0; i < count; i++)
        spans += (kin[i].from < kin[i].first) + (kin[i].to > kin[i].last);
    if (count > 1) {
        size_t one = 0;

        add_kin(kin + count, &one, &set->all, &spans);
    }
    correction = log10((double)(spans ? spans : 1));
    for (size_t i = 0; i < count; i++)
        judge_series(&kin[i], count > 1 ? &set->all.hours : NULL, options, correction);
    if (count > 1 && kin[count].series)
        judge_series(&kin[count], NULL, options, correction);
    free(kin);
}
