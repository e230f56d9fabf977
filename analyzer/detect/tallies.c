/*
 * tallies.c: where tallies lie.
 */
#include "detect/tallies.h"

#include <string.h>

static size_t rounded(size_t bytes)
{
    return (bytes + 7) / 8 * 8;
}

void *tallies_at(const struct tallies *tallies, size_t detector)
{
    size_t at = rounded(sizeof *tallies);

    for (size_t d = 0; d < detector; d++)
        at += rounded(detector_tally_bytes(detectors[d]));
    return (char *)(uintptr_t)tallies + at;
}

size_t tallies_bytes(void)
{
    return (size_t)((char *)tallies_at(NULL, detector_count) - (char *)NULL);
}

void tallies_clear(struct tallies *tallies)
{
    memset(tallies, 0, tallies_bytes());
}

void tallies_count(struct tallies *t, const struct step *step)
{
    char *at = (char *)t + rounded(sizeof *t);

    if (step->about) {
        if (t->about++ == 0)
            t->first_ns = step->act->t.time_ns;
        t->last_ns = step->act->t.time_ns;
        t->fresh += step->fresh;
        t->unreasoned += step->fresh && !step->followed;
    }
    t->unreasoned -= step->settles && t->unreasoned > 0;
    t->canaries += step->canary;
    for (size_t d = 0; d < detector_count; d++) {
        if (!detectors[d]->when || detectors[d]->when & step->what)
            detectors[d]->count(at, step);
        at += rounded(detector_tally_bytes(detectors[d]));
    }
}

void tallies_add(struct tallies *into, const struct tallies *t)
{
    into->about += t->about;
    into->fresh += t->fresh;
    into->unreasoned += t->unreasoned;
    for (size_t d = 0; d < detector_count; d++)
        detector_add(detectors[d], tallies_at(into, d), tallies_at(t, d));
}
