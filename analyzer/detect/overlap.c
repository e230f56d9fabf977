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
    .count = overlap_count,
    .most = 2,
    .units = {"requests"},
    .texts = {N_("%1$s requests came from a strange network while another one used the account "
                 "within the same minutes; about %2$s of as many is usual. Since %3$s.")},
};
