/*
 * agent.c: another browser or program. Weak by itself: software is updated, mostly everybody's on
 * the same days, which the calendar of the days knows.
 */
#include "base/text.h"
#include "detect/detect.h"

static void agent_count(void *tally, const struct step *step)
{
    if (step->opens && step->has_past)
        share_count(tally, step, 1, step->strange_agent);
}

static const struct share_plan plan = {.a = 8,
                                       .b = 1,
                                       .doubt = 0.5,
                                       .mean = 0.05,
                                       .mean_least = 0.03,
                                       .strength_most = 1.5,
                                       .dated = true};

const struct detector detector_agent = {
    .name = "agent",
    .aspect = ASPECT_ORIGIN,
    .plan = &plan,
    .when = STEP_OPENS,
    .count = agent_count,
    .most = 1.5,
    .units = {"sessions"},
    .texts = {N_("Sessions with a browser or program that this account had never used: %1$s "
                 "(usually %2$s).")},
    .briefs = {N_("sessions with a browser or program that it had never used (%1$s)")},
};
