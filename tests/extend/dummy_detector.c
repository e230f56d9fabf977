/*
 * dummy_detector.c: counts acts and suspects the busiest account, for tests/extend.
 */
#include "detect/detect.h"

struct count {
    uint64_t acts;
};

struct busiest {
    uint64_t most;
};

static void dummy_observe(void *state, const struct detect_context *context, const struct act *acts,
                          size_t n)
{
    (void)context;
    (void)acts;
    ((struct count *)state)->acts += n;
}

static void dummy_end(void *state, const struct detect_context *context, void *summary)
{
    (void)context;
    *(struct count *)summary = *(struct count *)state;
}

static void dummy_fit(void *model, const struct population *population, const void *summaries)
{
    const struct count *counts = summaries;
    struct busiest *busiest = model;

    for (uint32_t a = 0; a < population->accounts; a++) {
        if (counts[a].acts > busiest->most)
            busiest->most = counts[a].acts;
    }
}

static uint64_t dummy_tests(const struct population *population, const void *summaries)
{
    (void)summaries;
    return population->accounts;
}

static void dummy_judge(const void *model, const struct population *population,
                        const void *summaries, uint32_t account,
                        struct suspicion ret_suspicions[SUSPICIONS_MOST])
{
    const struct count *count = (const struct count *)summaries + account;

    if (count->acts != ((const struct busiest *)model)->most)
        return;
    ret_suspicions[SCALE_ALL] = (struct suspicion){.surprise = 99,
                                                   .own = 99,
                                                   .peers = 99,
                                                   .scale = SCALE_ALL,
                                                   .from_ns = population->summary[account].first_ns,
                                                   .to_ns = population->summary[account].last_ns,
                                                   .observed = (double)count->acts,
                                                   .expected_own = 1,
                                                   .expected_peers = 1};
}

static void dummy_limits(const void *model, const struct population *population,
                         const void *summaries, uint32_t account, struct use_limits *ret_limits)
{
    (void)model;
    (void)population;
    (void)summaries;
    (void)account;
    (void)ret_limits;
}

static void dummy_explain(const struct suspicion *suspicion, const struct detect_context *context,
                          struct arena *arena, struct reason *ret_reason)
{
    (void)context;
    (void)arena;
    *ret_reason = (struct reason){.detector = "dummy_detector",
                                  .observed = suspicion->observed,
                                  .expected = suspicion->expected_own,
                                  .unit = "beneficiaries",
                                  .surprise = suspicion->surprise,
                                  .from_ns = suspicion->from_ns,
                                  .to_ns = suspicion->to_ns};
    ret_reason->text[LANG_FR] = STR("le plus actif");
    ret_reason->text[LANG_EN] = STR("the busiest");
}

static void dummy_release(void *model)
{
    (void)model;
}

const struct detector detector_dummy_detector = {
    .name = "dummy_detector",
    .state_bytes = sizeof(struct count),
    .summary_bytes = sizeof(struct count),
    .model_bytes = sizeof(struct busiest),
    .observe = dummy_observe,
    .end = dummy_end,
    .fit = dummy_fit,
    .tests = dummy_tests,
    .judge = dummy_judge,
    .limits = dummy_limits,
    .explain = dummy_explain,
    .release = dummy_release,
};
