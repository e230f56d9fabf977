/*
 * detect.c: the table of detectors, what share detectors have in common, and the calendar windows.
 */
#include "detect/detect.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define DETECTOR(name, doc, source) extern const struct detector detector_##name;
#include "detect/detectors.def"
#undef DETECTOR

const struct detector *const detectors[] = {
#define DETECTOR(name, doc, source) &detector_##name,
#include "detect/detectors.def"
#undef DETECTOR
};

static const struct {
    const char *doc;
    const char *source;
} rows[] = {
#define DETECTOR(name, doc, source) {doc, source},
#include "detect/detectors.def"
#undef DETECTOR
};

const size_t detector_count = sizeof detectors / sizeof detectors[0];

_Static_assert(sizeof detectors / sizeof detectors[0] <= DETECTORS_MOST, "DETECTORS_MOST");

static size_t row_of(const struct detector *detector)
{
    size_t i = 0;

    while (i < detector_count - 1 && detectors[i] != detector)
        i++;
    return i;
}

const char *detector_doc(const struct detector *detector)
{
    return rows[row_of(detector)].doc;
}

const char *detector_label(enum lang lang, const char *name)
{
    return text_get(lang, name);
}

const char *detector_source(const struct detector *detector)
{
    return rows[row_of(detector)].source;
}

size_t detector_habit_bytes(const struct detector *d)
{
    return d->plan && d->plan->settled ? sizeof(float) : d->habit_bytes;
}

size_t detector_lesson_words(const struct detector *d)
{
    return d->plan ? SHARE_WORDS : d->lesson_words;
}

size_t detector_model_bytes(const struct detector *d)
{
    return d->plan ? sizeof(struct share_model) : d->model_bytes;
}

static void share_add(struct share *into, const struct share *share)
{
    into->k += share->k;
    into->n += share->n;
    into->open += share->open;
}

void share_count(struct share *share, const struct step *step, double n, bool taken)
{
    if (share->n + share->open <= 0)
        share->first_ns = step->act->t.time_ns;
    share->last_ns = step->act->t.time_ns;
    share->n += n;
    if (taken)
        share->k += n;
}

void detector_add(const struct detector *d, void *into, const void *tally)
{
    if (d->add)
        d->add(into, tally);
    else if (!d->tally_bytes)
        share_add(into, tally);
}

void detector_learn(const struct detector *d, uint64_t *lesson, void *habit,
                    const struct diary *diary)
{
    if (d->learn)
        d->learn(lesson, habit, diary);
    else if (d->plan)
        share_learn(lesson, diary->whole, diary->days, diary->day_count, diary->day_bytes);
    if (d->plan && d->plan->settled)
        *(float *)habit = share_median_day(diary->days, diary->day_count, diary->day_bytes);
}

void detector_fit(const struct detector *d, void *model, const uint64_t *lesson,
                  const uint64_t *all)
{
    if (d->fit)
        d->fit(model, lesson, all);
    else if (d->plan)
        share_fit(model, lesson, d->plan);
}

/* Chances that are open count as far as their outcome should be known by now: views are taken to
 * be spread evenly from the first to the last. */
static struct share close_open(const struct weighing *w, const struct share *share)
{
    struct share now = *share;
    double ripe = 0;

    if (share->open <= 0)
        return now;
    for (int i = 0; i < 8; i++)
        ripe += w->ripe(w->delays, w->now_ns - share->first_ns -
                                       (share->last_ns - share->first_ns) / 16 * (2 * i + 1)) /
                8;
    now.k += share->open * ripe;
    now.n += share->open * ripe;
    return now;
}

static void weigh_share(const struct detector *d, const struct weighing *w, struct weight *ret)
{
    struct share now = close_open(w, w->tally);
    double usual;

    ret->bans =
        share_weigh(d->plan, w->model, w->past, &now,
                    d->plan->settled ? (double)*(const float *)w->habit : -1, w->rise, &usual);
    ret->observed = now.k;
    ret->expected = usual * now.n;
    ret->of = now.n;
    ret->from_ns = now.first_ns;
    ret->to_ns = now.last_ns;
}

void detector_weigh(const struct detector *d, const struct weighing *w, struct weight *ret)
{
    double factor = w->parameter ? w->parameter(w->settings, d->name, "weight", 1) : 1;

    *ret = (struct weight){0};
    if (factor == 0)
        return;
    if (d->weigh)
        d->weigh(w, ret);
    else if (d->plan)
        weigh_share(d, w, ret);
    ret->bans = fmin(ret->bans, d->most) * factor;
}

const struct share *detector_dated(const struct detector *d, const void *tally)
{
    return d->plan && d->plan->dated ? tally : NULL;
}

bool detector_parameter(const char *detector, const char *parameter)
{
    for (size_t i = 0; i < detector_count; i++) {
        const struct parameter *p = detectors[i]->parameters;

        if (strcmp(detectors[i]->name, detector) != 0)
            continue;
        if (strcmp(parameter, "weight") == 0)
            return true;
        for (; p && p->name; p++) {
            if (strcmp(p->name, parameter) == 0)
                return true;
        }
    }
    return false;
}

/* "38 of 40", or "38" where there is no whole. */
static const char *observed_text(enum lang lang, const struct weight *w, char text[2 * TEXT_COUNT])
{
    double of = fmax(w->of, w->observed);
    char part[TEXT_COUNT];
    char whole[TEXT_COUNT];
    const char *k = text_count(lang, (uint64_t)(w->observed + 0.5), part);

    if (w->of <= 0)
        snprintf(text, 2 * TEXT_COUNT, "%s", k);
    else
        snprintf(text, 2 * TEXT_COUNT, text_get(lang, N_("%s of %s")), k,
                 text_count(lang, (uint64_t)(of + 0.5), whole));
    return text;
}

/* "about 12 of 40", "about 2 of 100" where the whole is larger, "about 12" where there is none;
 * "hardly ever" where it rounds to nothing. */
static const char *usual_text(enum lang lang, const struct weight *w, char text[3 * TEXT_COUNT])
{
    double whole = fmin(floor(w->of + 0.5), 100);
    double part = w->of > 100 ? w->expected / w->of * 100 : w->expected;
    char number[TEXT_COUNT];
    char of[TEXT_COUNT];

    if (part < 0.5)
        return text_get(lang, N_("hardly ever"));
    if (whole < 1)
        snprintf(text, 3 * TEXT_COUNT, text_get(lang, N_("about %s")),
                 text_count(lang, (uint64_t)(part + 0.5), number));
    else
        snprintf(text, 3 * TEXT_COUNT, text_get(lang, N_("about %s of %s")),
                 text_count(lang, (uint64_t)(part + 0.5), number),
                 text_count(lang, (uint64_t)whole, of));
    return text;
}

void detector_explain(const struct detector *d, const struct weight *w, int offset_seconds,
                      struct arena *arena, struct reason *r)
{
    *r = (struct reason){.detector = d->name,
                         .observed = w->observed,
                         .expected = w->expected,
                         .unit = d->units[w->variant],
                         .of = w->of,
                         .bans = w->bans,
                         .aspect = (int)d->aspect,
                         .circumstance = d->aspect >= ASPECT_CIRCUMSTANCE,
                         .from_ns = w->from_ns,
                         .to_ns = w->to_ns};
    for (int l = 0; l < 2; l++) {
        enum lang lang = (enum lang)l;
        char observed[2 * TEXT_COUNT];
        char usual[3 * TEXT_COUNT];
        char when[TEXT_MOMENT];

        text_moment(lang, w->from_ns, offset_seconds, when);
        observed_text(lang, w, observed);
        r->text[l] = arena_print(arena, text_get(lang, d->texts[w->variant]), observed,
                                 usual_text(lang, w, usual), when);
        if (d->briefs[w->variant])
            r->brief[l] = arena_print(arena, text_get(lang, d->briefs[w->variant]), observed);
    }
}

int64_t scale_start(enum scale scale, int64_t time_ns, int offset_seconds)
{
    int64_t shift = offset_seconds * NS_PER_SECOND;
    int64_t length = scale_length(scale);
    /* 1970-01-01 was a Thursday: weeks that begin on Monday are three days off. */
    int64_t monday = scale == SCALE_WEEK ? 3 * NS_PER_DAY : 0;

    return clock_floor(time_ns + shift + monday, length) * length - shift - monday;
}
