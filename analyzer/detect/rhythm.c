/*
 * rhythm.c: as fast as a machine. People read, type and turn to their clients; requests for persons
 * within five seconds of each other are rare, unless the account always works through software.
 */
#include "base/text.h"
#include "detect/detect.h"

#define FAST (5 * NS_PER_SECOND)

static void rhythm_count(void *tally, const struct step *step)
{
    if (step->about && step->gap_ns != TIME_NONE)
        share_count(tally, step, 1, step->gap_ns < FAST);
}

static const struct share_plan plan = {.a = 8,
                                       .b = 1,
                                       .doubt = 0.5,
                                       .mean = 0.05,
                                       .mean_least = 0.05,
                                       .strength_most = 5,
                                       .settled = true,
                                       .dated = true};

const struct detector detector_rhythm = {
    .name = "rhythm",
    .aspect = ASPECT_MANNER,
    .plan = &plan,
    .when = STEP_ABOUT,
    .count = rhythm_count,
    .most = 3,
    .units = {"requests"},
    .texts = {N_("Requests within five seconds of the one before, faster than people read and "
                 "type: %1$s (usually %2$s).")},
    .briefs = {N_("requests faster than people read and type (%1$s)")},
};
