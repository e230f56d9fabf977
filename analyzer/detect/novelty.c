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
    .when = STEP_SHOWN,
    .count = novelty_count,
    .most = 3,
    .units = {"beneficiaries"},
    .texts = {N_("Persons never met before by this account and its shop, among those looked up: "
                 "%1$s (usually %2$s).")},
    .briefs = {N_("persons never met before (%1$s)")},
};
