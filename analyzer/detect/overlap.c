/*
 * overlap.c: two places at once. Another network and the account's usual one take turns within
 * minutes.
 */
#include "base/text.h"
#include "detect/detect.h"

static void overlap_count(void *tally, const struct step *step)
{
    if (step->about)
        share_count(tally, step, 1, step->overlap && step->strange_source);
}

static const struct share_plan plan = {
    .a = 2, .b = 2, .doubt = 0.7, .mean = 0.02, .mean_least = 0.02, .strength_most = 2};

const struct detector detector_overlap = {
    .name = "overlap",
    .aspect = ASPECT_ORIGIN,
    .plan = &plan,
    .when = STEP_ABOUT,
    .count = overlap_count,
    .most = 2,
    .units = {"requests"},
    .texts = {N_("Requests from a new network while another one was using the account within the "
                 "same minutes: %1$s (usually %2$s).")},
    .briefs = {N_("requests from a new network while another one was using the account (%1$s)")},
};
