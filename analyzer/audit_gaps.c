/*
 * audit_gaps.c: a source that fell silent while others go on, and hours that are missing. Each is
 * told once.
 */
#include "audit.h"
#include "base/mem.h"
#include "silences.h"

/* A source that has gone on for so long, and is silent for so many times its longest pause, has
 * stopped, even where its lines are too few for the model of silences.c. */
#define SOURCE_DAYS   7
#define SOURCE_PAUSES 2

/* Hours of the longest pause between two lines of a series. */
static int64_t longest_pause(const struct hours *hours)
{
    int64_t most = 0;
    size_t begin;
    size_t end;

    hours_life(hours, &begin, &end);
    for (size_t i = begin + 1; i < end; i++) {
        int64_t pause = hours->list[i].number - hours->list[i - 1].number - 1;

        most = pause > most ? pause : most;
    }
    return most;
}

/* Whether a silence is worth a message. A source that is some hours behind the others is none: one
 * is rotated at midnight, another read while it grows. Behind by a day it has stopped, as far as
 * its habit or its longest pause can tell. */
static bool is_worth(const struct series *series, const struct silence *silence)
{
    int64_t hours = (silence->to_ns - silence->from_ns) / NS_PER_HOUR;

    if (silence->kind != SILENCE_ENDS)
        return silence->improbable;
    if (hours < SILENCE_TOLD_HOURS)
        return false;
    return silence->improbable || (series->last_ns - series->first_ns >= SOURCE_DAYS * NS_PER_DAY &&
                                   hours > SOURCE_PAUSES * longest_pause(&series->hours));
}

/* Whether all inputs are silent then: told once, not of each source. */
static bool is_shared(const struct series *all, const struct silence *silence)
{
    for (size_t i = 0; i < all->silence_count; i++) {
        if (all->silences[i].improbable && all->silences[i].from_ns <= silence->from_ns &&
            all->silences[i].to_ns >= silence->to_ns)
            return true;
    }
    return false;
}

/* A silence is the same one while it grows, and when lines end it. */
static int is_new(struct audit *audit, const struct series *series, const struct silence *silence,
                  bool *ret_new, struct err *err)
{
    struct state_alert told = {.first_ns = silence->from_ns,
                               .last_ns = silence->to_ns,
                               .told_ns = audit->scan.dossier.now_ns};
    struct sha256 sha;

    sha256_init(&sha);
    sha256_add(&sha, "silence", sizeof "silence");
    sha256_add(&sha, series->name.p ? series->name.p : "", series->name.n);
    sha256_finish(&sha, told.digest);
    return state_tell(audit->state, &told, ret_new, err);
}

static int find_of(struct audit *audit, const struct series *series, size_t *room, struct err *err)
{
    const struct series *all = &audit->scan.dossier.series.all;
    struct audit_news *news = &audit->news;

    for (size_t i = 0; i < series->silence_count; i++) {
        const struct silence *silence = &series->silences[i];
        bool fresh;

        if (silence->to_ns < audit->cutoff_ns || !is_worth(series, silence) ||
            (series != all && is_shared(all, silence)))
            continue;
        if (is_new(audit, series, silence, &fresh, err) < 0)
            return -1;
        if (!fresh)
            continue;
        MEM_GROW(news->gaps, news->gap_count, *room);
        news->gaps[news->gap_count++] = (struct audit_gap){series, silence};
    }
    return 0;
}

int audit_find_gaps(struct audit *audit, struct err *err)
{
    const struct dossier *d = &audit->scan.dossier;
    size_t room = 0;

    if (find_of(audit, &d->series.all, &room, err) < 0)
        return -1;
    for (size_t i = 0; i < d->series.count; i++) {
        if (find_of(audit, &d->series.list[i], &room, err) < 0)
            return -1;
    }
    return 0;
}
