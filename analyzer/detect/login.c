/*
 * login.c: an address that tries. Refused logins name nobody, but their address is known; and an
 * address that is new to several accounts at once is no shop. Weights are stated: there are no
 * public figures.
 */
#include "base/text.h"
#include "detect/detect.h"

static const struct parameter parameters[] = {
    {"refused", 5, "refused logins of one address from which they are more than slips"},
    {"accounts", 2, "other accounts that the address is new to, from which it is no shop's"},
    {NULL, 0, NULL},
};

struct login_tally {
    uint32_t refused;
    uint32_t accounts;
    int64_t time_ns;
};

static void login_count(void *tally, const struct step *step)
{
    struct login_tally *t = tally;

    if (!step->strange_source || !step->opens)
        return;
    if (t->time_ns == 0)
        t->time_ns = step->act->t.time_ns;
    if (step->logins_refused > t->refused)
        t->refused = step->logins_refused;
    if (step->strangers_here > t->accounts)
        t->accounts = step->strangers_here;
}

static void login_add(void *into, const void *tally)
{
    (void)into;
    (void)tally;
}

static void login_weigh(const struct weighing *w, struct weight *ret)
{
    const struct login_tally *t = w->tally;
    double refused = w->parameter ? w->parameter(w->settings, "login", "refused", 5) : 5;
    double accounts = w->parameter ? w->parameter(w->settings, "login", "accounts", 2) : 2;

    ret->from_ns = ret->to_ns = t->time_ns;
    if (t->accounts >= accounts) {
        ret->variant = 1;
        ret->observed = t->accounts;
        ret->bans = t->accounts >= 3 * accounts ? 2 : 1.3;
    }
    if (t->refused >= refused && ret->bans < 1.5) {
        ret->variant = 0;
        ret->observed = t->refused;
        ret->bans += 0.7;
    }
}

const struct detector detector_login = {
    .name = "login",
    .aspect = ASPECT_ORIGIN,
    .tally_bytes = sizeof(struct login_tally),
    .parameters = parameters,
    .when = STEP_OPENS,
    .count = login_count,
    .add = login_add,
    .weigh = login_weigh,
    .most = 2,
    .units = {"logins", "accounts"},
    .texts = {N_("Logins refused to the address that used the account, an address new to it: %1$s "
                 "(usually %2$s)."),
              N_("Other accounts to which the address that used this one is just as new: %1$s "
                 "(usually %2$s).")},
    .briefs = {N_("logins refused to the same new address (%1$s)"),
               N_("other accounts used from the same new address (%1$s)")},
};
