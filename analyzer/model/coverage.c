/*
 * coverage.c: sums over one input's counters.
 */
#include "model/coverage.h"

static const struct {
    const char *name;
    const char *doc;
} rejects[REJECT_COUNT] = {
#define REJECT(id, name, doc, source) [REJECT_##id] = {name, doc},
#include "model/rejects.def"
#undef REJECT
};

void coverage_init(struct coverage *coverage)
{
    *coverage =
        (struct coverage){.first_ns = TIME_NONE, .last_ns = TIME_NONE, .last_good_ns = TIME_NONE};
    order_begin(&coverage->order, 0);
}

void coverage_release(struct coverage *coverage)
{
    hours_release(&coverage->hours);
    order_list_release(&coverage->order_runs);
}

uint64_t coverage_rejected(const struct coverage *coverage)
{
    uint64_t sum = 0;

    for (int i = 0; i < REJECT_COUNT; i++)
        sum += coverage->rejected[i];
    return sum;
}

bool coverage_incomplete(const struct coverage *coverage)
{
    return coverage_rejected(coverage) > 0 || coverage->damage.kind != DAMAGE_NONE;
}

bool coverage_void(const struct coverage *coverage)
{
    return coverage->lines == coverage->skipped && coverage->damage.kind == DAMAGE_NONE &&
           !coverage->duplicate_of.p;
}

const char *reject_name(enum reject reject)
{
    return reject < REJECT_COUNT ? rejects[reject].name : "";
}

const char *reject_doc(enum reject reject)
{
    return reject < REJECT_COUNT ? rejects[reject].doc : "";
}
