/*
 * test_detectors.c: each detector counts what it says, weighs a harmful stretch against the account
 * and a usual one not, and is silent when its weight is set to nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "detect/detect.h"

static const struct detector *detector_of(const char *name)
{
    for (size_t d = 0; d < detector_count; d++) {
        if (strcmp(detectors[d]->name, name) == 0)
            return detectors[d];
    }
    fail_msg("no detector %s", name);
    return NULL;
}

/* A stretch of 40 acts of one kind; what is usual comes from 20 accounts like `usual`. */
struct bench {
    const struct detector *detector;
    void *model;
    void *habit; /* of the account */
    void *past;
    void *tally;
    double weight;
};

static double parameter(const void *settings, const char *detector, const char *name,
                        double fallback)
{
    const struct bench *bench = settings;

    (void)detector;
    return strcmp(name, "weight") == 0 ? bench->weight : fallback;
}

#define CASE_ACTS 40

static void count_many(const struct detector *detector, void *tally, const struct step *step, int n,
                       uint64_t from_person)
{
    for (int i = 0; i < n; i++) {
        struct act act = {
            .t = {.time_ns = NS_PER_DAY + i * NS_PER_MINUTE,
                  .insurer = INSURER_NONE,
                  .person = {(1500175001001 + (from_person + (uint64_t)i) * 1000) * 4, PERSON_NIR},
                  .outcome = OUTCOME_SUCCESS | TRACE_SHOWN},
            .prev_ns = TIME_NONE};
        struct step one = *step;

        one.act = &act;
        detector->count(tally, &one);
    }
}

static void bench_open(struct bench *b, const char *name, const struct step *usual)
{
    const struct detector *d = detector_of(name);
    size_t words = detector_lesson_words(d);
    uint64_t *lesson = mem_zero(words + 1, sizeof *lesson);

    *b = (struct bench){.detector = d, .weight = 1};
    b->habit = mem_zero(1, detector_habit_bytes(d) + 8);
    b->model = mem_zero(1, detector_model_bytes(d) + 8);
    b->past = mem_zero(1, detector_tally_bytes(d));
    b->tally = mem_zero(1, detector_tally_bytes(d));
    for (int account = 0; account < 20; account++) {
        void *whole = mem_zero(1, detector_tally_bytes(d));
        struct diary diary = {
            .whole = whole, .days = whole, .day_count = 1, .day_bytes = detector_tally_bytes(d)};

        count_many(d, whole, usual, 50, (uint64_t)account * 100);
        detector_learn(d, lesson, b->habit, &diary);
        if (account == 0)
            detector_add(d, b->past, whole);
        free(whole);
    }
    detector_fit(d, b->model, lesson, lesson);
    free(lesson);
}

static void bench_close(struct bench *b)
{
    free(b->model);
    free(b->habit);
    free(b->past);
    free(b->tally);
}

static struct weight weigh(const struct bench *b)
{
    const struct weighing w = {.model = b->model,
                               .habit = b->habit,
                               .past = b->past,
                               .tally = b->tally,
                               .now_ns = 2 * NS_PER_DAY,
                               .from_ns = NS_PER_DAY,
                               .to_ns = 2 * NS_PER_DAY,
                               .parameter = parameter,
                               .settings = b};
    struct weight weight;

    detector_weigh(b->detector, &w, &weight);
    return weight;
}

/* A usual step and a harmful one; the bans that 40 harmful ones must reach. */
struct direction {
    const char *name;
    struct step usual;
    struct step harmful;
    double least;
};

static const struct direction directions[] = {
    {"unexplained",
     {.about = true, .shown = true, .fresh = true, .followed = true, .ripe = 1},
     {.about = true, .shown = true, .fresh = true, .ripe = 1},
     2},
    {"novelty",
     {.about = true, .shown = true, .again = true},
     {.about = true, .shown = true, .fresh = true},
     1},
    {"enumeration", {.about = true}, {.about = true, .neighbour = true}, 3},
    {"misses", {.about = true, .shown = true}, {.about = true, .missed = true}, 0.5},
    {"rhythm",
     {.about = true, .gap_ns = 60 * NS_PER_SECOND},
     {.about = true, .gap_ns = NS_PER_SECOND},
     1},
    {"pages", {.about = true}, {.about = true, .bare = true}, 1},
    {"hours",
     {.about = true, .has_past = true},
     {.about = true, .has_past = true, .closed_hour = true},
     1},
    {"place",
     {.opens = true, .has_past = true},
     {.opens = true, .has_past = true, .strange_source = true},
     0.5},
    {"agent",
     {.opens = true, .has_past = true},
     {.opens = true, .has_past = true, .strange_agent = true},
     0.5},
    {"overlap", {.about = true}, {.about = true, .overlap = true, .strange_source = true}, 0.5},
    {"canary", {.about = true}, {.about = true, .canary = true}, 2},
    {"dormant", {.about = true}, {.about = true, .asleep_days = 60}, 1},
    {"signature", {.about = true}, {.about = true, .alerted = 1.2}, 1.2},
    {"login",
     {.about = true, .opens = true},
     {.about = true, .opens = true, .strange_source = true, .logins_refused = 9},
     0.5},
    {"login",
     {.about = true, .opens = true, .strange_source = true, .strangers_here = 1},
     {.about = true, .opens = true, .strange_source = true, .strangers_here = 9},
     1},
};

static void harm_weighs_and_use_does_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof directions / sizeof directions[0]; i++) {
        const struct direction *direction = &directions[i];
        struct bench b;
        struct weight weight;

        bench_open(&b, direction->name, &direction->usual);
        assert_true(weigh(&b).bans == 0); /* nothing happened */
        count_many(b.detector, b.tally, &direction->usual, CASE_ACTS, 5000);
        weight = weigh(&b);
        assert_true(weight.bans <= 0);
        memset(b.tally, 0, detector_tally_bytes(b.detector));
        count_many(b.detector, b.tally, &direction->harmful, CASE_ACTS, 5000);
        weight = weigh(&b);
        if (weight.bans < direction->least)
            fail_msg("%s: %g bans", direction->name, weight.bans);
        assert_true(weight.bans <= b.detector->most);
        assert_true(weight.observed > 0);
        b.weight = 0;
        assert_true(weigh(&b).bans == 0);
        b.weight = 0.5;
        assert_true(fabs(weigh(&b).bans - weight.bans / 2) < 1e-12);
        bench_close(&b);
    }
}

/* Every detector is tried above, or has its own test here or in test_volume.c. */
static void none_is_left_out(void **state)
{
    (void)state;
    for (size_t d = 0; d < detector_count; d++) {
        bool tried = strcmp(detectors[d]->name, "volume") == 0 ||
                     strcmp(detectors[d]->name, "dispersion") == 0;

        for (size_t i = 0; i < sizeof directions / sizeof directions[0]; i++)
            tried = tried || strcmp(directions[i].name, detectors[d]->name) == 0;
        if (!tried)
            fail_msg("%s is not tried", detectors[d]->name);
        assert_true(detector_parameter(detectors[d]->name, "weight"));
        assert_false(detector_parameter(detectors[d]->name, "wait"));
        assert_true(strlen(detector_doc(detectors[d])) > 10);
        /* A text of the catalogue, though some words are the same in French. */
        assert_ptr_not_equal(detector_label(LANG_FR, detectors[d]->name), detectors[d]->name);
        assert_string_equal(detector_label(LANG_EN, detectors[d]->name), detectors[d]->name);
        assert_true(strlen(detector_source(detectors[d])) > 3);
    }
    assert_true(detector_parameter("dormant", "days"));
    assert_false(detector_parameter("rhythm", "days"));
    assert_false(detector_parameter("nobody", "weight"));
}

/* An account whose software always works that way is not to be told so. */
static void own_past_excuses(void **state)
{
    const struct step usual = {.about = true};
    const struct step bare = {.about = true, .bare = true};
    struct bench b;
    double before;

    (void)state;
    bench_open(&b, "pages", &usual);
    count_many(b.detector, b.tally, &bare, CASE_ACTS, 0);
    before = weigh(&b).bans;
    count_many(b.detector, b.past, &bare, 3000, 0);
    assert_true(weigh(&b).bans < before - 0.5);
    assert_true(weigh(&b).bans < 0.5);
    bench_close(&b);
}

/* A person is not against the account before the follow-up should have come. */
static double no_ripeness(const void *delays, int64_t age_ns)
{
    (void)delays;
    return age_ns > NS_PER_DAY ? 1 : 0;
}

static void open_chances_wait(void **state)
{
    const struct step followed = {
        .about = true, .shown = true, .fresh = true, .followed = true, .ripe = 1};
    const struct step open = {.about = true, .shown = true, .fresh = true, .live = true, .ripe = 1};
    const struct step settles = {.settles = true, .live = true};
    struct weighing w;
    struct weight weight;
    struct bench b;

    (void)state;
    bench_open(&b, "unexplained", &followed);
    count_many(b.detector, b.tally, &open, CASE_ACTS, 0);
    w = (struct weighing){.model = b.model,
                          .habit = b.habit,
                          .past = b.past,
                          .tally = b.tally,
                          .now_ns = NS_PER_DAY + NS_PER_HOUR,
                          .ripe = no_ripeness};
    detector_weigh(b.detector, &w, &weight);
    assert_true(weight.bans == 0);
    w.now_ns = 5 * NS_PER_DAY;
    detector_weigh(b.detector, &w, &weight);
    assert_true(weight.bans > 2);
    count_many(b.detector, b.tally, &settles, CASE_ACTS, 0); /* all get their PEC */
    detector_weigh(b.detector, &w, &weight);
    assert_true(weight.bans < 0);
    bench_close(&b);
}

static struct person born(int departement, int year, uint32_t serial)
{
    uint64_t number = 1000000000000 + (uint64_t)year * 10000000000 +
                      (uint64_t)(1 + serial % 12) * 100000000 + (uint64_t)departement * 1000000 +
                      1001 + serial * 7 % 900;

    return (struct person){number * 4, PERSON_NIR};
}

static void mix_count(const struct detector *d, void *tally, int n, bool home, uint32_t seed)
{
    for (int i = 0; i < n; i++) {
        uint32_t mixed = (uint32_t)i * 2654435761u + seed * 40503u;
        struct act act = {
            .t = {.time_ns = NS_PER_DAY + i,
                  .insurer = home ? 3 : mixed >> 20 & 31,
                  .person =
                      born(home ? 44 : 1 + (int)(mixed >> 8) % 95,
                           home ? 50 + (int)(mixed >> 16) % 20 : (int)(mixed >> 16) % 100, mixed)}};
        const struct step step = {.act = &act, .about = true, .shown = true, .fresh = true};

        d->count(tally, &step);
    }
}

/* Everybody's mix speaks against a shop with a mix of its own; its own mix for it; and an account
 * that has everybody's mix anyway is not told so. */
static void dispersion(void **state)
{
    const struct detector *d = detector_of("dispersion");
    uint64_t *lesson = mem_zero(detector_lesson_words(d), sizeof *lesson);
    struct bench b = {.detector = d, .weight = 1};
    struct diary diary = {.day_count = 0};
    double few;

    (void)state;
    b.model = mem_zero(1, detector_model_bytes(d));
    b.past = mem_zero(1, detector_tally_bytes(d));
    b.tally = mem_zero(1, detector_tally_bytes(d));
    for (uint32_t account = 0; account < 30; account++) {
        memset(b.past, 0, detector_tally_bytes(d));
        mix_count(d, b.past, 100, false, account + 10);
        diary.whole = b.past;
        detector_learn(d, lesson, NULL, &diary);
    }
    detector_fit(d, b.model, lesson, lesson);
    memset(b.past, 0, detector_tally_bytes(d));
    mix_count(d, b.tally, 40, false, 1);
    assert_true(weigh(&b).bans == 0); /* no past, no mix of its own */
    mix_count(d, b.past, 200, true, 2);
    few = weigh(&b).bans;
    assert_true(few > 2 && few <= d->most);
    assert_true(weigh(&b).observed > weigh(&b).expected);
    memset(b.tally, 0, detector_tally_bytes(d));
    mix_count(d, b.tally, 40, true, 3);
    assert_true(weigh(&b).bans < -1);
    memset(b.past, 0, detector_tally_bytes(d));
    mix_count(d, b.past, 1000, false, 4); /* the account is like everybody */
    memset(b.tally, 0, detector_tally_bytes(d));
    mix_count(d, b.tally, 40, false, 5);
    assert_true(weigh(&b).bans < 1);
    b.weight = 0;
    assert_true(weigh(&b).bans == 0);
    bench_close(&b);
    free(lesson);
}

/* Where nobody can have travelled to, or nobody lives, adds to a strange network. */
static void places_add_up(void **state)
{
    const struct step usual = {.opens = true, .has_past = true};
    const struct step strange = {.opens = true, .has_past = true, .strange_source = true};
    struct step abroad = strange;
    struct bench b;
    double network;

    (void)state;
    bench_open(&b, "place", &usual);
    count_many(b.detector, b.tally, &strange, 1, 0);
    network = weigh(&b).bans;
    assert_int_equal(weigh(&b).variant, 0);
    memset(b.tally, 0, detector_tally_bytes(b.detector));
    abroad.strange_country = true;
    count_many(b.detector, b.tally, &abroad, 1, 0);
    assert_true(weigh(&b).bans > network + 0.5);
    assert_int_equal(weigh(&b).variant, 1);
    abroad.hosting = true;
    count_many(b.detector, b.tally, &abroad, 1, 0);
    assert_int_equal(weigh(&b).variant, 2);
    abroad.too_far = true;
    count_many(b.detector, b.tally, &abroad, 1, 0);
    assert_int_equal(weigh(&b).variant, 3);
    assert_true(weigh(&b).bans <= b.detector->most);
    bench_close(&b);
}

/* Every sentence of every detector is made, in both languages, without a format left over. */
static void sentences(void **state)
{
    struct arena arena = {0};

    (void)state;
    for (size_t d = 0; d < detector_count; d++) {
        for (int v = 0; v < 4 && detectors[d]->texts[v]; v++) {
            const struct weight weight = {
                .bans = 2, .observed = 1234, .expected = 56, .variant = v, .from_ns = NS_PER_DAY};
            struct reason reason;

            detector_explain(detectors[d], &weight, 0, &arena, &reason);
            for (int l = 0; l < 2; l++) {
                char text[1024];

                assert_true(reason.text[l].n > 20 && reason.text[l].n < sizeof text);
                memcpy(text, reason.text[l].p, reason.text[l].n);
                text[reason.text[l].n] = '\0';
                assert_null(strchr(text, '%'));
                if (!strstr(detectors[d]->texts[v], "%1$s")) /* it tells no numbers */
                    continue;
                assert_non_null(strstr(text, "234")); /* 1,234 or 1 234 */
                assert_non_null(strstr(text, "56"));
            }
            assert_false(str_eq(reason.text[LANG_FR], reason.text[LANG_EN]));
            assert_non_null(reason.unit);
        }
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(harm_weighs_and_use_does_not),
        cmocka_unit_test(none_is_left_out),
        cmocka_unit_test(own_past_excuses),
        cmocka_unit_test(open_chances_wait),
        cmocka_unit_test(dispersion),
        cmocka_unit_test(places_add_up),
        cmocka_unit_test(sentences),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
