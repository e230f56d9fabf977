/*
 * signature.c: alerts of signatures that began in this use of the account. What one weighs is the
 * alerts' business (rare in this log, and serious by its author's level); an account that has had
 * alerts all along is used to them.
 */
#include <math.h>

#include "base/text.h"
#include "detect/detect.h"

/* Alerts of a stretch. */
struct tally {
    double alerts;
    double heaviest; /* bans */
    int64_t first_ns;
    int64_t last_ns;
};

static void signature_count(void *into, const struct step *step)
{
    struct tally *tally = into;
    int64_t now = step->act->t.time_ns;

    if (step->alerted <= 0)
        return;
    if (tally->alerts == 0)
        tally->first_ns = now;
    tally->alerts++;
    tally->heaviest = fmax(tally->heaviest, step->alerted);
    tally->last_ns = now;
}

static void signature_add(void *into, const void *tally)
{
    struct tally *to = into;
    const struct tally *from = tally;

    if (from->alerts == 0)
        return;
    if (to->alerts == 0 || from->first_ns < to->first_ns)
        to->first_ns = from->first_ns;
    if (to->alerts == 0 || from->last_ns > to->last_ns)
        to->last_ns = from->last_ns;
    to->alerts += from->alerts;
    to->heaviest = fmax(to->heaviest, from->heaviest);
}

static void signature_weigh(const struct weighing *w, struct weight *ret)
{
    const struct tally *tally = w->tally;
    const struct tally *past = w->past;

    ret->observed = tally->alerts;
    ret->expected = past->alerts;
    ret->from_ns = tally->first_ns;
    ret->to_ns = tally->last_ns;
    ret->bans = past->alerts > 0 ? 0 : tally->heaviest;
}

const struct detector detector_signature = {
    .name = "signature",
    .aspect = ASPECT_MANNER,
    .when = STEP_RARE,
    .tally_bytes = sizeof(struct tally),
    .count = signature_count,
    .add = signature_add,
    .weigh = signature_weigh,
    .most = 1.5,
    .units = {"alerts"},
    .texts = {N_("Alerts of signatures (rules of known attacks) in this use of the account: %1$s "
                 "(in its past: %2$s), from %3$s.")},
    .briefs = {N_("alerts of signatures (%1$s)")},
};
