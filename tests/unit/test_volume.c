/*
 * test_volume.c: too many persons for the account and for its peers; either alone is no surprise.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/mem.h"
#include "detect/detect.h"

extern const struct detector detector_volume;

static const struct detector *const volume = &detector_volume;

/* Teaches one account: `n` windows of about `level` persons on every scale. */
static void learn(uint64_t *lesson, void *habit, double level, int n)
{
    double counts[SCALE_COUNT][64];
    struct diary diary = {.day_count = 0};

    for (int s = 0; s < SCALE_COUNT; s++) {
        double scale = s == SCALE_HOUR ? 0.2 : s == SCALE_DAY ? 1 : 5;

        for (int i = 0; i < n; i++)
            counts[s][i] = level * scale * (0.7 + 0.1 * (i * 7 % 7));
        diary.counts[s] = counts[s];
        diary.count[s] = (size_t)n;
    }
    detector_learn(volume, lesson, habit, &diary);
}

/* Counts `n` persons from a moment on, `gap_ns` apart. */
static void count(void *tally, int64_t from_ns, int64_t gap_ns, int n)
{
    for (int i = 0; i < n; i++) {
        const struct act act = {.t = {.time_ns = from_ns + i * gap_ns}, .prev_ns = TIME_NONE};
        const struct step step = {.act = &act, .about = true, .shown = true};

        volume->count(tally, &step);
    }
}

static struct weight weigh_at(double own, int own_windows, double peers, int64_t gap_ns, int n,
                              double rise)
{
    uint64_t *lesson = mem_zero(detector_lesson_words(volume), sizeof *lesson);
    void *model = mem_zero(1, detector_model_bytes(volume));
    void *habit = mem_zero(1, volume->habit_bytes);
    void *other = mem_zero(1, volume->habit_bytes);
    void *tally = mem_zero(1, detector_tally_bytes(volume));
    struct weighing w = {.model = model, .habit = habit, .tally = tally, .rise = rise};
    struct weight weight;

    for (int a = 0; a < 20; a++)
        learn(lesson, other, peers * (0.8 + 0.02 * a), 30);
    learn(lesson, habit, own, own_windows);
    detector_fit(volume, model, lesson, lesson);
    count(tally, 4 * NS_PER_DAY, gap_ns, n); /* a Monday */
    detector_weigh(volume, &w, &weight);
    free(lesson);
    free(model);
    free(habit);
    free(other);
    free(tally);
    return weight;
}

static void more_is_more(void **state)
{
    double last = -10;

    (void)state;
    for (int n = 10; n < 1500; n += n / 3) {
        struct weight w = weigh_at(20, 30, 20, NS_PER_SECOND, n, 0);

        assert_true(w.bans >= last);
        last = w.bans;
    }
    assert_true(last > 2);
    assert_true(last <= volume->most);
    assert_true(weigh_at(20, 30, 20, 20 * NS_PER_MINUTE, 20, 0).bans < 0);
    assert_true(weigh_at(20, 30, 20, NS_PER_SECOND, 0, 0).bans < 0);
}

/* Both must be surprised: a large shop among small ones, and a usual one that had a quiet past. */
static void own_and_peers(void **state)
{
    double both = weigh_at(20, 30, 20, NS_PER_MINUTE, 600, 0).bans;
    double large = weigh_at(600, 30, 20, NS_PER_MINUTE, 600, 0).bans;
    double quiet = weigh_at(20, 30, 600, NS_PER_MINUTE, 600, 0).bans;

    (void)state;
    assert_true(both > 1);
    assert_true(large < 0.5);
    assert_true(quiet < 0.5);
    /* Without a past of its own, its peers decide, and the past of a few windows says nothing. */
    assert_true(weigh_at(20, 0, 20, NS_PER_MINUTE, 600, 0).bans > 1);
    assert_true(weigh_at(600, 4, 20, NS_PER_MINUTE, 600, 0).bans > 1);
}

/* When everybody has twice as much to do, twice as much is usual. */
static void everybodys_rise_excuses(void **state)
{
    double calm = weigh_at(20, 30, 20, NS_PER_MINUTE, 120, 0).bans;

    (void)state;
    assert_true(weigh_at(20, 30, 20, NS_PER_MINUTE, 120, 1).bans < calm);
    assert_true(weigh_at(20, 30, 20, NS_PER_MINUTE, 120, -1).bans == calm);
}

/* The window that says most is told: a robot's hour, or a week of a little more each day. */
static void scales(void **state)
{
    struct weight hour = weigh_at(20, 30, 20, NS_PER_SECOND, 300, 0);
    struct weight week = weigh_at(20, 30, 20, 4 * NS_PER_MINUTE, 1700, 0);

    (void)state;
    assert_int_equal(hour.variant, SCALE_HOUR);
    assert_true(hour.observed == 300);
    assert_true(hour.from_ns == 4 * NS_PER_DAY && hour.to_ns == hour.from_ns + NS_PER_HOUR);
    assert_true(hour.expected > 2 && hour.expected < 6);
    assert_int_equal(week.variant, SCALE_WEEK);
    assert_true(week.observed == 1700);
    assert_true(week.to_ns == week.from_ns + NS_PER_WEEK);
    assert_true(week.bans > 0.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_is_more),
        cmocka_unit_test(own_and_peers),
        cmocka_unit_test(everybodys_rise_excuses),
        cmocka_unit_test(scales),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
