/*
 * canary.c: beneficiaries that the operator made up or set aside, whom nobody has a reason to look
 * up. One is enough to look, three are enough to act.
 */
#include "base/text.h"
#include "detect/detect.h"

static void canary_count(void *tally, const struct step *step)
{
    if (step->canary)
        share_count(tally, step, 1, true);
}

/* A slip of the keyboard finds one by chance in a log of millions: the weight of each is stated,
 * not learnt. */
static void canary_weigh(const struct weighing *w, struct weight *ret)
{
    const struct share *hits = w->tally;

    ret->observed = hits->k;
    ret->from_ns = hits->first_ns;
    ret->to_ns = hits->last_ns;
    ret->bans = hits->k > 0 ? 2 + 2 * (hits->k - 1) : 0;
}

const struct detector detector_canary = {
    .name = "canary",
    .aspect = ASPECT_CHOICE,
    .when = STEP_RARE,
    .count = canary_count,
    .weigh = canary_weigh,
    .most = 8,
    .units = {"requests"},
    .texts = {N_("Requests for trap beneficiaries (the list of --canary), whom nobody has a reason "
                 "to look up: %1$s (usually %2$s), from %3$s.")},
    .briefs = {N_("requests for trap beneficiaries (%1$s)")},
};
