/*
 * enumeration.c: numbers in a row. The last three digits of a NIR count the births of one month in
 * one town, so that whoever tries numbers stays with one sex, month and town for a while; file and
 * member numbers rise. Clients who come to a shop one after another have nothing of the kind.
 */
#include "base/text.h"
#include "detect/detect.h"

static void enumeration_count(void *tally, const struct step *step)
{
    if (step->about)
        share_count(tally, step, 1, step->neighbour);
}

static const struct share_plan plan = {
    .a = 4, .b = 1, .doubt = 0.5, .mean = 0.02, .mean_least = 0.02, .strength_most = 6};

const struct detector detector_enumeration = {
    .name = "enumeration",
    .aspect = ASPECT_CHOICE,
    .plan = &plan,
    .when = STEP_ABOUT,
    .count = enumeration_count,
    .most = 6,
    .units = {"requests"},
    .texts = {N_("Numbers right next to one asked for just before, as when somebody tries numbers "
                 "one after another: %1$s (usually %2$s).")},
    .briefs = {N_("numbers tried one after another (%1$s)")},
};
