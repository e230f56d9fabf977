/*
 * novelty.c: strangers only. A shop looks up those it knows again and again; somebody who takes
 * records wants new ones. How many are new depends on how long the log is, which everybody's days
 * tell.
 */
#include "base/text.h"
#include "detect/detect.h"

static void novelty_count(void *tally, const struct step *step)
{
    if (step->fresh || step->again)
        share_count(tally, step, 1, step->fresh);
}

static const struct share_plan plan = {
    .a = 20, .b = 1, .mean = 0.7, .mean_least = 0.2, .strength_most = 12, .dated = true};

const struct detector detector_novelty = {
    .name = "novelty",
    .aspect = ASPECT_NOVELTY,
    .plan = &plan,
    .count = novelty_count,
    .most = 3,
    .units = {"beneficiaries"},
    .texts = {N_("%1$s of the beneficiaries shown had never been dealt with before by this shop; "
                 "about %2$s of as many is usual here. Since %3$s.")},
};
