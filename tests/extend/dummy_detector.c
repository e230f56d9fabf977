/*
 * dummy_detector.c: counts views and is sure of every stretch that has any, for tests/extend.
 */
#include "base/text.h"
#include "detect/detect.h"

static void dummy_count(void *tally, const struct step *step)
{
    if (step->shown)
        share_count(tally, step, 1, true);
}

static void dummy_weigh(const struct weighing *w, struct weight *ret)
{
    const struct share *views = w->tally;

    ret->observed = views->k;
    ret->expected = 1;
    ret->from_ns = views->first_ns;
    ret->to_ns = views->last_ns;
    ret->bans = views->k > 0 ? 99 : 0;
}

const struct detector detector_dummy_detector = {
    .name = "dummy_detector",
    .aspect = ASPECT_CHOICE,
    .count = dummy_count,
    .weigh = dummy_weigh,
    .most = 99,
    .units = {"beneficiaries"},
    .texts = {N_("%1$s views; %2$s is usual. Since %3$s.")},
};
