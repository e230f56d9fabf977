/*
 * hours.c: closed hours. Hours of the week in which the account's past has no work, nor in the
 * hours beside them. What is usual is how often other accounts do this.
 */
#include "base/text.h"
#include "detect/detect.h"

static void hours_count(void *tally, const struct step *step)
{
    if (step->about && step->has_past)
        share_count(tally, step, 1, step->closed_hour);
}

static const struct share_plan plan = {.a = 6,
                                       .b = 1,
                                       .doubt = 0.5,
                                       .mean = 0.05,
                                       .mean_least = 0.04,
                                       .strength_most = 3,
                                       .dated = true};

const struct detector detector_hours = {
    .name = "hours",
    .aspect = ASPECT_MANNER,
    .plan = &plan,
    .when = STEP_ABOUT,
    .count = hours_count,
    .most = 2.5,
    .units = {"requests"},
    .texts = {N_(
        "Requests at hours of the week when this account does not work: %1$s (usually %2$s).")},
    .briefs = {N_("requests at hours when this account does not work (%1$s)")},
};
