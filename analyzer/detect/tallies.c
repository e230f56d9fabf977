/*
 * tallies.c: where tallies lie, and how a step gets into those of several stretches.
 */
#include "detect/tallies.h"

#include <string.h>

_Static_assert(sizeof(struct tallies) % 8 == 0, "tallies follow in memory");

/* Where the tally of a detector begins. */
static size_t offset_of(size_t detector)
{
    size_t at = sizeof(struct tallies);

    for (size_t d = 0; d < detector; d++)
        at += tallies_stride(d);
    return at;
}

void *tallies_at(const struct tallies *tallies, size_t detector)
{
    return (char *)(uintptr_t)tallies + offset_of(detector);
}

size_t tallies_bytes(void)
{
    return offset_of(detector_count);
}

void tallies_clear(struct tallies *tallies)
{
    memset(tallies, 0, tallies_bytes());
}

/* What is counted whatever the detectors are. */
static void count_common(struct tallies *t, const struct step *step)
{
    if (step->about) {
        if (t->about++ == 0)
            t->first_ns = step->act->t.time_ns;
        t->last_ns = step->act->t.time_ns;
        t->fresh += step->fresh;
        t->unreasoned += step->fresh && !step->followed;
    }
    t->unreasoned -= step->settles && t->unreasoned > 0;
    t->canaries += step->canary;
}

/* Adds what one step came to, at the end. */
static void add_once(struct share *share, const struct share *once)
{
    if (share->n + share->open <= 0)
        share->first_ns = once->first_ns;
    share->last_ns = once->last_ns;
    share->k += once->k;
    share->n += once->n;
    share->open += once->open;
}

/* Counts in one detector's tallies of n stretches, `at` bytes behind their beginnings. A share gets
 * the same of a step in every stretch (detect.h), so that the detector is asked once. */
static void count_one(const struct detector *detector, struct tallies *const *stretches, size_t n,
                      size_t at, const struct step *step)
{
    struct share once = {.last_ns = TIME_NONE};

    if (detector->tally_bytes || step->settles) {
        for (size_t i = 0; i < n; i++)
            detector->count((char *)stretches[i] + at, step);
        return;
    }
    detector->count(&once, step);
    for (size_t i = 0; i < n && once.last_ns != TIME_NONE; i++)
        add_once((struct share *)(void *)((char *)stretches[i] + at), &once);
}

void tallies_count_all(struct tallies *const *stretches, size_t n, const struct step *step)
{
    size_t at = sizeof **stretches;

    for (size_t i = 0; i < n; i++)
        count_common(stretches[i], step);
    for (size_t d = 0; d < detector_count; d++) {
        if (!detectors[d]->when || detectors[d]->when & step->what)
            count_one(detectors[d], stretches, n, at, step);
        at += tallies_stride(d);
    }
}

void tallies_count(struct tallies *tallies, const struct step *step)
{
    tallies_count_all(&tallies, 1, step);
}

void tallies_add(struct tallies *into, const struct tallies *t)
{
    size_t at = sizeof *t;

    into->about += t->about;
    into->fresh += t->fresh;
    into->unreasoned += t->unreasoned;
    for (size_t d = 0; d < detector_count; d++) {
        detector_add(detectors[d], (char *)into + at, (const char *)t + at);
        at += tallies_stride(d);
    }
}
