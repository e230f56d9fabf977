/*
 * pages.c: data without pages. A browser loads pages and their files around each look-up; a program
 * asks for the data alone. Accounts that always work through software are known by their past.
 */
#include "base/text.h"
#include "detect/detect.h"

static void pages_count(void *tally, const struct step *step)
{
    if (step->about)
        share_count(tally, step, 1, step->bare);
}

static const struct share_plan plan = {.a = 20,
                                       .b = 0.7,
                                       .doubt = 0.5,
                                       .mean = 0.5,
                                       .mean_least = 0.2,
                                       .strength_most = 5,
                                       .settled = true,
                                       .dated = true};

const struct detector detector_pages = {
    .name = "pages",
    .aspect = ASPECT_MANNER,
    .plan = &plan,
    .when = STEP_ABOUT,
    .count = pages_count,
    .most = 3,
    .units = {"requests"},
    .texts = {N_("Requests for a person sent without opening a page of the portal first, as a "
                 "program does: %1$s (usually %2$s).")},
    .briefs = {N_("requests sent as by a program, without the portal's pages (%1$s)")},
};
