/*
 * learn.h: what is usual. Every thread's lessons are counters, so that they add up to the same in
 * any order; when all accounts have been seen, they are fitted into the models that trials use.
 */
#ifndef LIMIER_LEARN_H
#define LIMIER_LEARN_H

#include "detect/delays.h"
#include "detect/detect.h"

/* Groups of accounts, before small ones are joined: by trade or, without a directory, by way of
 * working and volume. */
#define GROUPS_MOST 128

/* Local days whose common rises are known; later ones share the last. */
#define LESSON_DAYS 800

/* Row of the calendar that is about amounts; those before it are the detectors'. Each is there for
 * accounts that work in a browser and again for those that work through software. */
#define RISE_AMOUNT DETECTORS_MOST

/* One thread's, or everybody's, counters. */
struct lessons {
    uint64_t *words; /* [group × lessons_words() + detector's offset] */
    uint64_t delays[DELAY_WORDS];
    int64_t *
        rise; /* [(row × 2 + program) × LESSON_DAYS + day]: sum of deviations, in ten-thousandths */
    uint64_t *rise_accounts;
};

/* What they come to. */
struct usual {
    int32_t joined[GROUPS_MOST];         /* the group that each group learnt with */
    char *models;                        /* [group × model bytes + detector's offset] */
    size_t model_at[DETECTORS_MOST + 1]; /* a detector's offset; last, bytes of all models */
    struct delays delays;
    float *rise; /* [(row × 2 + program) × LESSON_DAYS + day] */
};

/* Starts with zeros; adds one thread's counters to another's; frees. */
void lessons_init(struct lessons *lessons);
void lessons_add(struct lessons *into, const struct lessons *lessons);
void lessons_release(struct lessons *lessons);

/* Counters of a group and detector. */
uint64_t *lessons_at(const struct lessons *lessons, int32_t group, size_t detector);

/* Notes by how much an account's day was above what is usual for it. */
void lessons_rise(struct lessons *lessons, size_t row, bool program, uint32_t day,
                  double deviation);

/* Fits all groups; `joined[g]` is the group that group g learns with. */
void usual_fit(struct usual *usual, const struct lessons *lessons,
               const int32_t joined[GROUPS_MOST]);
void usual_release(struct usual *usual);

/* The model of a group and detector. */
const void *usual_model(const struct usual *usual, int32_t group, size_t detector);

/* Mean rise of a row over local days; 0 where too few accounts worked. */
double usual_rise(const struct usual *usual, size_t row, bool program, uint32_t from_day,
                  uint32_t to_day);

#endif
