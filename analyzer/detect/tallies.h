/*
 * tallies.h: one tally of each detector, side by side, for a stretch of work; and what every
 * stretch is counted by whatever the detectors are.
 */
#ifndef LIMIER_DETECT_TALLIES_H
#define LIMIER_DETECT_TALLIES_H

#include "detect/detect.h"

/* A stretch of work. The detectors' tallies follow in memory. */
struct tallies {
    int64_t first_ns;
    int64_t last_ns;
    uint32_t about;      /* acts about a person */
    uint32_t fresh;      /* persons whom the shop had never dealt with */
    uint32_t unreasoned; /* of these, those that nothing came of, as far as is known */
    uint32_t canaries;
    uint32_t mark; /* judging as of a moment: `fresh` from which it is weighed again */
};

/* Bytes of a stretch with all its tallies, and where a detector's is. */
size_t tallies_bytes(void);
void *tallies_at(const struct tallies *tallies, size_t detector);

/* Bytes from a detector's tally to the next one's; the first lies behind struct tallies. For who
 * goes through all of them. */
static inline size_t tallies_stride(size_t detector)
{
    return (detector_tally_bytes(detectors[detector]) + 7) / 8 * 8;
}

/* Makes it empty. */
void tallies_clear(struct tallies *tallies);

/* Whether a step matters to any tally: most lines are pages and their files. */
static inline bool step_matters(const struct step *step)
{
    return step->what != 0;
}

/* Counts a step; and the same in n stretches at once. */
void tallies_count(struct tallies *tallies, const struct step *step);
void tallies_count_all(struct tallies *const *stretches, size_t n, const struct step *step);

/* Adds one stretch to another. */
void tallies_add(struct tallies *into, const struct tallies *tallies);

#endif
