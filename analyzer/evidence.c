/*
 * evidence.c: how weights add up. Within one aspect the likelihood ratios are averaged: the mean of
 * e-values is an e-value however they depend on each other (Vovk and Wang 2021). Aspects about
 * whose data was taken are multiplied. Circumstances - manner, hour, place - only lean on the
 * scale: they add at most CIRCUMSTANCES_MOST, for a locum overseas has all of them and harvests
 * nobody.
 */
#include "evidence.h"

#include <math.h>

#include "groups.h"

/*
 * At the beginning of a log, or of an account's life, whom its shop has known for years is new in
 * the log. What depends on the past counts for less until there is one: so much, and more with each
 * day of work.
 */
#define YOUNG_REASON        1.5
#define YOUNG_CIRCUMSTANCES 1.0
#define YOUNG_DAY           0.15

#define CIRCUMSTANCES_MOST  3.0
#define CIRCUMSTANCES_LEAST (-1.0)

static uint32_t local_day(const struct detect_context *c, int64_t time_ns)
{
    int64_t day = (scale_start(SCALE_DAY, time_ns, c->offset_seconds) -
                   scale_start(SCALE_DAY, c->first_ns, c->offset_seconds)) /
                  NS_PER_DAY;

    return day < 0 ? 0 : (uint32_t)day;
}

/* log10 of the mean of the ratios of one aspect; 0 where no detector speaks of it. */
static double mean_of(const struct evidence_sum *sum, enum aspect aspect)
{
    double total = 0;
    int n = 0;

    for (size_t d = 0; d < detector_count; d++) {
        if (detectors[d]->aspect != aspect)
            continue;
        total += sum->weights[d].bans != 0 ? pow(10, sum->weights[d].bans) : 1;
        n++;
    }
    return n && total != n ? log10(total / n) : 0;
}

static void add_up(struct evidence_sum *sum, uint32_t past_days)
{
    double most = fmin(YOUNG_CIRCUMSTANCES + YOUNG_DAY * past_days, CIRCUMSTANCES_MOST);

    sum->bans = sum->circumstances = 0;
    for (int a = 0; a < ASPECT_COUNT; a++) {
        double bans = mean_of(sum, (enum aspect)a);

        if (a == ASPECT_REASON || a == ASPECT_NOVELTY || a == ASPECT_MIX)
            bans = fmin(bans, YOUNG_REASON + YOUNG_DAY * past_days);
        if (a == ASPECT_AMOUNT)
            sum->amount = bans;
        if (a < ASPECT_CIRCUMSTANCE)
            sum->bans += bans;
        else
            sum->circumstances += bans;
    }
    sum->circumstances = fmin(fmax(sum->circumstances, CIRCUMSTANCES_LEAST), most);
    sum->bans += sum->circumstances;
}

/* By how much everybody was above the usual, for detectors that ask for it. */
static double rise_of(const struct usual *usual, size_t detector, bool program, uint32_t from,
                      uint32_t to)
{
    const struct detector *d = detectors[detector];

    if (d->aspect == ASPECT_AMOUNT)
        return usual_rise(usual, RISE_AMOUNT, program, from, to);
    return d->plan && d->plan->dated ? usual_rise(usual, detector, program, from, to) : 0;
}

void evidence_weigh(const struct evidence_frame *frame, const struct tallies *past,
                    const struct tallies *stretch, int64_t now_ns, struct evidence_sum *sum)
{
    const struct detect_context *c = &frame->judge->context;
    int32_t group = frame->known->population.group[frame->account];
    uint32_t from = local_day(c, stretch->first_ns);
    uint32_t to = local_day(c, stretch->last_ns);

    if (group < 0) /* an account that nobody knew yet */
        group = frame->usual->joined[frame->judge->population.group[frame->account]];
    sum->stretch = STRETCH_NONE;
    sum->unreasoned = stretch->unreasoned;
    sum->enough = stretch->unreasoned >= PERSONS_LEAST || stretch->canaries >= CANARIES_LEAST;
    sum->from_ns = stretch->first_ns;
    sum->to_ns = stretch->last_ns;
    for (size_t d = 0, at = sizeof *past; d < detector_count; at += tallies_stride(d), d++) {
        struct weighing w = {.model = usual_model(frame->usual, group, d),
                             .habit = judge_habit(frame->known, d, frame->account),
                             .past = (const char *)past + at,
                             .tally = (const char *)stretch + at,
                             .rise = rise_of(frame->usual, d, group_by_program(group), from, to),
                             .now_ns = now_ns,
                             .from_ns = stretch->first_ns,
                             .to_ns = stretch->last_ns,
                             .ripe = delays_ripe,
                             .delays = &frame->usual->delays,
                             .parameter = frame->parameter,
                             .settings = frame->settings};

        detector_weigh(detectors[d], &w, &sum->weights[d]);
        if (sum->weights[d].to_ns == 0) { /* it speaks of no window of its own */
            sum->weights[d].from_ns = stretch->first_ns;
            sum->weights[d].to_ns = stretch->last_ns;
        }
    }
    add_up(sum, frame->own->active_days);
}
