/*
 * investigate.c: three readings of a suspect's acts: sessions, then views and acts with their
 * attribution, then the figures. Assembly of one finding is in assemble.c.
 */
#include "investigate.h"

#include <stdlib.h>
#include <unistd.h>

#include "assemble.h"
#include "attribute.h"
#include "base/mem.h"
#include "base/out.h"
#include "exposure.h"
#include "totals.h"

/* One suspect under investigation. */
struct suspect_work {
    struct investigation *in;
    struct trial *trial;
    bool accused;
    struct session_walk walk;
    struct exposure exposure;
    struct assembly *assembly;
    struct campaign_pace pace;
};

static int compare_rows(const void *a, const void *b)
{
    const struct exposed_row *x = a;
    const struct exposed_row *y = b;
    int order;

    if (x->insurer != y->insurer)
        return x->insurer < y->insurer ? -1 : 1;
    order = person_cmp(x->person, y->person);
    if (order != 0)
        return order;
    return x->finding < y->finding ? -1 : x->finding > y->finding;
}

static int compare_exposed_acts(const void *a, const void *b)
{
    const struct trace *x = &((const struct exposed_act *)a)->t;
    const struct trace *y = &((const struct exposed_act *)b)->t;

    if (x->time_ns != y->time_ns)
        return x->time_ns < y->time_ns ? -1 : 1;
    if (x->input != y->input)
        return x->input < y->input ? -1 : 1;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static int take_views(void *context, const struct act *acts, size_t n, struct err *err)
{
    struct suspect_work *work = context;

    for (size_t i = 0; i < n; i++) {
        uint32_t index = session_walk_next(&work->walk, &work->trial->ledger, &acts[i]);
        enum attribution attributed = attribute_view(&work->trial->ledger, index, &acts[i]);

        if (trace_shown(&acts[i].t) &&
            exposure_add(&work->exposure, &acts[i], index, attributed, err) < 0)
            return -1;
        assembly_act(work->assembly, &acts[i], attributed);
        campaign_pace_add(&work->pace, &acts[i].t, index, attributed);
        /* Who is only watched is counted, but on no list. */
        if (work->accused && attributed != ATTRIBUTED_OWNER) {
            struct exposed_act row = {
                .t = acts[i].t, .finding = acts[i].t.account, .attributed = (uint8_t)attributed};

            if (sorter_add(&work->in->acts, &row, err) < 0)
                return -1;
        }
    }
    return 0;
}

/* Tries the suspect and attributes its sessions, unless that was the last thing done: most cases
 * have one attacker and one account, whose acts are many. */
static int try_suspect(const struct investigation *in, uint32_t account, bool accused,
                       struct trial *trial, struct err *err)
{
    int rc;

    if (in->siblings.standing == account && trial->frame.account == account)
        return 0;
    rc = trial_run(trial, account, err);
    attribute_sessions(trial, accused);
    return rc;
}

/* Persons whom an accused account showed are on the lists, unless the operator allows its use. */
static bool is_allowed(const struct investigation *in, uint32_t account)
{
    const struct allowed *entry =
        in->allow_list ? allow_list_find(in->allow_list, in->census->texts[NAMES_ACCOUNT][account])
                       : NULL;

    return entry && !entry->expired;
}

static int investigate_one(struct investigation *in, const struct suspect *suspect,
                           struct trial *trial, struct finding *finding, struct err *err)
{
    const struct account_summary *sum = &in->judge->population.summary[suspect->account];
    bool accused = suspect->sibling || suspect->best.bans >= in->cohort->threshold;
    struct suspect_work work = {.in = in, .trial = trial, .accused = accused};
    bool listed = accused && !is_allowed(in, suspect->account);
    struct suspect told = *suspect;
    int rc;

    rc = try_suspect(in, suspect->account, accused, trial, err);
    if (accused)
        siblings_attribute(&in->siblings, suspect->sibling, trial);
    exposure_init(&work.exposure, &trial->ledger, sum, in->census->count[NAMES_INSURER],
                  in->memory_bytes / 4, in->directory);
    if (suspect->sibling)
        told.best = suspect->sibling->best;
    else if (trial->sum.best.bans >= in->cohort->threshold || !accused)
        told.best = trial->sum.best;
    work.assembly = assembly_new(in, &told, &trial->ledger, finding);
    if (rc == 0)
        rc = judge_acts(in->judge, suspect->account, take_views, &work, err);
    if (rc == 0)
        rc = exposure_count(&work.exposure, suspect->account, listed ? &in->rows : NULL, err);
    if (rc == 0)
        assembly_finish(work.assembly, &work.exposure);
    if (rc == 0 && suspect->sibling)
        siblings_explain(&in->siblings, suspect->sibling, &trial->ledger, in->census, in->arena,
                         finding);
    if (rc == 0)
        campaign_marks_add(&in->marks, &trial->ledger, suspect->account, &work.pace);
    assembly_free(work.assembly);
    exposure_release(&work.exposure);
    session_walk_release(&work.walk);
    return rc;
}

static int compare_findings(const void *a, const void *b)
{
    const struct finding *x = a;
    const struct finding *y = b;

    if (x->verdict != y->verdict)
        return x->verdict > y->verdict ? -1 : 1;
    if (x->first_ns != y->first_ns)
        return x->first_ns < y->first_ns ? -1 : 1;
    return str_cmp(x->account, y->account);
}

/* Index of each account's finding, now that the findings are in order. */
static uint32_t *finding_index(const struct investigation *in, const struct dossier *dossier)
{
    uint32_t *index = mem_zero(in->judge->population.accounts, sizeof *index);

    for (size_t i = 0; i < in->suspect_count; i++) {
        struct str account = in->census->texts[NAMES_ACCOUNT][in->suspects[i].account];

        for (uint32_t f = 0; f < dossier->finding_count; f++) {
            if (str_eq(dossier->findings[f].account, account))
                index[in->suspects[i].account] = f;
        }
    }
    return index;
}

/* Writes sorted rows to an unnamed file; the number of the finding replaces that of the account.
 * Descriptor or -1. */
static int keep_sorted(const struct investigation *in, struct sorter *sorter, size_t finding_at,
                       const uint32_t *index, uint64_t *ret_count, struct err *err)
{
    struct out out;
    bool failed = false;
    const void *row;
    char *copy = mem_resize(NULL, sorter->row_bytes, 1);
    int fd = sorter_finish(sorter, err) == 0 ? spool_unnamed(in->directory, err) : -1;

    *ret_count = 0;
    if (fd >= 0) {
        out_fd(&out, fd);
        while ((row = sorter_next(sorter, &failed, err)) != NULL) {
            uint32_t account;

            memcpy(copy, row, sorter->row_bytes);
            memcpy(&account, copy + finding_at, sizeof account);
            memcpy(copy + finding_at, &index[account], sizeof account);
            out_bytes(&out, copy, sorter->row_bytes);
            ++*ret_count;
        }
        if (out_flush(&out) < 0)
            failed = err_system(err, out.failed, "the trace spool cannot be written") < 0;
        out_drop(&out);
    }
    free(copy);
    if (fd >= 0 && failed) {
        (void)close(fd);
        fd = -1;
    }
    return fd;
}

static int keep_lists(struct investigation *in, struct dossier *dossier, struct err *err)
{
    const struct totals_options totals = {.insurers = in->census->texts[NAMES_INSURER],
                                          .insurer_count = in->census->count[NAMES_INSURER],
                                          .arena = in->arena,
                                          .memory_bytes = in->memory_bytes / 4,
                                          .directory = in->directory};
    uint32_t *index = finding_index(in, dossier);
    int rc;

    dossier->exposed_fd = keep_sorted(in, &in->rows, offsetof(struct exposed_row, finding), index,
                                      &dossier->exposed_count, err);
    dossier->acts_fd = keep_sorted(in, &in->acts, offsetof(struct exposed_act, finding), index,
                                   &dossier->act_count, err);
    sorter_release(&in->rows);
    sorter_release(&in->acts);
    rc = dossier->exposed_fd < 0 || dossier->acts_fd < 0 ? -1 : 0;
    if (rc == 0)
        rc = totals_count(dossier, &totals, err);
    if (rc == 0)
        rc = campaigns_find(in, index, dossier, err);
    free(index);
    return rc;
}

/* Suspects of the cohort, those near the threshold that are siblings as such, and the siblings that
 * nobody suspected; by account. */
static void list_suspects(struct investigation *in)
{
    const struct siblings *s = &in->siblings;
    size_t c = 0;
    size_t r = 0;

    in->suspects = mem_zero(in->cohort->count + s->count + 1, sizeof *in->suspects);
    while (c < in->cohort->count || r < s->count) {
        struct suspect *next = &in->suspects[in->suspect_count++];
        uint32_t known = c < in->cohort->count ? in->cohort->suspects[c].account : UINT32_MAX;
        uint32_t raised = r < s->count ? s->raised[r].account : UINT32_MAX;

        *next = (struct suspect){.account = known < raised ? known : raised};
        if (known <= raised)
            next->best = in->cohort->suspects[c++].best;
        if (raised <= known)
            next->sibling = &s->raised[r++];
    }
}

static int investigate_all(struct investigation *in, struct trial *trial, struct dossier *dossier,
                           struct err *err)
{
    const uint32_t *names = in->census->count;

    if (siblings_find(&in->siblings, in->judge, in->cohort, names[NAMES_SOURCE], names[NAMES_AGENT],
                      trial, err) < 0)
        return -1;
    list_suspects(in);
    dossier->findings = arena_alloc(in->arena, (in->suspect_count + 1) * sizeof *dossier->findings);
    for (size_t i = 0; i < in->suspect_count; i++) {
        if (investigate_one(in, &in->suspects[i], trial, &dossier->findings[i], err) < 0)
            return -1;
        dossier->finding_count++;
    }
    qsort(dossier->findings, dossier->finding_count, sizeof *dossier->findings, compare_findings);
    if (in->allow_list)
        allow_list_apply(in->allow_list, dossier->findings, dossier->finding_count);
    return keep_lists(in, dossier, err);
}

int investigate(struct investigation *in, struct dossier *dossier, struct err *err)
{
    struct trial trial;
    int rc;

    in->places = mem_zero(in->census->count[NAMES_SOURCE], sizeof *in->places);
    in->group_days = mem_zero(GROUPS_MOST, sizeof *in->group_days);
    in->group_size = mem_zero(GROUPS_MOST, sizeof *in->group_size);
    cohort_trial(in->cohort, in->judge, &trial);
    trial.hot_bans = in->cohort->threshold - 1;
    trial.accuse_bans = in->cohort->threshold;
    trial.investigating = true;
    sorter_init(&in->rows, sizeof(struct exposed_row), compare_rows, in->memory_bytes / 4,
                in->directory);
    sorter_init(&in->acts, sizeof(struct exposed_act), compare_exposed_acts, in->memory_bytes / 4,
                in->directory);
    rc = investigate_all(in, &trial, dossier, err);
    sorter_release(&in->rows);
    sorter_release(&in->acts);
    free(in->places);
    free(in->suspects);
    campaign_marks_release(&in->marks);
    trial_release(&trial);
    siblings_release(&in->siblings);
    for (int32_t g = 0; g < GROUPS_MOST; g++)
        free(in->group_days[g]);
    free(in->group_days);
    free(in->group_size);
    return rc;
}
