/*
 * misses.c: persons who do not exist. A shop has the card in its hand and rarely mistypes; whoever
 * tries numbers misses often.
 */
#include "base/text.h"
#include "detect/detect.h"

static void misses_count(void *tally, const struct step *step)
{
    if (step->about)
        share_count(tally, step, 1, step->missed);
}

static const struct share_plan plan = {.a = 1.5,
                                       .b = 4,
                                       .doubt = 0.5,
                                       .mean = 0.04,
                                       .mean_least = 0.03,
                                       .strength_most = 10,
                                       .dated = true};

const struct detector detector_misses = {
    .name = "misses",
    .aspect = ASPECT_CHOICE,
    .plan = &plan,
    .when = STEP_ABOUT,
    .count = misses_count,
    .most = 4,
    .units = {"requests"},
    .texts = {N_("Requests for persons whom the portal does not know: %1$s (usually %2$s).")},
    .briefs = {N_("requests for persons whom the portal does not know (%1$s)")},
};
