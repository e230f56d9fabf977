/*
 * learn.c: counters of all groups and detectors, their sums, and the calendar of everybody's days.
 */
#include "learn.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Accounts that make a rise everybody's. */
#define RISE_ACCOUNTS 5

#define RISE_ROWS (2 * (DETECTORS_MOST + 1))

static size_t words_before(size_t detector)
{
    size_t at = 0;

    for (size_t d = 0; d < detector; d++)
        at += detector_lesson_words(detectors[d]);
    return at;
}

/* Where the models of one group lie. */
static void place_models(struct usual *u)
{
    for (size_t d = 0; d < detector_count; d++)
        u->model_at[d + 1] = u->model_at[d] + (detector_model_bytes(detectors[d]) + 7) / 8 * 8;
}

static char *model_of(const struct usual *u, int32_t group, size_t detector)
{
    return u->models + (size_t)group * u->model_at[detector_count] + u->model_at[detector];
}

void lessons_init(struct lessons *l)
{
    *l = (struct lessons){0};
    l->words = mem_zero(GROUPS_MOST * words_before(detector_count) + 1, sizeof *l->words);
    l->rise = mem_zero((size_t)RISE_ROWS * LESSON_DAYS, sizeof *l->rise);
    l->rise_accounts = mem_zero((size_t)RISE_ROWS * LESSON_DAYS, sizeof *l->rise_accounts);
}

void lessons_release(struct lessons *l)
{
    free(l->words);
    free(l->rise);
    free(l->rise_accounts);
    *l = (struct lessons){0};
}

uint64_t *lessons_at(const struct lessons *l, int32_t group, size_t detector)
{
    return l->words + (size_t)group * words_before(detector_count) + words_before(detector);
}

void lessons_rise(struct lessons *l, size_t row, bool program, uint32_t day, double deviation)
{
    size_t at = (row * 2 + program) * LESSON_DAYS + (day < LESSON_DAYS ? day : LESSON_DAYS - 1);

    l->rise[at] += (int64_t)(deviation * 10000);
    l->rise_accounts[at]++;
}

void lessons_add(struct lessons *into, const struct lessons *l)
{
    for (size_t i = 0; i < GROUPS_MOST * words_before(detector_count); i++)
        into->words[i] += l->words[i];
    for (size_t i = 0; i < DELAY_WORDS; i++)
        into->delays[i] += l->delays[i];
    for (size_t i = 0; i < (size_t)RISE_ROWS * LESSON_DAYS; i++) {
        into->rise[i] += l->rise[i];
        into->rise_accounts[i] += l->rise_accounts[i];
    }
}

/* The sum of the groups that learn with one; `group` −1: of all. */
static void sum_groups(uint64_t *sum, const struct lessons *l, const int32_t *joined, int32_t group,
                       size_t detector)
{
    size_t words = detector_lesson_words(detectors[detector]);

    memset(sum, 0, (words + 1) * sizeof *sum);
    for (int32_t g = 0; g < GROUPS_MOST; g++) {
        const uint64_t *from = lessons_at(l, g, detector);

        for (size_t i = 0; (group < 0 || joined[g] == group) && i < words; i++)
            sum[i] += from[i];
    }
}

void usual_fit(struct usual *u, const struct lessons *l, const int32_t joined[GROUPS_MOST])
{
    uint64_t *sum = mem_zero(words_before(detector_count) + 1, sizeof *sum);
    uint64_t *all = mem_zero(words_before(detector_count) + 1, sizeof *all);
    size_t days = (size_t)RISE_ROWS * LESSON_DAYS;

    *u = (struct usual){0};
    memcpy(u->joined, joined, sizeof u->joined);
    place_models(u);
    u->models = mem_zero(GROUPS_MOST, u->model_at[detector_count] + 8);
    for (size_t d = 0; d < detector_count; d++) {
        sum_groups(all, l, joined, -1, d);
        for (int32_t g = 0; g < GROUPS_MOST; g++) {
            if (joined[g] != g)
                continue;
            sum_groups(sum, l, joined, g, d);
            detector_fit(detectors[d], model_of(u, g, d), sum, all);
        }
    }
    delays_fit(&u->delays, l->delays);
    u->rise = mem_zero(days, sizeof *u->rise);
    for (size_t i = 0; i < days; i++) {
        if (l->rise_accounts[i] >= RISE_ACCOUNTS)
            u->rise[i] = (float)((double)l->rise[i] / 10000 / (double)l->rise_accounts[i]);
    }
    free(sum);
    free(all);
}

void usual_release(struct usual *u)
{
    free(u->models);
    free(u->rise);
    *u = (struct usual){0};
}

const void *usual_model(const struct usual *u, int32_t group, size_t detector)
{
    return model_of(u, group, detector);
}

double usual_rise(const struct usual *u, size_t row, bool program, uint32_t from_day,
                  uint32_t to_day)
{
    const float *days = u->rise + (row * 2 + program) * LESSON_DAYS;
    double sum = 0;
    uint32_t n = 0;

    for (uint32_t day = from_day; day <= to_day && n < 400; day++, n++)
        sum += (double)days[day < LESSON_DAYS ? day : LESSON_DAYS - 1];
    return n ? sum / n : 0;
}
