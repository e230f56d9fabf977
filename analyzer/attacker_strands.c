/*
 * attacker_strands.c: from the sessions of a ledger to lists of strands.
 */
#include "attacker_strands.h"

#include <stdlib.h>

#include "base/mem.h"

bool attacker_strand_value(const struct attacker_strand *strand, enum pivot_kind kind,
                           uint64_t *ret_value)
{
    *ret_value = kind == PIVOT_ADDRESS   ? strand->source
                 : kind == PIVOT_NETWORK ? strand->network
                                         : strand->agent;
    return kind == PIVOT_AGENT ? strand->agent != UINT32_MAX : strand->source != UINT32_MAX;
}

static int compare_strands(const void *a, const void *b)
{
    const struct attacker_strand *x = a;
    const struct attacker_strand *y = b;

    if (x->account != y->account)
        return x->account < y->account ? -1 : 1;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    return x->agent < y->agent ? -1 : x->agent > y->agent;
}

void attacker_strands_add(struct attacker_strands *strands, const struct ledger *l,
                          uint32_t account)
{
    uint32_t *index = mem_zero((size_t)l->strand_count + 1, sizeof *index);
    size_t before = strands->count;

    for (uint32_t i = 0; i < l->session_count; i++) {
        const struct session *session = &l->sessions[i];
        const struct strand *strand = &l->strands[session->strand];
        struct attacker_strand *s;

        if (session->attributed != ATTRIBUTED_ATTACKER)
            continue;
        if (index[session->strand] == 0) {
            MEM_GROW(strands->list, strands->count, strands->room);
            strands->list[strands->count++] = (struct attacker_strand){
                .account = account,
                .source = strand->source,
                .agent = strand->agent,
                .network = strand->network,
                .first_ns = session->first_ns,
                .last_ns = session->last_ns,
                .strange = strand->strange_source && !strand_is_owners(strand)};
            index[session->strand] = (uint32_t)(strands->count - before);
        }
        s = &strands->list[before + index[session->strand] - 1];
        s->last_ns = session->last_ns > s->last_ns ? session->last_ns : s->last_ns;
        for (int64_t h = session->first_ns / NS_PER_HOUR, n = 0;
             n < 24 && h <= session->last_ns / NS_PER_HOUR; h++, n++)
            s->hours |= UINT32_C(1) << (uint64_t)h % 24;
    }
    if (strands->count > before)
        qsort(strands->list + before, strands->count - before, sizeof *strands->list,
              compare_strands);
    free(index);
}

void attacker_strands_add_strangers(struct attacker_strands *strangers, const struct ledger *l,
                                    uint32_t account)
{
    bool *attackers = mem_zero((size_t)l->strand_count + 1, sizeof *attackers);

    for (uint32_t i = 0; i < l->session_count; i++) {
        if (l->sessions[i].attributed == ATTRIBUTED_ATTACKER)
            attackers[l->sessions[i].strand] = true;
    }
    for (uint32_t i = 0; i < l->strand_count; i++) {
        const struct strand *strand = &l->strands[i];

        if (attackers[i] || !strand->strange_source || strand->source == UINT32_MAX)
            continue;
        MEM_GROW(strangers->list, strangers->count, strangers->room);
        strangers->list[strangers->count++] = (struct attacker_strand){.account = account,
                                                                       .source = strand->source,
                                                                       .agent = strand->agent,
                                                                       .network = strand->network,
                                                                       .strange = true};
    }
    free(attackers);
}

static int compare_sources(const void *a, const void *b)
{
    const struct attacker_strand *x = a;
    const struct attacker_strand *y = b;

    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    return compare_strands(a, b);
}

void attacker_strands_sort(struct attacker_strands *strands)
{
    if (strands->count)
        qsort(strands->list, strands->count, sizeof *strands->list, compare_sources);
}
