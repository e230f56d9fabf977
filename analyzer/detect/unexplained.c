/*
 * unexplained.c: views without a reason. Somebody who has a client before him files a PEC or a
 * claim sooner or later; a harvester has no reason to. Counted on persons that the shop never dealt
 * with before; a view that is still fresh counts as far as its follow-up should have come by now.
 */
#include "base/text.h"
#include "detect/detect.h"

static void unexplained_count(void *tally, const struct step *step)
{
    struct share *share = tally;

    if (step->settles && share->open > 0) {
        share->open -= 1;
        share->n += 1;
    }
    if (!step->fresh)
        return;
    if (step->followed)
        share_count(share, step, 1, false);
    else if (step->live) {
        share_count(share, step, 0, false);
        share->open += 1;
    } else
        share_count(share, step, step->ripe, true);
}

static const struct share_plan plan = {
    .a = 12, .b = 0.8, .mean = 0.5, .mean_least = 0.05, .strength_most = 12, .dated = true};

const struct detector detector_unexplained = {
    .name = "unexplained",
    .aspect = ASPECT_REASON,
    .plan = &plan,
    .when = STEP_FRESH,
    .count = unexplained_count,
    .most = 5,
    .units = {"beneficiaries"},
    .texts = {N_("Persons who were new to this account and its shop, and for whom nothing "
                 "followed, neither a PEC (request for cover) nor a claim: %1$s (usually %2$s).")},
    .briefs = {N_(
        "new persons for whom neither a PEC (request for cover) nor a claim followed (%1$s)")},
};
