/*
 * legal_acts.c: what was done through the accounts beyond reading, from the case's acts. "Reads
 * only" is said of what is known to read, not of what is not known to write.
 */
#include "report/legal.h"
#include "report/stream.h"

/* Methods that change nothing (RFC 9110 §9.2.1). */
#define SAFE (1u << METHOD_GET | 1u << METHOD_HEAD | 1u << METHOD_OPTIONS)

/* A profile that somebody wrote says what its operations do; one that was guessed does not, and no
 * trace has its method. */
static enum legal_act act_of(const struct portal *portal, const struct operation *op,
                             bool described)
{
    if (op->kind == KIND_PEC)
        return LEGAL_PEC;
    if (op->kind == KIND_CLAIM)
        return LEGAL_CLAIM;
    if (!described || portal->proposed)
        return LEGAL_UNDETERMINED;
    if (op->kind != KIND_OTHER)
        return LEGAL_READ;
    if (op->methods && !(op->methods & ~SAFE))
        return LEGAL_READ;
    return op->methods && !(op->methods & SAFE) ? LEGAL_WRITE : LEGAL_UNDETERMINED;
}

static void count(struct legal *l, const struct exposed_act *row)
{
    const struct portal *portal = l->dossier->portal;
    const struct trace *t = &row->t;
    enum outcome outcome = trace_outcome(t);
    enum legal_act act = LEGAL_UNDETERMINED;

    if (l->dossier->findings[row->finding].allowed_reason.p)
        return;
    if (outcome != OUTCOME_SUCCESS && outcome != OUTCOME_UNKNOWN)
        return;
    if (portal && t->operation < (unsigned)portal->operation_count)
        act = act_of(portal, &portal->operations[t->operation],
                     t->operation < (unsigned)portal->described);
    if (act > LEGAL_READ && outcome == OUTCOME_UNKNOWN)
        act = LEGAL_UNDETERMINED;
    if (row->attributed == ATTRIBUTED_ATTACKER)
        l->acts.attacker[act]++;
    else
        l->acts.unclear[act]++;
    if (l->acts.first[act].line == 0)
        l->acts.first[act] = (struct evidence){t->offset, t->time_ns, t->input, t->line};
}

int legal_acts(struct legal *l, struct err *err)
{
    const struct dossier *d = l->dossier;
    struct stream acts;
    const void *row;
    int rc;

    stream_init(&acts, d->acts_fd, sizeof(struct exposed_act), d->act_count, "acts");
    while ((rc = stream_next(&acts, &row, err)) > 0)
        count(l, row);
    stream_release(&acts);
    return rc;
}
