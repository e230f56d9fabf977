/*
 * place.c: from elsewhere. A session from a network that the account's past does not have is
 * weighed by how often that happens to other accounts; that it is in another country, at a hosting
 * provider, or where nobody can have travelled to in the time, by stated odds: there are no public
 * figures. Overseas départements are France.
 */
#include "base/text.h"
#include "detect/detect.h"

/* Odds, in bans, that whoever harvests is there rather than an owner on a journey. */
#define COUNTRY_BANS 1.0
#define HOSTING_BANS 0.8
#define TRAVEL_BANS  1.0

struct place_tally {
    struct share sessions;
    uint32_t country;
    uint32_t hosting;
    uint32_t too_far;
};

static void place_count(void *tally, const struct step *step)
{
    struct place_tally *t = tally;

    t->too_far += step->too_far;
    if (!step->opens || !step->has_past)
        return;
    share_count(&t->sessions, step, 1, step->strange_source);
    t->country += step->strange_country;
    t->hosting += step->strange_source && step->hosting;
}

static void place_add(void *into, const void *tally)
{
    struct place_tally *t = into;
    const struct place_tally *more = tally;

    t->sessions.k += more->sessions.k;
    t->sessions.n += more->sessions.n;
}

static const struct share_plan plan = {.a = 8,
                                       .b = 1,
                                       .doubt = 0.2,
                                       .mean = 0.05,
                                       .mean_least = 0.02,
                                       .strength_most = 1.5,
                                       .dated = true};

static void place_weigh(const struct weighing *w, struct weight *ret)
{
    const struct place_tally *t = w->tally;
    const struct place_tally *past = w->past;
    double usual;

    ret->bans = share_weigh(&plan, w->model, &past->sessions, &t->sessions, -1, w->rise, &usual);
    ret->observed = t->sessions.k;
    ret->expected = usual * t->sessions.n;
    ret->of = t->sessions.n;
    ret->from_ns = t->sessions.first_ns;
    ret->to_ns = t->sessions.last_ns;
    if (t->country)
        ret->bans += COUNTRY_BANS;
    if (t->hosting)
        ret->bans += HOSTING_BANS;
    if (t->too_far)
        ret->bans += TRAVEL_BANS;
    if (t->too_far)
        ret->variant = 3;
    else if (t->hosting)
        ret->variant = 2;
    else if (t->country)
        ret->variant = 1;
}

const struct detector detector_place = {
    .name = "place",
    .aspect = ASPECT_PLACE,
    .plan = &plan,
    .tally_bytes = sizeof(struct place_tally),
    .when = STEP_OPENS | STEP_RARE,
    .count = place_count,
    .add = place_add,
    .weigh = place_weigh,
    .most = 3,
    .units = {"sessions", "sessions", "sessions", "sessions"},
    .texts = {N_("Sessions from a network that this account had never used: %1$s (usually %2$s)."),
              N_("Sessions from a network that this account had never used, in a country that is "
                 "new to it: %1$s (usually %2$s)."),
              N_("Sessions from a network that this account had never used, at a hosting provider "
                 "(rented servers rather than a practice's line): %1$s (usually %2$s)."),
              N_("Sessions from a network that this account had never used, and in places too far "
                 "apart for anybody to travel in the time: %1$s (usually %2$s).")},
    .briefs = {N_("sessions from a network that it had never used (%1$s)"),
               N_("sessions from a network and a country new to it (%1$s)"),
               N_("sessions from a hosting provider that it had never used (%1$s)"),
               N_("sessions from places too far apart for anybody to travel in the time (%1$s)")},
};
