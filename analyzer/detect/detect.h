/*
 * detect.h: what a detector is. One file, one constant, one row of detectors.def.
 *
 * A detector counts in a tally what is unusual in its respect, and weighs a tally against what is
 * usual. Tallies are kept of account-days, when the program learns from all accounts what is usual;
 * and of episodes (a session, an address with its agent, a day or week of the account), when it
 * tries one account. The weight of evidence is log10 of a likelihood ratio whose mean is at most 1
 * when the use is usual (an e-value: Vovk and Wang, Annals of Statistics 49, 2021), so that weights
 * of different respects add up, and Markov's inequality turns their sum into a bound on false
 * alarms. A detector never decides alone.
 */
#ifndef LIMIER_DETECT_DETECT_H
#define LIMIER_DETECT_DETECT_H

#include "base/arena.h"
#include "base/err.h"
#include "detect/share.h"
#include "detect/step.h"

/* What a detector speaks of. Weights of one respect are averaged, which is valid however they
 * depend on each other (Vovk and Wang 2021, section 3); those of different respects are multiplied.
 */
enum aspect {
    ASPECT_AMOUNT,  /* how many persons */
    ASPECT_REASON,  /* whether there was a reason to look */
    ASPECT_NOVELTY, /* whether they are clients */
    ASPECT_MIX,     /* what kind of persons they are */
    ASPECT_CHOICE,  /* how they were chosen */
    ASPECT_MANNER,  /* how the portal was used */
    ASPECT_PLACE,   /* from where */
    ASPECT_ORIGIN,  /* with what, and what came before */
    ASPECT_COUNT
};

/* Aspects before this one speak of whose data was taken; the others only add to them, or take
 * from them, within bounds. */
#define ASPECT_CIRCUMSTANCE ASPECT_MANNER

/* What a stretch of work is compared with: one account's past, in a group of accounts. */
struct weighing {
    const void *model; /* the detector's, of the account's group */
    const void *habit; /* the detector's, of the account */
    const void *past;  /* tally of the account's past */
    const void *tally; /* of the episode */
    double rise; /* by how much everybody's amount, or dated share, was above the usual in these
                    days; 0 of other detectors */
    int64_t now_ns;
    int64_t from_ns; /* of the episode */
    int64_t to_ns;
    double (*ripe)(const void *delays, int64_t age_ns); /* for `open` chances */
    const void *delays;
    double (*parameter)(const void *settings, const char *detector, const char *name,
                        double fallback);
    const void *settings;
};

/* What was found. */
struct weight {
    double bans;
    double observed;
    double expected;
    double of;   /* how many chances there were; 0: a count that is no part of anything */
    int variant; /* which sentence and unit */
    int64_t from_ns;
    int64_t to_ns; /* window that it speaks of; from == to: the whole episode */
};

/* One account's log, as a lesson: its days, and its windows' counts of distinct persons. */
struct diary {
    const void *whole;
    const void *days;
    size_t day_count;
    size_t day_bytes;            /* from one day's tally to the next one's */
    double *counts[SCALE_COUNT]; /* may be reordered */
    size_t count[SCALE_COUNT];
};

/* A parameter that --set can change. */
struct parameter {
    const char *name;
    double value;
    const char *doc;
};

/* A detector. Functions are pure but for what they are handed; those that are NULL have the
 * defaults of a share detector (struct share as the tally, `plan`, counts added up). */
struct detector {
    const char *name;
    enum aspect aspect;
    const struct share_plan *plan;
    size_t tally_bytes;  /* 0: struct share */
    size_t habit_bytes;  /* kept of each account */
    size_t lesson_words; /* counters learnt of each group */
    size_t model_bytes;
    const struct parameter *parameters; /* ends with a NULL name; may be NULL */
    unsigned when; /* bits of STEP_…: `count` is called for steps that are any of these;
                      0: for all that are any */
    /* Counts a step. To a share it adds the same whatever the share holds, but for a step that
     * settles. */
    void (*count)(void *tally, const struct step *step);
    void (*add)(void *into, const void *tally);
    void (*learn)(uint64_t *lesson, void *habit, const struct diary *diary);
    void (*fit)(void *model, const uint64_t *lesson, const uint64_t *all);
    void (*weigh)(const struct weighing *weighing, struct weight *ret_weight);
    double most; /* bans: no model is believed farther into its tail than this */
    const char *units[4];
    /* Sentences by variant: %1$s what was observed ("38 of 40"), %2$s what is usual ("about 2",
     * "hardly ever"), %3$s since when. Numbers stand after a colon: they may be 1. */
    const char *texts[4];
    /* The same as a few words that a paragraph lists: %1$s. NULL: it tells this in another way. */
    const char *briefs[4];
};

/* Rows of detectors.def. */
extern const struct detector *const detectors[];
extern const size_t detector_count;

/* Most rows: arrays of one value for each detector have this size. */
#define DETECTORS_MOST 32

/* Explanation and source of a detector, from its row. */
const char *detector_doc(const struct detector *detector);
const char *detector_source(const struct detector *detector);

/* What people read in the place of a detector's name, which stays English for machines and options:
 * "sans suite". The name itself where there is nothing else. */
const char *detector_label(enum lang lang, const char *name);

/* Bytes of a detector's tally and habit, words of its lesson, bytes of its model. */
static inline size_t detector_tally_bytes(const struct detector *detector)
{
    return detector->tally_bytes ? detector->tally_bytes : sizeof(struct share);
}

/* Bytes kept of each account; 0: nothing. */
size_t detector_habit_bytes(const struct detector *detector);

/* Counters of a group's lesson, and bytes of what they are fitted to. */
size_t detector_lesson_words(const struct detector *detector);
size_t detector_model_bytes(const struct detector *detector);

/* Its functions, with the defaults of share detectors. */
void detector_add(const struct detector *detector, void *into, const void *tally);

/* An account's diary becomes part of its group's lesson and its habit. */
void detector_learn(const struct detector *detector, uint64_t *lesson, void *habit,
                    const struct diary *diary);

/* A group's lesson becomes a model; `all` is everybody's lesson. */
void detector_fit(const struct detector *detector, void *model, const uint64_t *lesson,
                  const uint64_t *all);

/* Weighs a tally; bounded by `most`, times what --set says. */
void detector_weigh(const struct detector *detector, const struct weighing *weighing,
                    struct weight *ret_weight);

/* The reason that a weight is, with its sentences. */
void detector_explain(const struct detector *detector, const struct weight *weight,
                      int offset_seconds, struct arena *arena, struct reason *ret_reason);

/* Whether the share of a tally counts for the calendar of everybody's days, and what it is. */
const struct share *detector_dated(const struct detector *detector, const void *tally);

/* Whether --set may name this. */
bool detector_parameter(const char *detector, const char *parameter);

/* Counts one chance, taken or not. */
void share_count(struct share *share, const struct step *step, double n, bool taken);

#endif
