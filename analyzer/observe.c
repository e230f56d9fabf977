/*
 * observe.c: the common summary of an account. Detectors keep their own.
 */
#include "observe.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/stats.h"

#define SOURCES_FIRST 64

void observer_init(struct observer *observer, struct judge *judge)
{
    *observer = (struct observer){.judge = judge, .source_room = SOURCES_FIRST};
    observer->sources = mem_zero(SOURCES_FIRST, sizeof *observer->sources);
    observer->states = mem_zero(detector_count, sizeof *observer->states);
    for (size_t d = 0; d < detector_count; d++)
        observer->states[d] = mem_zero(1, detectors[d]->state_bytes);
}

void observer_release(struct observer *observer)
{
    for (size_t d = 0; d < detector_count; d++)
        free(observer->states[d]);
    free(observer->states);
    free(observer->sources);
    free(observer->days);
}

/* Adds to the set of sources; true when it is new. The set never gets more than half full. */
static bool add_source(struct observer *observer, uint32_t source, uint32_t count)
{
    uint32_t mask = observer->source_room - 1;
    uint32_t at;

    if (2 * (count + 1) > observer->source_room) {
        uint32_t room = observer->source_room * 2;
        uint32_t *bigger = mem_zero(room, sizeof *bigger);

        for (uint32_t i = 0; i < observer->source_room; i++) {
            uint32_t to = (uint32_t)hash_words(observer->sources[i], 1) & (room - 1);

            while (observer->sources[i] && bigger[to])
                to = (to + 1) & (room - 1);
            if (observer->sources[i])
                bigger[to] = observer->sources[i];
        }
        free(observer->sources);
        observer->sources = bigger;
        observer->source_room = room;
        mask = room - 1;
    }
    at = (uint32_t)hash_words(source + 1, 1) & mask;
    while (observer->sources[at] && observer->sources[at] != source + 1)
        at = (at + 1) & mask;
    if (observer->sources[at])
        return false;
    observer->sources[at] = source + 1;
    return true;
}

static void close_day(struct observer *observer, struct account_summary *sum)
{
    struct civil day = clock_civil(observer->day_ns, observer->judge->context.offset_seconds);

    if (!observer->day_shown)
        return;
    MEM_GROW(observer->days, sum->active_days, observer->day_room);
    observer->days[sum->active_days++] = (double)observer->day_count;
    sum->day_most = fmax(sum->day_most, (double)observer->day_count);
    sum->weekend_days += day.weekday >= 5;
    sum->plain_days += !observer->day_page;
}

static void count_act(struct observer *observer, struct account_summary *sum, const struct act *act)
{
    const struct trace *t = &act->t;
    enum kind kind = observer->judge->context.portal->operations[t->operation].kind;

    if (t->time_ns >= observer->day_ns + NS_PER_DAY) {
        close_day(observer, sum);
        observer->day_ns =
            scale_start(SCALE_DAY, t->time_ns, observer->judge->context.offset_seconds);
        observer->day_shown = observer->day_page = false;
        observer->day_count = 0;
    }
    observer->day_page =
        observer->day_page || kind == KIND_ASSET || kind == KIND_SEARCH || kind == KIND_OTHER;
    sum->requests++;
    sum->last_ns = t->time_ns;
    sum->not_found += person_tag(t->person) && trace_outcome(t) == OUTCOME_NOT_FOUND;
    sum->follow_ups +=
        (kind == KIND_PEC || kind == KIND_CLAIM) && trace_outcome(t) == OUTCOME_SUCCESS;
    if (t->source != NAME_NONE && add_source(observer, t->source, sum->sources))
        sum->sources++;
    if (trace_shown(t)) {
        observer->day_shown = true;
        observer->day_count += act->prev_ns == TIME_NONE || act->prev_ns < observer->day_ns;
        sum->records++;
        sum->beneficiaries += act->prev_ns == TIME_NONE;
    }
}

void observer_end(struct observer *observer)
{
    struct judge *judge = observer->judge;
    struct account_summary *sum;

    if (!observer->open)
        return;
    sum = &judge->population.summary[observer->account];
    close_day(observer, sum);
    sum->day_median = stats_median(observer->days, sum->active_days);
    for (size_t d = 0; d < detector_count; d++) {
        detectors[d]->end(observer->states[d], &judge->context,
                          (char *)judge->summaries[d] +
                              observer->account * detectors[d]->summary_bytes);
        memset(observer->states[d], 0, detectors[d]->state_bytes);
    }
    memset(observer->sources, 0, observer->source_room * sizeof *observer->sources);
    observer->open = false;
}

static void begin_account(struct observer *observer, const struct act *first, uint8_t partition,
                          uint64_t position)
{
    struct account_summary *sum = &observer->judge->population.summary[first->t.account];

    observer->account = first->t.account;
    observer->open = true;
    observer->day_ns =
        scale_start(SCALE_DAY, first->t.time_ns, observer->judge->context.offset_seconds);
    observer->day_shown = observer->day_page = false;
    observer->day_count = 0;
    sum->first_ns = first->t.time_ns;
    sum->partition = partition;
    sum->position = position;
}

void observer_take(struct observer *observer, const struct act *acts, size_t n, uint8_t partition,
                   uint64_t position)
{
    struct account_summary *sum;

    if (acts[0].t.account == NAME_NONE) {
        for (size_t i = 0; i < n; i++)
            observer->unattributed += person_tag(acts[i].t.person) != PERSON_NONE;
        return;
    }
    if (!observer->open || observer->account != acts[0].t.account) {
        observer_end(observer);
        begin_account(observer, &acts[0], partition, position);
    }
    sum = &observer->judge->population.summary[observer->account];
    for (size_t i = 0; i < n; i++)
        count_act(observer, sum, &acts[i]);
    sum->acts += n;
    for (size_t d = 0; d < detector_count; d++)
        detectors[d]->observe(observer->states[d], &observer->judge->context, acts, n);
}
