/*
 * dormant.c: a sleeper wakes. An account that was used, then not for three weeks or more, and then
 * looks persons up again. Holidays last as long; the weight is small and stated.
 */
#include "base/text.h"
#include "detect/detect.h"

static const struct parameter parameters[] = {
    {"days", 21, "days without any act from which an account was asleep"},
    {NULL, 0, NULL},
};

struct dormant_tally {
    uint32_t asleep_days;
    int64_t woke_ns;
};

static void dormant_count(void *tally, const struct step *step)
{
    struct dormant_tally *t = tally;

    if (step->asleep_days > t->asleep_days) {
        t->asleep_days = step->asleep_days;
        t->woke_ns = step->act->t.time_ns;
    }
}

static void dormant_add(void *into, const void *tally)
{
    (void)into;
    (void)tally; /* that it slept once does not make sleeping usual */
}

static void dormant_weigh(const struct weighing *w, struct weight *ret)
{
    const struct dormant_tally *t = w->tally;
    double days = w->parameter ? w->parameter(w->settings, "dormant", "days", 21) : 21;

    ret->observed = t->asleep_days;
    ret->expected = days;
    ret->from_ns = ret->to_ns = t->woke_ns;
    if (t->asleep_days >= days)
        ret->bans = t->asleep_days >= 8 * days ? 1.5 : 1;
}

const struct detector detector_dormant = {
    .name = "dormant",
    .aspect = ASPECT_ORIGIN,
    .tally_bytes = sizeof(struct dormant_tally),
    .parameters = parameters,
    .when = STEP_RARE,
    .count = dormant_count,
    .add = dormant_add,
    .weigh = dormant_weigh,
    .most = 1.5,
    .units = {"days"},
    .texts = {N_("The account was used again, from %3$s, after a long silence (days without any "
                 "use: %1$s; %2$s is long already).")},
    .briefs = {N_("an awakening after a long silence (days: %1$s)")},
};
