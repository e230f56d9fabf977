/*
 * campaign_persons.c: whose records several accounts were used for. The exposed rows are sorted by
 * person, so that persons in common, numbers in sequence and the union of a campaign are counts of
 * neighbours, exact at any size.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "campaign_work.h"
#include "input/spool.h"

/* Findings that are compared with each other: beyond, a square of counters would grow without
 * bounds; addresses still join the others. */
#define PAIRS_MOST 512u

/* Findings of one person that are paired: a person whom hundreds of accounts showed joins these as
 * well as any other. */
#define GROUP_MOST 8

/* Persons in common that join: a list and another one rarely have as many by chance. */
#define COMMON_LEAST 5
#define COMMON_SHARE 0.01

/* Numbers of a NIR without its serial, at most so far apart, are next to each other: in between are
 * those whom the portal does not know. */
#define STEP_MOST 50

/* Share of neighbours from which a harvest walks over numbers. */
#define WALK_SHARE 0.3

/* Rows that are read at a time. */
#define BLOCK 4096

/* One person through one account. */
struct person_row {
    struct person person;
    uint32_t finding;
    uint32_t attributed;
};

/* Persons one after the other. */
struct person_group {
    struct person person;
    uint32_t findings[GROUP_MOST]; /* the attacker's, among those that are compared */
    uint32_t count;
};

static int compare_rows(const void *a, const void *b)
{
    const struct person_row *x = a;
    const struct person_row *y = b;
    int order = person_cmp(x->person, y->person);

    if (order != 0)
        return order;
    if (x->finding != y->finding)
        return x->finding < y->finding ? -1 : 1;
    return x->attributed < y->attributed ? -1 : x->attributed > y->attributed;
}

/* The exposed rows in order of person; `take` gets each. */
static int each_row(struct campaign_work *w, void (*take)(void *, const struct person_row *),
                    void *context, struct err *err)
{
    struct exposed_row *block = mem_resize(NULL, BLOCK, sizeof *block);
    uint64_t total = w->dossier->exposed_count;
    struct sorter sorter;
    const void *row;
    bool failed = false;
    int rc = 0;

    sorter_init(&sorter, sizeof(struct person_row), compare_rows, w->in->memory_bytes / 4,
                w->in->directory);
    for (uint64_t at = 0; rc == 0 && at < total;) {
        size_t n = total - at < BLOCK ? (size_t)(total - at) : BLOCK;

        rc = spool_pread(w->dossier->exposed_fd, block, n * sizeof *block, at * sizeof *block, err);
        for (size_t i = 0; rc == 0 && i < n; i++) {
            struct person_row r = {block[i].person, block[i].finding, block[i].attributed};

            rc = sorter_add(&sorter, &r, err);
        }
        at += n;
    }
    free(block);
    if (rc == 0)
        rc = sorter_finish(&sorter, err);
    while (rc == 0 && (row = sorter_next(&sorter, &failed, err)) != NULL)
        take(context, row);
    sorter_release(&sorter);
    return failed ? -1 : rc;
}

/* While pairs are counted. */
struct pairing {
    struct campaign_pairs *pairs;
    struct person_group last; /* the person before */
    struct person_group now;
};

static uint32_t *cell(uint32_t *square, uint32_t count, uint32_t a, uint32_t b)
{
    return &square[a < b ? (size_t)a * count + b : (size_t)b * count + a];
}

/* Whether two persons' NIR differ in the serial only, and little. */
static bool is_next(struct person a, struct person b)
{
    uint64_t x;
    uint64_t y;

    if (!person_is_nir(a) || !person_is_nir(b))
        return false;
    x = person_nir_number(a);
    y = person_nir_number(b);
    return x / 1000 == y / 1000 && y > x && y - x <= STEP_MOST;
}

static void end_group(struct pairing *p)
{
    struct campaign_pairs *pairs = p->pairs;
    const struct person_group *now = &p->now;
    bool next = p->last.count && now->count && is_next(p->last.person, now->person);

    for (uint32_t i = 0; i < now->count; i++) {
        for (uint32_t k = i + 1; k < now->count; k++)
            ++*cell(pairs->both, pairs->count, now->findings[i], now->findings[k]);
        for (uint32_t k = 0; next && k < p->last.count; k++) {
            if (p->last.findings[k] == now->findings[i])
                pairs->own[now->findings[i]]++;
            else
                ++*cell(pairs->next, pairs->count, now->findings[i], p->last.findings[k]);
        }
    }
    if (now->count)
        p->last = *now;
}

static void take_pairs(void *context, const struct person_row *row)
{
    struct pairing *p = context;
    struct person_group *now = &p->now;

    if (!person_eq(now->person, row->person)) {
        end_group(p);
        *now = (struct person_group){.person = row->person};
    }
    if (row->attributed != ATTRIBUTED_ATTACKER || row->finding >= p->pairs->count ||
        (now->count && now->findings[now->count - 1] == row->finding))
        return;
    p->pairs->persons[row->finding]++;
    if (now->count < GROUP_MOST)
        now->findings[now->count++] = row->finding;
}

int campaign_count_pairs(struct campaign_work *w, struct err *err)
{
    struct campaign_pairs *p = &w->pairs;
    struct pairing pairing = {.pairs = p};
    int rc;

    /* Findings stand with the worst first: those that are only watched come last. */
    while (p->count < w->dossier->finding_count && p->count < PAIRS_MOST &&
           w->dossier->findings[p->count].verdict >= VERDICT_SUSPECT)
        p->count++;
    p->both = mem_zero((size_t)p->count * p->count + 1, sizeof *p->both);
    p->next = mem_zero((size_t)p->count * p->count + 1, sizeof *p->next);
    p->own = mem_zero(p->count + 1, sizeof *p->own);
    p->persons = mem_zero(p->count + 1, sizeof *p->persons);
    if (p->count < 2)
        return 0;
    rc = each_row(w, take_pairs, &pairing, err);
    end_group(&pairing);
    return rc;
}

bool campaign_share_persons(const struct campaign_pairs *p, uint32_t a, uint32_t b)
{
    uint32_t both = *cell(p->both, p->count, a, b);
    uint32_t least = p->persons[a] < p->persons[b] ? p->persons[a] : p->persons[b];

    return both >= COMMON_LEAST && both >= COMMON_SHARE * least;
}

static bool walks(const struct campaign_pairs *p, uint32_t finding, uint32_t others)
{
    return p->persons[finding] >= COMMON_LEAST &&
           p->own[finding] + others >= WALK_SHARE * p->persons[finding];
}

/* One hand-over is enough between two that walk: chance does not end one where another begins. */
bool campaign_share_sequence(const struct campaign_pairs *p, uint32_t a, uint32_t b)
{
    uint32_t next = *cell(p->next, p->count, a, b);

    return next > 0 && walks(p, a, next) && walks(p, b, next);
}

/* While unions are counted. */
struct uniting {
    struct campaign_work *work;
    struct person person;
    uint64_t ordinal;
    uint64_t *any;      /* by campaign: the last person counted, in the ceiling */
    uint64_t *attacker; /* in the floor */
    uint64_t *common;   /* as common to several accounts */
    uint32_t *finding;  /* by campaign: the finding of its row before */
};

static void take_union(void *context, const struct person_row *row)
{
    struct uniting *u = context;
    uint32_t c = u->work->campaign[row->finding];
    struct campaign *campaign;

    if (u->ordinal == 0 || !person_eq(u->person, row->person)) {
        u->ordinal++;
        u->person = row->person;
    }
    if (c == UINT32_MAX)
        return;
    campaign = &u->work->dossier->campaigns[c];
    if (u->any[c] != u->ordinal) {
        campaign->beneficiaries.ceiling++;
        u->any[c] = u->ordinal;
    } else if (u->finding[c] != row->finding && u->common[c] != u->ordinal) {
        u->work->common[c]++;
        u->common[c] = u->ordinal;
    }
    u->finding[c] = row->finding;
    if (row->attributed == ATTRIBUTED_ATTACKER && u->attacker[c] != u->ordinal) {
        campaign->beneficiaries.floor++;
        u->attacker[c] = u->ordinal;
    }
}

int campaign_count_union(struct campaign_work *w, struct err *err)
{
    size_t n = w->dossier->campaign_count;
    struct uniting u = {.work = w};
    int rc;

    u.any = mem_zero(n, sizeof *u.any);
    u.attacker = mem_zero(n, sizeof *u.attacker);
    u.common = mem_zero(n, sizeof *u.common);
    u.finding = mem_zero(n, sizeof *u.finding);
    rc = each_row(w, take_union, &u, err);
    free(u.any);
    free(u.attacker);
    free(u.common);
    free(u.finding);
    return rc;
}
